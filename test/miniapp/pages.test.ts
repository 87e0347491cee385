import { openConsultation } from '../support/consultations'
import { openPoll, someAnswers } from '../support/polls'
import { publishPublication } from '../support/publications'
import { launch } from '../support/push'
import { buildBank, openQuiz } from '../support/quizzes'
import { routes } from './running'
import { comeIn, openTown, type Town } from './town'

let town: Town
/** What each duty's pages are about. */
const about: Record<string, string> = {}
beforeAll(async () => {
  town = await openTown()
  await town.test.office.quizBank.importQuestions(await town.test.staff('editor'), buildBank(8))
  about.polls = (await openPoll(town.test)).id
  about.quizzes = (await openQuiz(town.test)).id
  about.consultations = (await openConsultation(town.test)).consultation.id
  about.publications = (await publishPublication(town.test, { title: '端午选粽提示' })).id
  about.sampling = about.polls
})
afterAll(() => town.close())

const queryOf = (route: string): Record<string, string> => {
  const id = about[route.split('/')[1] ?? '']
  return id ? { id } : {}
}

it.each(routes)('%s opens, comes to rest and says something, with a network and without', async (route) => {
  const phone = town.phone('m-walks')
  for (const state of ['there', 'gone'] as const) {
    phone.network.turn(state)
    phone.storage.clear()
    phone.open(route, queryOf(route))
    await phone.rests()
    const lines = phone.text.split('\n').filter((line) => !/虚构|没有连上网络。看过的/.test(line))
    expect([route, lines.join('').length > 4]).toEqual([route, true])
    expect(phone.title).not.toBe('')
    expect(phone.text).not.toMatch(/undefined|\[object|NaN|null/)
    expect(phone.troubles).toEqual([])
  }
})

it('a page whose link lost its id says that there is nothing, and asks for nothing else', async () => {
  const phone = town.phone('m-no-id')
  phone.open('pages/faqs/read')
  await phone.sees('没有找到这项内容，可能已经撤下。')
  expect(phone.network.sent.filter((asked) => asked.includes('faqs'))).toEqual([])
})

it('长辈版 is one tap from the first screen, and is still there after a restart', async () => {
  const phone = town.phone('m-elder')
  phone.open()
  await phone.tap('长辈版')
  await phone.sees('标准版')
  phone.open('pages/mine/mine')
  await phone.sees('换回标准版')
})

it('a message that is opened is read, and leads to what it tells about', async () => {
  const phone = town.phone('m-told')
  await comeIn(phone)
  const person = await town.web.resident('m-told')
  await person('PUT', `/api/polls/${about.polls}/ballot`, { answers: someAnswers })
  const title = '抽检结果出来了'
  const publicationId = about.publications ?? ''
  await launch(town.test, { publicationId, title, summary: '看看结果。' })
  while ((await town.test.office.jobs.runDue()) > 0);

  phone.open('pages/mine/mine')
  await phone.sees('1 条未读')
  await phone.tap('消息')
  await phone.sees('未读')
  await phone.tap(title)
  await phone.isAt('pages/publications/read')
  await phone.sees('端午选粽提示')
  await phone.rests()
  expect((await person('GET', '/api/me/messages')).json.items).toMatchObject([{ readAt: expect.any(String) }])
  expect(phone.troubles).toEqual([])
})
