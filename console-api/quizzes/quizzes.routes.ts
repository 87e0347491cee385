import {
  contentHashOf,
  type Quiz,
  type QuizQuestion,
  revealAtOf,
  sheetExamples,
  sheetHeader,
} from '../../src/modules/quizzes'
import type { Office } from '../../src/office'
import { instantOf, rfc3339 } from '../../src/platform/clock'
import { answer, type Counter } from '../../src/platform/http/serve'
import { type Cell, csvStream, xlsxStream } from '../../src/platform/sheets'
import { presentDraw } from '../draws/draws.present'
import {
  createQuestion,
  importQuestionSheet,
  importQuestions,
  listQuestions,
  readQuestionTemplate,
  retireQuestion,
} from './questions.contract'
import {
  closeQuiz,
  createQuiz,
  editQuiz,
  listStaffQuizzes,
  openQuiz,
  readQuizResults,
  readStaffQuiz,
} from './quizzes.contract'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function staffQuizRoutes(counter: Counter, office: Office): void {
  const { quizzes, quizReads, quizBank, drawReads, staff, database } = office
  const present = (q: Quiz) => ({
    id: q.id,
    title: q.title,
    rules: q.rules,
    opensAt: rfc3339(q.opensAt),
    closesAt: rfc3339(q.closesAt),
    state: quizReads.state(q),
    attemptsPer: q.attemptsPer,
    paperSize: q.paperSize,
    secondsAllowed: q.secondsAllowed,
    qualifyingScore: q.qualifyingScore,
    revealAt: rfc3339(revealAtOf(q)),
    prizes: q.prizes,
    questionIds: q.questionIds,
    poolSize: q.pool?.length ?? null,
    authorId: q.authorId,
    contentHash: contentHashOf(q),
  })
  counter.serve(listStaffQuizzes, async ({ query }) => {
    const { items, nextCursor } = await quizReads.list({ ...query, drafts: true })
    const counts = await quizReads.counts(items)
    const names = await staff.namesOf(
      database.reads,
      items.map((q) => q.authorId),
    )
    const told = (q: Quiz) => ({ author: names.get(q.authorId) ?? '', submissions: counts.get(q.id) ?? 0 })
    return { items: items.map((q) => ({ ...present(q), ...told(q) })), nextCursor }
  })
  counter.serve(readStaffQuiz, async ({ caller, params, query }) => {
    const quiz = await quizReads.find(params.id, true)
    const ids = [quiz.authorId, ...(quiz.openedBy ? [quiz.openedBy] : [])]
    const names = await staff.namesOf(database.reads, ids)
    const named = (id: string | null) => names.get(id ?? '') ?? ''
    return {
      ...present(quiz),
      author: named(quiz.authorId),
      createdAt: rfc3339(quiz.createdAt),
      opened: quiz.openedAt === null ? null : { at: rfc3339(quiz.openedAt), by: named(quiz.openedBy) },
      closedAt: quiz.frozenAt === null ? null : rfc3339(quiz.frozenAt),
      allowed: quizReads.allowed(caller, quiz),
      draw:
        query.include === 'draw' && quiz.prizes.length > 0
          ? presentDraw(quiz.id, await drawReads.find(caller, quiz.id))
          : null,
    }
  })
  counter.serve(createQuiz, async ({ caller, body }) =>
    present(await quizzes.createQuiz(caller, written(body))),
  )
  counter.serve(editQuiz, async ({ caller, params, body: { contentHash, ...body } }) =>
    present(await quizzes.editQuiz(caller, params.id, written(body), contentHash)),
  )
  counter.serve(openQuiz, async ({ caller, params, body }) =>
    present(await quizzes.openQuiz(caller, params.id, body.contentHash)),
  )
  counter.serve(closeQuiz, async ({ caller, params }) => present(await quizzes.closeQuiz(caller, params.id)))
  counter.serve(readQuizResults, async ({ params }) => {
    const { quiz, asOf, final, results, hardest } = await quizReads.results(params.id)
    return {
      quizId: quiz.id,
      asOf: rfc3339(asOf),
      final,
      attempts: results.attempts,
      submissions: results.submissions,
      qualified: results.qualified,
      days: Object.entries(results.days ?? {})
        .map(([key, submissions]) => ({ key, submissions }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
      scores: Array.from({ length: quiz.paperSize + 1 }, (_, score) => ({
        score,
        submissions: results.scores[score] ?? 0,
      })),
      questions: hardest,
    }
  })

  counter.serve(listQuestions, async ({ caller, query }) => {
    const { items, nextCursor } = await quizBank.listQuestions(caller, query)
    return { items: items.map(presentQuestion), nextCursor }
  })
  counter.serve(createQuestion, async ({ caller, body }) =>
    presentQuestion(await quizBank.createQuestion(caller, body)),
  )
  counter.serve(importQuestions, async ({ caller, body }) => {
    const questions = await quizBank.importQuestions(caller, body.questions)
    return { imported: questions.length, ids: questions.map((q) => q.id) }
  })
  counter.serve(importQuestionSheet, async ({ caller, query, upload }) => {
    const { questions, read, findings } = await quizBank.importSheet(caller, upload, query.dryRun)
    return { read, imported: questions.length, ids: questions.map((q) => q.id), findings }
  })
  counter.serve(readQuestionTemplate, async ({ query }) => {
    const sheet = { name: '题目', header: sheetHeader, rows: exampleRows() }
    const csv = query.format === 'csv'
    return answer({
      raw: {
        content: csv ? csvStream(sheet) : xlsxStream(sheet),
        contentType: csv ? 'text/csv; charset=utf-8' : XLSX,
        filename: `题库导入样式.${query.format}`,
      },
    })
  })
  counter.serve(retireQuestion, async ({ caller, params }) =>
    presentQuestion(await quizBank.retireQuestion(caller, params.id)),
  )
}

interface Times {
  opensAt: string
  closesAt: string
  revealAt?: string | undefined
  questionIds?: string[] | undefined
}

const written = <B extends Times>(body: B) => ({
  ...body,
  opensAt: instantOf(body.opensAt),
  closesAt: instantOf(body.closesAt),
  revealAt: body.revealAt === undefined ? null : instantOf(body.revealAt),
  questionIds: body.questionIds ?? null,
})

function presentQuestion({ liveKey: _, createdAt, ...question }: QuizQuestion) {
  return { ...question, createdAt: rfc3339(createdAt) }
}

async function* exampleRows(): AsyncGenerator<Cell[]> {
  yield* sheetExamples
}
