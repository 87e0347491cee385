import { z } from 'zod'
import {
  batchSettled,
  batchStates,
  conclusions,
  deskRoles,
  noSubstitute,
  notDrawn,
  notNonCompliant,
  recordRoles,
  retestOrder,
  retestOver,
  retestStates,
} from '../../src/modules/sampling'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { day, id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { SHEET_MAX } from '../../src/platform/uploads'
import { flag, lineFinding, sheetFile, sheetFormat } from './registers.contract'

const tag = '抽检批次和结果（工作人员）'
const readers = { staff: deskRoles } as const
const recorders = { staff: recordRoles } as const
const batchPath = '/api/staff/sampling/batches/{id}'
const planPath = '/api/staff/sampling/plans/{id}'

const handling = z
  .strictObject({ hazard: z.string(), cause: z.string(), measures: z.string(), done: z.boolean() })
  .meta({ id: 'BatchHandling' })
const retest = z
  .strictObject({
    state: z.enum(retestStates),
    appliedOn: day,
    lab: z.string(),
    concludedOn: day.nullable(),
    note: z.string(),
  })
  .meta({ id: 'BatchRetest' })

const batch = z
  .strictObject({
    id,
    batchNo: z.string(),
    lineId: z.string(),
    item: z.string(),
    state: z.enum(batchStates),
    unit: z.strictObject({ code: z.string(), name: z.string(), address: z.string() }),
    inspectors: z.array(z.strictObject({ certNo: z.string(), name: z.string() })),
    replaced: z.array(
      z.strictObject({ code: z.string(), name: z.string(), reason: z.string(), at: instant }),
    ),
    waiver: z.string().nullable(),
    result: z
      .strictObject({
        foodClass: z.string(),
        variety: z.string(),
        sampleName: z.string(),
        spec: z.string(),
        brand: z.string(),
        producedOn: z.string(),
        producer: z.string(),
        producerAddress: z.string(),
        unitAddress: z.string(),
        tests: z.array(z.string()),
        conclusion: z.enum(conclusions).meta({ description: '检验机构的结论；复检后的结论见 state' }),
        failures: z.array(z.strictObject({ item: z.string(), found: z.string(), limit: z.string() })),
        lab: z.string(),
        reportedOn: day,
      })
      .nullable(),
    deliveredOn: day.nullable(),
    windowEnds: day.nullable(),
    windowProvisional: z.boolean(),
    windowOver: z.boolean(),
    retest: retest.nullable(),
    handling: handling.nullable(),
  })
  .meta({ id: 'SamplingBatch' })

const cursor = z
  .string()
  .regex(/^[0-9A-Z-]{1,40}$/, 'cursor 应是上一页给出的 nextCursor')
  .optional()

export const listSamplingBatches = endpoint({
  operationId: 'listSamplingBatches',
  method: 'GET',
  path: `${planPath}/batches`,
  tag,
  summary: '一份计划的批次，按批次号排列；可按状态、类别筛选',
  access: readers,
  params: idParams,
  query: z.strictObject({
    limit: pageQuery.limit,
    cursor,
    state: z.enum(batchStates, `应是 ${batchStates.join('、')} 之一`).optional(),
    lineId: id.optional(),
  }),
  replies: { 200: page(batch) },
  problems: [notFound],
})

export const importSamplingResults = endpoint({
  operationId: 'importSamplingResults',
  method: 'POST',
  path: `${planPath}/results/sheet`,
  tag,
  summary:
    '从表格（CSV、XLSX，本系统或国家抽检系统的列名）导入检验结果；有一行不合要求就一行也不导入，并逐行说明。dryRun=true 只检查',
  access: recorders,
  params: idParams,
  query: z.strictObject({ dryRun: flag.default(false) }),
  upload: { maxBytes: SHEET_MAX },
  replies: {
    200: z
      .strictObject({
        read: z.int().meta({ description: '合格的行数' }),
        imported: z.int(),
        unchanged: z.int(),
        nonCompliant: z.int(),
        open: z.int().meta({ description: '导入以后还没有结果的批次' }),
        findings: z.array(lineFinding),
      })
      .meta({ id: 'ResultsImport' }),
  },
  problems: [notDrawn, notFound],
})

export const readSamplingSheet = endpoint({
  operationId: 'readSamplingSheet',
  method: 'GET',
  path: `${planPath}/results/sheet`,
  tag,
  summary: '批次和结果的表格：抽中的单位已填好，可交检验机构填写后导入；form=national 用国家抽检系统的列名',
  access: readers,
  params: idParams,
  query: z.strictObject({
    format: sheetFormat,
    form: z.enum(['own', 'national'], '应是 own 或 national').default('own'),
  }),
  replies: { 200: sheetFile },
  problems: [notFound],
})

export const replaceUnit = endpoint({
  operationId: 'replaceUnit',
  method: 'POST',
  path: `${batchPath}/replacement`,
  tag,
  summary: '单位关门、没有这类食品等，更换为抽签顺序里的下一个，写明理由',
  access: recorders,
  params: idParams,
  body: z.strictObject({ reason: text({ max: 200 }) }),
  replies: { 200: batch },
  problems: [batchSettled, noSubstitute, notFound],
})

export const waiveBatch = endpoint({
  operationId: 'waiveBatch',
  method: 'POST',
  path: `${batchPath}/waiver`,
  tag,
  summary: '登记这一批次没有抽到样品，理由将公布',
  access: recorders,
  params: idParams,
  body: z.strictObject({ reason: text({ max: 200 }) }),
  replies: { 200: batch },
  problems: [batchSettled, notFound],
})

export const recordRetest = endpoint({
  operationId: 'recordRetest',
  method: 'PUT',
  path: `${batchPath}/retest`,
  tag,
  summary: '登记复检：先登记申请（收到检验结论之日起7个工作日内），再登记未受理、维持或推翻',
  access: recorders,
  params: idParams,
  body: z.strictObject({
    state: z.enum(retestStates, `应是 ${retestStates.join('、')} 之一`),
    on: day.meta({ description: '申请的日期，或者结论的日期' }),
    lab: text({ min: 0, max: 100 }).default(''),
    note: text({ min: 0, max: 300, multiline: true }).default(''),
  }),
  replies: { 200: batch },
  problems: [notNonCompliant, retestOrder, retestOver, notFound],
})

export const recordHandling = endpoint({
  operationId: 'recordHandling',
  method: 'PUT',
  path: `${batchPath}/handling`,
  tag,
  summary: '写明不合格批次的危害、原因和核查处置；公布以后的更新，经更正审核后群众才能看到',
  access: recorders,
  params: idParams,
  body: z.strictObject({
    hazard: text({ max: 300, multiline: true }),
    cause: text({ max: 300, multiline: true }),
    measures: text({ max: 500, multiline: true }),
    done: z.boolean('应是 true 或 false').default(false),
  }),
  replies: { 200: batch },
  problems: [notNonCompliant, notFound],
})
