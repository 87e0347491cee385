import type { EntityManager } from 'typeorm'
import type { Departure } from '../../platform/wechat/client'
import type { Campaign, Message, Outcome } from './push.entities'
import type { Story } from './push.templates'

/** What a channel is asked to bring to one resident. */
export interface Notice {
  deliveryId: string
  residentId: string
  campaign: Campaign
  /** As `prepare` gave it: an openid, for example; empty for channels that prepare nothing. */
  address: string
}

/** What came of one try, with what the other side said. */
export interface Sent {
  outcome: Outcome
  msgId?: string | null
  errorCode?: number | null
  /** When it came, where that was before it is written down; epoch ms. */
  at?: number
}

interface ChannelFace {
  /** As staff choose it and deliveries record it: up to 20 ASCII characters. */
  readonly name: string
  /** Which of these residents it can reach at all; the others get no delivery. No network here. */
  reachable(
    tx: EntityManager,
    residentIds: readonly string[],
    campaign: Reaching,
  ): Promise<ReadonlySet<string>>
}

/** What of a campaign decides whom a channel reaches. */
export type Reaching = Pick<Campaign, 'messages'>

/** Its message is a row of our own, written in the transaction that marks the deliveries: exactly once. */
export interface HouseChannel extends ChannelFace {
  readonly leavesHouse: false
  /** Writing again for a resident who already has the campaign's message must change nothing. */
  deliver(tx: EntityManager, campaign: Campaign, residentIds: readonly string[]): Promise<void>
}

/**
 * Speaks to another system. A resident gets a campaign through one of these only, the first that reaches him.
 */
export interface OutsideChannel extends ChannelFace {
  readonly leavesHouse: true
  /** It tells the departure itself when a message goes to the wire; of other channels all leave when they are sent. */
  readonly tellsDeparture?: true
  /** The message, fitted once at launch. @throws Problem invalid_request where it has none for such a story */
  compose?(tx: EntityManager, story: Story, now: number): Promise<Message>
  /**
   * In the transaction that marks these deliveries as leaving: spends what pays for them.
   * @returns the address of each resident; whoever is missing is not written to, as he does not allow it any more
   */
  prepare?(
    tx: EntityManager,
    campaign: Campaign,
    residentIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>>
  /** Fetches what every send would wait for, an access token for example: from `send` on a message may have left. */
  ready?(): Promise<void>
  /**
   * Called outside every transaction, after the delivery has been marked `unknown`; what it throws leaves it so, and
   * nobody sends it again by himself. `busy` and `quota` only when it is certain that nothing went out; `failed` when
   * the other side answered that it could not take it.
   */
  send(notice: Notice, departure: Departure): Promise<Outcome | Sent>
  /** In the transaction that records outcomes: gives back, or takes away, what allowed these messages. */
  settle?(tx: EntityManager, campaign: Campaign, sent: ReadonlyMap<string, Sent>): Promise<void>
}

export type Channel = HouseChannel | OutsideChannel
