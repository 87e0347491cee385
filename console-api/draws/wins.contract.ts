import { z } from 'zod'
import * as draws from '../../src/modules/draws'
import { endpoint } from '../../src/platform/contract'
import { notFound, ownWork } from '../../src/platform/problem'
import { day, id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'

const tag = '奖品（工作人员）'
const readers = { staff: ['editor', 'head', 'office', 'leader', 'auditor'] } as const

const person = z.strictObject({ name: z.string(), phone: z.string() })

const staffWin = z
  .strictObject({
    id,
    prizeId: id,
    token: z.string(),
    state: z.enum(draws.winStates),
    allottedAt: instant,
    claimBy: day,
    claimedAt: instant.nullable(),
    claim: z
      .strictObject({
        name: z.string(),
        phone: z.string(),
        hasAddress: z.boolean(),
        isOver14: z.boolean(),
        guardian: person.nullable(),
      })
      .nullable()
      .meta({ description: '已遮盖；没有登记或者已经删除的为 null' }),
    keptUntil: day.nullable().meta({ description: '领奖信息保存到这一天' }),
    handedOver: z.strictObject({ at: instant, how: z.enum(draws.handovers), by: z.string() }).nullable(),
    forfeited: z.strictObject({ at: instant, reason: z.enum(draws.forfeitReasons) }).nullable(),
  })
  .meta({ id: 'StaffWin' })

export const listWins = endpoint({
  operationId: 'listWins',
  method: 'GET',
  path: '/api/staff/quizzes/{id}/wins',
  tag,
  summary: '中奖名单，按名次；个人信息已遮盖',
  access: readers,
  params: idParams,
  query: z.strictObject({
    ...pageQuery,
    state: z.enum(draws.winStates, `应是 ${draws.winStates.join('、')} 之一`).optional(),
  }),
  replies: { 200: page(staffWin) },
})

export const revealClaim = endpoint({
  operationId: 'revealClaim',
  method: 'POST',
  path: '/api/staff/wins/{id}/disclosure',
  tag,
  summary: '显示一份领奖信息的原文，用于发放；每看一次记入台账',
  access: { staff: ['editor', 'office', 'leader'] },
  params: idParams,
  toldOnce: true,
  replies: {
    200: z
      .strictObject({
        name: z.string(),
        phone: z.string(),
        address: z.string().nullable(),
        isOver14: z.boolean(),
        guardian: person.nullable(),
      })
      .meta({ id: 'RevealedClaim' }),
  },
  problems: [draws.notClaimed, draws.claimPurged, notFound],
})

export const handOverPrize = endpoint({
  operationId: 'handOverPrize',
  method: 'POST',
  path: '/api/staff/wins/{id}/handover',
  tag,
  summary: '登记奖品已经发放：领取或者邮寄',
  access: { staff: ['editor', 'head', 'office', 'leader'] },
  params: idParams,
  body: z.strictObject({ how: z.enum(draws.handovers, '应是 collected 或 mailed') }),
  replies: { 200: staffWin },
  problems: [draws.notClaimed, draws.alreadyHandedOver, draws.winOver, notFound],
})

export const forfeitWin = endpoint({
  operationId: 'forfeitWin',
  method: 'POST',
  path: '/api/staff/wins/{id}/forfeiture',
  tag,
  summary: '收回一份奖品，由候补递补：本人放弃、无法送达或者违规；原因写进公开记录',
  access: { staff: ['leader'] },
  params: idParams,
  body: z.strictObject({
    reason: z.enum(draws.decidedReasons, `应是 ${draws.decidedReasons.join('、')} 之一`),
  }),
  replies: { 200: staffWin },
  problems: [ownWork, draws.alreadyHandedOver, draws.winOver, notFound],
})

const count = z.int()

export const readPrizeLedger = endpoint({
  operationId: 'readPrizeLedger',
  method: 'GET',
  path: '/api/staff/quizzes/{id}/prize-ledger',
  tag,
  summary: '奖品台账：每个奖项的入库、分配、收回、发放和结存；入库＝结存＋待发＋已发',
  access: readers,
  params: idParams,
  query: z.strictObject(pageQuery),
  replies: {
    200: z
      .strictObject({
        quizTitle: z.string(),
        prizes: z.array(
          z.strictObject({
            prizeId: id,
            name: z.string(),
            stock: count,
            allotted: count,
            forfeited: count,
            handedOver: count,
            outstanding: count,
            left: count,
          }),
        ),
        items: z.array(
          z.strictObject({
            id,
            at: instant,
            prizeId: id,
            kind: z.enum(draws.movementKinds),
            quantity: count,
            token: z.string().nullable(),
            by: z.string(),
          }),
        ),
        nextCursor: z.string().nullable(),
      })
      .meta({ id: 'PrizeLedger' }),
  },
  problems: [notFound],
})

export const exportPrizeLedger = endpoint({
  operationId: 'exportPrizeLedger',
  method: 'GET',
  path: '/api/staff/quizzes/{id}/prize-ledger/export',
  tag,
  summary: '导出奖品台账，不含个人信息；末行（表）是行数和 SHA-256',
  access: readers,
  params: idParams,
  query: z.strictObject({ format: z.enum(['csv', 'xlsx'], '应是 csv 或 xlsx').default('xlsx') }),
  replies: { 200: { contentType: 'application/octet-stream', description: 'CSV 或 XLSX 文件' } },
  problems: [notFound],
})
