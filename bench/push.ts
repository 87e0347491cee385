import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { testDatabase } from '../test/support/office'
import { type Child, startChild } from './children'
import type { AskWorker, Progress } from './push.people'

const RECIPIENTS = Number(process.env.BENCH_RECIPIENTS ?? 100_000)
/** So long the sending is watched, where the whole of it would take too long; without it to the end. */
const SECONDS = Number(process.env.BENCH_SECONDS ?? Number.POSITIVE_INFINITY)
const BARE = Math.min(30_000, RECIPIENTS)
/** `off`: what the journal costs, by comparison. */
const JOURNALS = process.env.BENCH_JOURNALS !== 'off'
const KINDS = (process.env.BENCH_DATABASES ?? 'sqlite,mysql').split(',') as ('sqlite' | 'mysql')[]

const say = (line: string) => process.stdout.write(`${line}\n`)
const seconds = (since: number) => (performance.now() - since) / 1000
const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

async function bareRate(bare: Child, url: string, count: number): Promise<number> {
  return (await bare.ask<{ perSecond: number }>({ url, count })).perSecond
}

/** Asks the worker how far it is until it is there. */
async function until(
  worker: Child,
  memory: Progress[],
  isThere: (p: Progress) => boolean,
): Promise<Progress> {
  for (;;) {
    const progress = await worker.ask<Progress>({ ask: 'progress' } satisfies AskWorker)
    memory.push(progress)
    if (isThere(progress)) return progress
    await sleep(100)
  }
}

async function close(worker: Child): Promise<void> {
  if (worker.process.exitCode !== null || !worker.process.connected) return
  const gone = new Promise((resolve) => worker.process.once('exit', resolve))
  worker.process.disconnect()
  await gone
}

async function benchDatabase(kind: 'sqlite' | 'mysql'): Promise<void> {
  const database = await testDatabase(kind)
  const fake = startChild('push.fake.ts')
  const { url } = await fake.next<{ url: string }>()
  const bare = startChild('push.bare.ts')
  const filling = performance.now()
  await startChild('push.fill.ts', [database.url, String(RECIPIENTS)]).next()
  const journals = mkdtempSync(join(tmpdir(), 'guangting-journals-'))
  const worker = startChild(
    'push.worker.ts',
    [database.url, url, ...(JOURNALS ? [journals] : [])],
    process.env.BENCH_NODE_ARGS?.split(' ') ?? [],
  )
  await worker.next()
  const tell = (ask: AskWorker) => worker.ask<Progress>(ask)
  try {
    say(
      `\n${kind === 'sqlite' ? 'SQLite' : 'MariaDB'}, ${RECIPIENTS} recipients${JOURNALS ? '' : ', no journal'}`,
    )
    const idle = (await tell({ ask: 'progress' })).rssMiB
    say(`filled           in ${Math.round(seconds(filling))} s`)
    await bareRate(bare, url, 3_000)
    const rates = [await bareRate(bare, url, BARE)]
    const memory: Progress[] = []

    let began = performance.now()
    await tell({ ask: 'fanOut' })
    await until(worker, memory, (p) => p.fannedOut)
    say(`fan-out          ${Math.round(RECIPIENTS / seconds(began))} deliveries/s`)

    await tell({ ask: 'send' })
    const morning = performance.now()
    /** As large a share sent, or as large a share of the time gone. */
    const isSent = (share: number, ofTime: number) => (p: Progress) =>
      (p.counts.sent ?? 0) >= p.size * share ||
      ((p.counts.sent ?? 0) > 0 && seconds(morning) > SECONDS * ofTime)
    const first = await until(worker, memory, isSent(0.05, 0.1))
    began = performance.now()
    const from = first.counts.sent ?? 0
    const half = await until(worker, memory, isSent(0.5, 0.5))
    const sending = ((half.counts.sent ?? 0) - from) / seconds(began)
    const cpu = ((half.cpuMs - first.cpuMs) / ((half.counts.sent ?? 0) - from)) * 1000
    await tell({ ask: 'urgent' })
    const alert = await until(worker, memory, (p) => p.urgentMs !== null)
    const done = await until(worker, memory, isSent(1, 1))
    await close(worker)
    rates.push(await bareRate(bare, url, BARE))
    const tally = await fake.ask<{ mostPerRecipientAndTemplate: number; accepted: number }>({ ask: 'tally' })

    const rate = median(rates)
    say(`bare fetch       ${rates.map(Math.round).join(' and ')} requests/s`)
    say(
      `sent and marked  ${Math.round(sending)} deliveries/s = ${(sending / rate).toFixed(2)} of the bare client`,
    )
    say(`processor time   ${Math.round(cpu)} µs of the worker's a delivery`)
    say(
      `urgent alert     on the wire after ${alert.urgentMs} ms, with ${RECIPIENTS - (half.counts.sent ?? 0)} before it`,
    )
    const tenths = Array.from(
      { length: 10 },
      (_, n) => memory[Math.floor(((n + 0.5) * memory.length) / 10)] as Progress,
    )
    say(
      `memory           idle ${idle} MiB, then ${tenths.map((p) => p.rssMiB).join(' ')}; most ${Math.max(...memory.map((p) => p.rssMiB)) - idle} above idle`,
    )
    say(`  heap in use    ${tenths.map((p) => p.heapMiB).join(' ')}`)
    say(`  outside of it  ${tenths.map((p) => p.externalMiB).join(' ')}`)
    say(
      `counters         ${JSON.stringify(done.counts)}; most per person and template ${tally.mostPerRecipientAndTemplate}`,
    )
  } finally {
    await close(worker)
    for (const child of [bare, fake]) child.process.kill('SIGKILL')
    rmSync(journals, { recursive: true, force: true })
    await database.drop()
  }
}

async function main(): Promise<void> {
  for (const kind of KINDS)
    if (kind === 'mysql' && !process.env.TEST_MYSQL_URL) say('\nMariaDB: skipped, TEST_MYSQL_URL is not set')
    else await benchDatabase(kind)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
