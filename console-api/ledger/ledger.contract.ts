import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { day, id, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const entry = z
  .strictObject({
    seq: z.int(),
    at: instant,
    actor: z.strictObject({ kind: z.enum(['staff', 'system']), id: z.string(), name: z.string() }),
    action: z.string(),
    actionName: z.string().meta({ description: '事项的名称；没有名称的就是事项代码' }),
    subject: z.strictObject({
      type: z.string(),
      typeName: z.string(),
      id: z.string(),
      title: z.string().nullable().meta({ description: '对象现在的标题或名称；没有的为 null' }),
    }),
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
  summary: '台账，新的在前；可按人员、事项、对象、日期和字句查找',
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
    q: text({ min: 1, max: 100 }).optional().meta({
      description:
        '字句，空格隔开的每一个都要有：人员、事项名称或代码、对象的标题或编号、前后内容。每页最多往前查 2 万条',
    }),
  }),
  replies: {
    200: page(entry).extend({
      searchedDownTo: z
        .int()
        .nullable()
        .meta({ description: '按字句查找时，这一条以前的还没有查；用 nextCursor 接着查。都查过的为 null' }),
    }),
  },
})

const named = z.array(z.strictObject({ code: z.string(), name: z.string() }))

export const listLedgerNames = endpoint({
  operationId: 'listLedgerNames',
  method: 'GET',
  path: '/api/staff/ledger/names',
  tag: '台账',
  summary: '台账里的业务（事项代码的开头）、事项和对象各叫什么',
  access: readers,
  replies: {
    200: z.strictObject({ duties: named, actions: named, subjects: named }).meta({ id: 'LedgerNames' }),
  },
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
