// Pictures of every screen of the console at both sizes of a desk, for a look at all of them: npm run console:shots
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDemoOffice } from '../src/demo/open'
import { systemClock } from '../src/platform/clock'
import { launch } from '../test/browser/chromium'
import { buildConsole, sitDown } from '../test/browser/console'
import { rounds } from '../test/browser/console.rounds'
import { serveOffice } from '../test/support/http'
import { testDatabase, testOfficeOptions, testPassword } from '../test/support/office'

const desks = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
]
/** Who sees the most of each duty; what another has seen before is not taken again. */
const roles = (process.env.SHOTS_ROLES ?? 'editor,leader,office,admin,auditor').split(',')
const folder = join(__dirname, '..', 'shots', 'console')

async function main(): Promise<void> {
  buildConsole()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const database = await testDatabase('sqlite')
  const { office } = await openDemoOffice(testOfficeOptions(database.url, systemClock), testPassword)
  const web = await serveOffice(office)
  const browser = await launch()
  for (const viewport of desks) {
    const taken = new Set<string>()
    for (const role of roles) {
      const { page } = await sitDown(browser, web.base, role, '/', viewport)
      for await (const { name, tab } of rounds(page, web.base)) {
        const title = `${name.replace(/^\/console\/?/, '') || 'home'}${tab ? ` ${tab}` : ''}`
        if (taken.has(title)) continue
        taken.add(title)
        const file = `${viewport.width} ${title} (${role}).png`.replaceAll('/', '_').replaceAll(':', '')
        await page.screenshot({ path: join(folder, file) })
        process.stdout.write(`${file}\n`)
      }
      await page.context().close()
    }
  }
  await browser.close()
  await web.close()
  await office.close()
  await database.drop()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
