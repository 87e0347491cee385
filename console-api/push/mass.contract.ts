import { z } from 'zod'
import {
  alreadyMassSent,
  massSendSettled,
  massStates,
  monthUsedUp,
  noServiceAccount,
  nothingToTell,
} from '../../src/modules/push'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const tag = '推送'
const steerers = { staff: ['office', 'leader'] } as const
const month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, '应是 YYYY-MM，例如 2026-11')

const massSend = z
  .strictObject({
    id,
    month: z.string(),
    place: z.int().nullable().meta({ description: '本月第几次；没有发出的不占次数' }),
    publicationId: id,
    title: z.string(),
    state: z.enum(massStates).meta({
      description:
        'waiting 等待发出，sending 正在发出，unknown 结果不明，sent 微信已接收，finished 已完成，failed 没有发成',
    }),
    errorCode: z.int().nullable().meta({ description: '微信的错误码' }),
    report: z
      .strictObject({
        status: z.string(),
        total: z.int(),
        filtered: z.int(),
        sent: z.int(),
        failed: z.int(),
      })
      .nullable()
      .meta({ description: '微信报来的人数' }),
    createdBy: id,
    createdAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'MassSend' })

export const listMassSends = endpoint({
  operationId: 'listMassSends',
  method: 'GET',
  path: '/api/staff/mass-sends',
  tag,
  summary: '服务号一个自然月的群发，和这个月还能发几次',
  access: 'staff',
  query: z.strictObject({ month: month.optional().meta({ description: '不填是本月' }) }),
  replies: {
    200: z.strictObject({
      month,
      connected: z.boolean().meta({ description: '是否接入了服务号；没有接入的不能群发' }),
      remaining: z.int().meta({ description: '这个月还能发几次，共 4 次' }),
      items: z.array(massSend),
      nextCursor: z.null(),
    }),
  },
})

export const createMassSend = endpoint({
  operationId: 'createMassSend',
  method: 'POST',
  path: '/api/staff/mass-sends',
  tag,
  summary: '把一篇已经发布的内容群发给服务号的全体关注者，每月 4 次',
  access: steerers,
  body: z.strictObject({ publicationId: id }),
  replies: { 201: massSend },
  problems: [monthUsedUp, alreadyMassSent, nothingToTell, noServiceAccount],
})

export const settleMassSend = endpoint({
  operationId: 'settleMassSend',
  method: 'POST',
  path: '/api/staff/mass-sends/{id}/settlement',
  tag,
  summary: '认定一次结果不明的群发是否发出；无论怎样认定都不会重发',
  access: steerers,
  params: idParams,
  body: z.strictObject({
    outcome: z.enum(['sent', 'not_sent'], 'outcome 应是 sent 或 not_sent'),
    reason: text({ min: 2, max: 200 }),
  }),
  replies: { 200: massSend },
  problems: [notFound, massSendSettled],
})
