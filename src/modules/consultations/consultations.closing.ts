import type { EntityManager } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import { moveTallies, readTallies } from '../../platform/db/tally'
import type { Actor, Ledger } from '../ledger'
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
  actor: Actor,
  consultation: Consultation,
  now: number,
): Promise<Consultation> {
  const { id, closesAt } = consultation
  const finalTally = Object.fromEntries(await readTallies(tx, id))
  const change = { frozenAt: now, closesAt: Math.min(closesAt, now), finalTally }
  await tx.update(Consultation, { id }, change)
  await moveTallies(tx, [[YEARS, `closed:${yearOf(change.closesAt)}`, 1]])
  await ledger.append(
    tx,
    actor,
    'consultations.close',
    { type: 'consultation', id },
    { before: { closesAt, frozenAt: null }, after: change },
  )
  return { ...consultation, ...change }
}
