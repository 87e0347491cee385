import { Entity } from 'typeorm'
import { Count, Id, Instant, Json, Key, Text } from '../../platform/db/entity-columns'

export const levels = ['info', 'notice', 'urgent'] as const
/** 一般、提示、紧急 */
export type Level = (typeof levels)[number]

/**
 * Everybody, those who follow a topic, those who chose a district (or one under it), those who voted in a poll, those
 * who commented in a consultation, the one who asked a question, those who won a prize together.
 */
export type Audience =
  | { kind: 'all' }
  | { kind: 'topic'; topic: string }
  | { kind: 'division'; divisionId: string }
  | { kind: 'voters'; pollId: string }
  | { kind: 'commenters'; consultationId: string }
  | { kind: 'asker'; enquiryId: string }
  | { kind: 'winners'; quizId: string; round: number }

/** What a campaign tells about. */
export const subjectKinds = [
  'publication',
  'poll_outcome',
  'consultation_outcome',
  'consultation_invitation',
  'enquiry_answer',
  'quiz_prize',
] as const
export type SubjectKind = (typeof subjectKinds)[number]

/** What a message template was applied for at WeChat; a grant for one is never used for another. */
export const purposes = [
  'alert',
  'notice',
  'vote_result',
  'consultation_outcome',
  'quiz_prize',
  'enquiry_answer',
] as const
export type Purpose = (typeof purposes)[number]

/** `one_time`: one accept is one message. `long_term`: until refused. `unsolicited`: 服务号 warnings only. */
export const templateKinds = ['one_time', 'long_term', 'unsolicited'] as const
export type TemplateKind = (typeof templateKinds)[number]

/** What a channel will send, fitted to its template and frozen when the campaign is launched. */
export interface Message {
  templateId: string
  version: number
  kind: TemplateKind
  page: string
  data: Record<string, { value: string }>
}

/** A channel that found the other side away, or its quota used up, rests. */
export interface Rest {
  /** Epoch ms. */
  until: number
  /** Rests in a row. */
  times: number
}

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
  /** The other side was too busy to take it, and said so: never tried again by itself, only when staff ask for it. */
  'failed',
  'unknown',
  'undelivered',
  'cancelled',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** What came of one try to send. */
export type Outcome = Exclude<DeliveryState, 'queued' | 'cancelled' | 'undelivered'>
export const outcomes = deliveryStates.filter(
  (s): s is Outcome => s !== 'queued' && s !== 'cancelled' && s !== 'undelivered',
)

@Entity('campaigns')
export class Campaign {
  @Id() id!: string
  /** The publication; of an outcome the publication that tells it, or else the poll, quiz, consultation or enquiry itself. */
  @Key({ length: 26 }) publicationId!: string
  @Key({ length: 24 }) subjectKind!: SubjectKind
  @Text() title!: string
  @Text() summary!: string
  @Key({ length: 10 }) level!: Level
  /** 1 for what is urgent: served before every 0. */
  @Count() priority!: number
  @Json() audience!: Audience
  @Json() channels!: string[]
  /** By channel that leaves the house. */
  @Json({ nullable: true }) messages!: Record<string, Message> | null
  @Json({ nullable: true }) rests!: Record<string, Rest> | null
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
  /** The other side's number of the message, by which its later word is known. */
  @Key({ length: 64, nullable: true }) msgId!: string | null
  /** Why the other side refused it. */
  @Count({ nullable: true }) errorCode!: number | null
  /** While it is `unknown` and in a worker's hand: the flight it was claimed for, whose journal tells what became of it. */
  @Key({ length: 26, nullable: true }) flightId!: string | null
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
