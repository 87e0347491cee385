import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openDemoOffice } from '../src/demo/open'
import { systemClock } from '../src/platform/clock'
import { launch, openPage } from '../test/browser/chromium'
import { buildConsole, desk, enter, sitDown } from '../test/browser/console'
import { rounds, settled } from '../test/browser/console.rounds'
import { serveOffice } from '../test/support/http'
import { testDatabase, testOfficeOptions, testPassword } from '../test/support/office'

/** What the first prototype of this stack needed for one screen, and what is allowed; KB packed by gzip. */
const PROTOTYPE_KB = 316
const ALLOWED_KB = 350

/** Who together see every screen. */
const roles = ['office', 'editor', 'admin']

const say = (line: string) => process.stdout.write(`${line}\n`)

interface Timing {
  firstPaint: number
  loaded: number
}

async function main(): Promise<void> {
  buildConsole()
  const assets = join(__dirname, '..', 'console', 'dist', 'assets')
  const packed = readdirSync(assets)
    .filter((name) => name.endsWith('.gz'))
    .map((name) => ({ name: name.slice(0, -3), kb: statSync(join(assets, name)).size / 1024 }))
  const kb = new Map(packed.map(({ name, kb }) => [name, kb]))
  const database = await testDatabase('sqlite')
  const { office } = await openDemoOffice(testOfficeOptions(database.url, systemClock), testPassword)
  const web = await serveOffice(office)
  const browser = await launch()
  const watched = await openPage(browser, `${web.base}/console/`, desk)
  const { page } = watched
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.reload()
  await page.getByLabel('用户名').waitFor()
  await enter(watched, 'office')
  await settled(page)
  const sizeOf = (paths: string[]) =>
    [...new Set(paths)].reduce((sum, path) => sum + (kb.get(path.split('/').at(-1) ?? '') ?? 0), 0)
  const first = sizeOf(asked)
  const chart = packed.filter(({ name }) => /chart/i.test(name)).reduce((sum, { kb }) => sum + kb, 0)
  say(
    `first load, sign-in and home: ${first.toFixed(0)} KB gz (allowed ${ALLOWED_KB}, prototype ${PROTOTYPE_KB},`,
  )
  say(
    `  ratio to the prototype ${(first / PROTOTYPE_KB).toFixed(2)}); the chart's own, loaded when one is shown: ${chart.toFixed(0)} KB`,
  )
  say(`all scripts and styles: ${sizeOf([...kb.keys()]).toFixed(0)} KB gz\n`)
  say('screen                                    API requests*  first paint ms   loaded ms   new KB gz')
  const had = new Set(asked)
  const taken = new Set<string>()
  let most = 0
  for (const role of roles) {
    const { page } = await sitDown(browser, web.base, role)
    const loads: string[] = []
    page.on('request', (request) => loads.push(new URL(request.url()).pathname))
    for await (const { name, tab, asked } of rounds(page, web.base, true)) {
      const fresh = sizeOf(loads.filter((path) => !had.has(path)))
      for (const path of loads.splice(0)) had.add(path)
      const where = `${name}${tab ? ` · ${tab}` : ''}`
      if (taken.has(where)) continue
      taken.add(where)
      const { firstPaint, loaded } = await page.evaluate<Timing>(
        `({ firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, loaded: performance.getEntriesByType('navigation')[0].loadEventEnd })`,
      )
      most = Math.max(most, asked.length)
      say(
        `${where.padEnd(42)}${String(asked.length).padEnd(15)}${(tab ? '' : firstPaint.toFixed(0)).padEnd(17)}${(tab ? '' : loaded.toFixed(0)).padEnd(12)}${fresh.toFixed(0)}`,
      )
    }
    await page.context().close()
  }
  say(
    `\nmost requests of one screen: ${most}\n* beside the session's, which every full load of a page asks first`,
  )
  await browser.close()
  await web.close()
  await office.close()
  await database.drop()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
