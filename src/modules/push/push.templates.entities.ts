import { Entity } from 'typeorm'
import { Count, Id, Instant, Json, Key, Text } from '../../platform/db/entity-columns'
import type { FieldKind } from '../../platform/wechat/fields'
import type { Purpose, TemplateKind } from './push.entities'

export const templateHomes = ['mini', 'oa'] as const
/** Whose template it is: the mini-program's or the 服务号's. */
export type TemplateHome = (typeof templateHomes)[number]

export const fieldContents = ['title', 'summary', 'day', 'moment'] as const
/** What of a story a field may be filled with. */
export type FieldContent = (typeof fieldContents)[number]

/** One field of a template, by WeChat's name for it, and what fills it. */
export type TemplateField = { key: string; kind: FieldKind } & ({ from: FieldContent } | { text: string })

/** As WeChat writes them; the column holds nothing else. */
export const isTemplateId = (text: string): boolean => /^[\w-]{1,64}$/.test(text)

/** 消息模板 as staff entered it. A changed one is a new version: campaigns keep the one they were launched with. */
@Entity('message_templates')
export class RegisteredTemplate {
  @Id() id!: string
  @Key({ length: 4 }) home!: TemplateHome
  @Key({ length: 24 }) purpose!: Purpose
  /** 1, 2, 3 … of this home and purpose; unique with them. */
  @Count() version!: number
  @Key({ length: 12 }) kind!: TemplateKind
  @Key({ length: 64 }) templateId!: string
  /** Page of the mini-program that opens, without a leading slash; `{id}` is what the campaign tells about. */
  @Text() page!: string
  @Json() fields!: TemplateField[]
  @Key({ length: 26 }) createdBy!: string
  @Instant() createdAt!: number
  @Key({ length: 26, nullable: true }) retiredBy!: string | null
  /** From then on no campaign takes it and nobody is asked for it. */
  @Instant({ nullable: true }) retiredAt!: number | null
}
