import { z } from 'zod'
import { commentAnswered, DAYS_AT_MOST, dispositions, reportPublished } from '../../src/modules/consultations'
import { endpoint } from '../../src/platform/contract'
import { notFound, notOpened } from '../../src/platform/problem'
import { day, id, idParams, instant } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const tag = '意见征集（工作人员）'
const path = '/api/staff/consultations/{id}/assignments'
const assigners = { staff: ['head', 'office', 'leader'] } as const
const answerers = { staff: ['editor', 'head', 'office', 'leader'] } as const
const readers = { staff: ['editor', 'head', 'office', 'leader', 'auditor'] } as const

const terms = {
  divisionId: id,
  withinDays: z
    .int('应是工作日数')
    .min(1, '至少 1 个工作日')
    .max(DAYS_AT_MOST, `至多 ${DAYS_AT_MOST} 个工作日`)
    .default(5),
  note: text({ min: 1, max: 500, multiline: true })
    .optional()
    .meta({ description: '只给同事看的备注，不公布' }),
}

const assignment = z
  .strictObject({
    id,
    division: z.strictObject({ id, name: z.string() }),
    withinDays: z.int(),
    dueOn: day,
    provisional: z.boolean().meta({ description: '暂定：期限所在年份的放假安排还没有公布' }),
    overdue: z.boolean(),
    note: z.string().nullable(),
    comments: z.int(),
    answered: z.int(),
    assignedBy: z.string(),
    assignedAt: instant,
  })
  .meta({ id: 'AnswerAssignment' })

export const listAssignments = endpoint({
  operationId: 'listAssignments',
  method: 'GET',
  path,
  tag,
  summary: '交给各科室拟答复的意见，期限近的在前',
  access: readers,
  params: idParams,
  replies: { 200: z.strictObject({ items: z.array(assignment) }) },
  problems: [notFound],
})

export const assignAnswers = endpoint({
  operationId: 'assignAnswers',
  method: 'POST',
  path,
  tag,
  summary: '把还没有答复的意见交给一个科室，按工作日计期限；已交给别的科室的改交',
  access: assigners,
  params: idParams,
  body: z.strictObject({
    ...terms,
    commentIds: z.array(id).min(1, '至少选一条意见').max(1000, '一次至多 1000 条').optional(),
    groupIds: z.array(id).min(1, '至少选一组').max(100, '一次至多 100 组').optional(),
    clauseId: id.optional().meta({ description: '这一条下全部没有答复的意见；- 表示对全文的意见' }),
  }),
  maxBody: 128 * 1024,
  replies: { 201: z.strictObject({ id, dueOn: day, provisional: z.boolean() }) },
  problems: [notFound, notOpened, commentAnswered, reportPublished],
})

const oneParams = z.strictObject({ ...idParams.shape, assignmentId: id })

export const changeAssignment = endpoint({
  operationId: 'changeAssignment',
  method: 'PUT',
  path: `${path}/{assignmentId}`,
  tag,
  summary: '改交别的科室或者改期限，期限从今天起算',
  access: assigners,
  params: oneParams,
  body: z.strictObject(terms),
  replies: { 200: z.strictObject({ id, dueOn: day, provisional: z.boolean() }) },
  problems: [notFound, notOpened, reportPublished],
})

export const cancelAssignment = endpoint({
  operationId: 'cancelAssignment',
  method: 'DELETE',
  path: `${path}/{assignmentId}`,
  tag,
  summary: '收回交办',
  access: assigners,
  params: oneParams,
  replies: { 204: null },
  problems: [notFound, notOpened, reportPublished],
})

const reasonText = {
  disposition: z.enum(dispositions, `应是 ${dispositions.join('、')} 之一`),
  name: text({ min: 1, max: 40 }),
  reason: text({ min: 1, max: 2000, multiline: true }),
}

export const listReasons = endpoint({
  operationId: 'listReasons',
  method: 'GET',
  path: '/api/staff/reason-templates',
  tag,
  summary: '理由模板：本局自己的在前，后面是随产品带来的',
  access: answerers,
  replies: {
    200: z.strictObject({
      items: z.array(
        z
          .strictObject({
            id,
            disposition: z.enum(dispositions),
            name: z.string(),
            reason: z.string(),
            own: z.boolean(),
          })
          .meta({ id: 'ReasonTemplate' }),
      ),
    }),
  },
})

export const addReason = endpoint({
  operationId: 'addReason',
  method: 'POST',
  path: '/api/staff/reason-templates',
  tag,
  summary: '添一个理由模板，供以后拟答复时选用',
  access: answerers,
  body: z.strictObject(reasonText),
  replies: { 201: z.strictObject({ id }) },
})

export const removeReason = endpoint({
  operationId: 'removeReason',
  method: 'DELETE',
  path: '/api/staff/reason-templates/{id}',
  tag,
  summary: '删去本局自己的一个理由模板',
  access: answerers,
  params: idParams,
  replies: { 204: null },
  problems: [notFound],
})
