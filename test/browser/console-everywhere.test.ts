import type { Browser } from 'playwright-core'
import { menu } from '../../bot/menu'
import { type FakeWechat, startFakeWechat } from '../../fake-wechat'
import { openDemoOffice } from '../../src/demo/open'
import type { Office } from '../../src/office'
import { systemClock } from '../../src/platform/clock'
import { serveOffice } from '../support/http'
import { testDatabase, testOfficeOptions, testPassword } from '../support/office'
import { miniApp, oaApp, wechatClients } from '../support/wechat'
import { axeViolations, describeWithBrowser, launch, overflow } from './chromium'
import { buildConsole, desk, sitDown, withoutRefusals } from './console'
import { rounds } from './console.rounds'

/** What may be asked for at once, so that a screen is there in one breath. */
const MOST_REQUESTS = 2
/** Between them they meet every screen; what others may not see is told by console-roles. */
const roles = ['editor', 'office', 'secrecy', 'auditor', 'admin']

describeWithBrowser('every screen of the console, in the demo city', () => {
  let browser: Browser
  let office: Office
  let fake: FakeWechat
  let web: Awaited<ReturnType<typeof serveOffice>>
  let drop: () => Promise<void>
  const seen = new Set<string>()
  /** Who sees the most of all duties looks at them in every state too. */
  const thorough = ['office']

  beforeAll(async () => {
    buildConsole()
    browser = await launch()
    const database = await testDatabase('sqlite')
    drop = database.drop
    // As `npm start` has it: both accounts are there, the menu with them.
    fake = await startFakeWechat({
      apps: [
        { ...miniApp, kind: 'mini' },
        { ...oaApp, kind: 'oa' },
      ],
    })
    const over = { wechat: wechatClients(fake.url, systemClock), menu }
    const opened = await openDemoOffice(testOfficeOptions(database.url, systemClock, over), testPassword)
    office = opened.office
    web = await serveOffice(office)
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await office.close()
    await fake.close()
    await drop()
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })

  it.each(roles)(
    '%s meets nothing that axe, the policy or the console reports, and nothing wider than the desk, in two requests',
    async (role) => {
      const { page, troubles } = await sitDown(browser, web.base, role, '/', desk)
      const found: string[] = []
      for await (const { name, tab, asked } of rounds(page, web.base, thorough.includes(role))) {
        const where = tab === null ? name : `${name} ${tab}`
        // The same for everybody, but for the buttons: looked at closely once, walked through by all.
        const isNew = !seen.has(where)
        seen.add(where)
        if (isNew) found.push(...(await axeViolations(page)).map((v) => `${where}: ${v}`))
        if (asked.length > MOST_REQUESTS) found.push(`${where}: asks for ${asked.join(', ')}`)
        if ((await overflow(page)) > 0) found.push(`${where}: wider than the desk`)
        found.push(...withoutRefusals(troubles.splice(0)).map((t) => `${where}: ${t}`))
      }
      expect(found).toEqual([])
    },
  )

  it('went to more than the home page', () => {
    expect(seen.size).toBeGreaterThan(20)
  })
})
