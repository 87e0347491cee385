import { foodClasses } from './polls.food-classes'

export { type FoodClass, foodClasses } from './polls.food-classes'

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

const labelled = (prefix: string, labels: readonly string[]) =>
  labels.map((label, position) => ({ key: `${prefix}${position + 1}`, label }))

/** The national 你点我检 form: four questions to tick, and an open one last. */
export const template: readonly DemoPollQuestion[] = [
  {
    key: 'class',
    text: '您最想检哪类食品？（最多选5类）',
    kind: 'choice',
    minChoices: 1,
    maxChoices: 5,
    options: foodClasses.map(({ no, name, examples }) => ({
      key: `class${no}`,
      label: `${name}（${examples.slice(0, 3).join('、')}）`,
    })),
  },
  {
    key: 'place',
    text: '您希望在哪些地方抽样？（最多选3项）',
    kind: 'choice',
    minChoices: 1,
    maxChoices: 3,
    options: labelled('place', [
      '农贸市场',
      '商场、超市',
      '餐饮店',
      '校园周边',
      '网络平台',
      '食品作坊',
      '其他场所',
    ]),
  },
  {
    key: 'worry',
    text: '您最担心哪些项目？（最多选3项）',
    kind: 'choice',
    minChoices: 1,
    maxChoices: 3,
    options: labelled('worry', [
      '农药、兽药残留超标',
      '食品添加剂超范围、超限量使用',
      '微生物污染',
      '重金属等污染物',
      '非法添加非食用物质',
      '标签与实物不符',
    ]),
  },
  {
    key: 'online',
    text: '您常在哪类网络平台买食品？（最多选2项）',
    kind: 'choice',
    minChoices: 1,
    maxChoices: 2,
    options: labelled('online', [
      '综合购物平台',
      '外卖平台',
      '直播带货',
      '社区团购、网上买菜',
      '社交群、朋友圈',
      '不在网上买食品',
    ]),
  },
  {
    key: 'words',
    text: '还有什么想对我们说的？（选填，请不要写姓名、电话和住址）',
    kind: 'open',
    minChoices: 0,
    maxChoices: 0,
    options: [],
  },
]

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
