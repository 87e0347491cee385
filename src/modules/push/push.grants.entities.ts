import { Entity } from 'typeorm'
import { Count, Instant, Key, PrimaryKey } from '../../platform/db/entity-columns'
import type { TemplateKind } from './push.entities'

/** As WeChat's consent dialog answers; `filter`: it was not shown, as another of the same title was. */
export const grantAnswers = ['accept', 'reject', 'ban', 'filter'] as const
export type GrantAnswer = (typeof grantAnswers)[number]

/** 订阅: what one resident has allowed one template. */
@Entity('subscription_grants')
export class SubscriptionGrant {
  @PrimaryKey({ length: 26 }) residentId!: string
  @PrimaryKey({ length: 64 }) templateId!: string
  @Key({ length: 40 }) appId!: string
  @Key({ length: 10 }) kind!: Exclude<TemplateKind, 'unsolicited'>
  /** The last answer that decided anything. */
  @Key({ length: 10 }) state!: GrantAnswer
  /** Accepts the mini-program reported … */
  @Count() claimed!: number
  /** … and those WeChat itself told us of. The same accept may come both ways, so the larger one counts. */
  @Count() confirmed!: number
  /** Messages sent on them. */
  @Count() spent!: number
  /** When the person last decided, by WeChat's clock where it is known: an older word that comes later changes nothing. */
  @Instant() decidedAt!: number
  @Instant() createdAt!: number
}
