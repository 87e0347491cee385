import { z } from 'zod'
import {
  commentLimitReached,
  consultationClosed,
  consultationNotOpen,
  dispositions,
  groups,
  stances,
} from '../../src/modules/consultations'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, page, pageQuery, receipt } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const contact = z.strictObject({ division: z.string(), phone: z.string(), hours: z.string() })

const clause = z
  .strictObject({
    id,
    parentId: id.nullable(),
    kind: z.enum(['part', 'chapter', 'section', 'article', 'paragraph', 'item', 'subitem']),
    number: z.int(),
    label: z.string(),
    text: z.string(),
  })
  .meta({ id: 'Clause' })

const facts = {
  id,
  title: z.string(),
  explanation: z.string(),
  contact,
  opensAt: instant,
  closesAt: instant,
  state: z.enum(['planned', 'open', 'closed']),
  reportId: id.optional(),
}

const summary = z.strictObject(facts).meta({ id: 'ConsultationSummary' })
const consultation = z
  .strictObject({ ...facts, draft: z.strictObject({ version: z.int(), clauses: z.array(clause) }) })
  .meta({ id: 'Consultation' })

const outcome = z
  .strictObject({
    lineId: id,
    gist: z.string(),
    legality: z.string(),
    rationality: z.string(),
    feasibility: z.string(),
    disposition: z.enum(dispositions),
    reason: z.string(),
    revisedText: z.string().optional(),
    publishedAt: instant,
  })
  .meta({ id: 'CommentOutcome' })

const commentReceipt = z.strictObject({ id, receivedAt: instant, receipt }).meta({ id: 'CommentReceipt' })

const state = z.enum(['planned', 'open', 'closed'], 'state 应是 planned、open 或 closed').optional()

export const listConsultations = endpoint({
  operationId: 'listConsultations',
  method: 'GET',
  path: '/api/consultations',
  tag: '意见征集',
  summary: '意见征集列表，新的在前；条文在详情里',
  access: 'guest',
  query: z.strictObject({ ...pageQuery, state }),
  replies: { 200: page(summary) },
})

export const readConsultation = endpoint({
  operationId: 'readConsultation',
  method: 'GET',
  path: '/api/consultations/{id}',
  tag: '意见征集',
  summary: '一次意见征集的说明、联系方式和逐条的征求意见稿',
  access: 'guest',
  params: idParams,
  replies: { 200: consultation },
  problems: [notFound],
})

export const readCommentCounts = endpoint({
  operationId: 'readCommentCounts',
  method: 'GET',
  path: '/api/consultations/{id}/counts',
  tag: '意见征集',
  summary: '收到多少条意见、多少人提、各条款各有几条；没有意见的条款不列',
  access: 'guest',
  params: idParams,
  replies: {
    200: z
      .strictObject({
        consultationId: id,
        comments: z.int(),
        persons: z.int(),
        general: z.int().meta({ description: '对全文的意见' }),
        clauses: z.array(z.strictObject({ clauseId: id, comments: z.int() })),
      })
      .meta({ id: 'CommentCounts' }),
  },
  problems: [notFound],
})

export const comment = endpoint({
  operationId: 'comment',
  method: 'POST',
  path: '/api/consultations/{id}/comments',
  tag: '意见征集',
  summary: '提意见，可以对某一条，也可以对全文；同样的意见再提一次，得到第一次的回执',
  access: 'resident',
  params: idParams,
  body: z.strictObject({
    clauseId: id.optional(),
    text: text({ min: 1, max: 2000, multiline: true }),
    stance: z.enum(stances, '应是 support、oppose、amend 或 ask').optional(),
    group: z.enum(groups, '应是 resident、business、association 或 other').optional(),
    quotable: z
      .boolean('应是 true 或 false')
      .optional()
      .meta({ description: '同意在采纳情况里摘录原话（不署名）；以后可以收回' }),
  }),
  hot: true,
  replies: { 201: commentReceipt, 200: commentReceipt },
  problems: [consultationNotOpen, consultationClosed, commentLimitReached, notFound],
})

export const listMyComments = endpoint({
  operationId: 'listMyComments',
  method: 'GET',
  path: '/api/me/comments',
  tag: '我的',
  summary: '我提过的意见和每条的采纳情况',
  access: 'resident',
  query: z.strictObject(pageQuery),
  replies: {
    200: page(
      z
        .strictObject({
          id,
          consultationId: id,
          consultationTitle: z.string(),
          clauseId: id.nullable(),
          clauseLabel: z.string().nullable(),
          text: z.string(),
          stance: z.enum(stances).nullable(),
          receivedAt: instant,
          receipt,
          quotable: z.boolean(),
          outcome: outcome.nullable().meta({ description: '采纳情况公布前为 null' }),
        })
        .meta({ id: 'MyComment' }),
    ),
  },
})
