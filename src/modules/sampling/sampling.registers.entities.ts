import { Entity } from 'typeorm'
import type { Day } from '../../platform/calendar'
import { Id, Instant, Json, Key, Text } from '../../platform/db/entity-columns'

export const unitStates = ['active', 'suspended', 'cancelled'] as const
/** 正常、停业、注销（吊销） */
export type UnitState = (typeof unitStates)[number]

export const inspectorStates = ['active', 'away'] as const
/** 在岗、不在岗 */
export type InspectorState = (typeof inspectorStates)[number]

/** 抽检对象名录库. No person is named in it but by the name of a business. */
@Entity('sampling_units')
export class SamplingUnit {
  @Id() id!: string
  /** 统一社会信用代码, or the number under which a stall or a workshop is registered. */
  @Key({ length: 40 }) code!: string
  @Text() name!: string
  @Text() address!: string
  /** Where one buys: 农贸市场, 餐饮店, … as polls name it. */
  @Text() place!: string
  /** Food classes it sells or makes; 全部 stands for all of them. */
  @Json() classes!: string[]
  @Text() licence!: string
  /** Last day of validity; null for one without an end. */
  @Key({ length: 10, nullable: true }) licenceUntil!: Day | null
  @Key({ length: 12 }) state!: UnitState
  @Instant() changedAt!: number
}

/** 执法检查人员名录库 */
@Entity('sampling_inspectors')
export class SamplingInspector {
  @Id() id!: string
  /** 执法证号 */
  @Key({ length: 40 }) certNo!: string
  @Text() name!: string
  @Text() division!: string
  @Key({ length: 10 }) certUntil!: Day
  @Json() specialties!: string[]
  @Key({ length: 12 }) state!: InspectorState
  /** Codes of units with which there is a conflict of interest. */
  @Json() avoids!: string[]
  @Instant() changedAt!: number
}
