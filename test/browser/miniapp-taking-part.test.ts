import type { Browser } from 'playwright-core'
import { openConsultation } from '../support/consultations'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'
import { describeWithBrowser, launch } from './chromium'
import { buildMiniapp, faultsOf, screens, settled, visit } from './miniapp'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

describeWithBrowser('voting and commenting on the residents’ pages', () => {
  let browser: Browser
  beforeAll(async () => {
    buildMiniapp()
    browser = await launch()
    test = await openTestOffice({}, 'sqlite')
    web = await serveOffice(test.office)
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await test.close()
  })

  it.each(screens)('a clause is found by its address and commented at $width×$height', async (viewport) => {
    const { consultation, clause } = await openConsultation(test)
    const item = clause('a5')
    const elder = viewport.width === 390
    const address = `/consultations/${consultation.id}#clause-${item.id}`
    const { page, troubles } = await visit(browser, web.base, address, { viewport, elder })
    const article = page.locator(`#a-${item.id}`)
    await article.getByRole('button', { name: '对第五条提意见' }).click()
    expect(await faultsOf(page, elder)).toEqual([])
    await article.getByRole('button', { name: '提交意见' }).click()
    await article.getByText('请先写下您的意见').waitFor()
    await article.getByLabel('您的意见').fill('字要大一些，<b>老人</b>看不清。')
    await article.getByRole('radio', { name: '建议修改' }).click()
    // Not sent yet, and not lost: the page is left and opened again.
    await page.reload()
    await settled(page)
    await article.getByRole('button', { name: '对第五条提意见' }).click()
    await article.getByText('已为您恢复写好的内容').waitFor()
    await article.getByRole('button', { name: '提交意见' }).click()
    await page.getByRole('button', { name: '同意，继续' }).click()
    await page.getByText('已收到您的意见').waitFor()
    await page.getByText('字要大一些，<b>老人</b>看不清。').filter({ visible: true }).first().waitFor()
    await page.getByText('1 条意见，1 人提出').waitFor()
    expect(await faultsOf(page, elder)).toEqual([])
    const counters = await test.office.consultationReads.counters(consultation)
    expect(counters.get('comments')).toBe(1)
    expect(troubles).toEqual([])
  })

  it('a comment whose reply is lost is written once, and what was typed stays until it is there', async () => {
    const { consultation } = await openConsultation(test)
    const { page } = await visit(browser, web.base, `/consultations/${consultation.id}`, { agreed: true })
    await page.getByRole('button', { name: '对全文提意见' }).click()
    await page.getByLabel('您的意见').fill('总的来说赞成。')
    // The service has it and commits, and the answer never arrives.
    let lost = 0
    await page.route('**/comments', async (route) => {
      if (route.request().method() !== 'POST' || lost >= 2) return route.continue()
      lost++
      await route.fetch()
      await route.abort()
    })
    await page.getByRole('button', { name: '提交意见' }).click()
    await page.getByText('您写的内容已存在手机上').waitFor()
    await page.getByRole('button', { name: '提交意见' }).click()
    await page.getByText('已收到您的意见').waitFor()
    expect(lost).toBeGreaterThan(0)
    const counters = await test.office.consultationReads.counters(consultation)
    expect(counters.get('comments')).toBe(1)
  })

  it('what is missing in a ballot is in sight at once, however many options there are', async () => {
    const options = Array.from({ length: 30 }, (_, i) => `第${i + 1}类食品`)
    const question = {
      text: '您最想检哪类食品？',
      kind: 'choice' as const,
      minChoices: 1,
      maxChoices: 5,
      options,
    }
    const poll = await openPoll(test, { title: '选项很多', questions: [question] })
    const { page } = await visit(browser, web.base, `/polls/${poll.id}`)
    await page.getByRole('button', { name: '投票', exact: true }).click()
    const fault = page.getByText('第 1 题还没有选')
    await fault.waitFor()
    const isInSight = async () => {
      const box = await fault.boundingBox()
      return box !== null && box.y >= 0 && box.y + box.height <= 844
    }
    for (let tries = 0; tries < 20 && !(await isInSight()); tries++) await page.waitForTimeout(100)
    expect(await isInSight()).toBe(true)
  })

  it.each(screens)('a ballot is cast once and counted at $width×$height', async (viewport) => {
    const poll = await openPoll(test, { title: `冬季点检 ${viewport.width}` })
    const { page, troubles } = await visit(browser, web.base, `/polls/${poll.id}`, { viewport, agreed: true })
    for (const q of poll.questions.filter((one) => one.kind === 'choice' && one.minChoices > 0))
      for (const option of q.options.slice(0, q.minChoices))
        await page
          .locator(`#q-${q.id}`)
          .getByRole(q.maxChoices === 1 ? 'radio' : 'checkbox', { name: option.label })
          .click()
    expect(await faultsOf(page, false)).toEqual([])
    await page.getByRole('button', { name: '投票', exact: true }).click()
    await page.getByText('已投票').filter({ visible: true }).first().waitFor()
    await page.reload()
    await settled(page)
    await page.getByText('已投票').filter({ visible: true }).first().waitFor()
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(1)
    // That there is no ballot of mine yet is answered with 404, which a browser notes.
    expect(troubles.filter((t) => !/status of 404/.test(t))).toEqual([])
  })
})
