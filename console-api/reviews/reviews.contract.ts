import { z } from 'zod'
import { decisions, overridableCodes, roundStates, steps } from '../../src/modules/reviews'
import { endpoint } from '../../src/platform/contract'
import { instant } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const person = z.strictObject({ name: z.string(), division: z.string() }).meta({ id: 'SignerName' })

export const finding = z
  .strictObject({
    code: z.string(),
    severity: z.enum(['blocking', 'warning']),
    message: z.string(),
    field: z.enum(['title', 'summary', 'markdown', 'contact']),
    start: z.int().optional(),
    end: z.int().optional(),
    excerpt: z.string().optional(),
  })
  .meta({ id: 'Finding' })

export const override = z
  .strictObject({ code: z.string(), reason: z.string(), by: person, at: instant })
  .meta({ id: 'FindingOverride' })

export const step = z.enum(steps, '应是 first、second、final、confidentiality 或 confidentiality_major')
export const roundState = z.enum(roundStates)

const round = z
  .strictObject({
    round: z.int(),
    title: z.string(),
    contentHash: z.string(),
    major: z.boolean(),
    state: roundState,
    authors: z.array(person),
    submittedBy: person,
    submittedAt: instant,
    endedAt: instant.nullable(),
    findings: z.array(finding),
    overrides: z.array(override),
    steps: z.array(
      z.strictObject({
        step,
        name: z.string(),
        person: person.nullable(),
        signedAt: instant.nullable(),
        decision: z.enum(decisions).nullable(),
        opinion: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'ReviewRound' })

const oneSheet = z
  .strictObject({
    sheetNumber: z.string(),
    subject: z.strictObject({ type: z.string(), id: z.string() }),
    title: z.string(),
    state: roundState,
    round: z.int(),
    rounds: z.array(round),
    publisher: person.nullable(),
    publishedAt: instant.nullable(),
  })
  .meta({ id: 'ReviewSheet' })

/** The latest sheet, and those of what went out before. */
export const reviewSheet = z.strictObject({ ...oneSheet.shape, earlier: z.array(oneSheet) })

export const contentHash = z
  .string('请填写看到的 contentHash')
  .regex(/^[0-9a-f]{64}$/, 'contentHash 应是 64 位小写十六进制')

export const signOffBody = z.strictObject({
  step,
  decision: z.enum(decisions, '应是 approve 或 return'),
  opinion: text({ max: 500, multiline: true }),
  contentHash,
})

export const overrideBody = z.strictObject({
  code: z.enum(overridableCodes, '这类问题只能改正，不能放行'),
  reason: text({ max: 500, multiline: true }),
  contentHash,
})

export const printStyle = endpoint({
  operationId: 'printStyle',
  method: 'GET',
  path: '/print.css',
  tag: '三审单',
  summary: '打印页的样式',
  access: 'anyone',
  replies: { 200: { contentType: 'text/css; charset=utf-8', description: '样式表' } },
})
