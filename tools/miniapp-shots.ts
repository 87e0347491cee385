// Pictures of every page of the residents' client, in normal and in elder mode: npm run miniapp:shots
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDemoOffice } from '../src/demo/open'
import { systemClock } from '../src/platform/clock'
import { launch } from '../test/browser/chromium'
import { buildMiniapp, settled, visit } from '../test/browser/miniapp'
import { addresses, luckyResident } from '../test/browser/miniapp.pages'
import { serveOffice } from '../test/support/http'
import { testDatabase, testOfficeOptions, testPassword } from '../test/support/office'

const phone = { width: 390, height: 844 }
/** Of longer pages the rest is left out. */
const TALLEST = 3_000
const folder = join(__dirname, '..', 'shots', 'miniapp')

async function main(): Promise<void> {
  buildMiniapp()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const database = await testDatabase('sqlite')
  const { office } = await openDemoOffice(testOfficeOptions(database.url, systemClock), testPassword)
  const web = await serveOffice(office, { simulator: true })
  const { visitor, resident } = await luckyResident(web)
  await resident('POST', '/api/enquiries', { question: '电梯的年检由谁来做？' })
  const browser = await launch()
  for (const elder of [false, true]) {
    const { page } = await visit(browser, web.base, '/', { viewport: phone, elder, agreed: true })
    await page.evaluate(`localStorage.setItem('guangting.visitor', '${visitor}')`)
    for (const [name, path] of await addresses(resident)) {
      if (path === null) continue
      await page.setViewportSize(phone)
      await page.goto(web.base + path)
      await settled(page)
      await page.screenshot({ path: join(folder, `${fileName(name, elder)} screen.png`) })
      // The bar below stands where the page ends, as it would after scrolling.
      const height = await page.evaluate<number>('document.documentElement.scrollHeight')
      await page.setViewportSize({ ...phone, height: Math.min(Math.max(height, phone.height), TALLEST) })
      await page.screenshot({ path: join(folder, `${fileName(name, elder)}.png`) })
      process.stdout.write(`${fileName(name, elder)}\n`)
    }
    await page.context().close()
  }
  await browser.close()
  await web.close()
  await office.close()
  await database.drop()
}

const fileName = (name: string, elder: boolean) =>
  `${name.replace('pages/', '').replaceAll('/', '-')}${elder ? ' elder' : ''}`

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
