import { Entity } from 'typeorm'
import { Count, Id, Instant, Json, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'
import type { FileType } from '../../platform/files/files.intake'
import type { Annex } from './publications.annexes'

export const publicationKinds = [
  'policy_interpretation',
  'consumer_alert',
  'notice',
  'sampling_result',
] as const
/** 政策解读、消费提示、通知公告、抽检结果 */
export type PublicationKind = (typeof publicationKinds)[number]

export const levels = ['info', 'notice', 'urgent'] as const
export type Level = (typeof levels)[number]

export const publicationStates = [
  'draft',
  'in_review',
  'returned',
  'cleared',
  'published',
  'withdrawn',
] as const
/** Of the content being worked on; what residents see is the live version, whatever this says. */
export type PublicationState = (typeof publicationStates)[number]

/** 咨询方式 */
export interface Contact {
  division: string
  phone: string
  hours: string
}

/** Whom a push is meant for: everybody when left out. As campaigns know it. */
export type Audience =
  | { kind: 'all' }
  | { kind: 'topic'; topic: string }
  | { kind: 'division'; divisionId: string }

/** The picture above the text and in lists. */
export interface Cover {
  fileId: string
  /** For those who cannot see it. */
  alt: string
  width: number
  height: number
}

export interface Attachment {
  fileId: string
  name: string
  type: FileType
  bytes: number
}

/** Everything that is reviewed together. Files are named by the hash of their bytes, and so are reviewed with it. */
export interface Content {
  title: string
  summary: string
  markdown: string
  contact: Contact
  /** Who publishes it: 信息来源. */
  source: string
  relatedDocumentId?: string
  level?: Level
  audience?: Audience
  cover?: Cover
  attachments?: Attachment[]
  /** 更正说明: what a correction puts right, for those who read the earlier text. */
  correction?: string
  /** Data of another duty that go out with the text. */
  annex?: Annex
}

@Entity('publications')
export class Publication {
  @Id() id!: string
  @Key({ length: 24 }) kind!: PublicationKind
  /** The working content's title, for lists. */
  @Text() title!: string
  @Json() content!: Content
  @Key({ length: 64 }) contentHash!: string
  @Key({ length: 12 }) state!: PublicationState
  @Key({ length: 26 }) ownerDivisionId!: string
  @Key({ length: 26 }) authorId!: string
  /** Everyone who has written in it, the author first: none of them may review it. */
  @Json() contributorIds!: string[]
  @Key({ length: 26, nullable: true }) liveVersionId!: string | null
  /** First publication. */
  @Instant({ nullable: true }) publishedAt!: number | null
  /** Latest publication of a correction. */
  @Instant({ nullable: true }) correctedAt!: number | null
  @Instant({ nullable: true }) withdrawnAt!: number | null
  @Text({ nullable: true }) withdrawalReason!: string | null
  @Instant() createdAt!: number
  @Instant() updatedAt!: number
}

/** What residents see or saw: written once, exactly as cleared. */
@Entity('publication_versions')
export class PublicationVersion {
  @Id() id!: string
  @Key({ length: 26 }) publicationId!: string
  @Count() number!: number
  @Key({ length: 24 }) kind!: PublicationKind
  @Text() title!: string
  @Text() summary!: string
  @Key({ length: 10, nullable: true }) level!: Level | null
  /** The first picture of the text. */
  @Text({ nullable: true }) coverUrl!: string | null
  @Key({ length: 26, nullable: true }) relatedDocumentId!: string | null
  @Json() content!: Content
  @Key({ length: 64 }) contentHash!: string
  @Key({ length: 26 }) sheetId!: string
  @Key({ length: 26 }) publishedBy!: string
  @Instant() publishedAt!: number
}

/** A content as it was submitted for review, kept to show later what has changed since. */
@Entity('publication_contents')
export class SubmittedContent {
  @PrimaryKey({ length: 26 }) publicationId!: string
  @PrimaryKey({ length: 64 }) contentHash!: string
  @Json() content!: Content
  @Key({ length: 26 }) submittedBy!: string
  @Instant() submittedAt!: number
}

/** Titles alone, for the search of staff. */
@Entity('publication_titles')
export class PublicationTitle {
  @Id() id!: string
  @Text() title!: string
}

/** `draft`: in the working content; `live`: residents may fetch it; `kept`: was submitted or published once. */
export type FileStanding = 'draft' | 'live' | 'kept'

@Entity('publication_files')
export class PublicationFile {
  @PrimaryKey({ length: 26 }) publicationId!: string
  @PrimaryKey({ length: 10 }) standing!: FileStanding
  @PrimaryKey({ length: 64 }) fileId!: string
  /** Under which residents save it; pictures have none. */
  @Text({ nullable: true }) name!: string | null
}
