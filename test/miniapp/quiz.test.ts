import type { NewQuestion } from '../../src/modules/quizzes'
import { buildBank, openQuiz } from '../support/quizzes'
import type { Phone } from './phone'
import { comeIn, openTown, type Town, times } from './town'

let town: Town
const bank = buildBank(8)
beforeAll(async () => {
  town = await openTown()
  await town.test.office.quizBank.importQuestions(await town.test.staff('editor'), bank)
})
afterAll(() => town.close())

/** Answers the question on the screen, rightly. */
async function answer(phone: Phone): Promise<NewQuestion> {
  const asked = bank.find(({ stem }) => phone.text.includes(stem))
  if (!asked) throw new Error(`no question of the bank in:\n${phone.text}`)
  for (const at of asked.answer) await phone.tap(asked.options[at] ?? '')
  return asked
}
async function answerAll(phone: Phone, size = 5): Promise<void> {
  for (let at = 1; at <= size; at++) {
    await phone.sees(`第 ${at} 题，共 ${size} 题`)
    await answer(phone)
    await phone.sees(`已答 ${at} / ${size} 题`)
    if (at < size) await phone.tap('下一题')
  }
}
const attemptsOf = async (openid: string) =>
  (await (await town.web.resident(openid))('GET', '/api/me/attempts')).json.items

it('rules, consent, a paper against the clock, the score, and where it stands afterwards', async () => {
  const quiz = await openQuiz(town.test)
  const phone = town.phone('m-quiz')
  phone.open()
  await phone.tap('全部有奖问答')
  await phone.tap(quiz.title)
  await phone.sees(
    quiz.rules,
    '5 题，每人的题目和顺序不同',
    '10 分钟',
    '答对 3 题以上，进入抽奖',
    '帆布购物袋',
  )
  await phone.rests()
  expect(phone.network.sent.filter((s) => /session|attempts/.test(s))).toEqual([])

  await phone.tap('开始答题')
  await phone.sees('参加之前，请先看一下')
  // The clock does not run while a statement is read.
  expect(times(phone, `POST /api/quizzes/${quiz.id}/attempts`)).toBe(0)
  await phone.tap('同意，继续')
  await phone.sees('还剩', '已答 0 / 5 题', '上一题')
  expect(phone.text).toMatch(/还剩 (10:00|0?9:5\d)/)
  await phone.tap('下一题')
  await phone.sees('第 2 题，共 5 题')
  await phone.tap('上一题')
  await answerAll(phone)
  await phone.tap('交卷')
  await phone.sees('答对 5 题，共 5 题', '成绩达标，已进入抽奖。', '以后公布', '结果出来后告诉我')
  expect(phone.route).toBe('pages/quizzes/attempt')
  expect(await attemptsOf('m-quiz')).toMatchObject([
    { state: 'submitted', score: 5, total: 5, qualified: true },
  ])
  // Nothing tells what is right before it is revealed.
  expect(phone.text).not.toMatch(/解析\b|第\d题的解析/)

  await phone.tap('看规则、奖品和抽奖')
  await phone.sees('我答对 5 题，共 5 题')
  expect(phone.text.split('\n')).not.toContain('开始答题')
  phone.open('pages/mine/attempts')
  await phone.sees(quiz.title)
  expect(phone.troubles).toEqual([])
})

it('what is missing is said before the paper is handed in, and a second press hands it in all the same', async () => {
  const quiz = await openQuiz(town.test, { title: '答一题就交' })
  const phone = town.phone('m-short')
  await comeIn(phone)
  phone.open('pages/quizzes/paper', { id: quiz.id })
  await phone.sees('第 1 题，共 5 题')
  await answer(phone)
  await phone.tap('全部题目')
  await phone.tap('交卷')
  await phone.sees('还有 4 题没有答。')
  expect(await attemptsOf('m-short')).toMatchObject([{ state: 'under_way' }])
  await phone.tap('交卷')
  await phone.sees('答对 1 题，共 5 题', '答对 3 题以上才能抽奖')
  expect(phone.troubles).toEqual([])
})

it('answers given while the network is gone outlast the mini-program, and are handed in once it is back', async () => {
  const quiz = await openQuiz(town.test, { title: '断网也能交的卷' })
  const phone = town.phone('m-lost')
  await comeIn(phone)
  phone.open('pages/quizzes/paper', { id: quiz.id })
  await phone.sees('第 1 题，共 5 题')
  phone.network.turn('gone')
  await answerAll(phone)
  await phone.tap('交卷')
  await phone.sees('网络没有连上，请检查手机的网络，然后再试一次。', '您的答案已存在手机上。')
  const handedIn = () => phone.network.sent.filter((s) => /^PUT .*\/answers$/.test(s)).length
  expect(handedIn()).toBe(1)
  expect(await attemptsOf('m-lost')).toMatchObject([{ state: 'under_way' }])

  phone.network.turn('there')
  phone.open('pages/quizzes/read', { id: quiz.id })
  await phone.tap('继续答题')
  await phone.sees('已答 5 / 5 题')
  await phone.tap('交卷')
  await phone.sees('答对 5 题，共 5 题')
  expect(handedIn()).toBe(2)
  expect(phone.troubles).toEqual([])
})

it('a paper whose reply is lost is handed in, and pressing again shows the score', async () => {
  const quiz = await openQuiz(town.test, { title: '回音丢了的卷' })
  const phone = town.phone('m-deaf')
  await comeIn(phone)
  phone.open('pages/quizzes/paper', { id: quiz.id })
  await phone.sees('第 1 题，共 5 题')
  await answerAll(phone)
  phone.network.turn('deaf')
  await phone.tap('交卷')
  await phone.sees('网络太慢', '重复交不会出错')
  expect(await attemptsOf('m-deaf')).toMatchObject([{ state: 'submitted', score: 5 }])
  phone.network.turn('there')
  await phone.tap('交卷')
  await phone.sees('答对 5 题，共 5 题')
  expect(await attemptsOf('m-deaf')).toHaveLength(1)
  expect(phone.troubles).toEqual([])
})
