import { z } from 'zod'
import { commentAnswered, dispositions, reportPublished } from '../../src/modules/consultations'
import { endpoint } from '../../src/platform/contract'
import { notFound, notOpened, stale } from '../../src/platform/problem'
import { id, idParams, instant, instantInput, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const tag = '意见征集（工作人员）'
const writers = { staff: ['editor', 'head', 'office', 'leader'] } as const
const readers = { staff: ['editor', 'head', 'office', 'leader', 'auditor'] } as const
const MOST = 1000

const words = {
  gist: text({ min: 1, max: 1000, multiline: true }),
  legality: text({ min: 1, max: 500, multiline: true }),
  rationality: text({ min: 1, max: 500, multiline: true }),
  feasibility: text({ min: 1, max: 500, multiline: true }),
  disposition: z.enum(dispositions, `应是 ${dispositions.join('、')} 之一`),
  reason: text({ min: 1, max: 2000, multiline: true }),
  revisedText: text({ min: 1, max: 5000, multiline: true }).optional(),
  note: text({ min: 1, max: 1000, multiline: true })
    .optional()
    .meta({ description: '只给同事看的备注，不公布' }),
}
const commentIds = z.array(id).min(1, '至少选一条意见').max(MOST, `一次至多 ${MOST} 条`)

const chosen = {
  commentIds: commentIds.optional(),
  groupIds: z.array(id).min(1, '至少选一组').max(100, '一次至多 100 组').optional(),
}

const line = z
  .strictObject({
    id,
    gist: z.string(),
    legality: z.string(),
    rationality: z.string(),
    feasibility: z.string(),
    disposition: z.enum(dispositions),
    reason: z.string(),
    revisedText: z.string().nullable(),
    note: z.string().nullable(),
    comments: z.int().meta({ description: '答复了几条意见；按 lineId 查询意见' }),
    quotes: z.array(z.strictObject({ commentId: id, text: z.string(), redaction: z.string().nullable() })),
    changes: z.array(z.string()).meta({ description: '最新的修改稿里由它引起的修改，按条款' }),
    authorId: id,
    createdAt: instant,
    changedAt: instant,
  })
  .meta({ id: 'AdoptionLine' })

const lineParams = z.strictObject({ ...idParams.shape, lineId: id })

export const listLines = endpoint({
  operationId: 'listLines',
  method: 'GET',
  path: '/api/staff/consultations/{id}/lines',
  tag,
  summary: '已拟的答复，先拟的在前',
  access: readers,
  params: idParams,
  query: z.strictObject({ ...pageQuery, lineId: id.optional().meta({ description: '只要这一条' }) }),
  replies: { 200: page(line) },
  problems: [notFound],
})

export const dispose = endpoint({
  operationId: 'dispose',
  method: 'POST',
  path: '/api/staff/consultations/{id}/lines',
  tag,
  summary: '拟一条答复；一条意见只能在一条答复里。按组选的，答复组里还没有答复的意见',
  access: writers,
  params: idParams,
  body: z.strictObject({
    ...words,
    ...chosen,
  }),
  maxBody: 256 * 1024,
  replies: { 201: line },
  problems: [notFound, notOpened, commentAnswered, reportPublished],
})

export const extendLine = endpoint({
  operationId: 'extendLine',
  method: 'POST',
  path: '/api/staff/consultations/{id}/lines/{lineId}/comments',
  tag,
  summary: '把更多意见归到已拟的一条答复，答复的文字不变',
  access: writers,
  params: lineParams,
  body: z.strictObject(chosen),
  maxBody: 128 * 1024,
  replies: { 200: line },
  problems: [notFound, notOpened, commentAnswered, reportPublished],
})

export const editLine = endpoint({
  operationId: 'editLine',
  method: 'PUT',
  path: '/api/staff/consultations/{id}/lines/{lineId}',
  tag,
  summary: '修改一条答复；给出 commentIds 的，答复的意见也随之改变',
  access: writers,
  params: lineParams,
  body: z.strictObject({
    ...words,
    commentIds: commentIds.optional(),
    changedAt: instantInput.optional().meta({ description: '看到的修改时间；此后别人改过的，不覆盖' }),
  }),
  maxBody: 256 * 1024,
  replies: { 200: line },
  problems: [notFound, notOpened, commentAnswered, reportPublished, stale],
})

export const dissolveLine = endpoint({
  operationId: 'dissolveLine',
  method: 'DELETE',
  path: '/api/staff/consultations/{id}/lines/{lineId}',
  tag,
  summary: '撤回一条答复，其中的意见重新成为未答复',
  access: writers,
  params: lineParams,
  replies: { 204: null },
  problems: [notFound, notOpened, reportPublished],
})
