import { minute } from '@/kit/format'
import { fromWall } from '@/kit/wall'
import type { NewPoll, PollDetail, Template } from './polls.words'

/** A poll as it is written: options one a line, times as on the wall. */
export interface DraftQuestion {
  key: number
  text: string
  kind: 'choice' | 'open'
  minChoices: number
  maxChoices: number
  lines: string
}
export interface Draft {
  title: string
  intro: string
  votesPer: 'poll' | 'day'
  window: { opensAt: string; closesAt: string }
  questions: DraftQuestion[]
}

let keys = 0
export const emptyQuestion = (kind: 'choice' | 'open'): DraftQuestion => ({
  key: ++keys,
  text: '',
  kind,
  minChoices: kind === 'choice' ? 1 : 0,
  maxChoices: kind === 'choice' ? 1 : 0,
  lines: '',
})
export const emptyDraft = (): Draft => ({
  title: '',
  intro: '',
  votesPer: 'poll',
  window: { opensAt: '', closesAt: '' },
  questions: [emptyQuestion('choice')],
})

export const fromTemplate = (template: Template, window: Draft['window']): Draft => ({
  title: template.title,
  intro: template.intro,
  votesPer: template.votesPer,
  window,
  questions: template.questions.map((q) => ({
    ...emptyQuestion(q.kind),
    text: q.text,
    minChoices: q.minChoices,
    maxChoices: q.maxChoices,
    lines: q.options.join('\n'),
  })),
})

export const fromPoll = (poll: PollDetail): Draft => ({
  title: poll.title,
  intro: poll.intro,
  votesPer: poll.votesPer,
  window: { opensAt: minute(poll.opensAt), closesAt: minute(poll.closesAt) },
  questions: poll.questions.map((q) => ({
    ...emptyQuestion(q.kind),
    text: q.text,
    minChoices: q.minChoices,
    maxChoices: q.maxChoices,
    lines: q.options.map((o) => o.label).join('\n'),
  })),
})

export const optionsOf = (question: DraftQuestion): string[] =>
  question.kind === 'open'
    ? []
    : question.lines
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')

export const toPoll = (draft: Draft): NewPoll => ({
  title: draft.title,
  intro: draft.intro,
  votesPer: draft.votesPer,
  opensAt: fromWall(draft.window.opensAt),
  closesAt: fromWall(draft.window.closesAt),
  questions: draft.questions.map((q) => ({
    text: q.text,
    kind: q.kind,
    minChoices: q.minChoices,
    maxChoices: q.kind === 'open' ? 0 : q.maxChoices,
    options: optionsOf(q),
  })),
})

/** The steps on which something is written, and what belongs to each. */
export const stepOf = (path: string): 1 | 2 => (/^(opensAt|closesAt|votesPer)/.test(path) ? 2 : 1)

/** What the service would refuse, told before it is asked; paths are those of the contract. */
export function faultsOf(draft: Draft, now: number): Record<string, string> {
  const faults: Record<string, string> = {}
  if (!draft.title.trim()) faults.title = '请填写标题'
  if (draft.questions.length === 0) faults.questions = '至少要有一道题'
  for (const [i, q] of draft.questions.entries()) {
    const path = `questions.${i}`
    if (!q.text.trim()) faults[`${path}.text`] = '请填写题目'
    if (q.kind === 'open') continue
    const options = optionsOf(q)
    if (options.length < 2) faults[`${path}.options`] = '选择题至少要有两个选项'
    else if (new Set(options).size < options.length) faults[`${path}.options`] = '选项不能重复'
    if (q.maxChoices > options.length)
      faults[`${path}.maxChoices`] = `最多可选数不能大于选项个数（${options.length}）`
    if (q.minChoices > q.maxChoices) faults[`${path}.minChoices`] = '最少可选数不能大于最多可选数'
  }
  const { opensAt, closesAt } = draft.window
  if (!opensAt) faults.opensAt = '请填写开始时间'
  if (!closesAt) faults.closesAt = '请填写结束时间'
  else if (closesAt <= opensAt) faults.closesAt = '结束时间应晚于开始时间'
  else if (Date.parse(fromWall(closesAt)) <= now) faults.closesAt = '结束时间已经过去'
  return faults
}

/** Tomorrow at nine, for two weeks: a beginning that only needs to be changed where it does not fit. */
export function usualWindow(now: number): Draft['window'] {
  const DAY = 24 * 3600_000
  return {
    opensAt: `${minute(now + DAY).slice(0, 10)} 09:00`,
    closesAt: `${minute(now + 15 * DAY).slice(0, 10)} 18:00`,
  }
}
