import type { EntityManager } from 'typeorm'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { newId } from '../../platform/ids'
import { Analysis } from './analysis.entities'
import { Comment } from './consultations.entities'

/** Somebody else changed the analysis meanwhile: what was computed is thrown away and computed anew. */
export class Outdated extends Error {
  override readonly name = 'Outdated'
}

const LEASE_MS = 60_000

/** The state of a consultation's analysis, made at the first look. */
export async function stateFor(tx: EntityManager, consultationId: string, now: number): Promise<Analysis> {
  const known = await findForUpdate(tx, Analysis, { consultationId })
  if (known) return known
  // What was erased before anybody analysed; from now on the erasure counts itself.
  const erased = await tx.countBy(Comment, { consultationId, state: 'erased' })
  const made: Analysis = {
    consultationId,
    countersId: newId(now),
    revision: 0,
    upto: '',
    analysed: 0,
    erased,
    lease: null,
    leaseUntil: 0,
    topicsAt: 0,
    askedUpto: '',
  }
  try {
    await tx.insert(Analysis, made)
    return made
  } catch (error) {
    // Two workers looked for the first time at once; on MariaDB the second waits here until the first has committed.
    if (!isDuplicate(error)) throw error
    const other = await findForUpdate(tx, Analysis, { consultationId })
    if (!other) throw error
    return other
  }
}

/** Takes the consultation for one worker. @returns null while another one has it */
export function takeLease(
  database: Database,
  consultationId: string,
  worker: string,
  now: number,
): Promise<Analysis | null> {
  return database.transaction(async (tx) => {
    const state = await stateFor(tx, consultationId, now)
    if (state.lease !== null && state.lease !== worker && state.leaseUntil > now) return null
    const change = { lease: worker, leaseUntil: now + LEASE_MS }
    await tx.update(Analysis, { consultationId }, change)
    return { ...state, ...change }
  })
}

export async function endLease(database: Database, consultationId: string, worker: string): Promise<void> {
  await database.transaction((tx) =>
    tx.update(Analysis, { consultationId, lease: worker }, { lease: null, leaseUntil: 0 }),
  )
}

/**
 * Changes the analysis as it was when this was computed, and moves its revision on.
 * @throws Outdated where anybody changed it since
 */
export function advance(
  database: Database,
  from: Analysis,
  now: number,
  work: (tx: EntityManager) => Promise<Partial<Analysis>>,
): Promise<Analysis> {
  const { consultationId } = from
  return database.transaction(async (tx) => {
    const state = await findForUpdate(tx, Analysis, { consultationId })
    if (state?.revision !== from.revision || state.lease !== from.lease) throw new Outdated()
    const change = { ...(await work(tx)), revision: state.revision + 1, leaseUntil: now + LEASE_MS }
    await tx.update(Analysis, { consultationId }, change)
    return { ...state, ...change }
  })
}
