import { z } from 'zod'
import {
  consultationClosed,
  DRAFT_FILE_MAX,
  draftMissing,
  draftRefused,
} from '../../src/modules/consultations'
import { endpoint } from '../../src/platform/contract'
import { alreadyOpened, notFound, notOpened, ownWork } from '../../src/platform/problem'
import { idParams, instantInput, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { analysis } from './analysis.contract'
import {
  clause,
  fullConsultation,
  listedConsultation,
  staffConsultation,
  warning,
} from './consultations.shapes.contract'

const tag = '意见征集（工作人员）'
const writers = { staff: ['editor'] } as const
const openers = { staff: ['office', 'leader'] } as const

const contact = z.strictObject(
  {
    division: text({ min: 1, max: 50 }),
    phone: text({ min: 1, max: 30 }).regex(/^[\d\s()（）+\-—、，,转]+$/, '应是电话号码'),
    hours: text({ min: 1, max: 100 }),
  },
  { error: (issue) => (issue.input === undefined ? '请填写联系方式' : undefined) },
)

export const listStaffConsultations = endpoint({
  operationId: 'listStaffConsultations',
  method: 'GET',
  path: '/api/staff/consultations',
  tag,
  summary: '全部意见征集，含未开放的，连同意见数和未答复数',
  access: 'staff',
  query: z.strictObject({
    ...pageQuery,
    state: z
      .enum(['draft', 'planned', 'open', 'closed'], 'state 应是 draft、planned、open 或 closed')
      .optional(),
  }),
  replies: { 200: page(listedConsultation) },
})

export const consultationsThisYear = endpoint({
  operationId: 'consultationsThisYear',
  method: 'GET',
  path: '/api/staff/consultations/summary',
  tag,
  summary: '一年里开始和结束了几次意见征集（按北京时间的年份）',
  access: 'staff',
  query: z.strictObject({
    year: z
      .string()
      .regex(/^20\d\d$/, 'year 应是四位年份')
      .optional(),
  }),
  replies: { 200: z.strictObject({ year: z.string(), opened: z.int(), closed: z.int() }) },
})

export const createConsultation = endpoint({
  operationId: 'createConsultation',
  method: 'POST',
  path: '/api/staff/consultations',
  tag,
  summary: '拟一次意见征集，由他人开放；少于 30 日的要写明理由',
  access: writers,
  body: z.strictObject({
    title: text({ min: 1, max: 100 }),
    explanation: text({ min: 1, max: 10_000, multiline: true }),
    contact,
    opensAt: instantInput,
    closesAt: instantInput,
    shorterReason: text({ min: 1, max: 500, multiline: true }).optional(),
  }),
  maxBody: 256 * 1024,
  replies: { 201: staffConsultation },
})

export const readStaffConsultation = endpoint({
  operationId: 'readStaffConsultation',
  method: 'GET',
  path: '/api/staff/consultations/{id}',
  tag,
  summary: '一次意见征集：征求意见稿、导入提示和实时数字；include=analysis 时连同逐条的意见分析',
  access: 'staff',
  params: idParams,
  query: z.strictObject({ include: z.literal('analysis', '应是 analysis').optional() }),
  replies: {
    200: z
      .strictObject({
        ...fullConsultation,
        analysis: analysis.nullable().meta({ description: '没有要求、还没有开放或者无权查看意见的为 null' }),
      })
      .meta({ id: 'StaffConsultationFull' }),
  },
  problems: [notFound],
})

export const uploadDraft = endpoint({
  operationId: 'uploadDraft',
  method: 'POST',
  path: '/api/staff/consultations/{id}/drafts',
  tag,
  summary: '上传征求意见稿（.docx、.md、.txt，不超过 10 MB，或者直接给文字），开放前可以再传',
  access: writers,
  params: idParams,
  body: z.strictObject({ text: text({ min: 1, max: 300_000, multiline: true }) }),
  maxBody: 4 * 1024 * 1024,
  upload: { maxBytes: DRAFT_FILE_MAX },
  replies: {
    201: z
      .strictObject({ version: z.int(), clauses: z.array(clause), warnings: z.array(warning) })
      .meta({ id: 'UploadedDraft' }),
  },
  problems: [draftRefused, alreadyOpened, notFound],
})

export const openConsultation = endpoint({
  operationId: 'openConsultation',
  method: 'POST',
  path: '/api/staff/consultations/{id}/opening',
  tag,
  summary: '开放，不能由起草人本人办理',
  access: openers,
  params: idParams,
  replies: { 200: staffConsultation },
  problems: [ownWork, alreadyOpened, draftMissing, consultationClosed, notFound],
})

export const closeConsultation = endpoint({
  operationId: 'closeConsultation',
  method: 'POST',
  path: '/api/staff/consultations/{id}/closing',
  tag,
  summary: '提前结束，数字随即固定',
  access: openers,
  params: idParams,
  replies: { 200: staffConsultation },
  problems: [notOpened, consultationClosed, notFound],
})
