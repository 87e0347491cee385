import { createTable } from '../columns'

export const residentTables = [
  createTable(1764000000201, {
    name: 'residents',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'created_at', kind: 'instant' },
      { name: 'erased_at', kind: 'instant', nullable: true },
      { name: 'division_id', kind: 'id', nullable: true },
      { name: 'age_friendly', kind: 'flag' },
      { name: 'personalised', kind: 'flag' },
      { name: 'topics', kind: 'json' },
      { name: 'consent_version', kind: 'key', length: 20, nullable: true },
      { name: 'consent_at', kind: 'instant', nullable: true },
    ],
    primary: ['id'],
  }),
  createTable(1764000000202, {
    name: 'resident_identities',
    columns: [
      { name: 'identity_hash', kind: 'key', length: 64 },
      { name: 'resident_id', kind: 'id' },
      { name: 'app_id', kind: 'key', length: 40 },
      { name: 'sealed_openid', kind: 'text', nullable: true },
      { name: 'keep_until', kind: 'instant', nullable: true },
    ],
    primary: ['identity_hash'],
    indexes: [['resident_id'], ['keep_until']],
  }),
  createTable(1764000000203, {
    name: 'used_codes',
    columns: [
      { name: 'hash', kind: 'key', length: 64 },
      { name: 'used_at', kind: 'instant' },
    ],
    primary: ['hash'],
    indexes: [['used_at']],
  }),
]
