import { Entity } from 'typeorm'
import { Id, Instant, Json, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'
import type { ReportContent } from './report.rules'

/** 采纳情况反馈: one for each consultation, worked on from the first answer until it is published, then never again. */
@Entity('adoption_reports')
export class AdoptionReport {
  @Id() id!: string
  @Key({ length: 26 }) consultationId!: string
  /** 前言 */
  @Text() introduction!: string
  /** Everyone who wrote in it: none of them may review it. */
  @Json() contributorIds!: string[]
  /** As it was published, but for quoted words, which their writers may take back. */
  @Json({ nullable: true }) content!: ReportContent | null
  @Key({ length: 64, nullable: true }) contentHash!: string | null
  @Key({ length: 26, nullable: true }) sheetId!: string | null
  @Key({ length: 26, nullable: true }) campaignId!: string | null
  @Key({ length: 26, nullable: true }) publishedBy!: string | null
  @Instant({ nullable: true }) publishedAt!: number | null
  @Instant() createdAt!: number
}

/** A resident's own words in an answer, only where he agreed. They go when he takes that back or leaves. */
@Entity('line_quotes')
export class LineQuote {
  @PrimaryKey({ length: 26 }) commentId!: string
  @Key({ length: 26 }) lineId!: string
  @Text({ nullable: true }) text!: string | null
  /** What was reviewed, known also when the words are gone. */
  @Key({ length: 64 }) textHash!: string
  /** Why parts were left out. */
  @Text({ nullable: true }) redaction!: string | null
  @Key({ length: 26 }) authorId!: string
  @Instant() createdAt!: number
}
