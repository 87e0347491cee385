import { z } from 'zod'
import {
  actSettled,
  actStates,
  asideActs,
  counterRoles,
  nothingMatches,
  ruleNames,
  tooManyMatch,
  tracesCleared,
  viewerRoles,
} from '../../src/modules/counting'
import { notOpened, ownWork } from '../../src/modules/polls'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const tag = '你点我检（工作人员）'
const rule = z.enum(ruleNames, '没有这条规则')
const viewers = { staff: viewerRoles } as const
const counters = { staff: counterRoles } as const

const counts = z.strictObject({
  ballots: z.int(),
  questions: z.array(
    z.strictObject({
      questionId: id,
      options: z.array(z.strictObject({ optionId: id, label: z.string(), votes: z.int(), rank: z.int() })),
    }),
  ),
})
const act = z
  .strictObject({
    id,
    number: z.int(),
    rule,
    ruleName: z.string(),
    state: z.enum(actStates),
    reason: z.string(),
    ballots: z.int(),
    setHash: z.string().meta({ description: '这批选票编号的 SHA-256，与台账所记一致' }),
    proposed: z.strictObject({ at: instant, by: z.string() }),
    approved: z.strictObject({ at: instant, by: z.string() }).nullable(),
    ended: z.strictObject({ at: instant, by: z.string(), reason: z.string() }).nullable(),
    allowed: z.array(z.enum(asideActs)),
  })
  .meta({ id: 'SetAside' })
const group = z.strictObject({ name: z.string(), ballots: z.int(), from: instant, until: instant })
const share = z.strictObject({ label: z.string(), ballots: z.int() })
const view = z
  .strictObject({
    asOf: instant,
    ballots: z.int().meta({ description: '查看了多少张票；现场平板的票不看' }),
    stall: z.int(),
    untraced: z.int().meta({ description: '没有特征记录的：微信对话里投的，或本人已注销的' }),
    secondsNeeded: z.int(),
    rules: z.array(z.strictObject({ rule, name: z.string(), meaning: z.string(), ballots: z.int() })),
    step: z.int().meta({ description: 'pace 一格有多长，分钟' }),
    pace: z.array(z.strictObject({ from: instant, ballots: z.int() })),
    bursts: z.array(
      z.strictObject({
        from: instant,
        until: instant,
        ballots: z.int(),
        usual: z.number().meta({ description: '前后一小时内每分钟票数的中位数' }),
        flagged: z.int(),
      }),
    ),
    cohorts: z.array(group),
    fresh: z.array(group),
    speeds: z.array(share),
    ages: z.array(share),
    city: z.strictObject({ known: z.boolean(), inside: z.int(), outside: z.int(), unknown: z.int() }),
  })
  .meta({ id: 'CountingView' })

export const readCounting = endpoint({
  operationId: 'readCounting',
  method: 'GET',
  path: '/api/staff/polls/{id}/counting',
  tag,
  summary: '公平计票：像机器投的票有多少、哪些已经另列、两个票数。只有数字和时间，不含身份、地址和所选内容',
  access: viewers,
  params: idParams,
  replies: {
    200: z
      .strictObject({
        pollId: id,
        title: z.string(),
        final: z.boolean(),
        complete: counts,
        counted: counts.meta({ description: '不含另列选票的票数' }),
        aside: z.int(),
        revision: z.int(),
        view: view
          .nullable()
          .meta({ description: '特征记录已经清除时为 null；第一次查看还没算完时也是，这时有 looking' }),
        looking: z
          .strictObject({ since: instant, percent: z.int() })
          .nullable()
          .meta({ description: '票太多、正在后台查看时：何时开始、到了百分之几；view 是上一次的结果' }),
        acts: z.array(act),
        canPropose: z.boolean(),
      })
      .meta({ id: 'StaffCounting' }),
  },
  problems: [notFound],
})

export const proposeAside = endpoint({
  operationId: 'proposeAside',
  method: 'POST',
  path: '/api/staff/polls/{id}/asides',
  tag,
  summary: '提出另列：固定此刻符合一条规则的选票；经他人批准后才另列。原因会公布，不要写到个人',
  access: counters,
  params: idParams,
  body: z.strictObject({ rule, reason: text({ min: 5, max: 200 }) }),
  replies: { 201: act },
  problems: [notOpened, tracesCleared, nothingMatches, tooManyMatch, notFound],
})

const actParams = z.strictObject({ id, actId: id })

export const approveAside = endpoint({
  operationId: 'approveAside',
  method: 'POST',
  path: '/api/staff/polls/{id}/asides/{actId}/approval',
  tag,
  summary: '批准另列，不能由提出人本人办理；两个票数随即公布',
  access: counters,
  params: actParams,
  replies: { 200: act },
  problems: [ownWork, actSettled, notFound],
})

export const restoreAside = endpoint({
  operationId: 'restoreAside',
  method: 'POST',
  path: '/api/staff/polls/{id}/asides/{actId}/restoration',
  tag,
  summary: '恢复：已另列的重新计入；还没有批准的撤回。写明原因',
  access: counters,
  params: actParams,
  body: z.strictObject({ reason: text({ min: 5, max: 200 }) }),
  replies: { 200: act },
  problems: [actSettled, notFound],
})
