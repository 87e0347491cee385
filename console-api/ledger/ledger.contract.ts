import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { day, id, instant, page, pageQuery } from '../../src/platform/schemas'

const entry = z
  .strictObject({
    seq: z.int(),
    at: instant,
    actor: z.strictObject({ kind: z.enum(['staff', 'system']), id: z.string(), name: z.string() }),
    action: z.string(),
    subject: z.strictObject({ type: z.string(), id: z.string() }),
    before: z.unknown(),
    after: z.unknown(),
    previousHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'LedgerEntry' })

const readers = { staff: ['auditor', 'admin', 'leader', 'office'] } as const

export const readLedger = endpoint({
  operationId: 'readLedger',
  method: 'GET',
  path: '/api/staff/ledger',
  tag: '台账',
  summary: '台账，新的在前；可按人员、事项、对象和日期查找',
  access: readers,
  query: z.strictObject({
    ...pageQuery,
    action: z
      .string()
      .regex(/^[\w.-]{1,64}$/, '应是台账里的事项名，例如 polls.open')
      .optional(),
    actionPrefix: z
      .string()
      .regex(/^[\w.-]{1,64}$/, '应是台账里事项名的开头，例如 polls.')
      .optional(),
    actorId: id.optional(),
    subjectType: id.optional(),
    subjectId: id.optional(),
    from: day.optional(),
    to: day.optional().meta({ description: '含这一天' }),
  }),
  replies: { 200: page(entry) },
})

export const verifyLedger = endpoint({
  operationId: 'verifyLedger',
  method: 'GET',
  path: '/api/staff/ledger/verification',
  tag: '台账',
  summary: '逐条核对台账的哈希链',
  access: readers,
  replies: {
    200: z
      .strictObject({
        ok: z.boolean(),
        entries: z.int(),
        head: z.string(),
        checkpoints: z.int(),
        firstBad: z.int().optional(),
      })
      .meta({ id: 'LedgerVerification' }),
  },
})
