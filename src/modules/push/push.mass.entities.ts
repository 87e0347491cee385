import { Entity } from 'typeorm'
import { Count, Flag, Id, Instant, Json, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'

/**
 * waiting: surely not taken yet · sending: somebody has it · unknown: perhaps taken · sent: taken, its report is to
 * follow · finished: reported as delivered · failed: not taken, or reported as failed.
 */
export const massStates = ['waiting', 'sending', 'unknown', 'sent', 'finished', 'failed'] as const
export type MassState = (typeof massStates)[number]

/** MASSSENDJOBFINISH: how far a mass message went. */
export interface MassReport {
  /** `send success`, or why not, in WeChat's words. */
  status: string
  total: number
  /** After those who do not want it, or have had four this month. */
  filtered: number
  sent: number
  failed: number
}

/** 群发: one publication to everyone who follows the 服务号, one of the month's four. */
@Entity('mass_sends')
export class MassSend {
  @Id() id!: string
  @Key({ length: 40 }) appId!: string
  /** 2026-11, Asia/Shanghai. */
  @Key({ length: 7 }) month!: string
  /** 1 to 4, unique in account and month; null once it surely took none. */
  @Count({ nullable: true }) place!: number | null
  @Key({ length: 26 }) publicationId!: string
  /** The publication, unless this one surely did not go out: unique, so none is sent twice. */
  @Key({ length: 26, nullable: true }) liveId!: string | null
  @Text() title!: string
  /** As the followers read it, fixed when it was ordered. */
  @Text() words!: string
  /** By it WeChat knows a message it has taken before. */
  @Key({ length: 64 }) clientMsgId!: string
  @Key({ length: 10 }) state!: MassState
  /** A try was made of which nobody knows whether WeChat took it. */
  @Flag() doubtful!: boolean
  @Count() attempts!: number
  @Instant({ nullable: true }) firstTriedAt!: number | null
  @Key({ length: 64, nullable: true }) msgId!: string | null
  @Count({ nullable: true }) errorCode!: number | null
  @Json({ nullable: true }) report!: MassReport | null
  @Key({ length: 26 }) createdBy!: string
  @Instant() createdAt!: number
  @Instant({ nullable: true }) finishedAt!: number | null
}

/** A report as it came: it may be here before the reply that says which message it is about. */
@Entity('mass_reports')
export class MassReportRow {
  @PrimaryKey({ length: 40 }) appId!: string
  @PrimaryKey({ length: 64 }) msgId!: string
  @Json() report!: MassReport
  @Instant() receivedAt!: number
}
