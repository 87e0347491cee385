import type { Browser, Page } from 'playwright-core'
import { openConsultation } from '../support/consultations'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'
import { buildBank, openQuiz } from '../support/quizzes'
import { describeWithBrowser, launch } from './chromium'
import { buildMiniapp, faultsOf, screens, settled, visit } from './miniapp'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
/** As Chromium's developer tools call slow 4G: bytes a second, ms there and back. */
const slow4g = { offline: false, latency: 150, downloadThroughput: 180_000, uploadThroughput: 84_375 }
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const saidOffline = (page: Page) => page.getByText('网络没有连上').filter({ visible: true }).first()
const rows = async (table: string, column: string, id: string) => {
  const [row] = await test.office.database.select(`SELECT COUNT(*) AS n FROM ${table} WHERE ${column} = ?`, [
    id,
  ])
  return Number(row?.n)
}

/** What somebody can take part in: one of each, with nothing in it yet. */
async function occasions() {
  const [poll, quiz, { consultation, clause }] = [
    await openPoll(test),
    await openQuiz(test),
    await openConsultation(test),
  ]
  return { poll, quiz, consultation, clause: clause('a5') }
}

async function fillInBallot(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: '乳制品' }).click()
  await page.getByRole('radio', { name: '超市' }).click()
}
/** The first option of each question, all of them on one page. */
async function fillInPaper(page: Page): Promise<void> {
  const questions = page.locator('[id^=q-]').filter({ visible: true })
  await button(page, '全部题目').click()
  await questions.nth(4).waitFor()
  for (let at = 0; at < 5; at++) await questions.nth(at).locator('.choice').first().click()
  await page.getByText('已答 5 / 5 题').waitFor()
}
/** The service does it, and the answer never arrives; `times` in a row. */
async function loseAnswers(page: Page, address: RegExp, method: string, times: number): Promise<void> {
  let left = times
  await page.route(address, async (route) => {
    if (route.request().method() !== method || left <= 0) return route.fallback()
    left--
    await route.fetch()
    await route.abort()
  })
}
/** Never a blank page: it has a heading, words, and nothing that fails 适老化. */
async function inOrder(page: Page, elder: boolean): Promise<void> {
  await settled(page)
  expect(await page.locator('main:visible').textContent()).not.toBe('')
  expect(await faultsOf(page, elder)).toEqual([])
}

