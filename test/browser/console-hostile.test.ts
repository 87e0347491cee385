import type { Browser, Page } from 'playwright-core'
import type { TextCheck } from '../../src/platform/wechat/text-check'
import { serveOffice } from '../support/http'
import { openWechatOffice, type WechatTest } from '../support/wechat'
import { describeWithBrowser, injected, launch } from './chromium'
import { buildConsole, desk, sitDown, withoutRefusals } from './console'
import { fillHostileTown, payloads } from './console.hostile-town'
import { rounds, settled } from './console.rounds'

describeWithBrowser('a town whose every word is an attack', () => {
  let test: WechatTest
  let web: Awaited<ReturnType<typeof serveOffice>>
  let browser: Browser
  const shown = new Set<string>()
  /** Screens on which at least one stood. */
  const screens = new Set<string>()

  beforeAll(async () => {
    buildConsole()
    browser = await launch()
    // Every text is held for a person to look at.
    const textCheck: TextCheck = { appId: 'wxtest', check: async () => 'review' }
    test = await openWechatOffice(undefined, { textCheck }, 'sqlite')
    web = await serveOffice(test.office)
    await fillHostileTown(test, web)
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await test.close()
  })

  /** The screen and what its pager leads on to. */
  async function look(page: Page, names: readonly string[]): Promise<string[]> {
    const found: string[] = []
    for (let pages = 0; pages < 8; pages++) {
      found.push(...(await injected(page)))
      const text = await page.evaluate<string>(
        `document.body.innerText + [...document.querySelectorAll('[title]')].map((e) => e.title).join('\\n')`,
      )
      for (const payload of payloads.filter((p) => text.includes(p))) {
        shown.add(payload)
        for (const name of names) screens.add(name)
      }
      const next = page.getByRole('button', { name: '下一页' })
      if ((await next.count()) !== 1 || !(await next.isEnabled())) break
      await next.click()
      await settled(page)
    }
    return found
  }

  it.each(['editor', 'office', 'admin', 'secrecy'])(
    '%s reads all of it as text: nothing runs, nothing is put into the page, nothing is loaded',
    async (role) => {
      await test.staff(role as 'editor')
      const { page, troubles } = await sitDown(browser, web.base, role, '/', desk)
      const found: string[] = []
      for await (const { name, tab } of rounds(page, web.base, true)) {
        const where = tab === null ? name : `${name} ${tab}`
        const screen = name.split(' ')[0] ?? name
        found.push(
          ...(await look(page, tab === null ? [screen] : [screen, `${screen} ${tab}`])).map(
            (html) => `${where}: ${html}`,
          ),
        )
        // A picture that a payload names inside the site is asked for and is not there.
        found.push(
          ...withoutRefusals(troubles.splice(0))
            .filter((t) => !/Failed to load resource: .* 40[04]/.test(t))
            .map((t) => `${where}: ${t}`),
        )
      }
      expect(found).toEqual([])
      await page.context().close()
    },
  )

  it('at least 120 payloads were seen there, letter for letter', () => {
    expect(shown.size).toBeGreaterThanOrEqual(120)
  })

  it.each([
    '',
    'publications',
    'publications/:id',
    'polls',
    'polls/:id',
    'quizzes',
    'quizzes/:id',
    'questions',
    'consultations',
    'consultations/:id',
    'push',
    'push/:id',
    'push/unknown',
    'push/mass',
    'enquiries',
    'enquiries/:id',
    'faqs',
    'search-misses',
    'moderation',
    'ledger',
    'divisions',
    'publications/:id/sheet',
    'sampling',
    'sampling/plans/:id',
    'sampling/plans/:id/edit',
    'sampling/plans/:id 批次和结果',
    'sampling/registers',
    'sampling/registers 执法检查人员',
    'quizzes/:id/winners',
    'consultations/:id 已拟答复',
    'consultations/:id 交办',
    'consultations/:id 新旧对照',
    'consultations/:id 采纳情况',
    'consultations/:id 覆盖面',
  ])('one at least stood on /console/%s', (path) => {
    expect([...screens].sort()).toContain(`/console/${path}`)
  })
})
