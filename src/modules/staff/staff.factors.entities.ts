import { Entity } from 'typeorm'
import { Count, Instant, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'

/** 动态口令: the second factor of one account. */
@Entity('staff_factors')
export class StaffFactor {
  @PrimaryKey({ length: 26 }) staffId!: string
  @Text() sealedSecret!: string
  /** Null until a first code has shown that the app and the office agree; not asked for before that. */
  @Instant({ nullable: true }) confirmedAt!: number | null
  /** The last step whose code was taken: none is taken twice. */
  @Count() lastStep!: number
  /** Wrong codes in a row. */
  @Count() failures!: number
  @Instant() createdAt!: number
}

/** One way in without the telephone, once. */
@Entity('staff_recovery_codes')
export class StaffRecoveryCode {
  @PrimaryKey({ length: 64 }) codeHash!: string
  @Key({ length: 26 }) staffId!: string
  @Instant({ nullable: true }) usedAt!: number | null
}
