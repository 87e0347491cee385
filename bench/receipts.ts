import { testDatabase } from '../test/support/office'
import { type Child, startChild } from './children'
import type { Run, RunResult } from './votes.load'
import type { Ask } from './votes.service'

const PEOPLE = 8_000
const LEVELS = [8, 64, 256]
/** More of them are for a box on which others work as well. */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 11)
const RUN_MS = 1_000

interface Measured extends RunResult {
  perSecond: number
  cpuUs: number
}

interface Round {
  off: Measured
  on: Measured
  /** Putting the ballots of the round into the log: ms of a processor. */
  sequencing: number
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
const spread = (values: number[]) =>
  `${median(values).toFixed(3)} [${Math.min(...values).toFixed(3)}–${Math.max(...values).toFixed(3)}]`
const say = (text: string) => process.stdout.write(`${text}\n`)

/** What receipts cost a vote: the same poll with a log and without one, in turns, and the log's own work beside it. */
class Bench {
  constructor(
    private readonly service: Child,
    private readonly load: Child,
    private readonly port: number,
    private readonly tokensFile: string,
  ) {}

  async round(connections: number, isOnFirst: boolean): Promise<Round> {
    const first = await this.run(connections, isOnFirst)
    const second = await this.run(connections, !isOnFirst)
    const { cpuMs } = await this.ask<{ cpuMs: number }>({ ask: 'sequence' })
    const [on, off] = isOnFirst ? [first, second] : [second, first]
    return { on, off, sequencing: cpuMs }
  }

  private async run(connections: number, isOn: boolean): Promise<Measured> {
    const { pollId } = await this.ask<{ pollId: string }>({ ask: 'poll', unlogged: !isOn })
    const before = await this.ask<{ cpuMs: number }>({ ask: 'cost' })
    const run: Run = {
      port: this.port,
      path: `/api/polls/${pollId}/ballot`,
      tokensFile: this.tokensFile,
      connections,
      ms: RUN_MS,
      pace: 0,
    }
    const result = await this.load.ask<RunResult>(run)
    const after = await this.ask<{ cpuMs: number }>({ ask: 'cost' })
    const { stored, counted } = await this.ask<{ stored: number; counted: number }>({ ask: 'stored', pollId })
    if (stored !== result.acknowledged || counted !== stored)
      throw new Error(`${result.acknowledged} acknowledged, ${stored} stored, ${counted} counted`)
    return {
      ...result,
      perSecond: result.requests / result.seconds,
      cpuUs: ((after.cpuMs - before.cpuMs) * 1000) / result.requests,
    }
  }

  private ask<T>(question: Ask): Promise<T> {
    return this.service.ask<T>(question)
  }
}

async function benchDatabase(kind: 'sqlite' | 'mysql', load: Child): Promise<void> {
  const database = await testDatabase(kind)
  const service = startChild('votes.service.ts', [database.url])
  try {
    const { port } = await service.next<{ port: number }>()
    const { file } = await service.ask<{ file: string }>({ ask: 'people', count: PEOPLE } satisfies Ask)
    const bench = new Bench(service, load, port, file)
    for (let n = 0; n < 6; n++) await bench.round(64, n % 2 === 0)
    say(`\n${kind === 'sqlite' ? 'SQLite' : 'MariaDB'}, ${ROUNDS} interleaved rounds`)
    for (const connections of LEVELS) {
      const rounds: Round[] = []
      for (let n = 0; n < ROUNDS; n++) rounds.push(await bench.round(connections, n % 2 === 0))
      const rate = (pick: (r: Round) => Measured) => Math.round(median(rounds.map((r) => pick(r).perSecond)))
      const cpu = (pick: (r: Round) => Measured) => Math.round(median(rounds.map((r) => pick(r).cpuUs)))
      say(
        `${connections} connections: without ${rate((r) => r.off)}/s, ${cpu((r) => r.off)} µs CPU; ` +
          `with ${rate((r) => r.on)}/s, ${cpu((r) => r.on)} µs CPU`,
      )
      say(`  with ÷ without: ${spread(rounds.map((r) => r.on.perSecond / r.off.perSecond))}`)
      // As if the one process did both and nothing at the same time: the worst it can be.
      const both = (r: Round) => r.on.requests / (r.on.seconds + r.sequencing / 1000)
      say(
        `  with, and the log's work added ÷ without: ${spread(rounds.map((r) => both(r) / r.off.perSecond))}`,
      )
      const each = rounds.map((r) => (r.sequencing * 1000) / r.on.requests)
      say(`  the log's work: ${median(each).toFixed(1)} µs CPU a ballot`)
      const dear = (r: Round) => (r.on.cpuUs + (r.sequencing * 1000) / r.on.requests) / r.off.cpuUs
      say(`  CPU a ballot with, the log's work included ÷ without: ${spread(rounds.map(dear))}`)
    }
  } finally {
    service.process.kill('SIGTERM')
    await new Promise((resolve) => service.process.once('exit', resolve))
    await database.drop()
  }
}

async function main(): Promise<void> {
  const load = startChild('votes.load.ts')
  await benchDatabase('sqlite', load)
  if (process.env.TEST_MYSQL_URL) await benchDatabase('mysql', load)
  else say('\nMariaDB: skipped, TEST_MYSQL_URL is not set')
  load.process.kill()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
