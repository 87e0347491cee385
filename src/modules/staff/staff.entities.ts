import { Entity } from 'typeorm'
import { Count, Flag, Id, Instant, Json, Key, Text } from '../../platform/db/entity-columns'

export const roles = ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor', 'admin'] as const
/** 拟稿、初审（科室负责人）、复审（办公室）、终审（分管领导）、保密审查、审计、系统管理 */
export type StaffRole = (typeof roles)[number]

export const divisionKinds = ['bureau', 'section', 'branch', 'county', 'affiliated'] as const
export type DivisionKind = (typeof divisionKinds)[number]

/** 市局、科室、分局、县区局、直属单位: one tree. */
@Entity('divisions')
export class Division {
  @Id() id!: string
  @Key({ length: 26, nullable: true }) parentId!: string | null
  @Text() name!: string
  @Key({ length: 12 }) kind!: DivisionKind
  @Count() ordinal!: number
  /** 撤销: not offered any more, never deleted. */
  @Instant({ nullable: true }) closedAt!: number | null
}

@Entity('staff_accounts')
export class StaffAccount {
  @Id() id!: string
  /** Lower-case ASCII, so that it compares the same everywhere. */
  @Key({ length: 40 }) username!: string
  @Text() name!: string
  @Key({ length: 26 }) divisionId!: string
  @Json() roles!: StaffRole[]
  @Text() passwordHash!: string
  @Flag() mustChangePassword!: boolean
  @Count() failedSignIns!: number
  @Instant({ nullable: true }) lockedUntil!: number | null
  @Instant({ nullable: true }) disabledAt!: number | null
  @Instant() createdAt!: number
}
