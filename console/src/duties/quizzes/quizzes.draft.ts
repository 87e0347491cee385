import { minute } from '@/kit/format'
import { fromWall } from '@/kit/wall'
import type { NewQuiz, QuizDetail } from './quizzes.words'

/** A quiz as it is written: times as on the wall, minutes instead of seconds. */
export interface QuizDraft {
  title: string
  rules: string
  opensAt: string
  closesAt: string
  /** Empty: answers are shown as soon as it is over. */
  revealAt: string
  attemptsPer: 'quiz' | 'day'
  paperSize: number
  minutesAllowed: number
  qualifyingScore: number
  prizes: { key: number; name: string; count: number }[]
  /** Papers are drawn from the whole bank, or from what was chosen. */
  from: 'bank' | 'chosen'
  /** Ids in the bank. */
  chosen: string[]
}

const DAY = 24 * 3600_000
export const emptyQuiz = (now: number): QuizDraft => ({
  title: '',
  rules: '',
  opensAt: `${minute(now + DAY).slice(0, 10)} 09:00`,
  closesAt: `${minute(now + 15 * DAY).slice(0, 10)} 18:00`,
  revealAt: '',
  attemptsPer: 'quiz',
  paperSize: 10,
  minutesAllowed: 10,
  qualifyingScore: 8,
  prizes: [],
  from: 'bank',
  chosen: [],
})

export const fromQuiz = (quiz: QuizDetail): QuizDraft => ({
  title: quiz.title,
  rules: quiz.rules,
  opensAt: minute(quiz.opensAt),
  closesAt: minute(quiz.closesAt),
  revealAt: quiz.revealAt === quiz.closesAt ? '' : minute(quiz.revealAt),
  attemptsPer: quiz.attemptsPer,
  paperSize: quiz.paperSize,
  minutesAllowed: quiz.secondsAllowed / 60,
  qualifyingScore: quiz.qualifyingScore,
  prizes: quiz.prizes.map(({ name, count }, i) => ({ key: -1 - i, name, count })),
  from: quiz.questionIds ? 'chosen' : 'bank',
  chosen: quiz.questionIds ?? [],
})

export const toQuiz = (draft: QuizDraft): NewQuiz => ({
  title: draft.title,
  rules: draft.rules,
  opensAt: fromWall(draft.opensAt),
  closesAt: fromWall(draft.closesAt),
  ...(draft.revealAt ? { revealAt: fromWall(draft.revealAt) } : {}),
  attemptsPer: draft.attemptsPer,
  paperSize: draft.paperSize,
  secondsAllowed: Math.round(draft.minutesAllowed * 60),
  qualifyingScore: draft.qualifyingScore,
  prizes: draft.prizes.map(({ name, count }) => ({ name, count })),
  ...(draft.from === 'chosen' ? { questionIds: draft.chosen } : {}),
})

/** What the service would refuse, told before it is asked; names are those of the contract. */
export function quizFaults(draft: QuizDraft, now: number): Record<string, string> {
  const faults: Record<string, string> = {}
  if (!draft.title.trim()) faults.title = '请填写标题'
  if (!draft.rules.trim()) faults.rules = '请填写规则'
  if (!draft.opensAt) faults.opensAt = '请填写开始时间'
  if (!draft.closesAt) faults.closesAt = '请填写结束时间'
  else if (draft.closesAt <= draft.opensAt) faults.closesAt = '结束时间应晚于开始时间'
  else if (Date.parse(fromWall(draft.closesAt)) <= now) faults.closesAt = '结束时间已经过去'
  if (draft.revealAt && draft.revealAt < draft.closesAt) faults.revealAt = '公布答案的时间不能早于结束时间'
  if (draft.qualifyingScore > draft.paperSize)
    faults.qualifyingScore = '取得抽奖资格的题数不能多于每份试卷的题数'
  if (draft.from === 'chosen' && draft.chosen.length < draft.paperSize)
    faults.questionIds = `每份试卷 ${draft.paperSize} 道，只选了 ${draft.chosen.length} 道`
  for (const [i, { name }] of draft.prizes.entries())
    if (!name.trim()) faults[`prizes.${i}.name`] = '请填写奖品名称'
  return faults
}
