import type { Browser, Page, Route } from 'playwright-core'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'
import { publishPublication } from '../support/publications'
import { describeWithBrowser, launch } from './chromium'
import { buildMiniapp, faultsOf, settled, visit } from './miniapp'

const FIRST_SCREEN_MAX = 120 * 1024

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
const again = (page: Page) => page.getByRole('button', { name: '重试' }).filter({ visible: true }).first()

describeWithBrowser('the residents’ pages on a network that is slow, broken or gone', () => {
  let browser: Browser
  beforeAll(async () => {
    buildMiniapp()
    browser = await launch()
    test = await openTestOffice({}, 'sqlite')
    web = await serveOffice(test.office)
    await openPoll(test, { title: '冬季你点我检' })
    await publishPublication(test)
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await test.close()
  })

  it('the first screen comes in 120 KB, and from this server alone', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 } })
    const page = await context.newPage()
    const cdp = await context.newCDPSession(page)
    await cdp.send('Network.enable')
    let bytes = 0
    const hosts = new Set<string>()
    cdp.on('Network.requestWillBeSent', ({ request }) =>
      hosts.add(new URL(request.url).protocol + new URL(request.url).host),
    )
    cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    await page.goto(web.base)
    await page.getByRole('link', { name: /冬季你点我检/ }).waitFor()
    await page.getByRole('link', { name: /端午选粽提示/ }).waitFor()
    process.stdout.write(`first screen of the residents' pages: ${(bytes / 1024).toFixed(1)} KB\n`)
    expect(bytes).toBeGreaterThan(40 * 1024)
    expect(bytes).toBeLessThanOrEqual(FIRST_SCREEN_MAX)
    expect([...hosts].filter((host) => !host.startsWith('data:'))).toEqual([`http:${new URL(web.base).host}`])
  })

  it('pages open without a network too once the first has been seen, in words and with a way back', async () => {
    const { page } = await visit(browser, web.base, '/', { agreed: true })
    const fetched = page.waitForResponse(/pages-search-search/)
    await fetched
    await page.waitForLoadState('networkidle')
    await page.context().setOffline(true)
    await page.getByText('手机没有连上网络').waitFor()
    // What was read stays.
    await page.getByRole('link', { name: /冬季你点我检/ }).waitFor()
    await page.getByRole('link', { name: /端午选粽提示/ }).click()
    await page.getByText('网络没有连上，请检查手机的网络，然后再试一次。').waitFor()
    expect(await faultsOf(page, false)).toEqual([])
    await page.context().setOffline(false)
    await again(page).click()
    await page.getByRole('heading', { name: '怎么选' }).waitFor()
    await page.context().setOffline(true)
    await page.getByRole('button', { name: '返回' }).click()
    await page.getByRole('link', { name: '搜政策、搜提示、搜投票' }).click()
    await page.getByLabel('要找什么').fill('端午')
    await page.getByRole('button', { name: '搜索', exact: true }).click()
    await again(page).waitFor()
    await page.context().setOffline(false)
    await again(page).click()
    await page.getByRole('link', { name: /端午选粽提示/ }).waitFor()
  })

  it('a page whose script does not come says so, and comes when asked again', async () => {
    const { page } = await visit(browser, web.base, '/pages/mine/mine')
    let isBroken = true
    await page.route(/pages-mine-privacy/, (route) => (isBroken ? route.abort() : route.continue()))
    await page.getByRole('link', { name: '隐私说明' }).click()
    await page.getByText('这一页没有打开').waitFor()
    expect(await faultsOf(page, false)).toEqual([])
    isBroken = false
    await again(page).click()
    await page.getByRole('heading', { name: '您可以做什么' }).waitFor()
  })

  it('a read is tried once more by itself, and only once; a write without a key never', async () => {
    const { page } = await visit(browser, web.base, '/pages/ask/ask')
    const tries: string[] = []
    const refuse = (route: Route) => {
      tries.push(`${route.request().method()} ${new URL(route.request().url()).pathname}`)
      return route.fulfill({ status: 503, headers: { 'retry-after': '1' }, body: 'upstream' })
    }
    await page.route(/\/api\/(ask|search)/, refuse)
    await page.getByLabel('您想问什么').fill('怎么选粽子')
    await page.getByRole('button', { name: '问', exact: true }).click()
    await page.getByText('服务正忙，请过一会儿再试。').waitFor()
    await page.goto(`${web.base}/pages/search/search?q=%E7%AB%AF%E5%8D%88`)
    await page.getByText('服务正忙，请过一会儿再试。').waitFor()
    expect(tries).toEqual(['POST /api/ask', 'GET /api/search', 'GET /api/search'])
    // What was written is still there to be sent again.
    await page.unroute(/\/api\/(ask|search)/)
    await again(page).click()
    await page.getByRole('link', { name: /端午选粽提示/ }).waitFor()
  })

  it('a write whose answer is lost is sent again under the same key, and done once', async () => {
    const { page } = await visit(browser, web.base, '/pages/ask/ask?q=%E6%98%8E%E5%A4%A9%E5%A4%A9%E6%B0%94', {
      agreed: true,
    })
    const keys: (string | undefined)[] = []
    let lost = 2
    await page.route('**/api/enquiries', async (route) => {
      keys.push(route.request().headers()['idempotency-key'])
      const response = await route.fetch()
      if (lost-- > 0) return route.abort()
      return route.fulfill({ response })
    })
    await page.getByRole('button', { name: '留言，请工作人员答复' }).click()
    const submit = page.getByRole('button', { name: '提交留言' })
    await submit.click()
    await page.getByText('网络没有连上').waitFor()
    await submit.click()
    await page.getByText(/已转给工作人员，编号/).waitFor()
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    await page.getByRole('link', { name: '查看这条留言' }).click()
    await page.getByRole('link', { name: '全部留言' }).click()
    await page.getByText('已收到').waitFor()
    expect(
      await page
        .locator('main:visible')
        .getByRole('link', { name: /明天天气/ })
        .count(),
    ).toBe(1)
  })

  it('waits ten seconds for an answer, twice, and then says that the network is slow', async () => {
    const { page } = await visit(browser, web.base, '/pages/search/search')
    await page.clock.install()
    let asked = 0
    await page.route('**/api/search*', () => {
      asked++
    })
    await page.getByLabel('要找什么').fill('端午')
    await page.getByRole('button', { name: '搜索', exact: true }).click()
    for (const tries of [1, 2]) {
      while (asked < tries) await page.clock.runFor(100)
      await page.clock.runFor(10_000)
    }
    await page.getByText('网络太慢，等了很久没有回音').waitFor()
    expect(asked).toBe(2)
  })

  it('a session that has run out is begun again once, unseen', async () => {
    const { page, troubles } = await visit(browser, web.base, '/pages/mine/mine', { agreed: true })
    await page.getByRole('button', { name: '现在登录' }).click()
    await page.getByText('您已登录').waitFor()
    const token = () => page.evaluate<string>(`localStorage.getItem('guangting.token')`)
    const old = await token()
    await web.stranger('DELETE', '/api/session', undefined, { authorization: `Bearer ${old}` })
    await page.goto(`${web.base}/pages/mine/ballots`)
    await page.getByText('您还没有投过票。').waitFor()
    expect(await token()).not.toBe(old)
    expect(troubles.filter((t) => !t.includes('401'))).toEqual([])
    await settled(page)
  })
})
