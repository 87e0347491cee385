import { z } from 'zod'
import { conclusions, retestStates } from '../../src/modules/sampling'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { day, id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const tag = '抽检'
const conformity = z
  .enum(conclusions, '应是 compliant 或 non_compliant')
  .optional()
  .meta({ description: 'compliant 合格，non_compliant 不合格' })

const failure = z.strictObject({ item: z.string(), found: z.string(), limit: z.string() })
const resultShape = {
  batchNo: z.string(),
  pollId: id,
  publicationId: id,
  publishedAt: instant,
  lineId: z.string(),
  foodClass: z.string(),
  variety: z.string(),
  sampleName: z.string(),
  spec: z.string(),
  brand: z.string(),
  producedOn: z.string().meta({ description: '生产日期或批号' }),
  producer: z.string().meta({ description: '标称生产者' }),
  producerAddress: z.string(),
  unitName: z.string().meta({ description: '被抽样单位' }),
  unitAddress: z.string(),
  tests: z.array(z.string()),
  conformity: z.enum(conclusions),
  failures: z.array(failure).meta({ description: '不合格项目、检验值、标准值；复检推翻的为空' }),
  lab: z.string(),
  reportedOn: day,
  retest: z.enum(retestStates).nullable().meta({ description: '复检状态' }),
  handling: z
    .strictObject({ hazard: z.string(), cause: z.string(), measures: z.string(), done: z.boolean() })
    .nullable()
    .meta({ description: '危害、原因、核查处置' }),
}
const result = z.strictObject(resultShape).meta({ id: 'SamplingResult' })

const linked = z.strictObject({ optionId: id.nullable(), label: z.string() })
const totals = { batches: z.int(), compliant: z.int(), nonCompliant: z.int(), notTaken: z.int() }

const pollSampling = z
  .strictObject({
    pollId: id,
    title: z.string(),
    rule: z.strictObject({ topN: z.int(), batchesEach: z.int(), itemQuestionId: id }),
    plan: z
      .strictObject({
        publicationId: id,
        number: z.string(),
        publishedAt: instant,
        matter: z.strictObject({
          basis: z.string(),
          authority: z.string(),
          content: z.string(),
          method: z.string(),
        }),
      })
      .nullable(),
    results: z
      .strictObject({
        publicationId: id,
        publishedAt: instant,
        resultsHash: z.string(),
        ...totals,
        notTakenBatches: z.array(
          z.strictObject({ batchNo: z.string(), lineId: z.string(), reason: z.string() }),
        ),
        draw: z.strictObject({
          algorithm: z.string(),
          drawnOn: day,
          planHash: z.string(),
          registersHash: z.string(),
          commitment: z.string(),
          secret: z.string(),
          witness: z.string(),
          seed: z.string(),
          eligibleUnits: z.int(),
          eligibleInspectors: z.int(),
        }),
      })
      .nullable(),
    lines: z
      .array(
        z.strictObject({
          lineId: z.string(),
          optionId: id.nullable(),
          item: z.string(),
          votes: z.int(),
          rank: z.int().nullable(),
          batches: z.int(),
          places: z.array(linked),
          tests: z.array(linked),
          leftOut: z.boolean(),
          reason: z.string().nullable().meta({ description: '不抽检、少抽检或另外增加的理由' }),
          found: z.strictObject(totals).nullable(),
        }),
      )
      .meta({ description: '选项 → 计划 → 批次 → 结果' }),
    nonCompliant: z.array(result),
  })
  .meta({ id: 'PollSampling' })

const words = (what: string) => text({ max: 50 }).optional().meta({ description: what })
const filter = {
  q: words('样品、品牌、单位、生产者、批次号中的文字'),
  item: words('食品类别或样品名称中的文字'),
  unit: words('被抽样单位名称或地址中的文字'),
  conformity,
  pollId: id.optional(),
  lineId: id.optional(),
}

export const readPollSampling = endpoint({
  operationId: 'readPollSampling',
  method: 'GET',
  path: '/api/polls/{id}/sampling',
  tag,
  summary: '这期投票以后做了什么：规则、公布的计划、公布的结果、抽签记录和不合格批次',
  access: 'guest',
  params: idParams,
  replies: { 200: pollSampling },
  problems: [notFound],
})

export const searchSamplingResults = endpoint({
  operationId: 'searchSamplingResults',
  method: 'GET',
  path: '/api/sampling/results',
  tag,
  summary: '抽检结果查询：已公布的批次，新的在前',
  access: 'guest',
  query: z.strictObject({ ...pageQuery, ...filter }),
  replies: { 200: page(result) },
})

export const exportSamplingResults = endpoint({
  operationId: 'exportSamplingResults',
  method: 'GET',
  path: '/api/sampling/results/export',
  tag,
  summary: '下载查询到的抽检结果，末行（末表）有行数和 SHA-256',
  access: 'guest',
  query: z.strictObject({
    format: z.enum(['csv', 'xlsx'], '应是 csv 或 xlsx').default('csv'),
    ...filter,
  }),
  allowance: { burst: 20, perSecond: 1 },
  replies: { 200: { contentType: 'application/octet-stream', description: 'CSV 或 XLSX 文件' } },
})
