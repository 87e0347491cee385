import type { BodyOf, ReplyOf } from '@/api/contract'

export type Poll = ReplyOf<'get', '/api/polls/{id}'>
export type Question = Poll['questions'][number]
export type Answers = NonNullable<BodyOf<'put', '/api/polls/{id}/ballot'>>['answers']
/** What somebody has chosen and written so far, by question. */
export type Draft = Record<string, { optionIds: string[]; text: string }>

export const OPEN_TEXT_MAX = 500

export const emptyDraft = ({ questions }: Pick<Poll, 'questions'>): Draft =>
  Object.fromEntries(questions.map(({ id }) => [id, { optionIds: [], text: '' }]))

/** As far as it still fits: a poll's questions never change once it is open, what is stored on a phone might. */
export function restoredDraft(poll: Pick<Poll, 'questions'>, stored: Draft | null): Draft {
  const draft = emptyDraft(poll)
  for (const { id, options, maxChoices } of poll.questions) {
    const old = stored?.[id]
    const mine = draft[id]
    if (!old || !mine) continue
    const known = old.optionIds.filter((o) => options.some((option) => option.id === o))
    mine.optionIds = known.slice(0, maxChoices)
    mine.text = String(old.text ?? '').slice(0, OPEN_TEXT_MAX)
  }
  return draft
}

/** How much may be chosen, in few words. */
export function hintOf({ kind, minChoices, maxChoices }: Question): string {
  if (kind === 'open') return minChoices > 0 ? '' : '选填'
  const least = minChoices === 0 ? '选答，' : ''
  if (maxChoices === 1) return `${least}选一项`
  return minChoices === maxChoices ? `选 ${maxChoices} 项` : `${least}最多选 ${maxChoices} 项`
}

export const isSingle = ({ minChoices, maxChoices }: Question) => minChoices === 1 && maxChoices === 1

/** What is still missing, by question; empty where the ballot can be cast. */
export function faultsOf({ questions }: Pick<Poll, 'questions'>, draft: Draft): Record<string, string> {
  const faults: Record<string, string> = {}
  for (const [at, question] of questions.entries()) {
    const { id, kind, minChoices } = question
    const chosen = draft[id]?.optionIds.length ?? 0
    const missing = kind === 'open' ? minChoices > 0 && !draft[id]?.text.trim() : chosen < minChoices
    if (missing)
      faults[id] =
        kind === 'open'
          ? `第 ${at + 1} 题请填写。`
          : `第 ${at + 1} 题${chosen > 0 ? `至少选 ${minChoices} 项` : '还没有选'}。`
  }
  return faults
}

export const answersOf = ({ questions }: Pick<Poll, 'questions'>, draft: Draft): Answers =>
  questions.flatMap(({ id, kind }) => {
    const { optionIds = [], text = '' } = draft[id] ?? {}
    if (kind === 'open') return text.trim() ? [{ questionId: id, optionIds: [], text: text.trim() }] : []
    return optionIds.length > 0 ? [{ questionId: id, optionIds }] : []
  })

/** What the service found wrong, by question: its paths count what was sent. */
export function faultsFrom(errors: Record<string, string>, sent: Answers): Record<string, string> {
  const faults: Record<string, string> = {}
  for (const [path, message] of Object.entries(errors)) {
    const [, place = ''] = /^answers\.(\w+)/.exec(path) ?? []
    const id = /^\d+$/.test(place) ? sent[Number(place)]?.questionId : place
    if (id) faults[id] = message
  }
  return faults
}
