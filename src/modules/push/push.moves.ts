import type { EntityManager } from 'typeorm'
import { addToCounts } from './push.counts'
import type { DeliveryState } from './push.entities'

/** Moves of one campaign's counters, gathered over a transaction and written once at its end. */
export class CountMoves {
  private readonly by = new Map<DeliveryState, number>()

  move(from: DeliveryState, to: DeliveryState, count: number): void {
    this.by.set(from, (this.by.get(from) ?? 0) - count)
    this.by.set(to, (this.by.get(to) ?? 0) + count)
  }

  apply(tx: EntityManager, campaignId: string): Promise<void> {
    return addToCounts(tx, campaignId, this.by)
  }
}
