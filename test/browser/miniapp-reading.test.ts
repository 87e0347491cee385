import type { Browser, Page } from 'playwright-core'
import { openConsultation } from '../support/consultations'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'
import { publishPublication } from '../support/publications'
import { buildBank, openQuiz } from '../support/quizzes'
import { xssPayloads } from '../support/xss-payloads'
import { describeWithBrowser, launch } from './chromium'
import { buildMiniapp, faultsOf, screens, settled, visit } from './miniapp'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let ids: { article: string; notice: string; faq: string; poll: string }
const shown = (page: Page) => page.locator('.page:visible')

async function openFaq(question: string, answer: string): Promise<string> {
  const { id } = await test.office.faqs.createFaq(await test.staff('editor'), { question, answer })
  await test.office.faqs.openFaq(await test.staff('head'), id)
  return id
}

describeWithBrowser('reading in the residents’ pages', () => {
  let browser: Browser
  beforeAll(async () => {
    buildMiniapp()
    browser = await launch()
    test = await openTestOffice({}, 'sqlite')
    web = await serveOffice(test.office)
    const poll = await openPoll(test, { title: '冬季你点我检' })
    await test.office.quizBank.importQuestions(await test.staff('editor'), buildBank(8))
    await openQuiz(test)
    await openConsultation(test)
    const notice = await publishPublication(test, { kind: 'notice', title: '关于规范标价的通知' })
    const article = await publishPublication(test, {
      relatedDocumentId: notice.id,
      markdown:
        '## 怎么选\n\n| 看 | 什么 |\n|--|--|\n| 标签 | [样张](https://a.example/x) |\n\n1. 看标签\n2. 看包装\n\n拨打 12315。',
    })
    const faq = await openFaq('<b>执照</b>丢了怎么补领？', '带身份证补领。\n<img src=x onerror=alert(1)>')
    ids = { article: article.id, notice: notice.id, faq, poll: poll.id }
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await test.close()
  })

  it('the first screen tells what is open, what is new, and leads to each; back is where one was', async () => {
    const { page, troubles } = await visit(browser, web.base)
    expect(await page.title()).toBe('广听')
    expect(await shown(page).locator('aside').textContent()).toBe('本站为虚构城市演示，所有内容均非真实信息')
    const open = page.getByRole('region', { name: '现在可以参加' })
    expect(await open.getByRole('link').count()).toBe(6)
    await open.getByRole('link', { name: /冬季你点我检/ }).waitFor()
    await page.getByRole('button', { name: '通知公告' }).click()
    const news = page.getByRole('region', { name: '最新发布' })
    await news.getByText('端午选粽提示').waitFor({ state: 'detached' })
    await news.getByRole('link', { name: /关于规范标价的通知/ }).click()
    await page.waitForURL(`**/pages/publications/read?id=${ids.notice}`)
    await page.getByRole('heading', { name: '关于规范标价的通知' }).waitFor()
    expect(await page.title()).toBe('通知公告')
    // Whoever follows a link with a keyboard begins at the top of the new page.
    expect(await page.locator(':focus').textContent()).toBe('通知公告')
    await page.getByRole('link', { name: /端午选粽提示/ }).click()
    await page.getByRole('heading', { name: '怎么选' }).waitFor()
    await page.getByRole('button', { name: '返回' }).click()
    await page.getByRole('heading', { name: '关于规范标价的通知' }).waitFor()
    await page.goBack()
    await page.getByRole('region', { name: '现在可以参加' }).waitFor()
    expect(troubles).toEqual([])
  })

  it('what is shared opens where it is read, also after a reload', async () => {
    const { page, troubles } = await visit(browser, web.base, `/publications/${ids.article}`)
    await page.getByRole('heading', { name: '怎么选' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/pages/publications/read')
    await page.reload()
    await page.getByRole('heading', { name: '怎么选' }).waitFor()
    expect(await page.getByRole('link', { name: '样张' }).getAttribute('rel')).toBe('noopener noreferrer')
    expect(await page.locator('.rich ol li').count()).toBe(2)
    expect(await page.getByRole('link', { name: /拨打 0900-0000018/ }).getAttribute('href')).toBe(
      'tel:0900-0000018',
    )
    await page.goto(`${web.base}/faqs/${ids.faq}`)
    await page.getByRole('heading', { name: '<b>执照</b>丢了怎么补领？' }).waitFor()
    expect(await shown(page).getByText('<img src=x').count()).toBe(1)
    await page.goto(`${web.base}/pages/nothing/here`)
    await page.getByRole('heading', { name: '没有这一页' }).waitFor()
    await page.getByRole('link', { name: '回首页' }).click()
    await page.getByRole('region', { name: '现在可以参加' }).waitFor()
    expect(troubles).toEqual([])
  })

  it('a text that is withdrawn says so, and one that never was says so too', async () => {
    const gone = await publishPublication(test, { title: '写错的提示' })
    await test.office.publishing.withdraw(await test.staff('leader'), gone.id, '数字有误，正在核实。')
    const { page } = await visit(browser, web.base, `/publications/${gone.id}`)
    await page.getByText('数字有误，正在核实。').waitFor()
    expect(await page.getByRole('button', { name: '转发给别人' }).count()).toBe(0)
    await page.goto(`${web.base}/publications/01M8B74EKGSM3T9C90460AP0N3`)
    await page.getByText('没有找到这项内容，可能已经撤下。').waitFor()
    expect(await page.getByRole('button', { name: '重试' }).count()).toBe(1)
  })

  it('searches, and a question is answered with its source or handed to a person', async () => {
    const { page, troubles } = await visit(browser, web.base, '/pages/search/search', { agreed: true })
    await page.getByRole('button', { name: '搜索', exact: true }).click()
    await page.getByText('请先写下要找什么。').waitFor()
    await page.getByLabel('要找什么').fill('端午')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: /端午选粽提示/ }).click()
    await page.getByRole('heading', { name: '怎么选' }).waitFor()

    await page.goto(`${web.base}/pages/ask/ask`)
    await page.getByRole('button', { name: '问', exact: true }).click()
    await page.getByText('请先写下您的问题。').waitFor()
    await page.getByLabel('您想问什么').fill('执照丢了怎么补领')
    await page.keyboard.press('Enter')
    await page.getByText('带身份证补领。').waitFor()
    await page.getByRole('link', { name: '<b>执照</b>丢了怎么补领？' }).click()
    await page.waitForURL('**/pages/faqs/read?id=*')
    await page.goBack()
    await page.getByLabel('您想问什么').fill('明天天气怎么样')
    await page.getByRole('button', { name: '问', exact: true }).click()
    await page.getByText('没有查到与这个问题有关的已公开内容').waitFor()
    await page.getByRole('button', { name: '留言，请工作人员答复' }).click()
    await page.getByRole('button', { name: '提交留言' }).click()
    await page.getByText(/已转给工作人员，编号 2026-\d{6}/).waitFor()
    await page.getByRole('link', { name: '查看这条留言' }).click()
    await page.getByText(/最迟 2026年\d+月\d+日 答复/).waitFor()
    expect(await faultsOf(page, false)).toEqual([])
    expect(troubles).toEqual([])
  })

  it('reads aloud in sentences, where the browser has a voice, and stops when told', async () => {
    const context = await browser.newContext({ viewport: screens[0] })
    // A voice that says nothing: what it was given is kept.
    await context.addInitScript(`
      window.said = []
      const voice = { speak: (u) => { window.said.push(u.text); window.now = u }, cancel: () => { window.stopped = true } }
      Object.defineProperty(window, 'speechSynthesis', { value: voice })
      window.SpeechSynthesisUtterance = function (text) { this.text = text }
    `)
    const page = await context.newPage()
    await page.goto(`${web.base}/publications/${ids.article}`)
    await page.getByRole('button', { name: '读给我听' }).click()
    await page.evaluate('window.now.onend()')
    expect(await page.evaluate('window.said')).toEqual(['怎么选。', '看。'])
    await page.getByRole('button', { name: '停止朗读' }).click()
    expect(await page.evaluate('window.stopped')).toBe(true)
    await page.getByRole('button', { name: '读给我听' }).waitFor()
  })

  it('words that look like markup stay words, wherever they are shown', async () => {
    const payloads = xssPayloads.filter((p) => !p.includes('\u0000'))
    const nasty = await publishPublication(test, {
      title: payloads[0],
      summary: payloads[1],
      markdown: payloads.join('\n\n'),
      contact: {
        division: payloads[2] ?? '',
        phone: payloads[3]?.slice(0, 30) ?? '',
        hours: payloads[4]?.slice(0, 30) ?? '',
      },
    })
    const { page, troubles } = await visit(browser, web.base, `/publications/${nasty.id}`)
    await page
      .getByText(payloads[0] ?? '')
      .first()
      .waitFor()
    await page.goto(`${web.base}/`)
    await page
      .getByText(payloads[0] ?? '')
      .first()
      .waitFor()
    await page.goto(`${web.base}/pages/search/search?q=script`)
    await settled(page)
    const strange =
      'main :is(script, iframe, object, embed, svg, math, style, link, base, meta, video, audio)'
    expect(await page.locator(strange).count()).toBe(0)
    expect(await page.locator('main :is([onerror], [onload], [href^="javascript"])').count()).toBe(0)
    expect(troubles).toEqual([])
  })
})
