import { Entity } from 'typeorm'
import type { Day } from '../../platform/calendar'
import { Count, Id, Instant, Json, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'
import type { DrawOutcome, Registers } from './sampling.draw.rules'

/** Promised before a poll opens: what its votes will lead to. */
export interface Rule {
  /** The first so many by votes, everybody on an equal rank with the last one too. */
  topN: number
  /** Batches of each item at the least. */
  batchesEach: number
  itemQuestionId: string
  placeQuestionId: string | null
  testQuestionId: string | null
}

/** Something the votes asked for; without an option it was added by staff. */
export interface Linked {
  optionId: string | null
  label: string
}

export interface PlanLine {
  /** The option's id, or x1, x2 … for what was added. */
  id: string
  optionId: string | null
  item: string
  votes: number
  rank: number | null
  batches: number
  places: Linked[]
  tests: Linked[]
  /** Voted for, and yet not sampled: published with its reason. */
  leftOut: boolean
  reason: string | null
}

/** 抽查事项: 依据、主体、内容、方式 */
export interface Matter {
  basis: string
  authority: string
  content: string
  method: string
}

export interface DrawSettings {
  /** Inspectors sent to one unit: two at the least. */
  team: number
  /** Batches taken at one unit at the most. */
  perUnit: number
  /** Units one inspector is sent to at the most. */
  maxLoad: number
  /** What inspectors must be qualified for; empty: anything. */
  specialty: string
}

@Entity('sampling_rules')
export class SamplingRule {
  @PrimaryKey({ length: 26 }) pollId!: string
  @Json() rule!: Rule
  @Key({ length: 26 }) setBy!: string
  @Instant() setAt!: number
}

/** The plan as residents see it: written when its notice was published. */
export interface PublishedPlan {
  publicationId: string
  publishedAt: number
  contentHash: string
  lines: PlanLine[]
  matter: Matter
}

export interface LineTotals {
  lineId: string
  batches: number
  compliant: number
  nonCompliant: number
  notTaken: number
}

export interface PublishedResults {
  publicationId: string
  publishedAt: number
  resultsHash: string
  lines: LineTotals[]
  notTaken: { batchNo: string; lineId: string; reason: string }[]
  draw: DrawRecord
}

/** What anybody may know of a draw once the results are out; units and inspectors are named to staff only. */
export interface DrawRecord {
  algorithm: string
  drawnOn: Day
  planHash: string
  registersHash: string
  commitment: string
  secret: string
  witness: string
  seed: string
  eligibleUnits: number
  eligibleInspectors: number
}

@Entity('sampling_plans')
export class SamplingPlan {
  @Id() id!: string
  /** CJ2026-003 */
  @Key({ length: 24 }) number!: string
  @Key({ length: 26 }) pollId!: string
  /** The poll's, as it was. */
  @Text() title!: string
  @Count() ballots!: number
  @Json() rule!: Rule
  @Json() lines!: PlanLine[]
  @Json() matter!: Matter
  @Json() settings!: DrawSettings
  @Key({ length: 64 }) contentHash!: string
  /** Who has written in it: none of them approves it. */
  @Json() contributorIds!: string[]
  @Key({ length: 26, nullable: true }) approvedBy!: string | null
  @Instant({ nullable: true }) approvedAt!: number | null
  @Instant({ nullable: true }) drawnAt!: number | null
  @Key({ length: 26, nullable: true }) planPublicationId!: string | null
  @Json({ nullable: true }) publishedPlan!: PublishedPlan | null
  @Key({ length: 26, nullable: true }) resultsPublicationId!: string | null
  @Json({ nullable: true }) publishedResults!: PublishedResults | null
  /** By which the voters were told: once, whatever is corrected later. */
  @Key({ length: 26, nullable: true }) toldCampaignId!: string | null
  @Instant() createdAt!: number
  @Instant() updatedAt!: number
}

@Entity('sampling_draws')
export class SamplingDraw {
  @PrimaryKey({ length: 26 }) planId!: string
  @Key({ length: 40 }) algorithm!: string
  @Key({ length: 64 }) planHash!: string
  /** Both registers as they were when the draw was committed to. */
  @Json() registers!: Registers
  @Key({ length: 64 }) registersHash!: string
  /** Nobody can read it out before the draw. */
  @Text() sealedSecret!: string
  @Key({ length: 64 }) commitment!: string
  @Key({ length: 26 }) committedBy!: string
  @Instant() committedAt!: number
  @Key({ length: 64, nullable: true }) secret!: string | null
  /** What the second person brought, who could not know the secret. */
  @Text({ nullable: true }) witness!: string | null
  @Key({ length: 64, nullable: true }) seed!: string | null
  @Json({ nullable: true }) outcome!: DrawOutcome | null
  @Key({ length: 26, nullable: true }) drawnBy!: string | null
  @Instant({ nullable: true }) drawnAt!: number | null
}
