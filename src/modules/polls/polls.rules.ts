import { shanghaiDay } from '../../platform/calendar'
import { canonicalJson, sha256 } from '../../platform/crypto'
import { type FieldError, invalidRequest } from '../../platform/problem'
import { graphemes } from '../../platform/text'
import type { BallotAnswer, Poll, PollQuestion } from './polls.entities'
import { shanghaiHour } from './polls.series.rules'

export { stateOf, type WindowState as PollState } from '../../platform/window'

export const OPEN_TEXT_MAX = 500

/** What residents are asked, and when: whoever opens a poll opens what he or she has read. */
export function contentHashOf(
  poll: Pick<Poll, 'title' | 'intro' | 'opensAt' | 'closesAt' | 'votesPer' | 'questions'>,
): string {
  const { title, intro, opensAt, closesAt, votesPer, questions } = poll
  return sha256(canonicalJson({ title, intro, opensAt, closesAt, votesPer, questions }))
}

/** The unique part of a ballot's time: once per poll, or once per Shanghai day. */
export function periodOf(votesPer: Poll['votesPer'], castAt: number): string {
  return votesPer === 'day' ? shanghaiDay(castAt) : 'poll'
}

/**
 * A ballot in its one written form: answers in the poll's order, options too, no empty answers. Two ballots that mean
 * the same have the same form.
 * @throws Problem invalid_request naming each field
 */
export function canonicalAnswers(
  questions: readonly PollQuestion[],
  given: readonly BallotAnswer[],
): BallotAnswer[] {
  const errors: FieldError[] = []
  const byQuestion = new Map<string, { answer: BallotAnswer; index: number }>()
  for (const [index, answer] of given.entries()) {
    const path = `answers.${index}.questionId`
    if (!questions.some((q) => q.id === answer.questionId)) errors.push({ path, message: '没有这道题' })
    else if (byQuestion.has(answer.questionId)) errors.push({ path, message: '同一道题只能回答一次' })
    byQuestion.set(answer.questionId, { answer, index })
  }
  const result = questions.flatMap((question, number) => {
    const found = byQuestion.get(question.id)
    const path = found ? `answers.${found.index}` : `answers.${question.id}`
    const canonical =
      question.kind === 'open'
        ? openAnswer(question, found?.answer, path, errors)
        : choiceAnswer(question, found?.answer, path, number + 1, errors)
    return canonical ? [canonical] : []
  })
  if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
  return result
}

function choiceAnswer(
  question: PollQuestion,
  answer: BallotAnswer | undefined,
  path: string,
  number: number,
  errors: FieldError[],
): BallotAnswer | null {
  const chosen = new Set(answer?.optionIds ?? [])
  if (answer && chosen.size !== answer.optionIds.length)
    errors.push({ path: `${path}.optionIds`, message: '同一个选项只能选一次' })
  const known = question.options.filter((o) => chosen.has(o.id)).map((o) => o.id)
  if (known.length !== chosen.size) errors.push({ path: `${path}.optionIds`, message: '没有这个选项' })
  if (answer?.text !== undefined) errors.push({ path: `${path}.text`, message: '这道题不需要填写文字' })
  if (chosen.size < question.minChoices)
    errors.push({ path: `${path}.optionIds`, message: `第${number}题至少选 ${question.minChoices} 项` })
  if (chosen.size > question.maxChoices)
    errors.push({ path: `${path}.optionIds`, message: `第${number}题最多选 ${question.maxChoices} 项` })
  return known.length > 0 ? { questionId: question.id, optionIds: known } : null
}

function openAnswer(
  question: PollQuestion,
  answer: BallotAnswer | undefined,
  path: string,
  errors: FieldError[],
): BallotAnswer | null {
  if (answer && answer.optionIds.length > 0)
    errors.push({ path: `${path}.optionIds`, message: '这道题没有选项' })
  const text = answer?.text?.trim() ?? ''
  if (text === '' && question.minChoices > 0)
    errors.push({ path: `${path}.text`, message: '这道题请填写文字' })
  if (graphemes(text) > OPEN_TEXT_MAX)
    errors.push({ path: `${path}.text`, message: `不能超过 ${OPEN_TEXT_MAX} 个字` })
  return text === '' ? null : { questionId: question.id, optionIds: [], text }
}

/** Of the one written form that {@link canonicalAnswers} gives: equal ballots, equal text. */
export function writtenAnswers(answers: readonly BallotAnswer[]): { text: string; hash: string } {
  const text = JSON.stringify(answers)
  return { text, hash: sha256(text) }
}

/** What is counted of a ballot, in one written form: the options chosen, in the poll's order. */
export function choicesOf(answers: readonly BallotAnswer[]): string {
  return answers.flatMap((a) => a.optionIds).join(',')
}

/** What the log's entry of a ballot commits to; what was written by hand is not counted and not part of it. */
export function committedBallot(pollId: string, choices: string): string {
  return `ballot\n${pollId}\n${choices}`
}

/** The counters a ballot moves, each by one. */
export function tallyItems(
  answers: readonly BallotAnswer[],
  castAt: number,
  divisionId: string | null,
): string[] {
  return [
    'ballots',
    `day:${shanghaiDay(castAt)}`,
    `hour:${shanghaiHour(castAt)}`,
    `division:${divisionId ?? 'none'}`,
    ...answers.flatMap((a) => a.optionIds.map((id) => `option:${id}`)),
  ]
}

export interface NewQuestion {
  text: string
  kind: 'choice' | 'open'
  minChoices: number
  maxChoices: number
  options: string[]
}

/** Gives questions and options their ids, q1, q1o1 …, and refuses what nobody could answer. */
export function buildQuestions(questions: readonly NewQuestion[]): PollQuestion[] {
  const errors: FieldError[] = []
  const built = questions.map((q, i) => {
    const path = `questions.${i}`
    if (q.kind === 'choice') {
      if (q.options.length < 2) errors.push({ path: `${path}.options`, message: '选择题至少要有两个选项' })
      if (new Set(q.options).size !== q.options.length)
        errors.push({ path: `${path}.options`, message: '选项不能重复' })
      if (q.maxChoices < 1 || q.maxChoices > q.options.length)
        errors.push({ path: `${path}.maxChoices`, message: '最多可选数应在 1 和选项个数之间' })
      if (q.minChoices > q.maxChoices)
        errors.push({ path: `${path}.minChoices`, message: '最少可选数不能大于最多可选数' })
    } else {
      if (q.options.length > 0) errors.push({ path: `${path}.options`, message: '开放题没有选项' })
      if (q.minChoices > 1)
        errors.push({ path: `${path}.minChoices`, message: '开放题的最少可选数只能是 0（选答）或 1（必答）' })
    }
    const id = `q${i + 1}`
    const { text, kind, minChoices, maxChoices } = q
    return {
      id,
      text,
      kind,
      minChoices,
      maxChoices,
      options: q.options.map((label, o) => ({ id: `${id}o${o + 1}`, label })),
    }
  })
  if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
  return built
}

export interface OptionCount {
  optionId: string
  label: string
  votes: number
  /** 1 is the most wanted; equal votes share a rank. */
  rank: number
}

/** Most votes first; equal votes share a rank and stand in the poll's order. */
export function ranking(question: PollQuestion, votes: ReadonlyMap<string, number>): OptionCount[] {
  const rows = question.options.map((o) => ({ optionId: o.id, label: o.label, votes: votes.get(o.id) ?? 0 }))
  return rows
    .map((row) => ({ ...row, rank: 1 + rows.filter((other) => other.votes > row.votes).length }))
    .sort((a, b) => a.rank - b.rank)
}
