import type { Browser, Page } from 'playwright-core'
import { Win } from '../../src/modules/draws'
import { claim, draftQuiz, people, qualifyAll } from '../support/draws'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { violationsAtRest as atRest, choose } from './calm'
import { describeWithBrowser, launch, overflow } from './chromium'
import { buildConsole, sitDown, withoutRefusals } from './console'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const inDialog = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true })

describeWithBrowser('prize draws in the console', () => {
  let browser: Browser
  beforeAll(async () => {
    buildConsole()
    browser = await launch()
    test = await openTestOffice({}, 'sqlite')
    web = await serveOffice(test.office)
    for (const role of ['editor', 'office', 'leader', 'auditor'] as const) await test.staff(role)
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await test.close()
  })

  /** A witness makes his share in the browser. @returns the slip he was given to keep */
  async function promise(username: string, id: string): Promise<string> {
    const { page, troubles } = await sitDown(browser, web.base, username, `/quizzes/${id}`)
    await button(page, '提交见证承诺').click()
    expect(await inDialog(page, '提交承诺').isDisabled()).toBe(true)
    const saved = page.waitForEvent('download')
    await inDialog(page, '下载份额单').click()
    const stream = await (await saved).createReadStream()
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    await page.getByText('我已保存好份额').click()
    expect(await atRest(page)).toEqual([])
    await inDialog(page, '提交承诺').click()
    await page.getByText('已提交承诺').waitFor()
    await button(page, '提交见证承诺').waitFor({ state: 'detached' })
    expect(withoutRefusals(troubles)).toEqual([])
    return Buffer.concat(chunks).toString('utf8')
  }

  it('the author names witnesses, they promise, a second person opens and draws, and prizes are handed over', async () => {
    const { id } = await draftQuiz(test, { prizes: [{ name: '购物袋', count: 2 }] })
    const author = await sitDown(browser, web.base, 'editor', `/quizzes/${id}`)
    await author.page.getByText('还没有填写抽奖规则').waitFor()
    await button(author.page, '填写抽奖规则').click()
    await inDialog(author.page, '保存').click()
    await author.page.getByText('至少选两位见证人').waitFor()
    expect(await atRest(author.page)).toEqual([])
    await choose(
      author.page,
      author.page.getByRole('combobox', { name: '见证人' }),
      /测试office/,
      /测试auditor/,
    )
    await author.page.getByRole('option', { selected: true }).nth(1).waitFor()
    await author.page.getByText('种子从哪里来').click()
    await inDialog(author.page, '保存').click()
    await author.page.getByText('等见证人测试office、测试auditor提交承诺').waitFor()
    expect(await atRest(author.page)).toEqual([])
    expect(withoutRefusals(author.troubles)).toEqual([])

    const slips = [await promise('office', id), await promise('auditor', id)] as const
    const leader = await test.staff('leader')
    await test.office.quizzes.openQuiz(leader, id)
    const six = await people(test, 6)
    await qualifyAll(
      test,
      id,
      six.map((r) => r.id),
    )
    await test.office.quizzes.closeQuiz(leader, id)

    const office = await sitDown(browser, web.base, 'office', `/quizzes/${id}`)
    await office.page.getByLabel('份额').fill('份额不见了')
    await button(office.page, '公布份额').click()
    await office.page.getByText('没有找到份额').waitFor()
    expect(await atRest(office.page)).toEqual([])
    await office.page.getByLabel('份额').fill(slips[0])
    await button(office.page, '公布份额').click()
    await office.page.getByText('等见证人测试auditor公布份额').waitFor()
    expect(await button(office.page, '开奖').count()).toBe(0)
    const auditor = await sitDown(browser, web.base, 'auditor', `/quizzes/${id}`)
    await auditor.page.getByLabel('份额').fill(slips[1])
    await button(auditor.page, '公布份额').click()
    await auditor.page.getByText('所需内容已经齐全').waitFor()
    expect(await button(auditor.page, '开奖').count()).toBe(0)
    await office.page.reload()
    await button(office.page, '开奖').click()
    await inDialog(office.page, '开奖').click()
    await office.page.getByText('已经开奖，中奖人已收到通知').waitFor()
    expect(await atRest(office.page)).toEqual([])
    expect(withoutRefusals(auditor.troubles)).toEqual([])

    const [win] = (await test.office.database.reads.findBy(Win, { quizId: id })) as [Win]
    await test.office.claiming.claimPrize({ kind: 'resident', id: win.residentId }, win.id, claim())
    const { page } = office
    await page.getByRole('link', { name: '中奖名单和奖品台账' }).click()
    await page.getByText('138****8000').waitFor()
    expect(await page.getByText('13800138000').count()).toBe(0)
    expect(await atRest(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    const before = await test.office.ledger.headSeq()
    await button(page, `办理 ${win.token}`).click()
    await inDialog(page, '显示原文并记入台账').click()
    await page.getByText('13800138000').waitFor()
    expect(await test.office.ledger.headSeq()).toBe(before + 1)
    expect(await atRest(page)).toEqual([])
    await inDialog(page, '登记已发放').click()
    await page.getByText('已登记发放').waitFor()
    await page.getByRole('cell', { name: '已发放' }).waitFor()
    expect(withoutRefusals(office.troubles)).toEqual([])
  })
})
