import { type EntityManager, type FindOptionsWhere, In } from 'typeorm'
import { moveTallies, readTallies } from '../../platform/db/tally'
import { Delivery, type DeliveryState, deliveryStates } from './push.entities'

export type DeliveryCounts = Record<DeliveryState, number>

/** Counters as read, by state of delivery; a state never reached counts 0. */
export function toCounts(counters: ReadonlyMap<string, number>): DeliveryCounts {
  const counts = {} as DeliveryCounts
  for (const state of deliveryStates) counts[state] = counters.get(`state:${state}`) ?? 0
  return counts
}

export async function countsOf(tx: EntityManager, campaignId: string): Promise<DeliveryCounts> {
  return toCounts(await readTallies(tx, campaignId))
}

/** Moves the campaign's counters in the caller's transaction. */
export async function addToCounts(
  tx: EntityManager,
  campaignId: string,
  by: ReadonlyMap<DeliveryState, number>,
): Promise<void> {
  const moves = [...by].filter(([, n]) => n !== 0)
  await moveTallies(
    tx,
    moves.map(([state, n]) => [campaignId, `state:${state}`, n] as const),
  )
}

/**
 * Deliveries, oldest first, held until the transaction ends: their states stay what is read here, so that the counters
 * can be moved by it. Always lock the campaign's row before.
 */
export function lockDeliveries(
  tx: EntityManager,
  where: FindOptionsWhere<Delivery>,
  limit?: number,
): Promise<Delivery[]> {
  const lock = tx.dataSource.options.type === 'mysql' ? { mode: 'pessimistic_write' as const } : undefined
  return tx.find(Delivery, { where, order: { id: 'ASC' }, take: limit, lock })
}

/** Takes locked deliveries of one campaign to another state, rows and counters together. */
export async function moveDeliveries(
  tx: EntityManager,
  deliveries: readonly Delivery[],
  change: Partial<Omit<Delivery, 'state'>> & { state: DeliveryState; changedAt: number },
): Promise<void> {
  const [first] = deliveries
  if (!first) return
  await tx.update(Delivery, { id: In(deliveries.map((d) => d.id)) }, change)
  const by = new Map<DeliveryState, number>()
  for (const d of deliveries) by.set(d.state, (by.get(d.state) ?? 0) - 1)
  by.set(change.state, (by.get(change.state) ?? 0) + deliveries.length)
  await addToCounts(tx, first.campaignId, by)
}
