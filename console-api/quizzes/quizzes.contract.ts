import { z } from 'zod'
import { quizActs, quizClosed, tooFewQuestions } from '../../src/modules/quizzes'
import { endpoint } from '../../src/platform/contract'
import { alreadyOpened, notFound, notOpened, ownWork, stale } from '../../src/platform/problem'
import { id, idParams, instant, instantInput, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { staffDraw } from '../draws/draws.contract'
import { contentHash } from '../reviews/reviews.contract'

const tag = '有奖问答（工作人员）'

const quizShape = {
  id,
  title: z.string(),
  rules: z.string(),
  opensAt: instant,
  closesAt: instant,
  state: z.enum(['draft', 'planned', 'open', 'closed']),
  attemptsPer: z.enum(['quiz', 'day']),
  paperSize: z.int(),
  secondsAllowed: z.int(),
  qualifyingScore: z.int(),
  revealAt: instant,
  prizes: z.array(z.strictObject({ id, name: z.string(), count: z.int() })),
  questionIds: z.array(id).nullable(),
  /** How many questions papers are drawn from; null before the opening. */
  poolSize: z.int().nullable(),
  authorId: id,
  contentHash: z.string(),
}
const staffQuiz = z.strictObject(quizShape).meta({ id: 'StaffQuiz' })
const staffQuizItem = z
  .strictObject({
    ...quizShape,
    author: z.string(),
    submissions: z.int().meta({ description: '已交的答卷份数' }),
  })
  .meta({ id: 'StaffQuizItem' })
const staffQuizDetail = z
  .strictObject({
    ...quizShape,
    author: z.string(),
    createdAt: instant,
    opened: z.strictObject({ at: instant, by: z.string() }).nullable(),
    closedAt: instant.nullable(),
    allowed: z.array(z.enum(quizActs)).meta({ description: '本人现在可以办理的事' }),
    draw: staffDraw.nullable().meta({ description: '没有要求或者没有奖品的为 null' }),
  })
  .meta({ id: 'StaffQuizDetail' })

const whole = (min: number, max: number) =>
  z.int('应是整数').min(min, `不能小于 ${min}`).max(max, `不能大于 ${max}`)

const newQuizShape = {
  title: text({ max: 100 }),
  rules: text({ max: 5000, multiline: true }),
  opensAt: instantInput,
  closesAt: instantInput,
  attemptsPer: z.enum(['quiz', 'day'], '应是 quiz 或 day').default('quiz'),
  paperSize: whole(1, 50),
  secondsAllowed: whole(10, 7200),
  qualifyingScore: whole(0, 50),
  revealAt: instantInput.optional(),
  prizes: z
    .array(z.strictObject({ name: text({ max: 60 }), count: whole(1, 100_000) }))
    .max(20, '奖项太多')
    .default([]),
  questionIds: z.array(id).min(1, '请至少选一道题').max(1000, '题目太多').optional(),
}

const writers = { staff: ['editor'] } as const
const openers = { staff: ['office', 'leader'] } as const

export const listStaffQuizzes = endpoint({
  operationId: 'listStaffQuizzes',
  method: 'GET',
  path: '/api/staff/quizzes',
  tag,
  summary: '全部问答，含未开放的',
  access: 'staff',
  query: z.strictObject({ ...pageQuery, state: z.enum(['draft', 'planned', 'open', 'closed']).optional() }),
  replies: { 200: page(staffQuizItem) },
})

export const readStaffQuiz = endpoint({
  operationId: 'readStaffQuiz',
  method: 'GET',
  path: '/api/staff/quizzes/{id}',
  tag,
  summary: '一期问答，含未开放的，以及本人现在可以办理的事；include=draw 时连同抽奖',
  access: 'staff',
  params: idParams,
  query: z.strictObject({ include: z.literal('draw', '应是 draw').optional() }),
  replies: { 200: staffQuizDetail },
  problems: [notFound],
})

export const createQuiz = endpoint({
  operationId: 'createQuiz',
  method: 'POST',
  path: '/api/staff/quizzes',
  tag,
  summary: '拟一期问答，由他人开放；不选题目的，从整个题库抽题',
  access: writers,
  body: z.strictObject(newQuizShape),
  replies: { 201: staffQuiz },
})

export const editQuiz = endpoint({
  operationId: 'editQuiz',
  method: 'PUT',
  path: '/api/staff/quizzes/{id}',
  tag,
  summary: '修改还没有开放的问答，仅限拟稿人本人',
  access: writers,
  params: idParams,
  body: z.strictObject({ ...newQuizShape, contentHash }),
  replies: { 200: staffQuiz },
  problems: [alreadyOpened, stale, notFound],
})

export const openQuiz = endpoint({
  operationId: 'openQuiz',
  method: 'POST',
  path: '/api/staff/quizzes/{id}/opening',
  tag,
  summary: '开放，不能由起草人本人办理；可用的题目随即固定。带 contentHash 时，与看到的不一致即不开放',
  access: openers,
  params: idParams,
  body: z.strictObject({ contentHash: contentHash.optional() }).prefault({}),
  replies: { 200: staffQuiz },
  problems: [ownWork, alreadyOpened, quizClosed, tooFewQuestions, stale, notFound],
})

export const closeQuiz = endpoint({
  operationId: 'closeQuiz',
  method: 'POST',
  path: '/api/staff/quizzes/{id}/closing',
  tag,
  summary: '提前结束，正在答的试卷也随即结束，结果固定',
  access: openers,
  params: idParams,
  replies: { 200: staffQuiz },
  problems: [notOpened, quizClosed, notFound],
})

export const readQuizResults = endpoint({
  operationId: 'readQuizResults',
  method: 'GET',
  path: '/api/staff/quizzes/{id}/results',
  tag,
  summary: '参与和得分分布、错得最多的题；结束后是最终结果',
  access: 'staff',
  params: idParams,
  replies: {
    200: z
      .strictObject({
        quizId: id,
        asOf: instant,
        final: z.boolean(),
        attempts: z.int(),
        submissions: z.int(),
        qualified: z.int().meta({ description: '取得抽奖资格的答卷份数；每天可答的，同一人可能有多份' }),
        days: z.array(z.strictObject({ key: z.string(), submissions: z.int() })),
        scores: z.array(z.strictObject({ score: z.int(), submissions: z.int() })),
        questions: z.array(
          z.strictObject({
            questionId: id,
            kind: z.enum(['single', 'multiple', 'true_false']),
            stem: z.string(),
            retired: z.boolean(),
            asked: z.int(),
            wrong: z.int(),
          }),
        ),
      })
      .meta({ id: 'QuizResults' }),
  },
  problems: [notFound],
})
