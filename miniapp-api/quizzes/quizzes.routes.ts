import type { Office } from '../../src/office'
import { answer, type Counter } from '../../src/platform/http/serve'
import {
  listMyAttempts,
  listQuizzes,
  readAttempt,
  readQuiz,
  startAttempt,
  submitAttempt,
} from './quizzes.contract'
import { presentMyAttempt, presentPaper, presentQuiz } from './quizzes.present'

export function quizRoutes(counter: Counter, { quizAttempts, quizReads, clock }: Office): void {
  counter.serve(listQuizzes, async ({ query }) => {
    const { items, nextCursor } = await quizReads.list(query)
    return { items: items.map((q) => presentQuiz(q, quizReads.state(q))), nextCursor }
  })
  counter.serve(readQuiz, async ({ params }) => {
    const quiz = await quizReads.find(params.id)
    return presentQuiz(quiz, quizReads.state(quiz))
  })
  counter.serve(startAttempt, async ({ caller, params }) => {
    const { paper, isNew } = await quizAttempts.startAttempt(caller, params.id)
    return answer({ status: isNew ? 201 : 200, body: presentPaper(paper, clock.now()) })
  })
  counter.serve(submitAttempt, ({ caller, params, body }) =>
    quizAttempts.submitAttempt(caller, params.id, body.answers),
  )
  counter.serve(readAttempt, async ({ caller, params }) => {
    const { paper, ...rest } = await quizAttempts.readAttempt(caller, params.id)
    return { paper: presentPaper(paper, clock.now(), rest.over), ...rest }
  })
  counter.serve(listMyAttempts, async ({ caller, query }) => {
    const { items, nextCursor } = await quizReads.myAttempts(caller, query)
    return { items: items.map(presentMyAttempt), nextCursor }
  })
}
