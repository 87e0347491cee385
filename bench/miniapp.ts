// How soon the residents' pages are usable on a slow network: npm run bench:miniapp
import { openDemoOffice } from '../src/demo/open'
import { systemClock } from '../src/platform/clock'
import { launch } from '../test/browser/chromium'
import { buildMiniapp } from '../test/browser/miniapp'
import { serveOffice } from '../test/support/http'
import { testDatabase, testOfficeOptions, testPassword } from '../test/support/office'

/** As Chromium's developer tools call them: bytes a second, ms there and back. */
const networks = {
  'slow 4G': {
    downloadThroughput: (1_600_000 / 8) * 0.9,
    uploadThroughput: (750_000 / 8) * 0.9,
    latency: 150,
  },
  'slow 3G': { downloadThroughput: (500_000 / 8) * 0.8, uploadThroughput: (500_000 / 8) * 0.8, latency: 400 },
}
const ALLOWED_MS = 2_000
const ALLOWED_KB = 120
const ROUNDS = 5
const say = (line: string) => process.stdout.write(`${line}\n`)
const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

async function main(): Promise<void> {
  buildMiniapp()
  const database = await testDatabase('sqlite')
  const { office } = await openDemoOffice(testOfficeOptions(database.url, systemClock), testPassword)
  const web = await serveOffice(office)
  const browser = await launch()
  say('network    first visit: KB   painted ms   usable ms   again: KB   usable ms')
  for (const [name, network] of Object.entries(networks)) {
    const rounds: { kb: number; painted: number; usable: number; kbAgain: number; usableAgain: number }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const context = await browser.newContext({ viewport: { width: 360, height: 640 } })
      const page = await context.newPage()
      const cdp = await context.newCDPSession(page)
      await cdp.send('Network.enable')
      await cdp.send('Network.emulateNetworkConditions', { offline: false, ...network })
      let bytes = 0
      cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength
      })
      /** Until what one came for can be tapped, in ms of the page's own clock. */
      const usable = async () => {
        bytes = 0
        await page.goto(`${web.base}/`, { waitUntil: 'commit' })
        await page.getByText('去投票').waitFor()
        return page.evaluate<number>('performance.now()')
      }
      const first = await usable()
      const kb = bytes / 1024
      const painted = await page.evaluate<number>(
        `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0`,
      )
      const usableAgain = await usable()
      rounds.push({ kb, painted, usable: first, kbAgain: bytes / 1024, usableAgain })
      await context.close()
    }
    const of = (key: keyof (typeof rounds)[number]) => median(rounds.map((r) => r[key]))
    say(
      `${name.padEnd(11)}${of('kb').toFixed(1).padEnd(18)}${of('painted').toFixed(0).padEnd(13)}${of('usable').toFixed(0).padEnd(12)}${of('kbAgain').toFixed(1).padEnd(12)}${of('usableAgain').toFixed(0)}`,
    )
    if (name === 'slow 4G')
      say(
        `           allowed: ${ALLOWED_KB} KB, usable within ${ALLOWED_MS} ms: ${of('kb') <= ALLOWED_KB && of('usable') <= ALLOWED_MS ? 'kept' : 'NOT KEPT'}`,
      )
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
