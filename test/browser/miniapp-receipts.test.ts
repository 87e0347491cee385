import type { Browser } from 'playwright-core'
import { openConsultation } from '../support/consultations'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll, someAnswers } from '../support/polls'
import { describeWithBrowser, launch } from './chromium'
import { buildMiniapp, faultsOf, visit } from './miniapp'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

describeWithBrowser('that a voice is counted, checked by the phone that holds its receipt', () => {
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

  /** Somebody among others, whose phone knows him. */
  async function visitAs(visitor: string, path: string, elder = false) {
    const watched = await visit(browser, web.base, '/', { agreed: true, elder })
    await watched.page.evaluate(`localStorage.setItem('guangting.visitor', '${visitor}')`)
    await watched.page.goto(web.base + path)
    return watched
  }

  it('my ballot: promised at first, then in the log, reckoned here; what does not fit is said', async () => {
    const poll = await openPoll(test)
    for (let n = 0; n < 11; n++)
      await (await web.resident(`h5-other-${n}`))('PUT', `/api/polls/${poll.id}/ballot`, {
        answers: someAnswers,
      })
    const mine = await web.resident('h5-receipts')
    const { json } = await mine('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers })
    const { page, troubles } = await visitAs('h5-receipts', `/polls/${poll.id}`)
    const check = page.getByRole('button', { name: '查是否已计入' })
    await check.click()
    await page.getByText(/最迟 .+ 载入公开日志/).waitFor()
    await test.office.logs.sequence()
    await check.click()
    await page.getByText(/全部 12 条在 .+ 已签名公布。手机重新算过，对得上。/).waitFor()
    expect(await faultsOf(page, false)).toEqual([])
    const link = page.getByRole('link', { name: '看计票公示，自己核验' })
    expect(await link.getAttribute('href')).toBe(`/receipts?receipt=${json.receipt}`)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: '复制凭证' }).click()
    await page.getByText('凭证已复制。').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(json.receipt)
    expect(troubles.filter((t) => !/status of 404/.test(t))).toEqual([])
    // A service that says so without being able to show it is not believed.
    await page.route('**/api/receipts/*', async (route) => {
      const response = await route.fetch()
      const told = await response.json()
      told.inclusion.path[0] = told.inclusion.path[1]
      await route.fulfill({ response, json: told })
    })
    await check.click()
    await page.getByText('查到了这个凭证，但是核对不上').waitFor()
    expect(await faultsOf(page, false)).toEqual([])
  })

  it('my comment, and each of my ballots in their list, in 长辈版', async () => {
    const poll = await openPoll(test)
    const { consultation } = await openConsultation(test)
    const mine = await web.resident('h5-receipts-2')
    await mine('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers })
    await mine('POST', `/api/consultations/${consultation.id}/comments`, { text: '赞成。' })
    await test.office.logs.sequence()
    for (const path of [`/consultations/${consultation.id}`, '/pages/mine/ballots']) {
      const { page } = await visitAs('h5-receipts-2', path, true)
      await page.getByRole('button', { name: '查是否已计入' }).click()
      await page.getByText(/第 1 条，全部 1 条在 .+ 已签名公布。手机重新算过，对得上。/).waitFor()
      expect(await faultsOf(page, true)).toEqual([])
      await page.context().close()
    }
  })
})
