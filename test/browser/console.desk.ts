import type { Browser } from 'playwright-core'
import type { StaffRole } from '../../src/modules/staff'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { launch } from './chromium'
import { buildConsole } from './console'

export interface Opened<T extends TestOffice = TestOffice> {
  browser: Browser
  test: T
  web: Awaited<ReturnType<typeof serveOffice>>
}

/**
 * The console as it is now and one browser for the file; for each test an office of its own, in which these are
 * employed, and no page left open afterwards.
 * @param take where the test keeps what was opened
 */
export function atTheDesk<T extends TestOffice = TestOffice>(
  roles: readonly StaffRole[],
  take: (opened: Opened<T>) => void,
  open: () => Promise<T> = () => openTestOffice({}, 'sqlite') as Promise<T>,
): void {
  let browser: Browser
  let opened: Opened<T> | undefined
  beforeAll(async () => {
    buildConsole()
    browser = await launch()
  })
  beforeEach(async () => {
    const test = await open()
    const web = await serveOffice(test.office)
    opened = { browser, test, web }
    for (const role of roles) await test.staff(role)
    take(opened)
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await opened?.web.close()
    await opened?.test.close()
    opened = undefined
  })
  afterAll(() => browser?.close())
}
