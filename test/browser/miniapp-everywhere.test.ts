import type { Browser } from 'playwright-core'
import { openDemoOffice } from '../../src/demo/open'
import { serveOffice } from '../support/http'
import {
  FrozenClock,
  type TestDatabase,
  testDatabase,
  testOfficeOptions,
  testPassword,
} from '../support/office'
import { describeWithBrowser, launch, measure } from './chromium'
import { buildMiniapp, faultsOf, screens, settled, sizeFaultsOf, visit } from './miniapp'
import { addresses, luckyResident, pageNames } from './miniapp.pages'

describeWithBrowser('every page of the residents’ client, in the demo city', () => {
  let browser: Browser
  let database: TestDatabase
  let office: Awaited<ReturnType<typeof openDemoOffice>>['office']
  let web: Awaited<ReturnType<typeof serveOffice>>
  let visitor: string
  let paths: Map<string, string | null>

  beforeAll(async () => {
    buildMiniapp()
    browser = await launch()
    database = await testDatabase('sqlite')
    office = (await openDemoOffice(testOfficeOptions(database.url, new FrozenClock()), testPassword)).office
    web = await serveOffice(office)
    const lucky = await luckyResident(web)
    const { resident } = lucky
    visitor = lucky.visitor
    await resident('POST', '/api/enquiries', { question: '电梯年检由谁来做？' })
    paths = await addresses(resident)
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await office.close()
    await database.drop()
  })

  it('has an address for what can be opened by a link', () => {
    const without = [...paths].filter(([, path]) => path === null).map(([name]) => name)
    expect(pageNames().length).toBeGreaterThan(15)
    // A stall's page needs the link of its tablet: miniapp-stall has one.
    expect(without).toEqual(without.filter((name) => /stall/.test(name)))
  })

  it.each([
    ['标准版', false],
    ['长辈版', true],
  ])('keeps sizes, contrast and width on three screens: %s', async (_name, elder) => {
    const { page, troubles } = await visit(browser, web.base, '/', { elder, agreed: true })
    await page.evaluate(`localStorage.setItem('guangting.visitor', '${visitor}')`)
    const faults: string[] = []
    const note = (path: string, found: string[]) => faults.push(...found.map((fault) => `${path}: ${fault}`))
    let looked = 0
    for (const path of paths.values()) {
      if (path === null) continue
      await page.goto(web.base + path)
      await settled(page)
      looked++
      note(path, await faultsOf(page, elder))
      for (const viewport of [...screens.slice(1), screens[0]]) {
        await page.setViewportSize(viewport)
        note(`${path} at ${viewport.width}`, await sizeFaultsOf(page, elder))
      }
      // The largest letters, on the smallest screen.
      await page.evaluate(
        `document.querySelectorAll('.page').forEach((p) => { p.className = p.className.replace(/size-([ne])0/, 'size-$12') })`,
      )
      note(`${path} in the largest letters`, await sizeFaultsOf(page, elder))
    }
    expect(faults).toEqual([])
    expect(looked).toBeGreaterThan(14)
    // The measure itself sees what is too small.
    expect((await measure(page, 60, 700)).small.length).toBeGreaterThan(4)
    // A ballot that I have not cast is not found; a paper of a quiz that I have not begun is refused.
    expect(troubles.filter((t) => !/Failed to load resource: .* 40[49]/.test(t))).toEqual([])
    await page.context().close()
  })
})
