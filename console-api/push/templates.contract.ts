import { z } from 'zod'
import {
  fieldContents,
  purposes,
  templateHomes,
  templateKinds,
  templateRetired,
} from '../../src/modules/push'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, page } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const tag = '推送'
const admin = { staff: ['admin'] } as const
const homes = z.enum(templateHomes, 'home 应是 mini（小程序）或 oa（服务号）')
const templateId = z.string('请填写模板编号').regex(/^[\w-]{1,64}$/, '应是微信的模板编号：字母、数字、-、_')
const content = z.enum(fieldContents, `from 应是 ${fieldContents.join('、')} 之一`)

const template = z
  .strictObject({
    id,
    home: z.enum(templateHomes),
    purpose: z.enum(purposes),
    version: z.int(),
    kind: z.enum(templateKinds),
    templateId: z.string(),
    page: z.string(),
    fields: z.array(
      z.strictObject({
        key: z.string(),
        kind: z.string(),
        from: content.optional(),
        text: z.string().optional(),
      }),
    ),
    current: z.boolean().meta({ description: '新的推送用它，也只请求订阅它' }),
    createdAt: instant,
    retiredAt: instant.nullable(),
  })
  .meta({ id: 'MessageTemplate' })

export const listMessageTemplates = endpoint({
  operationId: 'listMessageTemplates',
  method: 'GET',
  path: '/api/staff/message-templates',
  tag,
  summary: '登记的消息模板，各用途新版本在前',
  access: { staff: ['admin', 'office', 'leader'] },
  query: z.strictObject({
    home: homes.optional(),
    retired: z.enum(['true', 'false'], '应是 true 或 false').default('false'),
  }),
  replies: { 200: page(template) },
})

export const registerMessageTemplate = endpoint({
  operationId: 'registerMessageTemplate',
  method: 'POST',
  path: '/api/staff/message-templates',
  tag,
  summary: '登记一个微信审核通过的消息模板；同一用途再登记就是新版本，已发起的推送仍用原来的',
  access: admin,
  body: z.strictObject({
    home: homes,
    purpose: z.enum(purposes, `purpose 应是 ${purposes.join('、')} 之一`),
    kind: z.enum(templateKinds, `kind 应是 ${templateKinds.join('、')} 之一`),
    templateId,
    page: z
      .string('请填写点开后的小程序页面')
      .regex(/^[\w\-./?=&{}]{1,128}$/, '应是小程序页面路径，{id} 处放所说内容的编号')
      .meta({ description: '例如 pages/publications/read?id={id}' }),
    fields: z
      .array(
        z.strictObject({
          key: z.string().regex(/^[a-z_]{1,20}\d{0,3}$/, '应是微信的字段名，例如 thing1'),
          from: content.optional(),
          text: text({ min: 1, max: 32 }).optional(),
        }),
      )
      .min(1, '至少要有一个字段')
      .max(10, '字段太多'),
  }),
  replies: { 201: template },
})

export const retireMessageTemplate = endpoint({
  operationId: 'retireMessageTemplate',
  method: 'POST',
  path: '/api/staff/message-templates/{id}/retirement',
  tag,
  summary: '停用一个消息模板；还有较早的版本没有停用时，改用那一个',
  access: admin,
  params: idParams,
  replies: { 200: template },
  problems: [notFound, templateRetired],
})
