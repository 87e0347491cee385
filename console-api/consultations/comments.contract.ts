import { z } from 'zod'
import {
  answerStates,
  commentFlags,
  commentStates,
  consultationClosed,
  consultationNotOpen,
  groups,
  readStances,
  reportPublished,
  sources,
  stances,
  writerKinds,
} from '../../src/modules/consultations'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { day, id, idParams, instant, page, pageQuery, receipt } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { commentReading } from './analysis.shapes.contract'

const tag = '意见征集（工作人员）'
const readers = { staff: ['editor', 'head', 'office', 'leader', 'auditor'] } as const

const stance = z.enum(stances, '应是 support、oppose、amend 或 ask')
const source = z.enum(sources, `应是 ${sources.join('、')} 之一`)
const enteredSources = ['wechat', 'website', 'email', 'letter', 'meeting'] as const

export const staffComment = z
  .strictObject({
    id,
    clauseId: id.nullable(),
    clauseLabel: z.string().nullable(),
    text: z.string(),
    stance: z.enum(stances).nullable(),
    group: z.enum(groups).nullable(),
    writerKind: z.enum(writerKinds).nullable(),
    source: z.enum(sources),
    state: z.enum(commentStates),
    receivedOn: day,
    receivedAt: instant,
    receipt,
    lineId: id.nullable().meta({ description: '答复它的那一条；还没有答复为 null' }),
    quotable: z.boolean().meta({ description: '提出人同意摘录原话，不署名' }),
    duplicateOf: id.nullable().meta({ description: '最早一条内容相同的意见；两条都保留' }),
    reading: commentReading.nullable().meta({ description: '机器读出的内容和人工校正；还没有分析为 null' }),
  })
  .meta({ id: 'StaffComment' })

export const listComments = endpoint({
  operationId: 'listComments',
  method: 'GET',
  path: '/api/staff/consultations/{id}/comments',
  tag,
  summary: '收到的意见，先到的在前；文中的个人信息已遮盖，reveal=true 显示原文并记入台账',
  access: readers,
  params: idParams,
  query: z.strictObject({
    ...pageQuery,
    clauseId: id.optional().meta({ description: '条的编号；- 表示对全文的意见' }),
    groupId: id.optional(),
    stance: stance.optional(),
    source: source.optional(),
    state: z
      .enum([...commentStates, ...answerStates], '应是 received、erased、unanswered 或 answered')
      .optional(),
    lineId: id.optional(),
    assignmentId: id.optional().meta({ description: '交办的这一批' }),
    read: z
      .enum(readStances, `应是 ${readStances.join('、')} 之一`)
      .optional()
      .meta({ description: '读出的态度，有人校正的按校正' }),
    flag: z.enum(commentFlags, `应是 ${commentFlags.join('、')} 之一`).optional(),
    q: text({ min: 1, max: 50 }).optional().meta({ description: '意见里的字句；已遮盖的个人信息查不到' }),
    reveal: z.enum(['true', 'false'], '应是 true 或 false').default('false'),
  }),
  replies: { 200: page(staffComment) },
  problems: [notFound],
})

export const enterComment = endpoint({
  operationId: 'enterComment',
  method: 'POST',
  path: '/api/staff/consultations/{id}/comments',
  tag,
  summary: '录入信函、邮件、座谈会等途径收到的意见，不录姓名；期限内收到的，结束后也可以补录',
  access: { staff: ['editor', 'head', 'office'] },
  params: idParams,
  body: z.strictObject({
    clauseId: id.optional(),
    text: text({ min: 1, max: 2000, multiline: true }),
    stance: stance.optional(),
    group: z.enum(groups, '应是 resident、business、association 或 other').optional(),
    source: z.enum(enteredSources, `应是 ${enteredSources.join('、')} 之一`),
    receivedOn: day,
    writerKind: z.enum(writerKinds, '应是 individual、organisation 或 anonymous').default('individual'),
    samePerson: z
      .boolean('应是 true 或 false')
      .default(false)
      .meta({ description: '确知与内容相同的那条意见是同一人所提，人数只计一次' }),
    quotable: z
      .boolean('应是 true 或 false')
      .optional()
      .meta({ description: '来信写明同意在采纳情况里摘录原话' }),
  }),
  replies: { 201: staffComment },
  problems: [consultationNotOpen, consultationClosed, reportPublished, notFound],
})
