import { z } from 'zod'
import { commentFlags, dimensions, notAnalysed, readStances } from '../../src/modules/consultations'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, pageQuery } from '../../src/platform/schemas'
import { commentGroup, commentReading, groupDetail } from './analysis.shapes.contract'
import { stanceCount, totals } from './consultations.shapes.contract'

const tag = '意见征集（工作人员）'
const readers = { staff: ['editor', 'head', 'office', 'leader', 'auditor'] } as const
const judges = { staff: ['editor', 'head', 'office', 'leader'] } as const

const count = z.int()
const stancesRead = z.record(z.enum(readStances), count)

export const analysis = z
  .strictObject({
    clauses: z.array(
      z.strictObject({
        clauseId: id.nullable().meta({ description: 'null 表示对全文的意见' }),
        label: z.string(),
        comments: count,
        persons: count,
        unanswered: count,
        stances: stanceCount,
        read: stancesRead.meta({ description: '读出的态度，含没有选这一条但写到它的意见' }),
      }),
    ),
    groups: z.array(commentGroup).meta({ description: '大的在前，一页至多一百组' }),
    nextCursor: z.string().nullable(),
    totals,
    read: z.strictObject({
      stances: stancesRead,
      flags: z.record(z.enum(commentFlags), count),
      dimensions: z.record(z.enum(dimensions), count),
    }),
    agreement: z.array(
      z.strictObject({
        label: z.enum(['stance', 'clauseIds', 'flags', 'dimension', 'group']),
        judged: count.meta({ description: '有人看过的' }),
        agreed: count.meta({ description: '其中与机器一致的' }),
      }),
    ),
    progress: z.strictObject({
      analysed: count,
      total: count,
      answered: count,
      unanswered: count,
    }),
  })
  .meta({ id: 'ConsultationAnalysis' })

export const readAnalysis = endpoint({
  operationId: 'readAnalysis',
  method: 'GET',
  path: '/api/staff/consultations/{id}/analysis',
  tag,
  summary: '逐条的意见数、人数和态度，说法相同、话题相同的意见，分析进度和人机一致率',
  access: readers,
  params: idParams,
  query: z.strictObject({
    clauseId: id.optional().meta({ description: '只要涉及这一条的组；- 表示对全文' }),
    cursor: pageQuery.cursor,
    limit: pageQuery.limit.default(100),
  }),
  replies: {
    200: analysis,
  },
  problems: [notFound],
})

export const readCommentGroup = endpoint({
  operationId: 'readCommentGroup',
  method: 'GET',
  path: '/api/staff/consultations/{id}/groups/{groupId}',
  tag,
  summary: '一组意见：与代表意见的差别，只有一条写到的句子，话题里的各组',
  access: readers,
  params: z.strictObject({ ...idParams.shape, groupId: id }),
  query: z.strictObject(pageQuery),
  replies: { 200: groupDetail },
  problems: [notFound],
})

export const judgeComment = endpoint({
  operationId: 'judgeComment',
  method: 'PUT',
  path: '/api/staff/consultations/{id}/comments/{commentId}/reading',
  tag,
  summary: '校正或者确认机器读出的内容；机器的和人工的都保留',
  access: judges,
  params: z.strictObject({ ...idParams.shape, commentId: id }),
  body: z
    .strictObject({
      stance: z.enum(readStances, `应是 ${readStances.join('、')} 之一`).optional(),
      clauseIds: z.array(id).max(20, '至多 20 条').optional(),
      flags: z
        .array(z.enum(commentFlags, `应是 ${commentFlags.join('、')} 之一`))
        .max(commentFlags.length)
        .refine((list) => new Set(list).size === list.length, '同一个标记列了两次')
        .optional(),
      dimension: z
        .enum(dimensions, `应是 ${dimensions.join('、')} 之一，或者 null`)
        .nullable()
        .optional(),
      groupId: id.nullable().optional().meta({ description: '移到这一组；null 表示单独成组' }),
    })
    .refine((body) => Object.keys(body).length > 0, '请至少校正一项'),
  replies: { 200: commentReading },
  problems: [notFound, notAnalysed],
})
