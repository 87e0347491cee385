import type { Browser } from 'playwright-core'
import { openDemoOffice } from '../../src/demo/open'
import type { Office } from '../../src/office'
import { systemClock } from '../../src/platform/clock'
import { serveOffice } from '../support/http'
import { type TestDatabase, testDatabase, testOfficeOptions } from '../support/office'
import { describeWithBrowser, launch } from './chromium'
import { withoutRefusals } from './console'
import { buildMiniapp, faultsOf, screens, settled, visit } from './miniapp'

describeWithBrowser("what came of a poll, on residents' phones", () => {
  let browser: Browser
  let database: TestDatabase
  let office: Office
  let web: Awaited<ReturnType<typeof serveOffice>>
  let pollId = ''
  beforeAll(async () => {
    buildMiniapp()
    database = await testDatabase('sqlite')
    office = (await openDemoOffice(testOfficeOptions(database.url, systemClock), 'Trial-of-Lanchuan-1'))
      .office
    web = await serveOffice(office)
    pollId = (await web.stranger('GET', '/api/polls?state=closed')).json.items[0].id
    browser = await launch()
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await office.close()
    await database.drop()
  })

  it('one walks from the option to the plan, the batches of one class, and one batch', async () => {
    const { page, troubles } = await visit(browser, web.base, `/pages/sampling/poll?id=${pollId}`)
    await page.getByText('共抽检 60 批次，合格 58 批次，不合格 2 批次。').waitFor()
    expect(await page.getByRole('heading', { name: /^第 \d+ 名/ }).count()).toBe(10)
    await page.getByText('抽检 10 批次，1 批次不合格').first().waitFor()
    expect(await page.getByText('噻虫胺').count()).toBeGreaterThan(0)
    await page.getByRole('button', { name: '看抽签记录' }).click()
    await page.getByText('guangting-double-random/1').waitFor()
    expect(await faultsOf(page, false)).toEqual([])
    await page.getByRole('link', { name: '看食用农产品的每一批次' }).click()
    await page.waitForURL('**/pages/sampling/results**')
    await settled(page)
    const top = page.locator('uni-page').last()
    expect(await top.locator('.card').count()).toBe(10)
    await top.getByRole('button', { name: '看这一批次的全部信息' }).first().click()
    await top.getByText('检验机构').waitFor()
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it('the table is searched by words and by conclusion, and downloaded', async () => {
    const { page, troubles } = await visit(browser, web.base, '/pages/sampling/results')
    await page.getByRole('button', { name: '再看一些' }).waitFor()
    await page.getByRole('button', { name: '不合格', exact: true }).click()
    await settled(page)
    expect(await page.locator('.card').count()).toBe(2)
    await page.getByLabel('查什么').fill('剁椒酱')
    await page.getByRole('button', { name: '查询' }).click()
    await settled(page)
    expect(await page.locator('.card h3').allTextContents()).toEqual(['剁椒酱'])
    expect(await faultsOf(page, false)).toEqual([])
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载查到的结果（Excel）' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('抽检结果.xlsx')
    await page.getByLabel('查什么').fill('没有这种东西')
    await page.getByRole('button', { name: '查询' }).click()
    await page.getByText('没有查到').waitFor()
    expect(withoutRefusals(troubles)).toEqual([])
  })

  it.each(screens)('at $width×$height both pages are in order, in 长辈版 too', async (viewport) => {
    for (const elder of [false, true])
      for (const path of [
        `/pages/sampling/poll?id=${pollId}`,
        '/pages/sampling/results?conformity=non_compliant',
      ]) {
        const { page } = await visit(browser, web.base, path, { viewport, elder, step: elder ? 2 : 0 })
        await page.getByText('生姜').first().waitFor()
        expect([path, elder, await faultsOf(page, elder)]).toEqual([path, elder, []])
        await page.context().close()
      }
  })

  it('before anything is known it says what will come, and without a network it says that', async () => {
    const open = (await web.stranger('GET', '/api/polls?state=open')).json.items[0].id
    const { page } = await visit(browser, web.base, `/pages/sampling/poll?id=${open}`)
    await page.getByText('抽检计划还没有公布').waitFor()
    await page.getByText('结果还没有公布').waitFor()
    expect(await faultsOf(page, false)).toEqual([])
    await page.route('**/api/**', (route) => route.abort())
    await page.reload()
    await page.getByRole('button', { name: '重试' }).first().waitFor()
    await page.unroute('**/api/**')
    await page.getByRole('button', { name: '重试' }).first().click()
    await page.getByText('抽检计划还没有公布').waitFor()
  })
})
