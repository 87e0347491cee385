import { Entity } from 'typeorm'
import { Count, Id, Instant, Json, Key, Text } from '../../platform/db/entity-columns'

export const levels = ['info', 'notice', 'urgent'] as const
/** 一般、提示、紧急 */
export type Level = (typeof levels)[number]

/** Everybody, those who follow a topic, or those who chose a district (or one under it). */
export type Audience =
  | { kind: 'all' }
  | { kind: 'topic'; topic: string }
  | { kind: 'division'; divisionId: string }

export const campaignStates = ['planned', 'running', 'paused', 'done', 'cancelled'] as const
export type CampaignState = (typeof campaignStates)[number]

export const deliveryStates = [
  'queued',
  'sent',
  'delivered',
  'refused',
  'window_closed',
  'bad_payload',
  'quota',
  'busy',
  'unknown',
  'cancelled',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** What came of one try to send. */
export type Outcome = Exclude<DeliveryState, 'queued' | 'cancelled'>

@Entity('campaigns')
export class Campaign {
  @Id() id!: string
  @Key({ length: 26 }) publicationId!: string
  @Text() title!: string
  @Text() summary!: string
  @Key({ length: 10 }) level!: Level
  @Json() audience!: Audience
  @Json() channels!: string[]
  @Key({ length: 10 }) state!: CampaignState
  /** Deliveries made so far, one per resident and channel; final once `fannedOutAt` is set. */
  @Count() size!: number
  /** Id of the last resident looked at: where the fan-out goes on after an interruption. */
  @Key({ length: 26 }) fannedTo!: string
  @Instant({ nullable: true }) fannedOutAt!: number | null
  @Key({ length: 26 }) createdBy!: string
  @Instant() createdAt!: number
  @Instant({ nullable: true }) startedAt!: number | null
  /** When nothing of it waits any more; a cancelled one has it once its queue has been cleared. */
  @Instant({ nullable: true }) finishedAt!: number | null
}

@Entity('deliveries')
export class Delivery {
  @Id() id!: string
  /** Unique with resident and channel: run twice, sends once. */
  @Key({ length: 26 }) campaignId!: string
  @Key({ length: 26 }) residentId!: string
  @Key({ length: 20 }) channel!: string
  @Key({ length: 16 }) state!: DeliveryState
  @Count() attempts!: number
  /** Until then one worker has it in hand; an `unknown` one past its lease is truly unknown. */
  @Instant() leaseUntil!: number
  /** From when a `busy` or `quota` one may be tried again. */
  @Instant() dueAt!: number
  @Instant() createdAt!: number
  @Instant() changedAt!: number
}

@Entity('inbox_messages')
export class InboxMessage {
  @Id() id!: string
  @Key({ length: 26 }) residentId!: string
  @Key({ length: 26 }) campaignId!: string
  @Key({ length: 26 }) publicationId!: string
  @Text() title!: string
  @Text() summary!: string
  @Key({ length: 10 }) level!: Level
  @Instant() createdAt!: number
  @Instant({ nullable: true }) readAt!: number | null
}
