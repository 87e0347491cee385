import type { EntityManager } from 'typeorm'
import { findForUpdate } from '../../platform/db/database'
import { JOINING_LOCK, KeyringEntry } from '../../platform/keys'
import { Session } from '../../platform/sessions'
import { Resident, ResidentAlias, ResidentIdentity, ResidentUnion } from './residents.entities'

export interface Joined {
  /** The younger resident, from now on another name of the older one. */
  from: string
  to: string
}

/** The older of two stays: he who came first, by id where both came in the same millisecond. */
export function elderFirst<T extends Pick<Resident, 'id' | 'createdAt'>>(a: T, b: T): [T, T] {
  const aFirst = a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt
  return aFirst ? [a, b] : [b, a]
}

/**
 * What one person has said under two names: nothing that was agreed to is lost, and whoever switched personalised
 * pushes off under either name has them off (个人信息保护法第二十四条).
 */
export function joinedPreferences(
  elder: Resident,
  younger: Resident,
): Pick<
  Resident,
  'divisionId' | 'ageFriendly' | 'personalised' | 'topics' | 'consentVersion' | 'consentAt' | 'erasedAt'
> {
  const consent = elder.consentVersion === null ? younger : elder
  return {
    erasedAt: null,
    divisionId: elder.divisionId ?? younger.divisionId,
    ageFriendly: elder.ageFriendly || younger.ageFriendly,
    personalised: elder.personalised && younger.personalised,
    topics: [...new Set([...elder.topics, ...younger.topics])],
    consentVersion: consent.consentVersion,
    consentAt: consent.consentAt,
  }
}

/**
 * Makes two residents one. No batch of the write lane is under way meanwhile, and the next one finds the alias: from
 * here on nothing goes in under the younger's id, and what went in before is there for the holders to move.
 */
export async function joinResidents(
  tx: EntityManager,
  now: number,
  ids: readonly [string, string],
  holders: { join(tx: EntityManager, from: string, to: string): Promise<void> },
): Promise<Joined> {
  await findForUpdate(tx, KeyringEntry, { name: JOINING_LOCK })
  const [a, b] = [...ids].sort() as [string, string]
  const one = await findForUpdate(tx, Resident, { id: a })
  const other = await findForUpdate(tx, Resident, { id: b })
  if (!one || !other) throw new Error('A resident to be joined is not there')
  const [elder, younger] = elderFirst(one, other)
  const [to, from] = [elder.id, younger.id]
  await tx.insert(ResidentAlias, { aliasId: from, residentId: to, linkedAt: now })
  await tx.update(ResidentAlias, { residentId: from }, { residentId: to })
  await tx.update(ResidentIdentity, { residentId: from }, { residentId: to })
  await tx.update(ResidentUnion, { residentId: from }, { residentId: to })
  await tx.update(Session, { kind: 'resident', holderId: from }, { holderId: to })
  await holders.join(tx, from, to)
  await tx.update(Resident, { id: to }, joinedPreferences(elder, younger))
  const nobody = { divisionId: null, topics: [], consentVersion: null, consentAt: null }
  await tx.update(
    Resident,
    { id: from },
    { ...nobody, ageFriendly: false, personalised: false, erasedAt: now },
  )
  return { from, to }
}
