import type { Browser, Page } from 'playwright-core'
import { serveOffice } from '../support/http'
import { buildLine, consultationWith, publishReport } from '../support/reports'
import { openWechatOffice, type WechatTest } from '../support/wechat'
import { describeWithBrowser, injected, launch } from './chromium'
import { fillHostileTown, packed, payloads } from './console.hostile-town'
import { buildMiniapp, settled, visit } from './miniapp'

const ID = /[0-9A-HJKMNP-TV-Z]{26}/g
const patternOf = (path: string) => path.replace(ID, ':id').replace(/&.*$/, '')
/** Of one kind of page so many are looked at. */
const OF_A_KIND = 8

/** He has asked, voted, commented and been answered. */
const RESIDENT = 'o-hostile-0'

describeWithBrowser('residents in a town whose every word is an attack', () => {
  let test: WechatTest
  let web: Awaited<ReturnType<typeof serveOffice>>
  let browser: Browser
  let reported: string
  const shown = new Set<string>()
  const pages = new Set<string>()

  beforeAll(async () => {
    buildMiniapp()
    browser = await launch()
    test = await openWechatOffice(undefined, {}, 'sqlite')
    web = await serveOffice(test.office)
    await fillHostileTown(test, web)
    const words = payloads.filter((p) => p.length < 200)
    const open = await test.office.consultationReads.list({ limit: 1 })
    const resident = await web.resident(RESIDENT)
    for (const text of packed(1_000)) {
      const said = await resident('POST', `/api/consultations/${open.items[0]?.id}/comments`, { text })
      if (said.status !== 201) throw new Error(said.text)
    }
    const { id, ids } = await consultationWith(test, words.slice(0, 12), { quotable: true })
    const editor = await test.staff('editor')
    for (const [n, commentId] of ids.entries()) {
      const text = words[n + 12] ?? ''
      await test.office.adoption.dispose(editor, id, [commentId], buildLine({ gist: text, reason: text }))
    }
    await test.office.reports.write(editor, id, words.slice(24, 34).join(' '))
    await publishReport(test, id)
    reported = id
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await test.close()
  })

  const linksOf = (page: Page) =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll('.page a[href^="/"]')].map((a) => a.getAttribute('href'))`,
    )

  it('read it all as text: nothing runs, nothing is put into the page, nothing is loaded', async () => {
    const { page, troubles } = await visit(browser, web.base, '/', { agreed: true })
    await page.evaluate(`localStorage.setItem('guangting.visitor', ${JSON.stringify(RESIDENT)})`)
    const waiting = [
      '/',
      '/pages/search/search?q=script',
      '/pages/sampling/results',
      ...['ballots', 'comments', 'attempts', 'messages', 'wins'].map((l) => `/pages/mine/${l}`),
      `/pages/consultations/report?id=${reported}`,
      '/pages/mine/mine',
    ]
    const seen = new Set<string>()
    const ofAKind = new Map<string, number>()
    const found: string[] = []
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const pattern = patternOf(path)
      const many = ofAKind.get(pattern) ?? 0
      if (seen.has(path) || many >= OF_A_KIND || !/^\/(pages\/|$)/.test(path)) continue
      seen.add(path)
      ofAKind.set(pattern, many + 1)
      await page.goto(web.base + path)
      await settled(page)
      const signIn = page.getByRole('button', { name: '登录', exact: true })
      if ((await signIn.count()) === 1) {
        await signIn.click()
        await settled(page)
      }
      found.push(...(await injected(page)).map((html) => `${path}: ${html}`))
      const text = await page.evaluate<string>('document.body.innerText')
      for (const payload of payloads.filter((p) => text.includes(p))) {
        shown.add(payload)
        pages.add(pattern)
      }
      found.push(
        ...troubles
          .splice(0)
          .filter((t) => !/40[0349]/.test(t))
          .map((t) => `${path}: ${t}`),
      )
      waiting.push(...(await linksOf(page)))
    }
    expect(found).toEqual([])
    await page.context().close()
  })

  it('at least 120 payloads were seen there, letter for letter', () => {
    expect(shown.size).toBeGreaterThanOrEqual(120)
  })

  it.each([
    'home/home',
    'publications/list',
    'publications/read?id=:id',
    'polls/list',
    'polls/read?id=:id',
    'quizzes/list',
    'quizzes/read?id=:id',
    'quizzes/draw?id=:id',
    'consultations/list',
    'consultations/read?id=:id',
    'consultations/report?id=:id',
    'faqs/read?id=:id',
    'enquiries/list',
    'enquiries/read?id=:id',
    'search/search?q=script',
    'mine/ballots',
    'mine/comments',
  ])('one at least stood on /pages/%s', (path) => {
    expect([...pages].sort()).toContain(`/pages/${path}`)
  })
})
