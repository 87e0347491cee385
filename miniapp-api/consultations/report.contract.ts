import { z } from 'zod'
import { dispositions, reportFormats } from '../../src/modules/consultations'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant } from '../../src/platform/schemas'

const count = z.int()
const totals = z
  .strictObject({ adopted: count, partly_adopted: count, not_adopted: count, out_of_scope: count })
  .meta({ id: 'ReportTotals', description: '按处理结果计的意见条数，相加等于 received' })

const quote = z.strictObject({
  text: z.string(),
  redaction: z.string().optional().meta({ description: '省略了部分原话的理由' }),
})

const line = z
  .strictObject({
    id,
    clauseIds: z.array(id).meta({ description: '涉及的条款；对全文的意见为空' }),
    clauses: z.array(z.string()),
    gist: z.string(),
    comments: count,
    groups: z.record(z.string(), count),
    disposition: z.enum(dispositions),
    legality: z.string(),
    rationality: z.string(),
    feasibility: z.string(),
    reason: z.string(),
    revisedText: z.string().optional(),
    quotes: z.array(quote).meta({ description: '经提出人同意摘录的原话，不署名' }),
  })
  .meta({ id: 'ReportLine' })

export const report = z
  .strictObject({
    id,
    consultationId: id,
    title: z.string(),
    introduction: z.string(),
    contact: z.strictObject({ division: z.string(), phone: z.string(), hours: z.string() }),
    opensAt: instant,
    closesAt: instant,
    received: count,
    persons: count,
    sources: z.record(z.string(), count),
    groups: z.record(z.string(), count),
    lines: z.array(line),
    totals,
    publishedAt: instant,
    html: z.string(),
  })
  .meta({ id: 'AdoptionReport' })

const tag = '意见征集'
const path = '/api/consultations/{id}/report'

export const readReport = endpoint({
  operationId: 'readReport',
  method: 'GET',
  path,
  tag,
  summary: '意见采纳情况：每一条答复、理由和合计',
  access: 'guest',
  params: idParams,
  replies: { 200: report },
  problems: [notFound],
})

export const reportPage = endpoint({
  operationId: 'reportPage',
  method: 'GET',
  path: `${path}/page`,
  tag,
  summary: '意见采纳情况的网页，可以打印',
  access: 'guest',
  params: idParams,
  replies: { 200: { contentType: 'text/html; charset=utf-8', description: '网页' } },
  problems: [notFound],
})

export const reportStyle = endpoint({
  operationId: 'reportStyle',
  method: 'GET',
  path: '/report.css',
  tag,
  summary: '意见采纳情况网页的样式',
  access: 'anyone',
  replies: { 200: { contentType: 'text/css; charset=utf-8', description: '样式表' } },
})

export const exportReport = endpoint({
  operationId: 'exportReport',
  method: 'GET',
  path: `${path}/file`,
  tag,
  summary: '意见采纳情况的文件：Word 表格，或者开放数据（CSV、XLSX、JSON），不含个人信息',
  access: 'guest',
  params: idParams,
  query: z.strictObject({
    format: z.enum(reportFormats, '应是 docx、csv、xlsx 或 json').default('docx'),
  }),
  replies: { 200: { contentType: 'application/octet-stream', description: '文件' } },
  problems: [notFound],
})

export const setQuoteConsent = endpoint({
  operationId: 'setQuoteConsent',
  method: 'PUT',
  path: '/api/me/comments/{id}/quote-consent',
  tag: '我的',
  summary: '同意或者不再同意在采纳情况里摘录我的原话（不署名）；收回以后，已经公布的摘录也随即去掉',
  access: 'resident',
  params: idParams,
  body: z.strictObject({ agreed: z.boolean('应是 true 或 false') }),
  replies: { 204: null },
  problems: [notFound],
})
