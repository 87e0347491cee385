import type { Browser } from 'playwright-core'
import { welcomePages } from '../../miniapp-api/welcome/welcome.pages'
import { openConsultation } from '../support/consultations'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll, someAnswers } from '../support/polls'
import { publishPublication } from '../support/publications'
import { buildBank, openQuiz } from '../support/quizzes'
import { xssPayloads } from '../support/xss-payloads'
import {
  axeViolations,
  describeWithBrowser,
  launch,
  measure,
  openPage,
  openTab,
  overflow,
  unfold,
} from './chromium'

type Web = Awaited<ReturnType<typeof serveOffice>>
const ready = 'html[data-ready]'
let test: TestOffice
let web: Web

beforeEach(async () => {
  test = await openTestOffice({}, 'sqlite')
  web = await serveOffice(test.office)
})
afterEach(async () => {
  await web.close()
  await test.close()
})

/** One of everything a resident can do. */
async function fillOffice() {
  const poll = await openPoll(test)
  await web
    .resident('neighbour')
    .then((r) => r('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers }))
  await test.office.quizBank.importQuestions(await test.staff('editor'), buildBank(8))
  const quiz = await openQuiz(test)
  const { consultation } = await openConsultation(test)
  await publishPublication(test, {
    markdown: '## 怎么选\n\n| 看 | 什么 |\n|--|--|\n| 标签 | [样张](https://a.example/x) |',
  })
  return { poll, quiz, consultation }
}

describe('the files of the trial page', () => {
  it('are served with their types, to HEAD too, and everything else falls through', async () => {
    const page = await web.stranger('GET', '/')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.text).toContain('本站为虚构城市演示，所有内容均非真实信息')
    const loaded = [...page.text.matchAll(/(?:src|href)="(\/welcome[^"]+)"/g)].map((m) => m[1] ?? '')
    expect(loaded.length).toBeGreaterThanOrEqual(5)
    const types = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' }
    for (const path of loaded) {
      const file = await web.stranger('HEAD', path)
      expect([path, file.status, file.text]).toEqual([path, 200, ''])
      expect(file.headers.get('content-type')).toContain(types[path.split('.').pop() as keyof typeof types])
    }
    expect((await web.stranger('GET', '/welcome.pages.js')).status).toBe(404)
    expect((await web.stranger('POST', '/')).status).toBe(404)
  })

  it('carry no banner and offer no simulated sign-in at a real bureau', async () => {
    const real = await serveOffice(test.office, { production: true })
    const { text } = await real.stranger('GET', '/')
    await real.close()
    expect(text).not.toContain('虚构')
    expect(text).toContain('data-demo="no"')
  })

  it('show a notice as text', async () => {
    const ctx = { method: 'GET', path: '/', type: '', body: '' }
    await welcomePages('<b>"&')(ctx as never, async () => {})
    expect(ctx.body).toContain('>&#60;b&#62;&#34;&#38;</aside>')
  })
})

describeWithBrowser('the trial page in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  afterAll(() => browser.close())

  it('a newcomer votes on a phone, gets a receipt and sees the count', async () => {
    const { poll } = await fillOffice()
    const { page, troubles } = await openPage(browser, `${web.base}/`)
    await page.waitForSelector(ready)
    expect(await page.locator('.banner').textContent()).toContain('虚构城市演示')
    const first = page.locator('fieldset').first()
    const vote = page.getByRole('button', { name: '投票', exact: true })
    for (const label of ['肉制品', '乳制品', '糕点']) await page.getByLabel(label).check()
    expect(await first.locator('.chosen').textContent()).toBe('已选 3 / 最多 3')
    await page.getByLabel('粮食加工品').click()
    expect(await page.getByLabel('粮食加工品').isChecked()).toBe(false)
    expect(await first.locator('.chosen').textContent()).toContain('最多选 3 项')
    await vote.click()
    await page.getByText('第 2 题请至少选 1 项').waitFor()
    await page.getByLabel('农贸市场').check()
    await page.getByLabel('还有什么想说的').fill('多抽早市')
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(1)
    await vote.click()
    await page.getByText(/回执：[0-9a-f]{32}/).waitFor()
    await page.getByText('共 2 人次投票').waitFor()
    const rows = await page.locator('.tally').first().locator('li').allTextContents()
    expect(rows).toContain('肉制品2 票，100.0%')
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(2)
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.reload()
    await page.getByText('您已投票，谢谢！').waitFor()
    expect(troubles).toEqual([])
  })

  it('another ballot from a second tab is refused in the words of the API', async () => {
    await openPoll(test)
    const { page } = await openPage(browser, `${web.base}/`)
    await page.waitForSelector(ready)
    await page.getByLabel('肉制品').check()
    await page.getByLabel('农贸市场').check()
    const { page: second } = await openTab(await page.context().newPage(), `${web.base}/`)
    await second.waitForSelector(ready)
    await page.getByRole('button', { name: '投票', exact: true }).click()
    await page.getByText('您已投票，谢谢！').waitFor()
    await second.getByLabel('糕点').check()
    await second.getByLabel('超市').check()
    await second.getByRole('button', { name: '投票', exact: true }).click()
    await second.getByText('您已经投过票了，选票提交后不能更改。').waitFor()
  })

  it('a resident answers a quiz, comments on a clause, reads and searches', async () => {
    const { consultation } = await fillOffice()
    const { page, troubles } = await openPage(browser, `${web.base}/`)
    await page.waitForSelector(ready)
    await page.getByText('食品安全宣传周有奖问答').click()
    await page.getByRole('button', { name: '开始答题' }).click()
    await page.getByRole('timer').waitFor()
    await page.locator('#quizzes .option').first().click()
    await page.getByRole('button', { name: '交卷' }).click()
    await page.getByText(/答对 \d 题，共 5 题/).waitFor()

    await page.locator('#consultations summary').first().click()
    await page.getByRole('region', { name: '征求意见稿' }).waitFor()
    await page.getByLabel('对哪一条').selectOption({ index: 3 })
    await page.getByLabel('您的意见').fill('第三条建议写清楚字号。')
    await page.getByRole('button', { name: '提交意见' }).click()
    await page.getByText(/已收到（.*），回执 [0-9a-f]+/).waitFor()
    const { items } = await test.office.commentReads.list(consultation.id, { limit: 10 })
    expect(items.map((c) => c.text)).toEqual(['第三条建议写清楚字号。'])

    await page.getByRole('button', { name: /端午选粽提示/ }).click()
    await page.getByRole('heading', { name: '怎么选' }).waitFor()
    await page.getByRole('button', { name: '关闭文章' }).click()
    await page.getByRole('button', { name: '政策解读', exact: true }).click()
    await page.getByText('这里还没有内容').waitFor()
    await page.getByRole('searchbox').fill('端午')
    await page.getByRole('button', { name: '搜索' }).click()
    await page
      .locator('#found')
      .getByRole('button', { name: /端午选粽提示/ })
      .waitFor()
    const { json } = await web.stranger('GET', '/feeds/publications.json')
    const linked = new URL(json.items[0].url)
    await page.goto(web.base + linked.pathname)
    await page.getByRole('heading', { name: '怎么选' }).waitFor()
    expect(troubles).toEqual([])
  })

  it.each([
    ['normal', 360, 16, 44],
    ['elder', 360, 18, 60],
    ['normal', 1280, 16, 44],
    ['elder', 1280, 18, 60],
  ])('has no axe violation and keeps its sizes: %s mode, %d px wide', async (mode, width, text, target) => {
    await fillOffice()
    const { page, troubles } = await openPage(browser, `${web.base}/`, { width, height: 800 })
    await page.waitForSelector(ready)
    if (mode === 'elder') await page.getByRole('button', { name: '长辈版' }).click()
    await page.getByRole('button', { name: '看实时票数' }).click()
    await page.locator('.tally').first().waitFor()
    await unfold(page)
    await page.getByRole('region', { name: '征求意见稿' }).waitFor()
    await page.getByRole('button', { name: /端午选粽提示/ }).click()
    await page.getByRole('heading', { name: '怎么选' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
    const { texts, targets, ...faults } = await measure(page, text, target)
    expect(texts).toBeGreaterThan(60)
    expect(targets).toBeGreaterThan(25)
    // The measure itself sees what is too small.
    expect((await measure(page, 31, 1300)).small.length).toBe(texts)
    if (mode === 'elder') expect(faults).toEqual({ small: [], tight: [], narrow: [] })
    else
      expect({ ...faults, narrow: faults.narrow.filter((t) => !t.includes('样张')) }).toEqual({
        small: [],
        tight: [],
        narrow: [],
      })
    const main = await page.evaluate<string>(`getComputedStyle(document.body).fontSize`)
    expect(Number.parseFloat(main)).toBeGreaterThanOrEqual(18)
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.reload()
    expect(await page.getByRole('button', { name: '长辈版' }).getAttribute('aria-pressed')).toBe(
      String(mode === 'elder'),
    )
    expect(troubles).toEqual([])
  })

  it('the interface description has no axe violation and fits a phone', async () => {
    const { page, troubles } = await openPage(browser, `${web.base}/docs`)
    expect(await axeViolations(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect(troubles).toEqual([])
  })

  it('says what will come where the server does not have it yet', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.route('**/openapi.json', (route) => route.fulfill({ json: { paths: {} } }))
    const { troubles } = await openTab(page, `${web.base}/`)
    await page.waitForSelector(ready)
    expect(await page.locator('.empty').allTextContents()).toEqual([
      expect.stringContaining('投票正在准备中'),
      expect.stringContaining('有奖问答正在准备中'),
      expect.stringContaining('意见征集正在准备中'),
      expect.stringContaining('正在准备中，审核通过后在这里发布'),
    ])
    expect(await page.getByRole('searchbox').isVisible()).toBe(false)
    expect(troubles).toEqual([])
  })

  it('shows what was typed as text: no payload runs or becomes an element', async () => {
    // NUL is the one character no HTML text can hold; the API refuses it.
    const payloads = xssPayloads.filter((p) => !p.includes('\u0000'))
    expect(payloads.length).toBeGreaterThan(100)
    const poll = await openPoll(test, {
      title: payloads[0],
      intro: payloads.join('\n'),
      questions: [
        { text: payloads[1] ?? '', kind: 'choice', minChoices: 1, maxChoices: 1, options: payloads },
        { text: payloads[2] ?? '', kind: 'open', minChoices: 0, maxChoices: 0, options: [] },
      ],
    })
    const { page, troubles } = await openPage(browser, `${web.base}/`)
    await page.waitForSelector(ready)
    expect(await page.locator('.option span').evaluateAll((all) => all.map((e) => e.textContent))).toEqual(
      payloads,
    )
    expect(await page.locator('.card h3').textContent()).toBe(payloads[0])
    expect(await page.locator('.card .intro').textContent()).toBe(payloads.join('\n'))
    await page.locator('.option').nth(5).click()
    await page.getByRole('button', { name: '投票', exact: true }).click()
    await page.getByText('1 票，100.0%').waitFor()
    const names = await page.locator('.tally .name').evaluateAll((all) => all.map((e) => e.textContent))
    expect(new Set(names)).toEqual(new Set(payloads))
    const strange =
      'main :is(script, img, iframe, object, embed, svg, math, style, link, base, meta, video, audio)'
    expect(await page.locator(strange).count()).toBe(0)
    expect(
      await page.locator('main :is([onerror], [onload], [style*="position"], [href^="javascript"])').count(),
    ).toBe(0)
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(1)
    expect(troubles).toEqual([])
  })
})
