import type { EntityManager } from 'typeorm'
import type { Campaign, Outcome } from './push.entities'

/** What a channel is asked to bring to one resident. */
export interface Notice {
  deliveryId: string
  residentId: string
  campaign: Campaign
}

interface ChannelFace {
  /** As staff choose it and deliveries record it: up to 20 ASCII characters. */
  readonly name: string
  /** Which of these residents it can reach at all; the others get no delivery. No network here. */
  reachable(tx: EntityManager, residentIds: readonly string[]): Promise<ReadonlySet<string>>
}

/** Its message is a row of our own, written in the transaction that marks the deliveries: exactly once. */
export interface HouseChannel extends ChannelFace {
  readonly leavesHouse: false
  /** Writing again for a resident who already has the campaign's message must change nothing. */
  deliver(tx: EntityManager, campaign: Campaign, residentIds: readonly string[]): Promise<void>
}

/**
 * Speaks to another system. Called outside every transaction, after the delivery has been marked `unknown`; what it
 * throws leaves it so, and nobody sends it again by himself.
 */
export interface OutsideChannel extends ChannelFace {
  readonly leavesHouse: true
  /** `busy` and `quota` only when it is certain that nothing went out. */
  send(notice: Notice): Promise<Outcome>
}

export type Channel = HouseChannel | OutsideChannel
