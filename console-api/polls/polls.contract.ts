import { z } from 'zod'
import { alreadyOpened, notOpened, ownWork, pollActs, pollClosed } from '../../src/modules/polls'
import { endpoint } from '../../src/platform/contract'
import { notFound, stale } from '../../src/platform/problem'
import { id, idParams, instant, instantInput, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { contentHash } from '../reviews/reviews.contract'
import { samplingOfPoll } from '../sampling/plans.shapes.contract'
import { stall } from './stalls.contract'

const pollShape = {
  id,
  title: z.string(),
  intro: z.string(),
  opensAt: instant,
  closesAt: instant,
  state: z.enum(['draft', 'planned', 'open', 'closed']),
  votesPer: z.enum(['poll', 'day']),
  questions: z.array(
    z.strictObject({
      id,
      text: z.string(),
      kind: z.enum(['choice', 'open']),
      minChoices: z.int(),
      maxChoices: z.int(),
      options: z.array(z.strictObject({ id, label: z.string() })),
    }),
  ),
  loop: z.strictObject({ plan: z.string().optional(), results: z.string().optional() }),
  authorId: id,
  contentHash: z.string(),
}
const staffPoll = z.strictObject(pollShape).meta({ id: 'StaffPoll' })
const staffPollItem = z
  .strictObject({ ...pollShape, author: z.string(), ballots: z.int().meta({ description: '现在的票数' }) })
  .meta({ id: 'StaffPollItem' })
const titled = z.strictObject({ id, title: z.string() }).nullable()
const staffPollDetail = z
  .strictObject({
    ...pollShape,
    author: z.string(),
    createdAt: instant,
    opened: z.strictObject({ at: instant, by: z.string() }).nullable(),
    closedAt: instant.nullable(),
    ballots: z.int(),
    followUp: z
      .strictObject({ plan: titled, results: titled })
      .meta({ description: '抽检计划和抽检结果各是哪一篇；已撤回的为 null' }),
    sampling: samplingOfPoll,
    allowed: z.array(z.enum(pollActs)).meta({ description: '本人现在可以办理的事' }),
  })
  .meta({ id: 'StaffPollDetail' })

const label = text({ min: 1, max: 60 })
const count = z.int('应是整数').min(0, '不能小于 0').max(100, '不能大于 100')

const newPollShape = {
  title: text({ min: 1, max: 100 }),
  intro: text({ min: 0, max: 2000, multiline: true }).default(''),
  opensAt: instantInput,
  closesAt: instantInput,
  votesPer: z.enum(['poll', 'day'], '应是 poll 或 day').default('poll'),
  questions: z
    .array(
      z.strictObject({
        text: text({ min: 1, max: 200 }),
        kind: z.enum(['choice', 'open'], '应是 choice 或 open'),
        minChoices: count.default(0),
        maxChoices: count.default(0),
        options: z
          .array(z.union([label, z.strictObject({ label })]))
          .max(100, '选项太多')
          .default([]),
      }),
    )
    .min(1, '至少要有一道题')
    .max(20, '题目太多'),
}
const newPoll = z.strictObject(newPollShape)

const writers = { staff: ['editor'] } as const
const openers = { staff: ['office', 'leader'] } as const

export const listStaffPolls = endpoint({
  operationId: 'listStaffPolls',
  method: 'GET',
  path: '/api/staff/polls',
  tag: '你点我检（工作人员）',
  summary: '全部投票，含未开放的',
  access: 'staff',
  query: z.strictObject({ ...pageQuery, state: z.enum(['draft', 'planned', 'open', 'closed']).optional() }),
  replies: { 200: page(staffPollItem) },
})

export const pollsThisYear = endpoint({
  operationId: 'pollsThisYear',
  method: 'GET',
  path: '/api/staff/polls/summary',
  tag: '你点我检（工作人员）',
  summary: '一年里开始和结束了几期投票，收到多少票（按北京时间的年份），供年度报告使用',
  access: 'staff',
  query: z.strictObject({
    year: z
      .string()
      .regex(/^20\d\d$/, 'year 应是四位年份')
      .optional(),
  }),
  replies: { 200: z.strictObject({ year: z.string(), opened: z.int(), closed: z.int(), ballots: z.int() }) },
})

export const listPollTemplates = endpoint({
  operationId: 'listPollTemplates',
  method: 'GET',
  path: '/api/staff/poll-templates',
  tag: '你点我检（工作人员）',
  summary: '现成的问卷，供拟稿时选用',
  access: 'staff',
  replies: {
    200: z.strictObject({
      items: z.array(
        z
          .strictObject({
            id,
            name: z.string(),
            title: z.string(),
            intro: z.string(),
            votesPer: z.enum(['poll', 'day']),
            questions: z.array(
              z.strictObject({
                text: z.string(),
                kind: z.enum(['choice', 'open']),
                minChoices: z.int(),
                maxChoices: z.int(),
                options: z.array(z.string()),
              }),
            ),
          })
          .meta({ id: 'PollTemplate' }),
      ),
    }),
  },
})

export const readStaffPoll = endpoint({
  operationId: 'readStaffPoll',
  method: 'GET',
  path: '/api/staff/polls/{id}',
  tag: '你点我检（工作人员）',
  summary: '一期投票，含未开放的，以及本人现在可以办理的事',
  access: 'staff',
  params: idParams,
  replies: { 200: staffPollDetail },
  problems: [notFound],
})

export const editPoll = endpoint({
  operationId: 'editPoll',
  method: 'PUT',
  path: '/api/staff/polls/{id}',
  tag: '你点我检（工作人员）',
  summary: '修改还没有开放的投票，仅限拟稿人本人',
  access: writers,
  params: idParams,
  body: z.strictObject({ ...newPollShape, contentHash }),
  replies: { 200: staffPoll },
  problems: [alreadyOpened, stale, notFound],
})

export const createPoll = endpoint({
  operationId: 'createPoll',
  method: 'POST',
  path: '/api/staff/polls',
  tag: '你点我检（工作人员）',
  summary: '拟一期投票，由他人开放',
  access: writers,
  body: newPoll,
  replies: { 201: staffPoll },
})

export const openPoll = endpoint({
  operationId: 'openPoll',
  method: 'POST',
  path: '/api/staff/polls/{id}/opening',
  tag: '你点我检（工作人员）',
  summary: '开放，不能由起草人本人办理；带 contentHash 时，与看到的不一致即不开放',
  access: openers,
  params: idParams,
  body: z.strictObject({ contentHash: contentHash.optional() }).prefault({}),
  replies: { 200: staffPoll },
  problems: [ownWork, alreadyOpened, pollClosed, stale, notFound],
})

export const closePoll = endpoint({
  operationId: 'closePoll',
  method: 'POST',
  path: '/api/staff/polls/{id}/closing',
  tag: '你点我检（工作人员）',
  summary: '提前结束，票数随即固定',
  access: openers,
  params: idParams,
  replies: { 200: staffPoll },
  problems: [notOpened, pollClosed, notFound],
})

export const followUpPoll = endpoint({
  operationId: 'followUpPoll',
  method: 'PUT',
  path: '/api/staff/polls/{id}/loop',
  tag: '你点我检（工作人员）',
  summary: '写明票投出以后做了什么：抽检计划和抽检结果各是哪一篇',
  access: { staff: ['editor', 'office', 'leader'] },
  params: idParams,
  body: z.strictObject({ plan: id.optional(), results: id.optional() }),
  replies: { 200: staffPoll },
  problems: [notOpened, notFound],
})

export const pollTally = endpoint({
  operationId: 'pollTally',
  method: 'GET',
  path: '/api/staff/polls/{id}/tally',
  tag: '你点我检（工作人员）',
  summary:
    '实时票数、排名，可按天、按小时或按辖区看；没有票的天、小时也列出；include=stalls 时连同各个现场链接',
  access: 'staff',
  params: idParams,
  query: z.strictObject({
    by: z.enum(['day', 'hour', 'division'], '应是 day、hour 或 division').optional(),
    include: z.literal('stalls', '应是 stalls').optional(),
  }),
  replies: {
    200: z
      .strictObject({
        pollId: id,
        asOf: instant,
        final: z.boolean(),
        ballots: z.int(),
        channels: z
          .strictObject({ wechat: z.int(), stall: z.int() })
          .meta({ description: '票从哪里来：微信，或点检日现场的平板' }),
        questions: z.array(
          z.strictObject({
            questionId: id,
            options: z.array(
              z.strictObject({ optionId: id, label: z.string(), votes: z.int(), rank: z.int() }),
            ),
          }),
        ),
        series: z.array(z.strictObject({ key: z.string(), label: z.string(), ballots: z.int() })).optional(),
        stalls: z.array(stall).optional().meta({ description: '点检日现场链接，新的在前；没有要求的不列' }),
      })
      .meta({ id: 'StaffTally' }),
  },
  problems: [notFound],
})

export const exportPoll = endpoint({
  operationId: 'exportPoll',
  method: 'GET',
  path: '/api/staff/polls/{id}/export',
  tag: '你点我检（工作人员）',
  summary: '逐票导出，末行（末表）有行数和 SHA-256；响应头 X-Row-Count 是当时的票数，供显示进度',
  access: { staff: ['editor', 'head', 'office', 'leader', 'auditor'] },
  params: idParams,
  query: z.strictObject({ format: z.enum(['csv', 'xlsx'], '应是 csv 或 xlsx').default('csv') }),
  replies: { 200: { contentType: 'application/octet-stream', description: 'CSV 或 XLSX 文件' } },
  problems: [notFound],
})
