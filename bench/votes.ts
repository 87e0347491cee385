import { testDatabase } from '../test/support/office'
import { type Child, startChild } from './children'
import type { Run, RunResult } from './votes.load'
import type { Ask } from './votes.service'

const PEOPLE = 8_000
const LEVELS = [8, 32, 64, 256]
const ROUNDS = 5
const RUN_MS = 700
const WAYS = ['nothing', 'bare', 'durable', 'save'] as const
type Way = (typeof WAYS)[number]

interface Measured extends RunResult {
  perSecond: number
  cpuUs: number
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
const spread = (values: number[]) =>
  `${median(values).toFixed(2)} [${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)}]`
const line = (cells: (string | number)[]) =>
  process.stdout.write(
    `${cells
      .map((cell) => String(cell).padEnd(11))
      .join(' ')
      .trimEnd()}\n`,
  )

class Bench {
  constructor(
    private readonly service: Child,
    private readonly load: Child,
    private readonly port: number,
    private readonly tokensFile: string,
  ) {}

  /** One run on a poll of its own; fails where what is stored is not what was acknowledged. */
  async run(way: Way, connections: number, ms: number, pace = 0): Promise<Measured> {
    const { pollId } = await this.ask<{ pollId: string }>({ ask: 'poll' })
    const path = way === 'durable' ? `/api/polls/${pollId}/ballot` : `/api/bench/${pollId}/${way}`
    const before = await this.cost()
    const run: Run = { port: this.port, path, tokensFile: this.tokensFile, connections, ms, pace }
    const result = await this.load.ask<RunResult>(run)
    const after = await this.cost()
    const { stored, counted } = await this.ask<{ stored: number; counted: number }>({ ask: 'stored', pollId })
    const wanted = way === 'durable' || way === 'save' ? result.acknowledged : 0
    if (stored !== wanted) throw new Error(`${way}: ${result.acknowledged} acknowledged, ${stored} stored`)
    if (way === 'durable' && counted !== stored) throw new Error(`${stored} stored, ${counted} counted`)
    return {
      ...result,
      perSecond: result.requests / result.seconds,
      cpuUs: ((after.cpuMs - before.cpuMs) * 1000) / result.requests,
    }
  }

  cost(): Promise<{ cpuMs: number; peakMiB: number }> {
    return this.ask({ ask: 'cost' })
  }

  private ask<T>(question: Ask): Promise<T> {
    return this.service.ask<T>(question)
  }
}

function report(connections: number, rounds: Record<Way, Measured>[]): void {
  for (const way of WAYS) {
    const of = (pick: (m: Measured) => number) => rounds.map((round) => pick(round[way]))
    const others = of((m) => m.others).reduce((a, b) => a + b, 0)
    line([
      connections,
      way,
      Math.round(median(of((m) => m.perSecond))),
      median(of((m) => m.p50)).toFixed(1),
      median(of((m) => m.p99)).toFixed(1),
      Math.round(median(of((m) => m.cpuUs))),
      others,
    ])
  }
  const ratio = (way: Way) => spread(rounds.map((round) => round.durable.perSecond / round[way].perSecond))
  line([
    connections,
    `durable ÷ nothing ${ratio('nothing')}`,
    `÷ bare ${ratio('bare')}`,
    `÷ save ${ratio('save')}`,
  ])
}

async function benchDatabase(kind: 'sqlite' | 'mysql', load: Child): Promise<void> {
  const database = await testDatabase(kind)
  const service = startChild(
    'votes.service.ts',
    [database.url],
    process.env.BENCH_NODE_ARGS?.split(' ') ?? [],
  )
  try {
    const { port } = await service.next<{ port: number }>()
    const { file } = await service.ask<{ file: string }>({ ask: 'people', count: PEOPLE } satisfies Ask)
    const bench = new Bench(service, load, port, file)
    // Until the compiler has seen everything: before, each way is two or three times as dear.
    for (const way of [...WAYS, ...WAYS, ...WAYS, 'durable'] as Way[]) await bench.run(way, 64, 1_500)
    process.stdout.write(`\n${kind === 'sqlite' ? 'SQLite' : 'MariaDB'}, ${ROUNDS} interleaved rounds\n`)
    line(['connections', 'way', 'req/s', 'p50 ms', 'p99 ms', 'CPU µs/req', 'not 201'])
    let full = 0
    for (const connections of LEVELS) {
      const rounds: Record<Way, Measured>[] = []
      for (let n = 0; n < ROUNDS; n++) {
        const round: Partial<Record<Way, Measured>> = {}
        const order = n % 2 === 0 ? WAYS : [...WAYS].reverse()
        for (const way of order) round[way] = await bench.run(way, connections, RUN_MS)
        rounds.push(round as Record<Way, Measured>)
      }
      report(connections, rounds)
      if (connections === 64) full = median(rounds.map((round) => round.durable.perSecond))
    }
    const half = await bench.run('durable', 64, 3_000, full / 2)
    line([
      'at half load',
      `${Math.round(half.perSecond)}/s, p50 ${half.p50.toFixed(1)} ms, p99 ${half.p99.toFixed(1)} ms`,
    ])
    const { peakMiB } = await bench.cost()
    line([`service: peak RSS ${Math.round(peakMiB)} MiB; stored = acknowledged = counted in every run`])
  } finally {
    service.process.kill('SIGTERM')
    await new Promise((resolve) => service.process.once('exit', resolve))
    await database.drop()
  }
}

async function main(): Promise<void> {
  const load = startChild('votes.load.ts')
  process.stdout.write(
    'nothing: an endpoint like any other, same checks, stores nothing · bare: the same at the hot door · ' +
      'durable: a vote, committed and counted · save: repository.save, not counted\n',
  )
  await benchDatabase('sqlite', load)
  if (process.env.TEST_MYSQL_URL) await benchDatabase('mysql', load)
  else process.stdout.write('\nMariaDB: skipped, TEST_MYSQL_URL is not set\n')
  load.process.kill()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
