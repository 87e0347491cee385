import { z } from 'zod'
import * as draws from '../../src/modules/draws'
import { endpoint } from '../../src/platform/contract'
import { alreadyOpened, notFound, ownWork } from '../../src/platform/problem'
import { day, id, idParams, instant } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const tag = '抽奖（工作人员）'
const { SUBSTITUTES_MOST, WITNESSES_LEAST, WITNESSES_MOST } = draws

const whole = (min: number, max: number) =>
  z.int('应是整数').min(min, `不能小于 ${min}`).max(max, `不能大于 ${max}`)

const source = z
  .discriminatedUnion(
    'kind',
    [
      z
        .strictObject({ kind: z.literal('system') })
        .meta({ description: '只用系统事先承诺的随机数：最省事，防内部作弊的能力最弱' }),
      z
        .strictObject({
          kind: z.literal('witnesses'),
          witnessIds: z
            .array(id)
            .min(WITNESSES_LEAST, `至少要有 ${WITNESSES_LEAST} 位见证人`)
            .max(WITNESSES_MOST, `见证人不能多于 ${WITNESSES_MOST} 位`),
        })
        .meta({ description: '见证人各自承诺一个随机份额，结束后公布' }),
      z
        .strictObject({
          kind: z.literal('public'),
          name: text({ max: 100 }).meta({ description: '来源，例如哪一种彩票的哪一期' }),
          writing: text({ max: 100 }).meta({ description: '怎样书写，例如按公布次序、用空格隔开' }),
          announcedOn: day.meta({ description: '公布日期，须晚于答题结束的那一天' }),
        })
        .meta({ description: '事先指定的公开数值，公布后由两人分别录入' }),
    ],
    'kind 应是 system、witnesses 或 public',
  )
  .meta({ id: 'DrawSource' })

const rule = {
  source,
  substitutes: whole(0, SUBSTITUTES_MOST),
  claimDays: whole(1, 90),
  keepDays: whole(30, 365),
  revealDays: whole(1, 30),
}
/** What is sent may be tidied on its way in; what is told is told as it stands. */
const toldSource = z
  .strictObject({
    kind: z.enum(['system', 'witnesses', 'public']),
    witnessIds: z.array(id).optional(),
    name: z.string().optional(),
    writing: z.string().optional(),
    announcedOn: day.optional(),
  })
  .meta({ id: 'ToldDrawSource' })

export const staffDraw = z
  .strictObject({
    quizId: id,
    state: z.enum(draws.drawStates),
    isWritten: z.boolean().meta({ description: '拟稿人填写过规则；没有填写的用预设规则' }),
    rule: z.strictObject({
      source: toldSource,
      substitutes: z.int(),
      claimDays: z.int(),
      keepDays: z.int(),
      revealDays: z.int(),
    }),
    witnesses: z.array(
      z.strictObject({
        id,
        name: z.string(),
        division: z.string(),
        isMe: z.boolean(),
        committedAt: instant.nullable(),
        revealedAt: instant.nullable(),
      }),
    ),
    enteredBy: z.array(z.string()).meta({ description: '已经录入公开数值的人；一致之前不显示数值' }),
    value: z.string().nullable(),
    announcedAt: instant.nullable(),
    closedAt: instant.nullable(),
    entrants: z.int(),
    commitment: z.string().nullable(),
    revealBy: day.nullable(),
    drawnAt: instant.nullable(),
    allowed: z.array(z.enum(draws.drawActs)).meta({ description: '本人现在可以办理的事' }),
  })
  .meta({ id: 'StaffDraw' })

export const readStaffDraw = endpoint({
  operationId: 'readStaffDraw',
  method: 'GET',
  path: '/api/staff/quizzes/{id}/draw',
  tag,
  summary: '一期问答的抽奖：规则、见证人、进度，以及本人现在可以办理的事',
  access: 'staff',
  params: idParams,
  replies: { 200: staffDraw },
  problems: [notFound],
})

export const listColleagues = endpoint({
  operationId: 'listColleagues',
  method: 'GET',
  path: '/api/staff/colleagues',
  tag,
  summary: '在用的账号，供选见证人',
  access: { staff: ['editor'] },
  replies: {
    200: z.strictObject({ items: z.array(z.strictObject({ id, name: z.string(), division: z.string() })) }),
  },
})

export const setDrawRule = endpoint({
  operationId: 'setDrawRule',
  method: 'PUT',
  path: '/api/staff/quizzes/{id}/draw-rule',
  tag,
  summary: '填写抽奖规则，由拟稿人在开放前办理；改了规则，见证人要重新承诺',
  access: { staff: ['editor'] },
  params: idParams,
  body: z.strictObject(rule),
  replies: { 200: staffDraw },
  problems: [draws.ruleFixed, draws.noDraw, notFound],
})

const hex = z.string().regex(/^[0-9a-f]{64}$/, '应是 64 位小写十六进制')

export const commitShare = endpoint({
  operationId: 'commitShare',
  method: 'POST',
  path: '/api/staff/quizzes/{id}/draw/commitments',
  tag,
  summary: '见证人提交承诺：自己保管的随机份额的 SHA-256，开放前办理',
  access: 'staff',
  params: idParams,
  body: z.strictObject({ commitment: hex }),
  replies: { 201: staffDraw },
  problems: [
    draws.notWitness,
    draws.alreadyCommitted,
    draws.commitmentTaken,
    alreadyOpened,
    ownWork,
    notFound,
  ],
})

const pending = [draws.quizRunning, draws.noDraw, draws.alreadyDrawn, draws.drawVoided, notFound] as const

export const revealShare = endpoint({
  operationId: 'revealShare',
  method: 'POST',
  path: '/api/staff/quizzes/{id}/draw/shares',
  tag,
  summary: '见证人公布份额，结束后办理；见证人不在的，由审计人员拆封代为录入',
  access: 'staff',
  params: idParams,
  body: z.strictObject({ share: hex }),
  replies: { 201: staffDraw },
  problems: [draws.notWitness, draws.shareUnknown, draws.alreadyRevealed, ...pending],
})

export const enterDrawValue = endpoint({
  operationId: 'enterDrawValue',
  method: 'POST',
  path: '/api/staff/quizzes/{id}/draw/values',
  tag,
  summary: '录入公开数值；两人录入一致才算数',
  access: { staff: ['head', 'office', 'leader', 'auditor'] },
  params: idParams,
  body: z.strictObject({ value: text({ max: 200 }) }),
  replies: { 201: staffDraw },
  problems: [ownWork, draws.valueEarly, draws.valueFixed, ...pending],
})

export const drawPrizes = endpoint({
  operationId: 'drawPrizes',
  method: 'POST',
  path: '/api/staff/quizzes/{id}/draw',
  tag,
  summary: '开奖，不能由拟稿人办理；每期只开一次。结果由事先固定的内容算出，同时通知中奖人',
  access: { staff: ['office', 'leader'] },
  params: idParams,
  replies: { 201: staffDraw },
  problems: [ownWork, draws.sharesMissing, draws.valueMissing, draws.entrantsAltered, ...pending],
})

export const voidDraw = endpoint({
  operationId: 'voidDraw',
  method: 'POST',
  path: '/api/staff/quizzes/{id}/draw/voiding',
  tag,
  summary: '宣布作废：到期仍缺份额或公开数值时，由分管领导办理，原因公开，不再开奖',
  access: { staff: ['leader'] },
  params: idParams,
  body: z.strictObject({ reason: text({ max: 200 }) }),
  replies: { 200: staffDraw },
  problems: [ownWork, draws.nothingMissing, draws.notOverdue, ...pending],
})
