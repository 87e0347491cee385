import { addIndex, limitText } from '../columns'

/**
 * A push opens a million openids in the order of residents. Their table is ordered by a hash, so each row would be a
 * page read somewhere else: the index holds all that is asked for.
 */
export const openidIndexes = [
  limitText(1764000005901, 'resident_identities', { name: 'sealed_openid', length: 1_000, nullable: true }),
  addIndex(1764000005902, 'resident_identities', 'resident_identities_openids', [
    'resident_id',
    'app_id',
    'identity_hash',
    'sealed_openid',
  ]),
]
