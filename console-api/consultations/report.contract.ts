import { z } from 'zod'
import {
  commentsUnanswered,
  dispositions,
  groups,
  notClosed,
  quoteRefused,
  reportFormats,
  reportPublished,
  reportStates,
  sources,
  writerKinds,
} from '../../src/modules/consultations'
import {
  alreadySubmitted,
  findingsBlocking,
  notOverridable,
  outOfOrder,
  reviewIncomplete,
  samePerson,
} from '../../src/modules/reviews'
import { endpoint } from '../../src/platform/contract'
import { notFound, notOpened, ownWork, stale } from '../../src/platform/problem'
import { day, id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { finding, override, overrideBody, reviewSheet, signOffBody, step } from '../reviews/reviews.contract'

const tag = '意见征集（工作人员）'
const path = '/api/staff/consultations/{id}/report'
const writers = { staff: ['editor', 'head', 'office', 'leader'] } as const
const readers = { staff: ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'] } as const
const count = z.int()
const counts = z.record(z.string(), count)

export const reportActs = ['write', 'submit', 'sign', 'override', 'publish'] as const

const line = z
  .strictObject({
    id,
    number: count,
    clauseIds: z.array(id),
    clauses: z.array(z.string()),
    gist: z.string(),
    comments: count,
    groups: counts,
    disposition: z.enum(dispositions),
    legality: z.string(),
    rationality: z.string(),
    feasibility: z.string(),
    reason: z.string(),
    revisedText: z.string().nullable(),
    quotes: z.array(z.strictObject({ text: z.string(), redaction: z.string().nullable() })),
  })
  .meta({ id: 'StaffReportLine' })

const deliveryCounts = z.record(z.string(), count)
const reportReach = z
  .strictObject({
    campaignId: id,
    state: z.string(),
    residents: count.meta({ description: '有小程序的提出人，站内信里是本人意见的结果' }),
    channels: z.array(z.strictObject({ channel: z.string(), counts: deliveryCounts })),
    inboxOnly: count.meta({ description: '没有同意订阅、只有站内信的' }),
    entered: counts.meta({ description: '工作人员录入的意见，系统无法告知，按来源' }),
    erased: count.meta({ description: '提出人已注销的意见' }),
  })
  .meta({ id: 'ReportReach' })

export const staffReport = z
  .strictObject({
    consultationId: id,
    reportId: id.nullable(),
    state: z.enum(reportStates),
    contentHash: z.string(),
    introduction: z.string(),
    received: count,
    persons: count,
    unanswered: count,
    isClosed: z.boolean(),
    totals: z.strictObject({
      adopted: count,
      partly_adopted: count,
      not_adopted: count,
      out_of_scope: count,
    }),
    sources: counts,
    groups: counts,
    lines: z.array(line),
    html: z.string(),
    findings: z.array(finding),
    overrides: z.array(override),
    authors: z.array(z.string()).meta({ description: '写过答复的人，都不能审核' }),
    sheetNumber: z.string().optional(),
    openSteps: z.array(step),
    mySteps: z.array(step),
    allowed: z.array(z.enum(reportActs)).meta({ description: '本人现在可以办理的事' }),
    dueOn: day.meta({ description: '结束后 30 日内公布的最后一天' }),
    overdue: z.boolean(),
    publishedAt: instant.nullable(),
    campaignId: id.nullable(),
    sheet: reviewSheet.nullable().meta({ description: '三审单；还没有送审为 null' }),
    reach: reportReach.nullable().meta({ description: '告知情况；公布以前为 null' }),
  })
  .meta({ id: 'StaffReport' })

const hashed = z.strictObject({
  state: z.enum(reportStates),
  contentHash: z.string(),
  sheetNumber: z.string(),
})

export const readStaffReport = endpoint({
  operationId: 'readStaffReport',
  method: 'GET',
  path,
  tag,
  summary: '采纳情况反馈现在的样子：逐条答复、合计、系统提示和审核进度',
  access: readers,
  params: idParams,
  replies: { 200: staffReport },
  problems: [notFound],
})

export const writeReport = endpoint({
  operationId: 'writeReport',
  method: 'PUT',
  path,
  tag,
  summary: '写采纳情况的前言；已有的审核签署随即作废',
  access: writers,
  params: idParams,
  body: z.strictObject({ introduction: text({ min: 0, max: 5000, multiline: true }) }),
  maxBody: 128 * 1024,
  replies: { 204: null },
  problems: [notFound, notOpened, reportPublished],
})

export const publishReport = endpoint({
  operationId: 'publishReport',
  method: 'POST',
  path,
  tag,
  summary: '公布采纳情况并告知每一位提出人；有一条意见没有答复、或者三审和保密审查没有全部通过，就不能公布',
  access: { staff: ['office', 'leader'] },
  params: idParams,
  replies: { 200: z.strictObject({ reportId: id, publishedAt: instant, campaignId: id }) },
  problems: [commentsUnanswered, notClosed, reviewIncomplete, reportPublished, notFound, notOpened],
})

export const submitReport = endpoint({
  operationId: 'submitReport',
  method: 'POST',
  path: `${path}/submission`,
  tag,
  summary: '送审。重大事项（major）的保密审查还须分管领导审批',
  access: { staff: ['editor'] },
  params: idParams,
  body: z.strictObject({ major: z.boolean('应是 true 或 false').default(false) }).prefault({}),
  replies: { 200: hashed },
  problems: [
    commentsUnanswered,
    notClosed,
    findingsBlocking,
    alreadySubmitted,
    reportPublished,
    notFound,
    notOpened,
  ],
})

export const signOffReport = endpoint({
  operationId: 'signOffReport',
  method: 'POST',
  path: `${path}/sign-offs`,
  tag,
  summary: '审核签署：初审、复审、终审依次办理，保密审查在送审后随时办理；写过答复的人不能签',
  access: { staff: ['editor', 'head', 'office', 'leader', 'secrecy'] },
  params: idParams,
  body: signOffBody,
  replies: { 200: hashed },
  problems: [ownWork, samePerson, outOfOrder, stale, reportPublished, notFound, notOpened],
})

export const overrideReportFinding = endpoint({
  operationId: 'overrideReportFinding',
  method: 'POST',
  path: `${path}/finding-overrides`,
  tag,
  summary: '对涉密、个人信息提示说明理由后放行，仅限保密审查员，记入台账',
  access: { staff: ['secrecy'] },
  params: idParams,
  body: overrideBody,
  replies: { 204: null },
  problems: [ownWork, notOverridable, stale, reportPublished, notFound, notOpened],
})

export const readReportSheet = endpoint({
  operationId: 'readReportSheet',
  method: 'GET',
  path: `${path}/review-sheet`,
  tag,
  summary: '采纳情况的三审单；Accept: text/html 时是打印页',
  access: readers,
  params: idParams,
  replies: { 200: reviewSheet },
  problems: [notFound],
})

export const readReach = endpoint({
  operationId: 'readReach',
  method: 'GET',
  path: `${path}/reach`,
  tag,
  summary: '公布以后告知到了哪些提出人：站内信、微信推送，以及无法告知的',
  access: readers,
  params: idParams,
  replies: {
    200: reportReach,
  },
  problems: [notFound],
})

export const listUnreached = endpoint({
  operationId: 'listUnreached',
  method: 'GET',
  path: `${path}/unreached`,
  tag,
  summary: '系统无法告知提出人的意见，请按来信、来函的方式答复',
  access: readers,
  params: idParams,
  query: z.strictObject(pageQuery),
  replies: {
    200: page(
      z
        .strictObject({
          id,
          source: z.enum(sources),
          receivedOn: day,
          writerKind: z.enum(writerKinds).nullable(),
          group: z.enum(groups).nullable(),
          lineId: id.nullable(),
          why: z.enum(['entered', 'erased']),
        })
        .meta({ id: 'UnreachedComment' }),
    ),
  },
  problems: [notFound],
})

export const exportStaffReport = endpoint({
  operationId: 'exportStaffReport',
  method: 'GET',
  path: `${path}/file`,
  tag,
  summary: '采纳情况的文件，公布前是送审稿：Word、CSV、XLSX 或 JSON',
  access: readers,
  params: idParams,
  query: z.strictObject({
    format: z.enum(reportFormats, '应是 docx、csv、xlsx 或 json').default('docx'),
  }),
  replies: { 200: { contentType: 'application/octet-stream', description: '文件' } },
  problems: [notFound],
})

const quoteParams = z.strictObject({ ...idParams.shape, commentId: id })

export const quoteComment = endpoint({
  operationId: 'quoteComment',
  method: 'PUT',
  path: '/api/staff/consultations/{id}/comments/{commentId}/quote',
  tag,
  summary: '在答复里摘录这条意见的原话，须提出人同意；不给 text 是全文，省略的地方用“……”并说明理由',
  access: writers,
  params: quoteParams,
  body: z.strictObject({
    text: text({ min: 1, max: 2000, multiline: true }).optional(),
    redaction: text({ min: 1, max: 200 }).optional(),
  }),
  replies: { 200: z.strictObject({ text: z.string(), redaction: z.string().nullable() }) },
  problems: [quoteRefused, reportPublished, notFound, notOpened],
})

export const unquoteComment = endpoint({
  operationId: 'unquoteComment',
  method: 'DELETE',
  path: '/api/staff/consultations/{id}/comments/{commentId}/quote',
  tag,
  summary: '不再摘录',
  access: writers,
  params: quoteParams,
  replies: { 204: null },
  problems: [reportPublished, notFound, notOpened],
})
