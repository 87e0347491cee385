import { Entity } from 'typeorm'
import { Count, Flag, Id, Instant, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'
import type { Disposition } from './adoption.entities'

/** 交办: a division drafts the answers to some comments by a day. Done when each of them stands in a line. */
@Entity('answer_assignments')
export class AnswerAssignment {
  @Id() id!: string
  @Key({ length: 26 }) consultationId!: string
  @Key({ length: 26 }) divisionId!: string
  /** Working days, the day it was given not counted. */
  @Count() withinDays!: number
  @Key({ length: 10 }) dueOn!: string
  @Flag() dueProvisional!: boolean
  /** For colleagues; never published. */
  @Text({ nullable: true }) note!: string | null
  @Key({ length: 26 }) assignedBy!: string
  @Instant() assignedAt!: number
}

/** The key is the comment: one division at a time has it. */
@Entity('assigned_comments')
export class AssignedComment {
  @PrimaryKey({ length: 26 }) commentId!: string
  @Key({ length: 26 }) assignmentId!: string
}

/** A wording of a reason that the bureau uses again. */
@Entity('reason_templates')
export class ReasonTemplate {
  @Id() id!: string
  @Key({ length: 16 }) disposition!: Disposition
  @Text() name!: string
  @Text() reason!: string
  @Key({ length: 26 }) authorId!: string
  @Instant() createdAt!: number
}
