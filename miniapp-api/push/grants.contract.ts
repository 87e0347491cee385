import { z } from 'zod'
import { grantAnswers, moments, purposes } from '../../src/modules/push'
import { endpoint } from '../../src/platform/contract'
import { id, page } from '../../src/platform/schemas'

const templateId = z
  .string()
  .regex(/^[\w-]{1,64}$/, '没有这个订阅消息模板')
  .meta({ description: '微信的消息模板编号' })

const template = z
  .strictObject({ templateId, purpose: z.enum(purposes), kind: z.enum(['one_time', 'long_term']) })
  .meta({ id: 'Template' })

export const listTemplates = endpoint({
  operationId: 'listTemplates',
  method: 'GET',
  path: '/api/templates',
  tag: '我的',
  summary: '可以请求订阅的消息模板：一次性的同意一次收一条，长期的一直有效到取消',
  access: 'guest',
  replies: {
    200: page(template),
  },
})

export const planGrants = endpoint({
  operationId: 'planGrants',
  method: 'GET',
  path: '/api/me/grant-plan',
  tag: '我的',
  summary: '现在该请我订阅哪些消息：最多三个，一次性和长期不混在一起；不必打扰时为空',
  access: 'resident',
  query: z.strictObject({
    moment: z.enum(moments, `moment 应是 ${moments.join('、')} 之一`),
    subjectId: id.optional().meta({ description: '即将参加的投票、问答、意见征集；办完以后再问时可以不填' }),
  }),
  replies: { 200: page(template) },
})

export const recordGrants = endpoint({
  operationId: 'recordGrants',
  method: 'POST',
  path: '/api/me/grants',
  tag: '我的',
  summary: '记下我在订阅消息弹窗里的选择，原样转交 wx.requestSubscribeMessage 的结果',
  access: 'resident',
  body: z.strictObject({
    results: z
      .record(templateId, z.enum(grantAnswers, '应是 accept、reject、ban 或 filter'))
      .refine((results) => Object.keys(results).length >= 1, '至少要有一个模板的结果')
      // wx.requestSubscribeMessage asks for at most three; some room for what it may ask for one day.
      .refine((results) => Object.keys(results).length <= 10, '一次最多 10 个模板的结果'),
  }),
  replies: { 204: null },
})
