import { z } from 'zod'
import {
  ANSWER_MAX,
  enquiryAnswered,
  enquirySources,
  enquiryStates,
  nothingToOpen,
} from '../../src/modules/enquiries'
import { endpoint } from '../../src/platform/contract'
import { notFound, notOpened, ownWork } from '../../src/platform/problem'
import { day, id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const tag = '留言和常见问题（工作人员）'
const readers = { staff: ['editor', 'head', 'office', 'leader', 'auditor'] } as const
const yesNo = z.enum(['true', 'false'], '应是 true 或 false').default('false')

const staffEnquiry = z
  .strictObject({
    id,
    number: z.string(),
    source: z.enum(enquirySources),
    state: z.enum(enquiryStates),
    question: z.string().nullable(),
    answer: z.string().nullable(),
    divisionId: id.nullable(),
    receivedAt: instant,
    dueOn: day,
    provisional: z.boolean().meta({ description: '暂定：节假日安排尚未全部公布' }),
    overdue: z.boolean(),
    assignedAt: instant.nullable(),
    answeredAt: instant.nullable(),
  })
  .meta({ id: 'StaffEnquiry' })

export const listEnquiries = endpoint({
  operationId: 'listEnquiries',
  method: 'GET',
  path: '/api/staff/enquiries',
  tag,
  summary: '群众留言，早的在前；文中的个人信息已遮盖',
  access: readers,
  query: z.strictObject({
    ...pageQuery,
    state: z.enum(enquiryStates, `应是 ${enquiryStates.join('、')} 之一`).optional(),
    divisionId: id.optional(),
    overdue: yesNo,
  }),
  replies: { 200: page(staffEnquiry) },
})

export const readEnquiry = endpoint({
  operationId: 'readEnquiry',
  method: 'GET',
  path: '/api/staff/enquiries/{id}',
  tag,
  summary: '一条留言；reveal=true 显示原文并记入台账',
  access: readers,
  params: idParams,
  query: z.strictObject({ reveal: yesNo }),
  replies: { 200: staffEnquiry },
  problems: [notFound],
})

export const assignEnquiry = endpoint({
  operationId: 'assignEnquiry',
  method: 'POST',
  path: '/api/staff/enquiries/{id}/assignment',
  tag,
  summary: '交给一个科室答复，可以改交',
  access: { staff: ['head', 'office', 'leader'] },
  params: idParams,
  body: z.strictObject({ divisionId: id }),
  replies: { 200: staffEnquiry },
  problems: [enquiryAnswered, notFound],
})

export const answerEnquiry = endpoint({
  operationId: 'answerEnquiry',
  method: 'POST',
  path: '/api/staff/enquiries/{id}/answer',
  tag,
  summary: '答复，由承办科室或办公室办理，答复后不能更改',
  access: { staff: ['editor', 'head', 'office', 'leader'] },
  params: idParams,
  body: z.strictObject({ answer: text({ min: 1, max: ANSWER_MAX, multiline: true }) }),
  replies: { 200: staffEnquiry },
  problems: [enquiryAnswered, notFound],
})

const faqText = z.strictObject({ question: z.string(), answer: z.string() })
const staffFaq = z
  .strictObject({
    id,
    live: faqText.nullable().meta({ description: '群众现在看到的' }),
    draft: faqText.nullable().meta({ description: '等待他人发布的' }),
    authorId: id,
    openedAt: instant.nullable(),
    changedAt: instant,
  })
  .meta({ id: 'StaffFaq' })

const newFaq = z.strictObject({
  question: text({ min: 1, max: 100 }),
  answer: text({ min: 1, max: 1000, multiline: true }),
})
const writers = { staff: ['editor', 'head'] } as const
const openers = { staff: ['head', 'office', 'leader'] } as const

export const listStaffFaqs = endpoint({
  operationId: 'listStaffFaqs',
  method: 'GET',
  path: '/api/staff/faqs',
  tag,
  summary: '全部常见问题，含未发布的',
  access: 'staff',
  query: z.strictObject(pageQuery),
  replies: { 200: page(staffFaq) },
})

export const createFaq = endpoint({
  operationId: 'createFaq',
  method: 'POST',
  path: '/api/staff/faqs',
  tag,
  summary: '拟一条常见问题，由他人发布',
  access: writers,
  body: newFaq,
  replies: { 201: staffFaq },
})

export const editFaq = endpoint({
  operationId: 'editFaq',
  method: 'PUT',
  path: '/api/staff/faqs/{id}',
  tag,
  summary: '修改；他人发布之前，群众看到的不变',
  access: writers,
  params: idParams,
  body: newFaq,
  replies: { 200: staffFaq },
  problems: [notFound],
})

export const openFaq = endpoint({
  operationId: 'openFaq',
  method: 'POST',
  path: '/api/staff/faqs/{id}/opening',
  tag,
  summary: '发布，不能由拟写人本人办理；立即用于回答提问',
  access: openers,
  params: idParams,
  replies: { 200: staffFaq },
  problems: [ownWork, nothingToOpen, notFound],
})

export const withdrawFaq = endpoint({
  operationId: 'withdrawFaq',
  method: 'POST',
  path: '/api/staff/faqs/{id}/withdrawal',
  tag,
  summary: '撤下',
  access: openers,
  params: idParams,
  replies: { 200: staffFaq },
  problems: [notOpened, notFound],
})
