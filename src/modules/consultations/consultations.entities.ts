import { Entity } from 'typeorm'
import { Count, Flag, Id, Instant, Json, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'
import type { Alignment } from './alignment'
import type { ClauseChange } from './alignment.changes'
import type { ClauseKind, ImportWarning } from './drafts.shape'

/** Whom to ask: without it nobody may be asked for an opinion. */
export interface Contact {
  division: string
  phone: string
  hours: string
}

@Entity('consultations')
export class Consultation {
  @Id() id!: string
  @Text() title!: string
  @Text() explanation!: string
  @Json() contact!: Contact
  @Instant() opensAt!: number
  @Instant() closesAt!: number
  /** Why the public has fewer than 30 days; must stand in the file where it has. */
  @Text({ nullable: true }) shorterReason!: string | null
  @Key({ length: 26 }) authorId!: string
  @Key({ length: 26, nullable: true }) openedBy!: string | null
  /** When a second person let it out; before that it is a draft that residents do not see. */
  @Instant({ nullable: true }) openedAt!: number | null
  /** Set once, with the final tally, under a lock that waits for comments under way. */
  @Instant({ nullable: true }) frozenAt!: number | null
  @Json({ nullable: true }) finalTally!: Record<string, number> | null
  /** Subject of the counters of equal texts, one counter a text: apart, as there may be as many as comments. */
  @Key({ length: 26 }) textsId!: string
  @Instant() createdAt!: number
  /** When the report of what became of the comments went out: from then on nothing of it changes. */
  @Instant({ nullable: true }) reportedAt!: number | null
  @Key({ length: 26, nullable: true }) reportId!: string | null
  /** When the book noted that the report is late. */
  @Instant({ nullable: true }) overdueNotedAt!: number | null
}

export const draftFormats = ['docx', 'markdown', 'text'] as const
export type DraftFormat = (typeof draftFormats)[number]

/** 征求意见稿: one version, as it was handed in; never changed. */
@Entity('drafts')
export class Draft {
  @Id() id!: string
  @Key({ length: 26 }) consultationId!: string
  /** 1, 2, 3 … */
  @Count() version!: number
  @Key({ length: 10 }) format!: DraftFormat
  @Text({ nullable: true }) title!: string | null
  @Json() titleLines!: string[]
  @Count() titleAt!: number
  @Json() preamble!: string[]
  @Json() closing!: string[]
  @Json() warnings!: ImportWarning[]
  /** SHA-256 over the draft's text as read: the same text from two kinds of file has the same hash. */
  @Key({ length: 64 }) sourceHash!: string
  /** 修改稿: not what residents comment on, but what became of it. */
  @Flag() revision!: boolean
  /** Of a revision: what lives on where, compared with the draft that was consulted on. */
  @Json({ nullable: true }) alignment!: (Alignment & { changes: ClauseChange[] }) | null
  @Key({ length: 26 }) authorId!: string
  @Instant() createdAt!: number
}

/** 某条答复改了哪一条: told by staff, where the comments themselves do not show it. */
@Entity('line_changes')
export class LineChange {
  @PrimaryKey({ length: 26 }) lineId!: string
  /** An article of the revision, or one of the draft that is no more in it. */
  @PrimaryKey({ length: 26 }) clauseId!: string
}

@Entity('clauses')
export class Clause {
  @Id() id!: string
  @Key({ length: 26 }) draftId!: string
  @Key({ length: 26, nullable: true }) parentId!: string | null
  /** The importer's key, for example `a10.p2.i3`: stable between versions while numbers stay. */
  @Key({ length: 191 }) path!: string
  @Key({ length: 12 }) kind!: ClauseKind
  @Count() number!: number
  @Count({ nullable: true }) suffix!: number | null
  @Text() label!: string
  @Text() heading!: string
  @Text() text!: string
  @Flag() inline!: boolean
  @Count() position!: number
}

export const stances = ['support', 'oppose', 'amend', 'ask'] as const
export type Stance = (typeof stances)[number]
export const groups = ['resident', 'business', 'association', 'other'] as const
export type Group = (typeof groups)[number]
export const sources = ['mini_program', 'wechat', 'website', 'email', 'letter', 'meeting'] as const
export type Source = (typeof sources)[number]
export const writerKinds = ['individual', 'organisation', 'anonymous'] as const
export type WriterKind = (typeof writerKinds)[number]
export const commentStates = ['received', 'erased'] as const
export type CommentState = (typeof commentStates)[number]

/** What lists ask for beside the state: whether there is an answer. */
export const answerStates = ['unanswered', 'answered'] as const
export type AnswerState = (typeof answerStates)[number]

@Entity('comments')
export class Comment {
  @Id() id!: string
  @Key({ length: 26 }) consultationId!: string
  /** Null: on the draft as a whole. */
  @Key({ length: 26, nullable: true }) clauseId!: string | null
  /** Null for what came by letter, mail, … and was entered by staff. */
  @Key({ length: 26, nullable: true }) residentId!: string | null
  /** The resident; for an entered comment its own id, or the person's who said the same through another channel. */
  @Key({ length: 26 }) personKey!: string
  /** 1, 2, 3 … per person: unique, so who commented for the first time is known in the same write. */
  @Count() ordinal!: number
  /** Person, clause and text: the very same comment is not taken twice. The comment's id once erased. */
  @Key({ length: 64 }) repeatKey!: string
  /** Equal for texts that differ only in punctuation, width and spaces. Null once erased. */
  @Key({ length: 64, nullable: true }) sameKey!: string | null
  @Text() text!: string
  @Key({ length: 10, nullable: true }) stance!: Stance | null
  @Key({ length: 12, nullable: true }) writerGroup!: Group | null
  @Key({ length: 12, nullable: true }) writerKind!: WriterKind | null
  @Key({ length: 12 }) source!: Source
  @Key({ length: 10 }) state!: CommentState
  /** The day it reached the bureau: earlier than `receivedAt` for a letter entered later. */
  @Key({ length: 10 }) receivedOn!: string
  @Instant() receivedAt!: number
  @Key({ length: 32 }) receipt!: string
  @Key({ length: 26, nullable: true }) enteredBy!: string | null
  /** Of its commitment in the log; null once erased, and where there is no log. */
  @Key({ length: 43, nullable: true }) salt!: string | null
  /** The answer it stands in, as in `answered_comments`. */
  @Key({ length: 26, nullable: true }) lineId!: string | null
  /** The writer agreed that the report quotes these words, without a name. */
  @Flag() quotable!: boolean
}
