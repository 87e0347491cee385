import { Entity } from 'typeorm'
import { Count, Instant, Json, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'

/** Where the chance comes from, named before anybody answers a question. */
export type SeedSource =
  /** The office's own random share, promised by its hash. */
  | { kind: 'system' }
  /** The office's share and one of each of these members of staff, each promised by its hash. */
  | { kind: 'witnesses'; witnessIds: string[] }
  /** The office's share and something made public by others from a named day on, typed in by two people. */
  | { kind: 'public'; name: string; writing: string; announcedOn: string }

export interface DrawRule {
  source: SeedSource
  /** How many follow on, in the drawn order, where a winner gives up his prize. */
  substitutes: number
  /** Days after the draw, or after following on, within which a prize is claimed. */
  claimDays: number
  /** Days after the claim for which name, telephone and address are kept. */
  keepDays: number
  /** Days after the end, or after the named day, within which shares and values are due. */
  revealDays: number
}

/** What came out, never changed: what happened to a prize afterwards stands in the wins. */
export interface DrawResult {
  winners: { token: string; prizeId: string }[]
  substitutes: string[]
}

/** 抽奖: one for each quiz with prizes. */
@Entity('draws')
export class Draw {
  @PrimaryKey({ length: 26 }) quizId!: string
  @Json() rule!: DrawRule
  /** The office's share, from the opening until the draw. */
  @Text({ nullable: true }) sealedShare!: string | null
  @Key({ length: 64, nullable: true }) shareCommitment!: string | null
  /** When rule and promises were made public: when the quiz was opened. */
  @Instant({ nullable: true }) announcedAt!: number | null
  /** When the entrants were fixed: in the transaction that froze the quiz. */
  @Instant({ nullable: true }) closedAt!: number | null
  @Instant({ nullable: true }) revealUntil!: number | null
  @Count() entrants!: number
  /** SHA-256 over the sorted tokens. */
  @Key({ length: 64, nullable: true }) commitment!: string | null
  /** The office's share, public with the draw. */
  @Key({ length: 64, nullable: true }) share!: string | null
  /** What the public source said, once two people have typed in the same. */
  @Text({ nullable: true }) sourceValue!: string | null
  @Key({ length: 64, nullable: true }) seed!: string | null
  @Json({ nullable: true }) result!: DrawResult | null
  @Key({ length: 26, nullable: true }) drawnBy!: string | null
  @Instant({ nullable: true }) drawnAt!: number | null
  /** Groups of winners told so far. */
  @Count() rounds!: number
  @Count() substitutes!: number
  @Count() substitutesUsed!: number
  @Key({ length: 26, nullable: true }) voidBy!: string | null
  @Instant({ nullable: true }) voidAt!: number | null
  @Text({ nullable: true }) voidReason!: string | null
}

/** 见证份额: a witness promises it by its hash before the opening and tells it after the end. */
@Entity('draw_shares')
export class DrawShare {
  @PrimaryKey({ length: 26 }) quizId!: string
  @PrimaryKey({ length: 26 }) staffId!: string
  /** The order in which shares enter the seed. */
  @Count() ordinal!: number
  /** Unique within the quiz: nobody repeats another's promise. */
  @Key({ length: 64, nullable: true }) commitment!: string | null
  @Instant({ nullable: true }) committedAt!: number | null
  @Key({ length: 64, nullable: true }) share!: string | null
  /** The witness, or who opened the envelope he left. */
  @Key({ length: 26, nullable: true }) revealedBy!: string | null
  @Instant({ nullable: true }) revealedAt!: number | null
}

/** What one person read in the public source. */
@Entity('draw_values')
export class DrawValue {
  @PrimaryKey({ length: 26 }) quizId!: string
  @PrimaryKey({ length: 26 }) staffId!: string
  @Text() entered!: string
  @Instant() enteredAt!: number
}

/** 参与者: a person once, whatever he tried; fixed when the quiz is frozen. */
@Entity('draw_entrants')
export class DrawEntrant {
  @PrimaryKey({ length: 26 }) quizId!: string
  @PrimaryKey({ length: 24 }) token!: string
  /** Who he is now: two residents may turn out to be one person. Unique within the quiz. */
  @Key({ length: 26 }) residentId!: string
  /** For whom the token was made: it can be made again only from this. */
  @Key({ length: 26 }) issuedTo!: string
}