describeWithBrowser('voting, commenting, answering and leaving, on bad networks', () => {
  let browser: Browser
  beforeAll(async () => {
    buildMiniapp()
    browser = await launch()
    test = await openTestOffice({}, 'sqlite')
    web = await serveOffice(test.office)
    await test.office.quizBank.importQuestions(await test.staff('editor'), buildBank(8))
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await test.close()
  })

  it.each(screens)('on slow 4G at $width×$height: vote, comment, quiz, erase', async (viewport) => {
    const elder = viewport.width === 390
    const { poll, quiz, consultation, clause } = await occasions()
    const { page, troubles } = await visit(browser, web.base, '/', { viewport, elder })
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Network.enable')
    await cdp.send('Network.emulateNetworkConditions', slow4g)

    await page.goto(`${web.base}/polls/${poll.id}`)
    await settled(page)
    await fillInBallot(page)
    await button(page, '投票').click()
    await button(page, '同意，继续').click()
    await page.getByRole('heading', { name: '已投票，已计入' }).waitFor()
    await page.getByText('结果出来后，会放在“我的 — 消息”里。').waitFor()

    await page.goto(`${web.base}/consultations/${consultation.id}#clause-${clause.id}`)
    await settled(page)
    await button(page, '对第五条提意见').click()
    await page.getByLabel('您的意见').fill('字要大一些。')
    await button(page, '提交意见').click()
    await page.getByText('已收到您的意见').waitFor()

    await page.goto(`${web.base}/quizzes/${quiz.id}`)
    await settled(page)
    await page.getByRole('link', { name: '开始答题' }).click()
    for (let at = 1; at <= 5; at++) {
      await page.getByText(`第 ${at} 题，共 5 题`).waitFor()
      await page.locator('.choice').first().click()
      if (at < 5) await button(page, '下一题').click()
    }
    await button(page, '交卷').click()
    await page.getByRole('status').filter({ hasText: '共 5 题' }).waitFor()
    expect(await faultsOf(page, elder)).toEqual([])

    await page.goto(`${web.base}/pages/mine/data`)
    await button(page, '注销并删除我的信息').click()
    await button(page, '确定删除，不再恢复').click()
    await page.getByText('已注销，您的个人信息已经删除。').waitFor()
    expect(await faultsOf(page, elder)).toEqual([])

    expect(await rows('ballots', 'poll_id', poll.id)).toBe(1)
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(1)
    expect(await rows('attempts', 'quiz_id', quiz.id)).toBe(1)
    expect((await test.office.consultationReads.counters(consultation)).get('comments')).toBe(1)
    // That there is no ballot of mine yet is answered with 404, which a browser notes.
    expect(troubles.filter((t) => !/status of 404/.test(t))).toEqual([])
  })

  it.each(screens)(
    'on a network that dies at $width×$height: what was filled in stays, and each is counted once',
    async (viewport) => {
      const elder = viewport.width === 390
      const { poll, quiz, consultation, clause } = await occasions()
      const options = { viewport, elder, agreed: true }
      const { page } = await visit(browser, web.base, `/polls/${poll.id}`, options)
      const die = () => page.context().setOffline(true)
      const live = () => page.context().setOffline(false)

      await fillInBallot(page)
      await die()
      await button(page, '投票').click()
      await saidOffline(page).waitFor()
      await page.getByText('您选的内容已存在手机上，不会丢。').waitFor()
      await inOrder(page, elder)
      await live()
      await page.reload()
      await page.getByText('上次没有投完，已为您恢复之前选的内容。').waitFor()
      expect(await page.locator('[aria-checked=true]').count()).toBe(2)
      await loseAnswers(page, /\/ballot$/, 'PUT', 1)
      await button(page, '投票').click()
      await saidOffline(page).waitFor()
      await button(page, '投票').click()
      await page.getByRole('heading', { name: '已投票，已计入' }).waitFor()

      await page.goto(`${web.base}/consultations/${consultation.id}#clause-${clause.id}`)
      await settled(page)
      await button(page, '对第五条提意见').click()
      await page.getByLabel('您的意见').fill('字要大一些。')
      await die()
      await button(page, '提交意见').click()
      await page.getByText('您写的内容已存在手机上，不会丢。').waitFor()
      await inOrder(page, elder)
      await live()
      await page.reload()
      await settled(page)
      await button(page, '对第五条提意见').click()
      await page.getByText('已为您恢复写好的内容').waitFor()
      // Two tries of the client's own, under one key.
      await loseAnswers(page, /\/comments$/, 'POST', 2)
      await button(page, '提交意见').click()
      await saidOffline(page).waitFor()
      await button(page, '提交意见').click()
      await page.getByText('已收到您的意见').waitFor()

      await page.goto(`${web.base}/pages/quizzes/paper?id=${quiz.id}`)
      await fillInPaper(page)
      await die()
      await button(page, '交卷').click()
      await page.getByText('您的答案已存在手机上。').waitFor()
      await inOrder(page, elder)
      await live()
      await page.reload()
      await page.getByText('已答 5 / 5 题').waitFor()
      await loseAnswers(page, /\/answers$/, 'PUT', 1)
      await button(page, '交卷').click()
      await saidOffline(page).waitFor()
      await button(page, '交卷').click()
      await page.getByRole('status').filter({ hasText: '共 5 题' }).waitFor()

      await page.goto(`${web.base}/pages/mine/data`)
      await settled(page)
      await button(page, '注销并删除我的信息').click()
      await die()
      await button(page, '确定删除，不再恢复').click()
      await page.getByText('还不知道删除了没有。').waitFor()
      await inOrder(page, elder)
      await live()
      await loseAnswers(page, /\/api\/me$/, 'DELETE', 1)
      await button(page, '确定删除，不再恢复').click()
      await page.getByText('已注销，您的个人信息已经删除。').waitFor()

      expect(await rows('ballots', 'poll_id', poll.id)).toBe(1)
      expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(1)
      expect(await rows('attempts', 'quiz_id', quiz.id)).toBe(1)
      expect((await test.office.consultationReads.counters(consultation)).get('comments')).toBe(1)
      expect(await rows('comments', 'consultation_id', consultation.id)).toBe(1)
      // Nobody is left who could be named.
      const person = `SELECT COUNT(*) AS n FROM resident_identities WHERE sealed_openid IS NOT NULL`
      const [left] = await test.office.database.select(person, [])
      expect(Number(left?.n)).toBe(0)
    },
  )
})
