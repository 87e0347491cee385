import { Entity } from 'typeorm'
import { Count, Instant, Json, Key, PrimaryCount, PrimaryKey, Text } from '../../platform/db/entity-columns'

/** One line of the book (台账): written once, never changed, chained to the line before it. */
@Entity('ledger_entries')
export class LedgerEntry {
  /** 1, 2, 3 … without a gap. */
  @PrimaryCount() seq!: number
  @Instant() at!: number
  @Key({ length: 10 }) actorKind!: 'staff' | 'system'
  @Key({ length: 26 }) actorId!: string
  @Text() actorName!: string
  /** `module.verb`, for example `polls.open`. */
  @Key({ length: 64 }) action!: string
  @Key({ length: 40 }) subjectType!: string
  @Key({ length: 64 }) subjectId!: string
  @Json({ nullable: true }) before!: unknown
  @Json({ nullable: true }) after!: unknown
  @Key({ length: 64 }) previousHash!: string
  @Key({ length: 64 }) hash!: string
}

/** The last line's number and hash, kept apart: a cut-off tail shows. */
@Entity('ledger_head')
export class LedgerHead {
  @PrimaryKey({ length: 10 }) name!: string
  @Count() seq!: number
  @Key({ length: 64 }) hash!: string
}
