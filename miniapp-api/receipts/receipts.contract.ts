import { z } from 'zod'
import { notSealedYet, unknownReceipt } from '../../src/modules/receipts'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, page, pageQuery, receipt } from '../../src/platform/schemas'

const tag = '计票凭证'
const kind = z.enum(['poll', 'consultation'])
const hash = z.string().meta({ description: 'SHA-256，base64' })
const note = z.string().meta({ description: '签名文本（C2SP signed-note，Ed25519）' })
const size = z.coerce.number('应是整数').int('应是整数').min(0, '不能小于 0').max(1e12, '太大')

const log = z
  .strictObject({
    id,
    kind,
    origin: z.string(),
    verifierKey: z.string().meta({ description: '核验公钥，C2SP 的一行写法' }),
    size: z.int().meta({ description: '最近一次签名时的条数' }),
    root: hash,
    openedAt: instant,
    checkedAt: instant.meta({ description: '最近一次确认没有遗漏的时间' }),
    closedAt: instant.nullable(),
  })
  .meta({ id: 'Log' })

export const readReceipt = endpoint({
  operationId: 'readReceipt',
  method: 'GET',
  path: '/api/receipts/{receipt}',
  tag,
  summary: '查凭证：是否已计入，以及可以自行核验的证明。不显示投了什么',
  access: 'guest',
  params: z.strictObject({ receipt: z.string().min(1).max(64) }),
  replies: {
    200: z
      .strictObject({
        receipt,
        kind: z.enum(['ballot', 'comment']),
        subjectId: id.meta({ description: '哪一期投票，或哪一次意见征集' }),
        title: z.string(),
        takenAt: instant,
        state: z.enum(['counted', 'promised', 'included']).meta({
          description: '已计入并载入公开日志、已计入并承诺在 includedBy 前载入、已计入（开放于启用日志之前）',
        }),
        includedBy: instant.optional(),
        promise: note.optional(),
        inclusion: z
          .strictObject({
            index: z.int(),
            size: z.int(),
            commitment: hash,
            path: z.array(hash),
            checkpoint: note,
            proof: z.string().meta({ description: '以上合为一个文本（C2SP tlog-proof），可以保存' }),
          })
          .optional(),
      })
      .meta({ id: 'ReceiptProof' }),
  },
  problems: [unknownReceipt],
})

export const listLogs = endpoint({
  operationId: 'listLogs',
  method: 'GET',
  path: '/api/logs',
  tag,
  summary: '全部公开日志，新的在前：每期投票、每次意见征集各一本',
  access: 'guest',
  query: z.strictObject(pageQuery),
  replies: { 200: page(log) },
})

export const readLog = endpoint({
  operationId: 'readLog',
  method: 'GET',
  path: '/api/logs/{id}',
  tag,
  summary: '一本公开日志，编号就是投票或意见征集的编号',
  access: 'guest',
  params: idParams,
  replies: { 200: log },
  problems: [notFound],
})

export const listCheckpoints = endpoint({
  operationId: 'listCheckpoints',
  method: 'GET',
  path: '/api/logs/{id}/checkpoints',
  tag,
  summary: '日志的签名检查点，新的在前',
  access: 'guest',
  params: idParams,
  query: z.strictObject(pageQuery),
  replies: { 200: page(z.strictObject({ size: z.int(), root: hash, at: instant, note })) },
  problems: [notFound],
})

export const readCheckpoint = endpoint({
  operationId: 'readCheckpoint',
  method: 'GET',
  path: '/api/logs/{id}/checkpoint',
  tag,
  summary: '最新的签名检查点，纯文本（C2SP tlog-checkpoint），供核验工具读取',
  access: 'guest',
  params: idParams,
  replies: { 200: { contentType: 'text/plain', description: '检查点' } },
  problems: [notFound],
})

export const readConsistency = endpoint({
  operationId: 'readConsistency',
  method: 'GET',
  path: '/api/logs/{id}/consistency',
  tag,
  summary: '证明日志只增不改：较小的检查点是较大的检查点的开头（RFC 6962）',
  access: 'guest',
  params: idParams,
  query: z.strictObject({ from: size, to: size }),
  replies: { 200: z.strictObject({ from: z.int(), to: z.int(), proof: z.array(hash) }) },
  problems: [notFound],
})

const file = { contentType: 'text/plain', description: '每行一个 JSON，末行有 SHA-256' }

export const openPollData = endpoint({
  operationId: 'openPollData',
  method: 'GET',
  path: '/api/polls/{id}/open-data',
  tag,
  summary: '已结束的投票的开放数据：检查点、全部凭证、打乱次序的逐票选择，可用 tools/verify 独立核验',
  access: 'guest',
  params: idParams,
  replies: { 200: file },
  problems: [notFound, notSealedYet],
})

export const openConsultationData = endpoint({
  operationId: 'openConsultationData',
  method: 'GET',
  path: '/api/consultations/{id}/open-data',
  tag,
  summary: '已结束的意见征集的开放数据：检查点和全部凭证，不含意见内容',
  access: 'guest',
  params: idParams,
  replies: { 200: file },
  problems: [notFound, notSealedYet],
})
