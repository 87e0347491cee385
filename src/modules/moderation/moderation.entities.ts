import { Entity } from 'typeorm'
import { Count, Id, Instant, Key, PrimaryKey } from '../../platform/db/entity-columns'

export const textTypes = ['ballot', 'comment'] as const
export type TextType = (typeof textTypes)[number]

export const checkStates = ['pending', 'passed', 'held', 'released', 'rejected'] as const
export type CheckState = (typeof checkStates)[number]

/** Why a text is held. */
export const checkLabels = ['review', 'risky', 'away', 'no_openid'] as const
export type CheckLabel = (typeof checkLabels)[number]

/** What became of one resident's text. The text itself stays in its own row, and goes with it. */
@Entity('content_checks')
export class ContentCheck {
  @Id() id!: string
  /** Unique with the id: a text is checked once. */
  @Key({ length: 10 }) subjectType!: TextType
  @Key({ length: 26 }) subjectId!: string
  @Key({ length: 10 }) state!: CheckState
  @Key({ length: 12, nullable: true }) label!: CheckLabel | null
  @Count() attempts!: number
  /** When it is to be asked about (again); null: nothing more is asked. */
  @Instant({ nullable: true }) dueAt!: number | null
  @Instant() writtenAt!: number
  @Instant({ nullable: true }) checkedAt!: number | null
  @Key({ length: 26, nullable: true }) decidedBy!: string | null
  @Instant({ nullable: true }) decidedAt!: number | null
}

/** How far the look-out for new texts has come. */
@Entity('content_check_cursors')
export class ContentCheckCursor {
  @PrimaryKey({ length: 40 }) name!: string
  @Key({ length: 26 }) afterId!: string
}
