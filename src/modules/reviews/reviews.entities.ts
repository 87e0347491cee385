import { Entity } from 'typeorm'
import {
  Count,
  Flag,
  Id,
  Instant,
  Json,
  Key,
  PrimaryCount,
  PrimaryKey,
  Text,
} from '../../platform/db/entity-columns'
import type { Finding } from './reviews.finding'
import type { Decision, RoundState, Step } from './reviews.rules'

/** A person as named on the sheet: kept as it was on the day, whatever becomes of the account. */
export interface Person {
  id: string
  name: string
  division: string
}

/** One 三审单: one matter, from its first submission until it is let out. */
@Entity('review_sheets')
export class ReviewSheet {
  @Id() id!: string
  @Key({ length: 4 }) year!: string
  @Count() ordinal!: number
  /** 澜市监审〔2026〕12号 */
  @Text() sheetNumber!: string
  @Key({ length: 40 }) subjectType!: string
  @Key({ length: 64 }) subjectId!: string
  /** The latest round, from 1. */
  @Count() round!: number
  @Key({ length: 12 }) state!: RoundState
  @Instant() createdAt!: number
  /** When what was cleared went out. Clearance is for one matter once (一事一审): the next one is a new sheet. */
  @Instant({ nullable: true }) releasedAt!: number | null
  @Json({ nullable: true }) releasedBy!: Person | null
}

/** One submission of the matter: every sign-off in it is over the same content. */
@Entity('review_rounds')
export class ReviewRound {
  @PrimaryKey({ length: 26 }) sheetId!: string
  @PrimaryCount() round!: number
  @Text() title!: string
  @Key({ length: 64 }) contentHash!: string
  @Json() authors!: Person[]
  @Json() submittedBy!: Person
  @Instant() submittedAt!: number
  /** 重大事项 */
  @Flag() major!: boolean
  @Json() findings!: Finding[]
  @Json() overrides!: OverrideLine[]
  @Key({ length: 12 }) state!: RoundState
  @Instant({ nullable: true }) endedAt!: number | null
}

@Entity('sign_offs')
export class SignOff {
  @Id() id!: string
  @Key({ length: 26 }) sheetId!: string
  @Count() round!: number
  @Key({ length: 24 }) step!: Step
  @Key({ length: 10 }) decision!: Decision
  @Text() opinion!: string
  @Key({ length: 64 }) contentHash!: string
  @Key({ length: 26 }) staffId!: string
  @Json() person!: Person
  @Instant() signedAt!: number
}

/** A blocking finding the secrecy officer answers for, over one content only. */
@Entity('finding_overrides')
export class FindingOverride {
  @Id() id!: string
  @Key({ length: 40 }) subjectType!: string
  @Key({ length: 64 }) subjectId!: string
  @Key({ length: 64 }) contentHash!: string
  @Key({ length: 30 }) code!: Finding['code']
  @Text() reason!: string
  @Json() person!: Person
  @Instant() overriddenAt!: number
}

export type OverrideLine = Pick<FindingOverride, 'code' | 'reason' | 'person' | 'overriddenAt'>

/** The last number given out in a year. */
@Entity('review_numbers')
export class ReviewNumber {
  @PrimaryKey({ length: 4 }) year!: string
  @Count() issued!: number
}
