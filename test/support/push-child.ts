import { createOffice } from '../../src/office'
import { type Clock, systemClock } from '../../src/platform/clock'
import { startWorker } from '../../worker/main'
import { testOfficeOptions } from './office'
import { wechatClients } from './wechat'

/** What a worker in a process of its own is told, in this order on its command line. */
export interface PushChildArgs {
  databaseUrl: string
  fakeUrl: string
  campaignId: string
  /** Its clock goes so far ahead of the machine's; ms. */
  ahead: number
  journalDir: string
}

export interface PushChildReport {
  /** Deliveries by state; absent in the first report, which says that it works. */
  counts?: Record<string, number>
  rssMiB: number
}

/** The real worker, to be killed. Tells its parent how the campaign stands, twice a second. */
async function main(args: string[]): Promise<void> {
  const [databaseUrl = '', fakeUrl = '', campaignId = '', ahead = '0', journalDir] = args
  const clock: Clock = { now: () => systemClock.now() + Number(ahead) }
  const wechat = wechatClients(fakeUrl, clock, 5_000)
  const office = await createOffice(testOfficeOptions(databaseUrl, clock, { wechat, journalDir }))
  await office.jobs.tick('push.sweep', `start:${clock.now()}`)
  startWorker(office)
  const rssMiB = () => Math.round(process.memoryUsage().rss / 1024 / 1024)
  process.send?.({ rssMiB: rssMiB() } satisfies PushChildReport)
  setInterval(async () => {
    const { counts } = await office.campaignReads.find(campaignId)
    process.send?.({ counts, rssMiB: rssMiB() } satisfies PushChildReport)
  }, 500)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
