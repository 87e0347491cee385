// Pictures of every screen of the console at both sizes of a desk, for a look at all of them: npm run console:shots
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { menu } from '../bot/menu'
import { startFakeWechat } from '../fake-wechat'
import { openDemoOffice } from '../src/demo/open'
import { systemClock } from '../src/platform/clock'
import { calm } from '../test/browser/calm'
import { launch, openPage } from '../test/browser/chromium'
import { buildConsole, sitDown } from '../test/browser/console'
import { rounds, settled } from '../test/browser/console.rounds'
import { serveOffice } from '../test/support/http'
import { testDatabase, testOfficeOptions, testPassword } from '../test/support/office'
import { miniApp, oaApp, wechatClients } from '../test/support/wechat'
import { schedule } from '../worker/schedule'

const desks = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
]
/** Who sees the most of each duty; what another has seen before is not taken again. */
const roles = (process.env.SHOTS_ROLES ?? 'editor,leader,office,admin,auditor').split(',')
/** Where no link leads: what is not there, and what is not for an editor. */
const nowhere = [
  ['not-found', 'nowhere'],
  ['forbidden', 'accounts'],
] as const
const folder = join(__dirname, '..', 'shots', 'console')

async function main(): Promise<void> {
  buildConsole()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const database = await testDatabase('sqlite')
  // As `npm start` has it: both accounts of the bureau are there, the menu with them.
  const fake = await startFakeWechat({
    apps: [
      { ...miniApp, kind: 'mini' },
      { ...oaApp, kind: 'oa' },
    ],
  })
  const over = { wechat: wechatClients(fake.url, systemClock), menu }
  const { office } = await openDemoOffice(testOfficeOptions(database.url, systemClock, over), testPassword)
  // One turn of the clock, so that what it has to do is done: comments read and put into groups, logs sequenced.
  for (const { run } of schedule) await run(office)
  const web = await serveOffice(office)
  const browser = await launch()
  for (const viewport of desks) {
    const taken = new Set<string>()
    const take = async (page: Page, title: string) => {
      const file = `${viewport.width} ${title}.png`.replaceAll('/', '_').replaceAll(':', '')
      await calm(page)
      await page.screenshot({ path: join(folder, file) })
      process.stdout.write(`${file}\n`)
    }
    const door = await openPage(browser, `${web.base}/console/`, viewport)
    await door.page.getByRole('button', { name: '登录' }).waitFor()
    await take(door.page, 'sign-in')
    await door.page.context().close()
    for (const role of roles) {
      const { page } = await sitDown(browser, web.base, role, '/', viewport)
      for await (const { name, tab } of rounds(page, web.base, true)) {
        const title = `${name.replace(/^\/console\/?/, '') || 'home'}${tab ? ` ${tab}` : ''}`
        // What waits is another for each of them.
        if (taken.has(title) && title !== 'home') continue
        taken.add(title)
        await take(page, `${title} (${role})`)
      }
      for (const [title, path] of nowhere) {
        if (taken.has(title)) continue
        taken.add(title)
        await page.goto(`${web.base}/console/${path}`)
        await settled(page)
        await take(page, title)
      }
      await page.context().close()
    }
  }
  await browser.close()
  await web.close()
  await office.close()
  await fake.close()
  await database.drop()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
