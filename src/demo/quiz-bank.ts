import { contacts } from './city'
import { consumerQuestions } from './quiz-bank.consumer'
import { foodQuestions } from './quiz-bank.food'
import { marketQuestions } from './quiz-bank.market'
import { type RuledQuiz, rulesText } from './quiz-bank.rules-text'
import type { DemoQuestion, DemoQuiz } from './quiz-bank.types'

export type { DemoQuestion, DemoQuiz } from './quiz-bank.types'

export const questions: readonly DemoQuestion[] = [
  ...consumerQuestions,
  ...foodQuestions,
  ...marketQuestions,
].sort((one, other) => one.key.localeCompare(other.key))

const keysOf = (chosen: readonly DemoQuestion[]) => chosen.map(({ key }) => key)
const publicityContact = `联系科室：${contacts.publicity.division}，电话${contacts.publicity.phone}`

const foodWeek: RuledQuiz = {
  topic: '食品安全和消费维权',
  contact: publicityContact,
  opensInDays: -2,
  closesInDays: 12,
  attemptsPer: 'quiz',
  paperSize: 10,
  secondsAllowed: 600,
  qualifyingScore: 8,
  seed: 'system',
  claimDays: 15,
  questionKeys: keysOf(questions),
  prizes: [
    { key: 'first', name: '家用电子秤', count: 5, worthYuan: 60 },
    { key: 'second', name: '食品温度计', count: 20, worthYuan: 30 },
    { key: 'third', name: '帆布购物袋', count: 100, worthYuan: 12 },
  ],
}

const consumerRights: RuledQuiz = {
  topic: '消费维权知识',
  contact: publicityContact,
  opensInDays: -64,
  closesInDays: -50,
  attemptsPer: 'quiz',
  paperSize: 5,
  secondsAllowed: 300,
  qualifyingScore: 4,
  seed: 'witnesses',
  claimDays: 15,
  questionKeys: keysOf(consumerQuestions),
  prizes: [
    { key: 'first', name: '文具套装', count: 3, worthYuan: 50 },
    { key: 'second', name: '保鲜盒', count: 10, worthYuan: 25 },
  ],
}

const newYearFood: RuledQuiz = {
  topic: '节日食品安全',
  contact: publicityContact,
  opensInDays: 26,
  closesInDays: 40,
  attemptsPer: 'day',
  paperSize: 5,
  secondsAllowed: 300,
  qualifyingScore: 5,
  seed: 'public',
  claimDays: 20,
  questionKeys: keysOf(foodQuestions),
  prizes: [
    { key: 'first', name: '厨房计时器', count: 10, worthYuan: 35 },
    { key: 'second', name: '分类砧板', count: 30, worthYuan: 25 },
  ],
}

function demoQuiz(key: string, title: string, quiz: RuledQuiz): DemoQuiz {
  const { topic: _topic, contact: _contact, ...figures } = quiz
  return { key, title, ...figures, rules: rulesText(quiz) }
}

export const quizzes: readonly DemoQuiz[] = [
  demoQuiz('quiz-current', '食品安全和消费维权有奖问答〔虚构〕', foodWeek),
  demoQuiz('quiz-new-year', '“年味要放心”节日食品安全问答〔虚构〕', newYearFood),
  demoQuiz('quiz-previous', '“我的权利我知道”消费维权问答〔虚构〕', consumerRights),
]
