import { z } from 'zod'
import { alreadyVoted, pollClosed, pollNotOpen } from '../../src/modules/polls'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, page, pageQuery, receipt } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

export const poll = z
  .strictObject({
    id,
    title: z.string(),
    intro: z.string(),
    opensAt: instant,
    closesAt: instant,
    state: z.enum(['planned', 'open', 'closed']),
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
    paper: z
      .string()
      .meta({ description: '读题时间的戳记，单独读一期进行中的投票时给出；投票时原样交回，用于公平计票' })
      .optional(),
  })
  .meta({ id: 'Poll' })

export const answers = z
  .array(
    z.strictObject({
      questionId: id,
      optionIds: z.array(id).max(100, '选项太多'),
      text: text({ min: 0, max: 500, multiline: true }).optional(),
    }),
  )
  .max(50, '答案太多')

const ballotReceipt = z.strictObject({ ballotId: id, castAt: instant, receipt }).meta({ id: 'BallotReceipt' })

const votes = z.array(
  z.strictObject({ questionId: id, options: z.array(z.strictObject({ optionId: id, votes: z.int() })) }),
)
const asideShape = {
  number: z.int(),
  rule: z.string(),
  meaning: z.string(),
  reason: z.string(),
  approvedAt: instant,
}
const counting = z
  .strictObject({
    revision: z.int().meta({ description: '第几次变动' }),
    changedAt: instant,
    aside: z.int().meta({ description: '现在另列的票数，一张票只算一次' }),
    ballots: z.int().meta({ description: '不含另列的票数' }),
    questions: votes,
    acts: z.array(
      z.strictObject({
        ...asideShape,
        ballots: z.int(),
        restoredAt: instant.optional(),
        restoreReason: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Counting', description: '公平计票：按规则另列的选票，以及不含它们的票数' })

export const tally = z
  .strictObject({
    pollId: id,
    asOf: instant,
    final: z.boolean(),
    ballots: z.int(),
    questions: votes,
    counting: counting.optional(),
    root: z
      .string()
      .meta({ description: '计票根：全部选票凭证的一个哈希值（base64），票数固定后给出' })
      .optional(),
    rowsRoot: z
      .string()
      .meta({ description: '开放数据中逐票内容的一个哈希值（base64），票很多时比票数晚几十秒给出' })
      .optional(),
  })
  .meta({ id: 'Tally' })

const state = z.enum(['planned', 'open', 'closed'], 'state 应是 planned、open 或 closed').optional()

export const listPolls = endpoint({
  operationId: 'listPolls',
  method: 'GET',
  path: '/api/polls',
  tag: '你点我检',
  summary: '投票列表，新的在前',
  access: 'guest',
  query: z.strictObject({ ...pageQuery, state }),
  replies: { 200: page(poll) },
})

export const readPoll = endpoint({
  operationId: 'readPoll',
  method: 'GET',
  path: '/api/polls/{id}',
  tag: '你点我检',
  summary: '一期投票的题目和选项',
  access: 'guest',
  params: idParams,
  replies: { 200: poll },
  problems: [notFound],
})

export const castBallot = endpoint({
  operationId: 'castBallot',
  method: 'PUT',
  path: '/api/polls/{id}/ballot',
  tag: '你点我检',
  summary: '投票。每人每期（或每天）一票，投出后不能更改',
  access: 'resident',
  params: idParams,
  body: z.strictObject({
    answers,
    paper: z.string().max(40, '戳记太长').meta({ description: '读题时得到的戳记；没有也能投票' }).optional(),
  }),
  hot: true,
  replies: { 201: ballotReceipt, 200: ballotReceipt },
  problems: [alreadyVoted, pollNotOpen, pollClosed, notFound],
})

export const readMyBallot = endpoint({
  operationId: 'readMyBallot',
  method: 'GET',
  path: '/api/polls/{id}/ballot',
  tag: '你点我检',
  summary: '我投的票',
  access: 'resident',
  params: idParams,
  replies: {
    200: z
      .strictObject({
        ballotId: id,
        castAt: instant,
        receipt,
        answers: z.array(
          z.strictObject({ questionId: id, optionIds: z.array(id), text: z.string().optional() }),
        ),
        aside: z
          .array(z.strictObject(asideShape))
          .meta({ description: '这张票按哪些规则另列；没有另列时不给出' })
          .optional(),
      })
      .meta({ id: 'MyBallot' }),
  },
  problems: [notFound],
})

export const readTally = endpoint({
  operationId: 'readTally',
  method: 'GET',
  path: '/api/polls/{id}/tally',
  tag: '你点我检',
  summary: '实时票数；结束后是最终票数',
  access: 'guest',
  params: idParams,
  replies: { 200: tally },
  problems: [notFound],
})

export const listMyBallots = endpoint({
  operationId: 'listMyBallots',
  method: 'GET',
  path: '/api/me/ballots',
  tag: '我的',
  summary: '我投过的票',
  access: 'resident',
  query: z.strictObject(pageQuery),
  replies: {
    200: page(z.strictObject({ ballotId: id, pollId: id, pollTitle: z.string(), castAt: instant, receipt })),
  },
})
