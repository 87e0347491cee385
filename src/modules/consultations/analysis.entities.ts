import { Entity } from 'typeorm'
import { Count, Flag, Id, Instant, Json, Key, PrimaryKey } from '../../platform/db/entity-columns'
import type { MachineLabels, PersonLabels } from './analysis.labels'
import type { ModelLabels } from './analysis.model'
import type { ReadStance } from './analysis.stance'

/** How far the analysis of a consultation has come, and which process is at it. */
@Entity('analyses')
export class Analysis {
  @PrimaryKey({ length: 26 }) consultationId!: string
  /** Subject of its counters in `tallies`. */
  @Key({ length: 26 }) countersId!: string
  /** Goes up with every commit: whoever computed from an older state begins again. */
  @Count() revision!: number
  /** Comments up to this id have been looked at; one that came late is found by the counters. */
  @Key({ length: 26 }) upto!: string
  @Count() analysed!: number
  /** Comments whose text is gone; with `analysed` they make up all that came in. */
  @Count() erased!: number
  @Key({ length: 26, nullable: true }) lease!: string | null
  @Instant() leaseUntil!: number
  /** Groups begun since then have not been looked at for topics. */
  @Instant() topicsAt!: number
  /** A language model, where there is one, has been asked about comments up to this id. */
  @Key({ length: 26 }) askedUpto!: string
}

/** What was read in one comment. Goes with the comment's text. */
@Entity('comment_analyses')
export class CommentAnalysis {
  @PrimaryKey({ length: 26 }) commentId!: string
  @Key({ length: 26 }) consultationId!: string
  @Key({ length: 26 }) groupId!: string
  /** Says letter by letter what the first of its group says. */
  @Flag() isCopy!: boolean
  /** As it stands now: the person's where there is one, then the model's. */
  @Key({ length: 10 }) stance!: ReadStance
  @Json() machine!: MachineLabels
  /** Second opinion of a language model, where one was asked. */
  @Json({ nullable: true }) model!: ModelLabels | null
  @Json({ nullable: true }) person!: PersonLabels | null
  @Key({ length: 26, nullable: true }) judgedBy!: string | null
  @Instant({ nullable: true }) judgedAt!: number | null
}

/** Why a group looks like a campaign. It changes nothing in what counts. */
export interface Campaign {
  /** At least so many different persons handed the wording in. */
  persons: number
  /** One long wording from many persons. */
  isForm: boolean
  /** Most of it came within few hours. */
  burst: { from: number; to: number; comments: number } | null
}

/** `same`: comments that say the same; `topic`: several of those that are about the same. */
export type GroupLevel = 'same' | 'topic'

@Entity('comment_groups')
export class CommentGroupRow {
  @Id() id!: string
  @Key({ length: 26 }) consultationId!: string
  @Key({ length: 8 }) level!: GroupLevel
  /** Article that its first comment is read with; `-` for the draft as a whole. */
  @Key({ length: 26 }) articleId!: string
  @Key({ length: 26, nullable: true }) clauseId!: string | null
  @Key({ length: 26, nullable: true }) topicId!: string | null
  /** The comment it was begun with, or the middle of a topic; another one after an erasure. */
  @Key({ length: 26 }) firstId!: string
  @Count() size!: number
  @Count() copies!: number
  /** Stands in the list by itself, and not within a topic. */
  @Flag() isTop!: boolean
  /** Its first comment is gone or has changed: keys and words are to be made anew. */
  @Flag() isStale!: boolean
  /** Only comments of one scope are compared: the article named or chosen, or `-`. */
  @Key({ length: 26 }) scope!: string
  @Json() terms!: string[]
  /** Keys under which its first text is found, to take them out by. */
  @Json() buckets!: string[]
  /** Comments by the hour (epoch hours) in which they came. */
  @Json() hours!: Record<string, number>
  @Json({ nullable: true }) campaign!: Campaign | null
  @Instant() createdAt!: number
}

/** Keys under which a group's first text is found. */
@Entity('group_buckets')
export class GroupBucket {
  @PrimaryKey({ length: 14 }) bucket!: string
  @PrimaryKey({ length: 26 }) groupId!: string
}

/** A sentence of a member that its group's first text does not have; `isLone` where no other member has it either. */
@Entity('own_sentences')
export class OwnSentence {
  @PrimaryKey({ length: 26 }) groupId!: string
  @PrimaryKey({ length: 14 }) sentence!: string
  @PrimaryKey({ length: 26 }) commentId!: string
  /** Where it stands in the comment: the words themselves are kept once, in the comment. */
  @Count() startAt!: number
  @Count() endAt!: number
  @Flag() isLone!: boolean
  /** 1 where it takes a stance or names a clause: such sentences are shown first. */
  @Count() weight!: number
}

@Entity('comment_flags')
export class CommentFlagRow {
  @PrimaryKey({ length: 26 }) consultationId!: string
  @PrimaryKey({ length: 16 }) flag!: string
  @PrimaryKey({ length: 26 }) commentId!: string
}
