import { z } from 'zod'
import {
  campaignNotPaused,
  campaignOver,
  campaignPaused,
  campaignStates,
  deliveryInHand,
  deliverySettled,
  deliveryStates,
  levels,
  nothingToResend,
  nothingToTell,
  subjectKinds,
} from '../../src/modules/push'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const byProfile = [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('topic'), topic: text({ min: 1, max: 30 }) }),
  z.strictObject({ kind: z.literal('division'), divisionId: id }),
] as const

/** What a publication says when it is to be pushed. */
export const audience = z
  .discriminatedUnion('kind', byProfile, 'kind 应是 all、topic 或 division')
  .meta({ id: 'Audience' })

const byPart = [
  ...byProfile,
  z.strictObject({ kind: z.literal('voters'), pollId: id }),
  z.strictObject({ kind: z.literal('commenters'), consultationId: id }),
] as const
const orderedAudience = z
  .discriminatedUnion('kind', byPart, 'kind 应是 all、topic、division、voters 或 commenters')
  .meta({ id: 'OrderedAudience' })
const campaignAudience = z
  .discriminatedUnion('kind', [
    ...byPart,
    z.strictObject({ kind: z.literal('asker'), enquiryId: id }).meta({ description: '留言的人' }),
    z
      .strictObject({ kind: z.literal('winners'), quizId: id, round: z.int() })
      .meta({ description: '一期问答的中奖人' }),
  ])
  .meta({ id: 'CampaignAudience' })
/** An answer is told by answering, a prize by drawing. */
const orderable = ['publication', 'poll_outcome', 'consultation_outcome'] as const

const campaign = {
  id,
  publicationId: id,
  subjectKind: z.enum(subjectKinds),
  title: z.string(),
  summary: z.string(),
  level: z.enum(levels),
  audience: campaignAudience,
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

const order = z.strictObject({
  subject: z.strictObject({
    kind: z.enum(orderable, 'kind 应是 publication、poll_outcome 或 consultation_outcome'),
    id,
  }),
  audience: orderedAudience
    .optional()
    .meta({ description: '不填时：结果发给参与过的人，其他按内容自己的推送范围' }),
  channels: z
    .array(z.string().regex(/^[a-z_]{1,20}$/, '没有这个推送渠道'))
    .min(1, '至少要有一个推送渠道')
    .max(5, '推送渠道太多')
    .optional(),
  level: z.enum(levels, 'level 应是 info、notice 或 urgent').optional(),
})

export const createCampaign = endpoint({
  operationId: 'createCampaign',
  method: 'POST',
  path: '/api/staff/campaigns',
  tag,
  summary: '推送已经公开的内容：一篇发布，或者一次投票、一次意见征集的结果',
  access: steerers,
  body: order,
  replies: { 201: progress },
  problems: [nothingToTell, notFound],
})

export const previewCampaign = endpoint({
  operationId: 'previewCampaign',
  method: 'POST',
  path: '/api/staff/campaigns/preview',
  tag,
  summary: '推送之前先看能发到多少人；审核通过、还没有发布的信息也可以先看',
  access: steerers,
  body: order,
  replies: {
    200: z.strictObject({
      audience: z.int().meta({ description: '推送范围内的人数' }),
      reachable: z
        .record(z.string(), z.int())
        .meta({ description: '现在推送，各渠道会发出的份数；站外渠道每人只用一个' }),
      needsConsent: z.int().meta({ description: '所选站外渠道都发不到、要先取得订阅同意的人数' }),
    }),
  },
  problems: [nothingToTell, notFound],
})

const deliveryShape = {
  id,
  campaignId: id,
  residentId: id,
  channel: z.string(),
  state: z.enum(deliveryStates).meta({
    description: 'failed：微信答复系统繁忙、没有发出；busy、quota：稍后自动再试；unknown：结果不明',
  }),
  attempts: z.int(),
  createdAt: instant,
  changedAt: instant,
}
const delivery = z.strictObject(deliveryShape).meta({ id: 'Delivery' })
const deliveryItem = z
  .strictObject({ ...deliveryShape, campaignTitle: z.string() })
  .meta({ id: 'DeliveryItem' })

export const listUnknownDeliveries = endpoint({
  operationId: 'listUnknownDeliveries',
  method: 'GET',
  path: '/api/staff/deliveries',
  tag,
  summary: '结果不明的推送：不会自动重发，等微信的回执，或由工作人员认定',
  access: steerers,
  query: z.strictObject({
    ...pageQuery,
    state: z.literal('unknown', 'state 只能是 unknown'),
    campaignId: id.optional(),
  }),
  replies: { 200: page(deliveryItem) },
})

export const settleDelivery = endpoint({
  operationId: 'settleDelivery',
  method: 'POST',
  path: '/api/staff/deliveries/{id}/settlement',
  tag,
  summary: '认定一条结果不明的推送是否送达；无论怎样认定都不会重发',
  access: steerers,
  params: idParams,
  body: z.strictObject({
    outcome: z.enum(['delivered', 'not_delivered'], 'outcome 应是 delivered 或 not_delivered'),
    reason: text({ min: 2, max: 200 }),
  }),
  replies: { 200: delivery },
  problems: [notFound, deliverySettled, deliveryInHand],
})

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

export const resendFailed = endpoint({
  operationId: 'resendFailed',
  method: 'POST',
  path: '/api/staff/campaigns/{id}/resending',
  tag,
  summary: '补发：微信答复系统繁忙、没有发出的（failed），重新排队发送一次；结果不明的不会补发',
  access: steerers,
  params: idParams,
  replies: { 200: progress },
  problems: [notFound, nothingToResend, nothingToTell, campaignOver],
})
