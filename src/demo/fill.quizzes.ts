import { systemActor } from '../modules/ledger'
import type { Quiz } from '../modules/quizzes'
import { DAY_MS, type DemoFilling } from './fill'
import { fillDraw } from './fill.draws'
import { type DemoQuiz, questions, quizzes } from './quiz-bank'
import { hourOf } from './timeline'

const ENTRANTS = 40
const HOUR_MS = 3600_000

/** The bank with its citations, then one quiz open, one planned and one closed. */
export function fillQuizzes(filling: DemoFilling): void {
  const { office, timeline, today, staff } = filling
  const questionIds = new Map<string, string>()
  timeline.add(today - 200 * DAY_MS, async () => {
    const bank = questions.map(({ kind, stem, options, answer, explanation, citation }) => ({
      kind,
      stem,
      options: [...options],
      answer: [...answer],
      explanation,
      citation,
    }))
    const imported = await office.quizBank.importQuestions(staff.editor, bank)
    for (const [i, question] of imported.entries()) questionIds.set(questions[i]?.key ?? '', question.id)
  })
  for (const demo of quizzes) fillQuiz(filling, demo, questionIds)
}

function fillQuiz(filling: DemoFilling, demo: DemoQuiz, questionIds: ReadonlyMap<string, string>): void {
  const { office, timeline, today, staff } = filling
  const opensAt = hourOf(today, demo.opensInDays, 9)
  const closesAt = hourOf(today, demo.closesInDays, 18)
  const drafted = Math.min(opensAt, today) - 2 * DAY_MS
  let quiz: Quiz | null = null
  timeline.add(drafted, async () => {
    quiz = await office.quizzes.createQuiz(staff.editor, {
      title: demo.title,
      rules: demo.rules,
      opensAt,
      closesAt,
      attemptsPer: demo.attemptsPer,
      paperSize: demo.paperSize,
      secondsAllowed: demo.secondsAllowed,
      qualifyingScore: demo.qualifyingScore,
      revealAt: null,
      prizes: demo.prizes.map(({ name, count }) => ({ name, count })),
      questionIds: demo.questionKeys.map((key) => questionIds.get(key) ?? ''),
    })
  })
  const openedAt = drafted + DAY_MS
  fillDraw(filling, demo, () => quiz as Quiz, { openedAt, closesAt })
  timeline.add(openedAt, () => office.quizzes.openQuiz(staff.leader, quiz?.id ?? ''))
  if (demo.opensInDays < 0) takeQuiz(filling, () => quiz?.id ?? '', opensAt, Math.min(closesAt, today))
  if (demo.closesInDays < 0) timeline.add(closesAt, () => office.quizzes.freezeDue(systemActor))
}

/** Residents who mostly know the answer: entrant number i misses every (2 + i % 7)th question. */
function takeQuiz(
  { office, timeline }: DemoFilling,
  quizId: () => string,
  from: number,
  until: number,
): void {
  const answers = new Map(questions.map((q) => [q.stem, q.answer.map((index) => q.options[index])]))
  for (let i = 0; i < ENTRANTS; i++)
    timeline.add(from + Math.floor(((i + 1) * (until - from - HOUR_MS)) / (ENTRANTS + 1)), async () => {
      const { resident } = await office.residents.signIn(`sim:demo-resident-${i + 1}`)
      const actor = { kind: 'resident' as const, id: resident.id }
      const { paper } = await office.quizAttempts.startAttempt(actor, quizId())
      const given = paper.questions.map((question, number) => {
        const right = answers.get(question.stem) ?? []
        const knows = (number + 1) % (2 + (i % 7)) !== 0
        const chosen = question.options.filter((o) => right.includes(o.label) === knows)
        const ids =
          question.kind === 'multiple' ? chosen.map((o) => o.id) : chosen.slice(0, 1).map((o) => o.id)
        return { questionId: question.id, optionIds: ids }
      })
      await office.quizAttempts.submitAttempt(actor, paper.attemptId, given)
    })
}
