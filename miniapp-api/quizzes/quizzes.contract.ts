import { z } from 'zod'
import {
  alreadyAttempted,
  alreadySubmitted,
  attemptOver,
  quizClosed,
  quizNotOpen,
} from '../../src/modules/quizzes'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'

const tag = '有奖问答'

const quiz = z
  .strictObject({
    id,
    title: z.string(),
    rules: z.string(),
    opensAt: instant,
    closesAt: instant,
    state: z.enum(['planned', 'open', 'closed']),
    attemptsPer: z.enum(['quiz', 'day']),
    paperSize: z.int(),
    secondsAllowed: z.int(),
    qualifyingScore: z.int(),
    revealAt: instant,
    prizes: z.array(z.strictObject({ id, name: z.string(), count: z.int() })),
  })
  .meta({ id: 'Quiz' })

/** Strict on purpose: a field more would be refused on its way out. */
const paper = z
  .strictObject({
    attemptId: id,
    startedAt: instant,
    endsAt: instant,
    remaining: z.int().meta({
      description:
        '答复时还剩的毫秒数，按服务器的钟。从发出请求那一刻起倒数，就不会比服务器晚，与手机的钟是否准确无关',
    }),
    questions: z.array(
      z.strictObject({
        id,
        stem: z.string(),
        kind: z.enum(['single', 'multiple', 'true_false']),
        options: z.array(z.strictObject({ id, label: z.string() })),
      }),
    ),
  })
  .meta({ id: 'QuizPaper' })

const givenAnswers = z.array(z.strictObject({ questionId: id, optionIds: z.array(id) }))

const review = z
  .array(
    z.strictObject({
      questionId: id,
      chosenOptionIds: z.array(id),
      rightOptionIds: z.array(id),
      right: z.boolean(),
      explanation: z.string(),
      citation: z.string(),
    }),
  )
  .meta({ id: 'QuizReview' })

const result = z
  .strictObject({ score: z.int(), total: z.int(), qualified: z.boolean(), review: review.optional() })
  .meta({ id: 'QuizResult' })

export const listQuizzes = endpoint({
  operationId: 'listQuizzes',
  method: 'GET',
  path: '/api/quizzes',
  tag,
  summary: '有奖问答列表，新的在前',
  access: 'guest',
  query: z.strictObject({
    ...pageQuery,
    state: z.enum(['planned', 'open', 'closed'], 'state 应是 planned、open 或 closed').optional(),
  }),
  replies: { 200: page(quiz) },
})

export const readQuiz = endpoint({
  operationId: 'readQuiz',
  method: 'GET',
  path: '/api/quizzes/{id}',
  tag,
  summary: '一期问答的规则、时间和奖品',
  access: 'guest',
  params: idParams,
  replies: { 200: quiz },
  problems: [notFound],
})

export const startAttempt = endpoint({
  operationId: 'startAttempt',
  method: 'POST',
  path: '/api/quizzes/{id}/attempts',
  tag,
  summary: '开始答题，随机抽题；还没交卷又没到时间的，再次开始得到同一份试卷',
  access: 'resident',
  params: idParams,
  replies: { 201: paper, 200: paper },
  problems: [quizNotOpen, quizClosed, alreadyAttempted, notFound],
})

export const submitAttempt = endpoint({
  operationId: 'submitAttempt',
  method: 'PUT',
  path: '/api/attempts/{id}/answers',
  tag,
  summary: '交卷，可以只答一部分；交卷后不能更改，答案在公布时间之后才显示',
  access: 'resident',
  params: idParams,
  body: z.strictObject({
    answers: z
      .array(z.strictObject({ questionId: id, optionIds: z.array(id).max(20, '选项太多') }))
      .max(100, '答案太多'),
  }),
  hot: true,
  replies: { 200: result },
  problems: [alreadySubmitted, attemptOver, notFound],
})

export const readAttempt = endpoint({
  operationId: 'readAttempt',
  method: 'GET',
  path: '/api/attempts/{id}',
  tag,
  summary: '我的一份试卷；公布时间之后带正确答案、解析和法律依据',
  access: 'resident',
  params: idParams,
  replies: {
    200: z
      .strictObject({
        paper,
        over: z.boolean(),
        answers: givenAnswers.nullable(),
        result: result.nullable(),
        review: review.optional(),
      })
      .meta({ id: 'MyAttempt' }),
  },
  problems: [notFound],
})

export const listMyAttempts = endpoint({
  operationId: 'listMyAttempts',
  method: 'GET',
  path: '/api/me/attempts',
  tag: '我的',
  summary: '我答过的题',
  access: 'resident',
  query: z.strictObject(pageQuery),
  replies: {
    200: page(
      z
        .strictObject({
          attemptId: id,
          quizId: id,
          quizTitle: z.string(),
          startedAt: instant,
          endsAt: instant,
          state: z.enum(['under_way', 'submitted', 'over']),
          submittedAt: instant.optional(),
          score: z.int().optional(),
          total: z.int(),
          qualified: z.boolean().optional(),
        })
        .meta({ id: 'MyAttemptLine' }),
    ),
  },
})
