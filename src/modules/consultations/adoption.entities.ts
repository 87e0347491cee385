import { Entity } from 'typeorm'
import { Count, Id, Instant, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'

export const dispositions = ['adopted', 'partly_adopted', 'not_adopted', 'out_of_scope'] as const
/** 采纳、部分采纳、不采纳、不属于本次征求意见范围 */
export type Disposition = (typeof dispositions)[number]

/** One answer to some comments that say the like of each other. */
@Entity('adoption_lines')
export class AdoptionLine {
  @Id() id!: string
  @Key({ length: 26 }) consultationId!: string
  /** 意见内容, in the bureau's words. */
  @Text() gist!: string
  /** 合法性、合理性、可行性 */
  @Text() legality!: string
  @Text() rationality!: string
  @Text() feasibility!: string
  @Key({ length: 16 }) disposition!: Disposition
  @Text() reason!: string
  @Text({ nullable: true }) revisedText!: string | null
  /** How many comments it answers. */
  @Count() size!: number
  /** For colleagues; never published. */
  @Text({ nullable: true }) note!: string | null
  @Key({ length: 26 }) authorId!: string
  @Instant() createdAt!: number
  @Instant() changedAt!: number
}

/** The key is the comment: it stands in one line at the most, whoever writes at the same time. */
@Entity('answered_comments')
export class AnsweredComment {
  @PrimaryKey({ length: 26 }) commentId!: string
  @Key({ length: 26 }) lineId!: string
}
