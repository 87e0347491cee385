import { Entity } from 'typeorm'
import { Count, Instant, Key, PrimaryCount, PrimaryKey, Text } from '../../platform/db/entity-columns'

export const logKinds = ['poll', 'consultation'] as const
export type LogKind = (typeof logKinds)[number]

/** One append-only log: of a poll's ballots or a consultation's comments, under the same id. */
@Entity('logs')
export class Log {
  @PrimaryKey({ length: 26 }) id!: string
  @Key({ length: 12 }) kind!: LogKind
  /** First line of every checkpoint; kept, as the address of the service may change. */
  @Text() origin!: string
  @Count() size!: number
  /** Base64. */
  @Key({ length: 44 }) root!: string
  /** Size of the newest checkpoint. */
  @Count() notedSize!: number
  @Instant() openedAt!: number
  /** When it was last made sure that nothing waits outside. */
  @Instant() checkedAt!: number
  /** When the end of the poll or consultation fixed it; letters that came in time may still be entered. */
  @Instant({ nullable: true }) closedAt!: number | null
}

/** 256 entries of a log, in its order: each 16 bytes of receipt and 32 of commitment, in base64. */
@Entity('log_entries')
export class LogEntries {
  @PrimaryKey({ length: 26 }) logId!: string
  @PrimaryCount() number!: number
  @Count() size!: number
  /** The least and the greatest id behind these receipts, by which one of them is found. */
  @Key({ length: 26 }) firstId!: string
  @Key({ length: 26 }) lastId!: string
  @Text() entries!: string
}

/** 256 hashes of one level of the tree: level 1 holds the roots of full {@link LogEntries}, level 2 of full level 1. */
@Entity('log_tiles')
export class LogTile {
  @PrimaryKey({ length: 26 }) logId!: string
  @PrimaryCount() level!: number
  @PrimaryCount() number!: number
  @Count() size!: number
  @Text() hashes!: string
}

/** A signed statement of how the log stood; never changed. */
@Entity('log_checkpoints')
export class LogCheckpoint {
  @PrimaryKey({ length: 26 }) logId!: string
  @PrimaryCount() size!: number
  /** Base64. */
  @Key({ length: 44 }) root!: string
  @Instant() at!: number
  @Text() note!: string
}
