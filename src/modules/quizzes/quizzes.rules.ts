import { shanghaiDay } from '../../platform/calendar'
import { canonicalJson, sha256 } from '../../platform/crypto'
import { type FieldError, invalidRequest } from '../../platform/problem'
import type {
  Attempt,
  GivenAnswer,
  PaperQuestion,
  QuestionResult,
  Quiz,
  QuizQuestion,
  QuizResults,
} from './quizzes.entities'

export { stateOf, type WindowState as QuizState } from '../../platform/window'

/** What residents are asked, under which rules, and when: whoever opens a quiz opens what he or she has read. */
export function contentHashOf(
  quiz: Pick<
    Quiz,
    | 'title'
    | 'rules'
    | 'opensAt'
    | 'closesAt'
    | 'attemptsPer'
    | 'paperSize'
    | 'secondsAllowed'
    | 'qualifyingScore'
    | 'revealAt'
    | 'prizes'
    | 'questionIds'
  >,
): string {
  const { title, rules, opensAt, closesAt, attemptsPer, paperSize, secondsAllowed } = quiz
  const { qualifyingScore, revealAt, prizes, questionIds } = quiz
  const paper = { paperSize, secondsAllowed, qualifyingScore, questionIds }
  return sha256(canonicalJson({ title, rules, opensAt, closesAt, attemptsPer, revealAt, prizes, ...paper }))
}

/** The unique part of an attempt's time: once per quiz, or once per Shanghai day in which it begins. */
export function periodOf(attemptsPer: Quiz['attemptsPer'], startedAt: number): string {
  return attemptsPer === 'day' ? shanghaiDay(startedAt) : 'quiz'
}

/** The first millisecond in which the paper can no longer be handed in. */
export function endsAtOf(quiz: Pick<Quiz, 'secondsAllowed' | 'closesAt'>, startedAt: number): number {
  return Math.min(startedAt + quiz.secondsAllowed * 1_000, quiz.closesAt)
}

/** A quiz that was closed early also ends the papers under way. */
export function isOver(
  attempt: Pick<Attempt, 'endsAt'>,
  quiz: Pick<Quiz, 'closesAt' | 'frozenAt'>,
  now: number,
): boolean {
  return quiz.frozenAt !== null || now >= attempt.endsAt || now >= quiz.closesAt
}

/** From when answers may be shown, at the end or later. */
export function revealAtOf(quiz: Pick<Quiz, 'revealAt' | 'closesAt'>): number {
  return Math.max(quiz.revealAt ?? quiz.closesAt, quiz.closesAt)
}

/** Only once frozen: until then another instance, whose clock is a little behind, may still take a paper. */
export function isRevealed(quiz: Pick<Quiz, 'revealAt' | 'closesAt' | 'frozenAt'>, now: number): boolean {
  return quiz.frozenAt !== null && now >= revealAtOf(quiz)
}

/**
 * Answers in their one written form: in the paper's order, options too, unanswered questions left out. Two sets of
 * answers that mean the same have the same form.
 * @throws Problem invalid_request naming each field
 */
export function canonicalAnswers(
  paper: readonly PaperQuestion[],
  questions: ReadonlyMap<string, QuizQuestion>,
  given: readonly GivenAnswer[],
): GivenAnswer[] {
  const errors: FieldError[] = []
  const byQuestion = new Map<string, GivenAnswer>()
  for (const [index, answer] of given.entries()) {
    const path = `answers.${index}`
    const asked = paper.find((q) => q.id === answer.questionId)
    if (!asked) {
      errors.push({ path: `${path}.questionId`, message: '试卷上没有这道题' })
      continue
    }
    if (byQuestion.has(answer.questionId))
      errors.push({ path: `${path}.questionId`, message: '同一道题只能回答一次' })
    byQuestion.set(answer.questionId, answer)
    const fault = optionFault(asked, questions.get(asked.questionId), answer.optionIds)
    if (fault) errors.push({ path: `${path}.optionIds${fault.at}`, message: fault.message })
  }
  if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
  return paper.flatMap(({ id, options }) => {
    const chosen = new Set(byQuestion.get(id)?.optionIds)
    const optionIds = options.map((o) => o.id).filter((o) => chosen.has(o))
    return optionIds.length > 0 ? [{ questionId: id, optionIds }] : []
  })
}

function optionFault(
  asked: PaperQuestion,
  question: QuizQuestion | undefined,
  optionIds: readonly string[],
): { at: string; message: string } | null {
  const known = new Set(asked.options.map((o) => o.id))
  const unknown = optionIds.findIndex((id) => !known.has(id))
  if (unknown >= 0) return { at: `.${unknown}`, message: '这道题没有这个选项' }
  if (new Set(optionIds).size !== optionIds.length) return { at: '', message: '同一个选项只能选一次' }
  if (question?.kind !== 'multiple' && optionIds.length > 1)
    return { at: '', message: '这道题只能选一个选项' }
  return null
}

export function answersHash(answers: readonly GivenAnswer[]): string {
  return sha256(canonicalJson(answers))
}

/** The options that are right, by the ids they have on this paper. */
export function rightOptionIds(asked: PaperQuestion, question: QuizQuestion): string[] {
  return asked.options.filter((o) => question.answer.includes(o.index)).map((o) => o.id)
}

export interface Marked {
  score: number
  total: number
  /** Ids in the bank. */
  asked: string[]
  wrong: string[]
}

/** One point for each question whose chosen options are exactly the right ones; an unanswered one is wrong. */
export function mark(
  paper: readonly PaperQuestion[],
  questions: ReadonlyMap<string, QuizQuestion>,
  answers: readonly GivenAnswer[],
): Marked {
  const chosen = new Map(answers.map((a) => [a.questionId, new Set(a.optionIds)]))
  const wrong = paper.filter((asked) => {
    const question = questions.get(asked.questionId)
    const right = question ? rightOptionIds(asked, question) : []
    const mine = chosen.get(asked.id)
    return !mine || mine.size !== right.length || right.some((id) => !mine.has(id))
  })
  return {
    score: paper.length - wrong.length,
    total: paper.length,
    asked: paper.map((q) => q.questionId),
    wrong: wrong.map((q) => q.questionId),
  }
}

/** The counters a submission moves, each by one. */
export function tallyItems(marked: Marked, qualified: boolean, submittedAt: number): string[] {
  return [
    'submissions',
    `day:${shanghaiDay(submittedAt)}`,
    `score:${marked.score}`,
    ...(qualified ? ['qualified'] : []),
    ...marked.asked.map((id) => `asked:${id}`),
    ...marked.wrong.map((id) => `wrong:${id}`),
  ]
}

export interface HardQuestion extends QuestionResult {
  questionId: string
}

/** Most often wrong first, as a share of the papers that asked it; equal shares by how many asked, then by id. */
export function hardestFirst(results: Pick<QuizResults, 'questions'>): HardQuestion[] {
  return Object.entries(results.questions)
    .map(([questionId, counts]) => ({ questionId, ...counts }))
    .sort(
      (a, b) =>
        b.wrong * a.asked - a.wrong * b.asked || b.asked - a.asked || (a.questionId < b.questionId ? -1 : 1),
    )
}
