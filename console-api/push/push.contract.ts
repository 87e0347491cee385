import { z } from 'zod'
import {
  campaignNotPaused,
  campaignOver,
  campaignPaused,
  campaignStates,
  deliveryStates,
  levels,
} from '../../src/modules/push'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

/** Also what a publication says when it is to be pushed. */
export const audience = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('all') }),
      z.strictObject({ kind: z.literal('topic'), topic: text({ min: 1, max: 30 }) }),
      z.strictObject({ kind: z.literal('division'), divisionId: id }),
    ],
    'kind 应是 all、topic 或 division',
  )
  .meta({ id: 'Audience' })

const campaign = {
  id,
  publicationId: id,
  title: z.string(),
  summary: z.string(),
  level: z.enum(levels),
  audience,
  channels: z.array(z.string()),
  state: z.enum(campaignStates),
  audienceSize: z.int().meta({ description: '已列入的推送份数，每人每个渠道一份' }),
  createdBy: id,
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
}
const summary = z.strictObject(campaign).meta({ id: 'Campaign' })
const progress = z
  .strictObject({
    ...campaign,
    counts: z
      .strictObject(Object.fromEntries(deliveryStates.map((state) => [state, z.int()])))
      .meta({ description: '各状态的份数，相加等于 audienceSize' }),
  })
  .meta({ id: 'CampaignProgress' })

const tag = '推送'
const steerers = { staff: ['office', 'leader'] } as const

export const listCampaigns = endpoint({
  operationId: 'listCampaigns',
  method: 'GET',
  path: '/api/staff/campaigns',
  tag,
  summary: '推送列表，新的在前',
  access: 'staff',
  query: z.strictObject({
    ...pageQuery,
    state: z.enum(campaignStates, 'state 应是 planned、running、paused、done 或 cancelled').optional(),
  }),
  replies: { 200: page(summary) },
})

export const readCampaign = endpoint({
  operationId: 'readCampaign',
  method: 'GET',
  path: '/api/staff/campaigns/{id}',
  tag,
  summary: '一次推送的进度：各状态的份数，相加等于推送总份数',
  access: 'staff',
  params: idParams,
  replies: { 200: progress },
  problems: [notFound],
})

export const pauseCampaign = endpoint({
  operationId: 'pauseCampaign',
  method: 'POST',
  path: '/api/staff/campaigns/{id}/pausing',
  tag,
  summary: '暂停推送：正在发送的一批发完，不再发新的',
  access: steerers,
  params: idParams,
  replies: { 200: progress },
  problems: [notFound, campaignPaused, campaignOver],
})

export const resumeCampaign = endpoint({
  operationId: 'resumeCampaign',
  method: 'POST',
  path: '/api/staff/campaigns/{id}/resumption',
  tag,
  summary: '恢复推送：从停下的地方继续',
  access: steerers,
  params: idParams,
  replies: { 200: progress },
  problems: [notFound, campaignNotPaused, campaignOver],
})

export const cancelCampaign = endpoint({
  operationId: 'cancelCampaign',
  method: 'POST',
  path: '/api/staff/campaigns/{id}/cancellation',
  tag,
  summary: '取消推送：还没有发出的不再发出，不能恢复',
  access: steerers,
  params: idParams,
  replies: { 200: progress },
  problems: [notFound, campaignOver],
})
