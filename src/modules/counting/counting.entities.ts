import { Entity } from 'typeorm'
import { Count, Id, Instant, Json, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'
import type { Counts } from '../polls'
import type { RuleName } from './counting.rules'

/** proposed → in_force → restored; or withdrawn before anybody approved it. */
export const actStates = ['proposed', 'in_force', 'restored', 'withdrawn'] as const
export type ActState = (typeof actStates)[number]

/** Counters of one poll: what is set aside now, each ballot once however many rules point at it. */
@Entity('poll_countings')
export class PollCounting {
  @PrimaryKey({ length: 26 }) pollId!: string
  @Json() aside!: Counts
  /** How often the second tally has changed. */
  @Count() revision!: number
  @Instant({ nullable: true }) changedAt!: number | null
}

/** 另列: the ballots a rule pointed at in one moment, counted apart for a reason. Never deleted, whatever becomes of it. */
@Entity('set_asides')
export class SetAside {
  @Id() id!: string
  @Key({ length: 26 }) pollId!: string
  /** 1, 2, 3 … within the poll, as it is published. */
  @Count() number!: number
  @Key({ length: 20 }) rule!: RuleName
  /** The limits the rule had then. */
  @Json() limits!: object
  @Key({ length: 12 }) state!: ActState
  /** Published: it names no person and no address. */
  @Text() reason!: string
  @Count() ballots!: number
  /** SHA-256 over the ids, ascending: who approves, approves this set. */
  @Key({ length: 64 }) setHash!: string
  @Key({ length: 26 }) proposedBy!: string
  @Instant() proposedAt!: number
  @Key({ length: 26, nullable: true }) approvedBy!: string | null
  @Instant({ nullable: true }) approvedAt!: number | null
  /** Who ended it: restored its ballots, or withdrew it. */
  @Key({ length: 26, nullable: true }) endedBy!: string | null
  @Instant({ nullable: true }) endedAt!: number | null
  @Text({ nullable: true }) endReason!: string | null
}

@Entity('set_aside_ballots')
export class SetAsideBallot {
  @PrimaryKey({ length: 26 }) actId!: string
  @PrimaryKey({ length: 26 }) ballotId!: string
}
