import type { EntityManager } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import { moveTallies, readTallies } from '../../platform/db/tally'
import type { Actor, Ledger } from '../ledger'
import type { Logs } from '../receipts'
import { ANSWERED } from './adoption.members'
import { Consultation } from './consultations.entities'

/** Subject of the counters `opened:<year>` and `closed:<year>`. */
export const YEARS = 'consultations'

export const yearOf = (instant: number) => shanghaiDay(instant).slice(0, 4)

/**
 * Fixes the tally for good. The caller holds the consultation's row for update, which waits for every comment under
 * way: what is counted here is all there will ever be.
 */
export async function freeze(
  tx: EntityManager,
  ledger: Ledger,
  logs: Logs,
  actor: Actor,
  consultation: Consultation,
  now: number,
): Promise<Consultation> {
  const { id, closesAt } = consultation
  const log = await logs.seal(tx, id)
  const finalTally = await tallyOf(tx, id)
  const change = { frozenAt: now, closesAt: Math.min(closesAt, now), finalTally }
  await tx.update(Consultation, { id }, change)
  await moveTallies(tx, [[YEARS, `closed:${yearOf(change.closesAt)}`, 1]])
  await ledger.append(
    tx,
    actor,
    'consultations.close',
    { type: 'consultation', id },
    { before: { closesAt, frozenAt: null }, after: { ...change, ...(log && { log }) } },
  )
  return { ...consultation, ...change }
}

/** A letter that came in time was entered after the end: the tally that was fixed holds it too. */
export async function refreeze(tx: EntityManager, { id, finalTally }: Consultation): Promise<void> {
  if (finalTally === null) return
  await tx.update(Consultation, { id }, { finalTally: await tallyOf(tx, id) })
}

/** What came in. How much of it is answered goes on moving, and is always read live. */
async function tallyOf(tx: EntityManager, id: string): Promise<Record<string, number>> {
  const counters = await readTallies(tx, id)
  return Object.fromEntries([...counters].filter(([item]) => !item.startsWith(ANSWERED)))
}
