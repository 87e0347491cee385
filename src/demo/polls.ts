import { nationalForm } from '../modules/polls'

export { type FoodClass, foodClasses } from '../modules/polls'

export type DemoPollQuestion = {
  key: string
  text: string
  kind: 'choice' | 'open'
  minChoices: number
  maxChoices: number
  options: readonly { key: string; label: string }[]
}

export type DemoPoll = {
  key: string
  title: string
  intro: string
  /** Days from today; negative lies in the past. */
  opensInDays: number
  closesInDays: number
  votesPer: 'poll' | 'day'
  questions: readonly DemoPollQuestion[]
  /** Publications that close the loop: what was planned, what was found. */
  planKey?: string
  resultsKey?: string
  /** Class numbers, most wanted first; ballots filled in must come out in this order (the plan prints it). */
  ranking?: readonly number[]
}

const keys = ['class', 'place', 'worry', 'online', 'words']

/** The national form, its questions and options named. */
export const template: readonly DemoPollQuestion[] = nationalForm.questions.map((question, at) => {
  const key = keys[at] ?? ''
  return { ...question, key, options: question.options.map((label, i) => ({ key: `${key}${i + 1}`, label })) }
})

export const polls: readonly DemoPoll[] = [
  {
    key: 'poll-current',
    title: '本季度食品“你点我检”〔虚构〕',
    intro:
      '您点什么，我们检什么。请选出最想抽检的食品、最该去的地方和最担心的项目；得票前十的类别，每类抽检不少于5批次，结果公布在这里。每人一票，大约用时一分钟，不需要填写姓名和电话。',
    opensInDays: -4,
    closesInDays: 17,
    votesPer: 'poll',
    questions: template,
  },
  {
    key: 'poll-new-year',
    title: '年货和年夜饭专场“你点我检”〔虚构〕',
    intro:
      '坚果、腊味、糕点、白酒、年夜饭半成品……过年想吃得放心，先请您来点。本场每人每天可以投一票，投票开始时我们会在服务号里提醒已经订阅的居民。',
    opensInDays: 24,
    closesInDays: 45,
    votesPer: 'day',
    questions: template,
  },
  {
    key: 'poll-previous',
    title: '上一期食品“你点我检”〔虚构〕',
    intro:
      '本期投票已经结束，计票结果已锁定，不再变动。得票前十的类别共抽检60批次，抽检计划和抽检结果见下方链接。谢谢每一位投票的居民。',
    opensInDays: -76,
    closesInDays: -55,
    votesPer: 'poll',
    questions: template,
    planKey: 'poll-plan-notice',
    resultsKey: 'poll-sampling-result',
    ranking: [32, 31, 1, 3, 24, 6, 4, 15, 2, 5],
  },
]
