import { Entity } from 'typeorm'
import {
  Count,
  Id,
  Instant,
  Json,
  Key,
  PrimaryCount,
  PrimaryKey,
  Text,
} from '../../platform/db/entity-columns'

export interface PollOption {
  id: string
  label: string
}

export interface PollQuestion {
  id: string
  text: string
  kind: 'choice' | 'open'
  /** For an open question: 1 means an answer is asked for, 0 that it may be left out. */
  minChoices: number
  maxChoices: number
  options: PollOption[]
}

/** What was done with a poll: 你点 → 我检 → 你知. Ids of publications. */
export interface PollLoop {
  plan?: string
  results?: string
}

export interface Counts {
  ballots: number
  options: Record<string, number>
}

export interface FrozenTally extends Counts {
  /** Root of the log of receipts, in base64; absent where the poll was opened before there were logs. */
  root?: string
  /** Root over the published rows; set some moments later where the ballots are very many. */
  rowsRoot?: string
}

@Entity('polls')
export class Poll {
  @Id() id!: string
  @Text() title!: string
  @Text() intro!: string
  @Instant() opensAt!: number
  @Instant() closesAt!: number
  @Key({ length: 10 }) votesPer!: 'poll' | 'day'
  @Json() questions!: PollQuestion[]
  @Json() loop!: PollLoop
  @Key({ length: 26 }) authorId!: string
  @Key({ length: 26, nullable: true }) openedBy!: string | null
  /** When a second person let it out; before that it is a draft that residents do not see. */
  @Instant({ nullable: true }) openedAt!: number | null
  /** Set once, with the final tally, under a lock that waits for ballots under way: none is counted afterwards. */
  @Instant({ nullable: true }) frozenAt!: number | null
  @Json({ nullable: true }) finalTally!: FrozenTally | null
  @Instant() createdAt!: number
  /** When the published rows were fixed; null before, and for polls without a log. */
  @Instant({ nullable: true }) sealedAt!: number | null
}

/** 256 published rows of a closed poll, in the order of their hashes: a line each, salt and choices. */
@Entity('poll_rows')
export class PollRows {
  @PrimaryKey({ length: 26 }) pollId!: string
  @PrimaryCount() number!: number
  @Count() size!: number
  /** Root over these rows, base64. */
  @Key({ length: 44 }) hash!: string
  @Text() content!: string
}

@Entity('ballots')
export class Ballot {
  @Id() id!: string
  @Key({ length: 26 }) pollId!: string
  /** Of a ballot cast at a stall: a hash of the tablet's key, which is no resident. */
  @Key({ length: 26 }) residentId!: string
  /** `poll`, or the Shanghai day for polls that take one ballot a day, or `stall`: unique with poll and resident. */
  @Key({ length: 10 }) period!: string
  @Json() answers!: BallotAnswer[]
  @Key({ length: 64 }) answersHash!: string
  @Key({ length: 26, nullable: true }) divisionId!: string | null
  @Instant() castAt!: number
  @Key({ length: 32 }) receipt!: string
  /** The stall it was cast at, null for one cast by WeChat. */
  @Key({ length: 26, nullable: true }) stallId!: string | null
  /** When it was written on the stall's tablet, which may have had no network until `castAt`. */
  @Instant({ nullable: true }) writtenAt!: number | null
  /** Where it came from, under a key of this poll alone (polls.traces.rules.ts); null where nothing is known. */
  @Key({ length: 32, nullable: true }) trace!: string | null
}

/** A link that lets a tablet cast ballots of people who have no WeChat at hand (百姓点检日). */
@Entity('stalls')
export class Stall {
  @Id() id!: string
  @Key({ length: 26 }) pollId!: string
  /** SHA-256 of the link's secret, which is told once: a stolen database opens no stall. */
  @Key({ length: 64 }) secretHash!: string
  @Text() place!: string
  /** Tells the tablets of one place apart. */
  @Text() label!: string
  @Instant() endsAt!: number
  /** What a leaked link can do at most. */
  @Count() ballotLimit!: number
  @Key({ length: 26 }) issuedBy!: string
  @Instant() issuedAt!: number
  @Key({ length: 26, nullable: true }) revokedBy!: string | null
  @Instant({ nullable: true }) revokedAt!: number | null
}

export interface BallotAnswer {
  questionId: string
  optionIds: string[]
  text?: string
}
