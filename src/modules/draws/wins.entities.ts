import { Entity } from 'typeorm'
import { Count, Id, Instant, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'

export const winStates = ['open', 'claimed', 'handed_over', 'forfeited'] as const
export type WinState = (typeof winStates)[number]

/** `late` and `erased` come by themselves; the others are decided by a leader and shown in the public record. */
export const forfeitReasons = ['late', 'erased', 'declined', 'undeliverable', 'disqualified'] as const
export type ForfeitReason = (typeof forfeitReasons)[number]
export const decidedReasons = ['declined', 'undeliverable', 'disqualified'] as const
export type DecidedReason = (typeof decidedReasons)[number]

export const handovers = ['collected', 'mailed'] as const
export type Handover = (typeof handovers)[number]

/** 中奖: a unit of a prize, held for one person until he has it or gives it up. */
@Entity('wins')
export class Win {
  @Id() id!: string
  @Key({ length: 26 }) quizId!: string
  @Key({ length: 8 }) prizeId!: string
  /** From 1 to the prize's count; unique, so that no more are promised than there are. Null once forfeited. */
  @Count({ nullable: true }) unit!: number | null
  /** The unit a forfeited win held. */
  @Count({ nullable: true }) freedUnit!: number | null
  /** In the drawn order, from 0: winners first, then those who follow on. Unique within the quiz. */
  @Count() place!: number
  @Key({ length: 24 }) token!: string
  /** Unique within the quiz: one prize for one person. */
  @Key({ length: 26 }) residentId!: string
  /** The group in which he was told. */
  @Count() round!: number
  @Key({ length: 12 }) state!: WinState
  @Instant() allottedAt!: number
  /** The first millisecond in which it is too late. */
  @Instant() claimUntil!: number
  @Instant({ nullable: true }) claimedAt!: number | null
  @Key({ length: 26, nullable: true }) handedOverBy!: string | null
  @Instant({ nullable: true }) handedOverAt!: number | null
  @Key({ length: 12, nullable: true }) handedOverHow!: Handover | null
  @Instant({ nullable: true }) forfeitedAt!: number | null
  @Key({ length: 16, nullable: true }) forfeitReason!: ForfeitReason | null
  /** The win of who followed on. */
  @Key({ length: 26, nullable: true }) successorId!: string | null
}

/** 领奖登记: personal data, sealed in one piece and bound to its win. */
@Entity('claims')
export class Claim {
  @PrimaryKey({ length: 26 }) winId!: string
  /** Null once purged. */
  @Text({ nullable: true }) sealed!: string | null
  /** 王**, where the winner agreed to be shown so; null otherwise, and once purged. */
  @Text({ nullable: true }) shownName!: string | null
  @Instant() claimedAt!: number
  /** The last Shanghai day on which it is kept. */
  @Key({ length: 10 }) keepOn!: string
  @Instant({ nullable: true }) purgedAt!: number | null
}

export const movementKinds = ['stock_in', 'allotted', 'forfeited', 'handed_over'] as const
export type MovementKind = (typeof movementKinds)[number]

/** A line of 奖品台账: only ever added to. */
@Entity('prize_movements')
export class PrizeMovement {
  @Id() id!: string
  @Key({ length: 26 }) quizId!: string
  @Key({ length: 8 }) prizeId!: string
  @Key({ length: 12 }) kind!: MovementKind
  @Count() quantity!: number
  /** Of the win it is about. */
  @Key({ length: 24, nullable: true }) token!: string | null
  @Instant() at!: number
  @Key({ length: 26 }) actorId!: string
  @Text() actorName!: string
}
