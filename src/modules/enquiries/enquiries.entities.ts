import { Entity } from 'typeorm'
import { Count, Flag, Id, Instant, Json, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'

export const enquiryStates = ['open', 'assigned', 'answered', 'erased'] as const
export type EnquiryState = (typeof enquiryStates)[number]
export const enquirySources = ['mini_program', 'wechat'] as const
export type EnquirySource = (typeof enquirySources)[number]

/** 留言: a question that a person answers. */
@Entity('enquiries')
export class Enquiry {
  @Id() id!: string
  /** 2026-000123, of the Shanghai year; unique. */
  @Key({ length: 20 }) number!: string
  /** Null after an erasure, as both texts. */
  @Key({ length: 26, nullable: true }) residentId!: string | null
  @Key({ length: 12 }) source!: EnquirySource
  @Key({ length: 10 }) state!: EnquiryState
  /** What people write may name them: sealed, bound to this row. */
  @Text({ nullable: true }) sealedQuestion!: string | null
  @Text({ nullable: true }) sealedAnswer!: string | null
  @Key({ length: 26, nullable: true }) divisionId!: string | null
  @Instant() receivedAt!: number
  /** The last Shanghai day on which the answer is in time. */
  @Key({ length: 10 }) dueOn!: string
  /** 暂定: the holidays up to then are not final. */
  @Flag() dueProvisional!: boolean
  @Key({ length: 26, nullable: true }) assignedBy!: string | null
  @Instant({ nullable: true }) assignedAt!: number | null
  @Key({ length: 26, nullable: true }) answeredBy!: string | null
  @Instant({ nullable: true }) answeredAt!: number | null
}

/** The last number given out in a year. */
@Entity('enquiry_numbers')
export class EnquiryNumber {
  @PrimaryKey({ length: 4 }) year!: string
  @Count() last!: number
}

export interface FaqText {
  question: string
  answer: string
}

/** 常见问题: what stands in `live` answers residents, what stands in `draft` waits for a second person. */
@Entity('faqs')
export class Faq {
  @Id() id!: string
  @Json({ nullable: true }) draft!: FaqText | null
  @Json({ nullable: true }) live!: FaqText | null
  /** Who wrote what stands in `draft`, or wrote it last. */
  @Key({ length: 26 }) authorId!: string
  @Key({ length: 26, nullable: true }) openedBy!: string | null
  @Instant({ nullable: true }) openedAt!: number | null
  @Instant() createdAt!: number
  @Instant() changedAt!: number
}
