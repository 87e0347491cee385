import { z } from 'zod'
import { alreadyClaimed, claimOver, forfeitReasons, winStates } from '../../src/modules/draws'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { day, id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const tag = '抽奖和奖品'
const token = z.string().meta({ description: '抽奖号码，公开；看不出是谁' })
const ticket = z.string().meta({ description: '抽奖凭据，只有本人知道；出示它就能证明号码是自己的' })
const hash = z.string().meta({ description: 'SHA-256，64 位十六进制' })

const publicWin = z
  .strictObject({
    token,
    prizeId: id,
    state: z.enum(winStates),
    name: z.string().nullable().meta({ description: '本人同意公示时，只显示姓' }),
    forfeited: z
      .strictObject({ at: instant, reason: z.enum(forfeitReasons), passedTo: token.nullable() })
      .nullable(),
  })
  .meta({ id: 'PublicWin' })

const source = z
  .strictObject({
    kind: z.enum(['system', 'witnesses', 'public']),
    name: z.string().optional().meta({ description: '公开数值的来源' }),
    writing: z.string().optional().meta({ description: '公开数值怎样书写' }),
    announcedOn: day.optional(),
    value: z.string().nullable().meta({ description: '两人录入一致的公开数值' }),
  })
  .meta({ id: 'SeedSource' })

const record = z
  .strictObject({
    quizId: id,
    title: z.string(),
    state: z.enum(['announced', 'waiting', 'ready', 'drawn', 'void']),
    algorithm: z.string(),
    opensAt: instant,
    closesAt: instant,
    qualifyingScore: z.int(),
    prizes: z.array(z.strictObject({ id, name: z.string(), count: z.int() })),
    rule: z.strictObject({
      substitutes: z.int(),
      claimDays: z.int(),
      keepDays: z.int(),
      revealDays: z.int(),
    }),
    announcedAt: instant,
    source,
    shares: z
      .array(
        z.strictObject({
          by: z.string(),
          commitment: hash,
          committedAt: instant,
          share: z.string().nullable().meta({ description: '开奖时公布' }),
          revealedAt: instant.nullable(),
        }),
      )
      .meta({ description: '按进入种子的次序' }),
    closedAt: instant.nullable(),
    revealBy: day.nullable().meta({ description: '份额或公开数值最迟公布的日期' }),
    missing: z.array(z.string()).meta({ description: '还没有公布份额的见证人' }),
    commitment: hash.nullable().meta({ description: '全部抽奖号码排序后的摘要，答题结束时固定' }),
    entrantCount: z.int(),
    entrants: z.array(token),
    seed: hash.nullable(),
    drawnAt: instant.nullable(),
    drawnBy: z.string().nullable(),
    winners: z.array(publicWin),
    substitutes: z.array(token).meta({ description: '候补，按次序' }),
    followers: z.array(publicWin).meta({ description: '已经递补的候补' }),
    voided: z.strictObject({ at: instant, by: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'DrawRecord' })

export const readDraw = endpoint({
  operationId: 'readDraw',
  method: 'GET',
  path: '/api/quizzes/{id}/draw',
  tag,
  summary: '抽奖的公开记录：规则、承诺、参与号码、种子、算法和中奖号码；任何人都可以用 docs/draw.py 重算',
  access: 'guest',
  // With all entrants a record may hold megabytes.
  allowance: { burst: 120, perSecond: 5 },
  params: idParams,
  query: z.strictObject({
    entrants: z
      .enum(['true', 'false'], '应是 true 或 false')
      .default('true')
      .meta({ description: 'false 不带参与号码' }),
  }),
  replies: { 200: record },
  problems: [notFound],
})

export const readMyEntry = endpoint({
  operationId: 'readMyEntry',
  method: 'GET',
  path: '/api/quizzes/{id}/entry',
  tag,
  summary: '我有没有进入抽奖，我的抽奖号码和凭据；取得资格后随时可查，结束后可在公开名单里核对',
  access: 'resident',
  params: idParams,
  replies: {
    200: z
      .strictObject({
        entered: z.boolean(),
        final: z.boolean().meta({ description: '名单已经固定' }),
        token: token.nullable(),
        ticket: ticket.nullable(),
      })
      .meta({ id: 'MyEntry' }),
  },
  problems: [notFound],
})

const myWin = z
  .strictObject({
    id,
    quizId: id,
    quizTitle: z.string(),
    prizeId: id,
    prizeName: z.string(),
    state: z.enum(winStates),
    token,
    ticket,
    allottedAt: instant,
    claimBy: day.meta({ description: '最迟登记领奖信息的日期（含当天）' }),
    claimedAt: instant.nullable(),
    keptUntil: day.nullable().meta({ description: '领奖信息保存到这一天，次日删除' }),
    purged: z.boolean().meta({ description: '领奖信息已经删除' }),
    handedOverAt: instant.nullable(),
    forfeitedAt: instant.nullable(),
    forfeitReason: z.enum(forfeitReasons).nullable(),
  })
  .meta({ id: 'MyWin' })

export const listMyWins = endpoint({
  operationId: 'listMyWins',
  method: 'GET',
  path: '/api/me/wins',
  tag: '我的',
  summary: '我的奖品，新的在前',
  access: 'resident',
  query: z.strictObject(pageQuery),
  replies: { 200: page(myWin) },
})

export const readMyWin = endpoint({
  operationId: 'readMyWin',
  method: 'GET',
  path: '/api/wins/{id}',
  tag,
  summary: '我的一份奖品',
  access: 'resident',
  params: idParams,
  replies: { 200: myWin },
  problems: [notFound],
})

const yesNo = z.boolean('应是 true 或 false')

export const claimPrize = endpoint({
  operationId: 'claimPrize',
  method: 'POST',
  path: '/api/wins/{id}/claim',
  tag,
  summary: '登记领奖信息，只能登记一次；未满14周岁的由监护人同意并办理。信息加密保存，到期删除',
  access: 'resident',
  params: idParams,
  body: z.strictObject({
    name: text({ max: 50 }),
    phone: text({ max: 30 }),
    address: text({ max: 200 }).optional().meta({ description: '需要邮寄时填写；不填的到主办单位领取' }),
    isOver14: yesNo,
    guardianName: text({ max: 50 }).optional().meta({ description: '未满14周岁的必填' }),
    guardianPhone: text({ max: 30 }).optional().meta({ description: '未满14周岁的必填' }),
    guardianConsent: yesNo.optional().meta({ description: '未满14周岁的，监护人同意，应为 true' }),
    showName: yesNo.optional().meta({ description: '同意在中奖名单里显示姓（例如“王**”），不填就是不同意' }),
  }),
  replies: { 201: myWin },
  problems: [alreadyClaimed, claimOver, notFound],
})
