import { Entity } from 'typeorm'
import type { Day } from '../../platform/calendar'
import { Flag, Id, Instant, Json, Key, Text } from '../../platform/db/entity-columns'

export const conclusions = ['compliant', 'non_compliant'] as const
/** 合格、不合格 */
export type Conclusion = (typeof conclusions)[number]

export const batchStates = ['drawn', 'not_taken', ...conclusions] as const
/** Drawn and without a result yet, not taken for a reason, or what stands after any re-inspection. */
export type BatchState = (typeof batchStates)[number]

export interface Failure {
  item: string
  found: string
  limit: string
}

/** What the laboratory told. */
export interface BatchResult {
  foodClass: string
  variety: string
  sampleName: string
  spec: string
  brand: string
  producedOn: string
  producer: string
  producerAddress: string
  unitAddress: string
  tests: string[]
  conclusion: Conclusion
  failures: Failure[]
  lab: string
  reportedOn: Day
}

export const retestStates = ['applied', 'declined', 'upheld', 'overturned'] as const
/** 已申请、未受理（或撤回）、维持、推翻 */
export type RetestState = (typeof retestStates)[number]

export interface Retest {
  state: RetestState
  appliedOn: Day
  /** Who inspected again, and when the conclusion came. */
  lab: string
  concludedOn: Day | null
  note: string
}

/** 核查处置 of what failed. */
export interface Handling {
  /** What it means for who has eaten it. */
  hazard: string
  cause: string
  measures: string
  done: boolean
}

export interface Replacement {
  code: string
  name: string
  reason: string
  at: number
}

@Entity('sampling_batches')
export class SamplingBatch {
  @Id() id!: string
  @Key({ length: 26 }) planId!: string
  @Key({ length: 40 }) lineId!: string
  /** CJ2026-003-0042 */
  @Key({ length: 40 }) batchNo!: string
  @Key({ length: 40 }) unitCode!: string
  @Text() unitName!: string
  @Text() unitAddress!: string
  @Json() inspectors!: { certNo: string; name: string }[]
  /** Units that were drawn before this one and could not be sampled. */
  @Json() replaced!: Replacement[]
  /** Why it was not taken. */
  @Text({ nullable: true }) waiver!: string | null
  @Key({ length: 16 }) state!: BatchState
  @Json({ nullable: true }) result!: BatchResult | null
  /** When the conclusion had reached everybody who may object to it. */
  @Key({ length: 10, nullable: true }) deliveredOn!: Day | null
  /** Last day on which a re-inspection may be asked for. */
  @Key({ length: 10, nullable: true }) windowEnds!: Day | null
  @Flag() windowProvisional!: boolean
  @Json({ nullable: true }) retest!: Retest | null
  @Json({ nullable: true }) handling!: Handling | null
  @Instant({ nullable: true }) importedAt!: number | null
  @Instant() updatedAt!: number
}

/** One batch as residents read it. */
export interface PublicResult extends BatchResult {
  batchNo: string
  lineId: string
  unitName: string
  /** What stands after any re-inspection. */
  final: Conclusion
  retest: RetestState | null
  handling: Handling | null
}

@Entity('sampling_results')
export class SamplingResult {
  @Id() id!: string
  @Key({ length: 26 }) planId!: string
  @Key({ length: 26 }) pollId!: string
  @Key({ length: 26 }) publicationId!: string
  @Key({ length: 40 }) lineId!: string
  @Key({ length: 40 }) batchNo!: string
  @Key({ length: 16 }) conformity!: Conclusion
  /** In the form in which questions are asked of them: see `searchable`. */
  @Text() itemText!: string
  @Text() unitText!: string
  @Text() searchText!: string
  @Json() detail!: PublicResult
  @Instant() publishedAt!: number
}
