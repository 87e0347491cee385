import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { staffCounter } from '../console-api/app'
import { residentCounter } from '../miniapp-api/app'
import { castBallot } from '../miniapp-api/polls/polls.contract'
import { systemActor } from '../src/modules/ledger'
import { Ballot } from '../src/modules/polls'
import { Log } from '../src/modules/receipts'
import { actorOf } from '../src/modules/staff'
import { createOffice, type Office } from '../src/office'
import { rfc3339, systemClock } from '../src/platform/clock'
import { canonicalJson, sha256 } from '../src/platform/crypto'
import { Addresses } from '../src/platform/http/addresses'
import { answer, type Counter } from '../src/platform/http/serve'
import { createApp, listen } from '../src/platform/http/server'
import { newId } from '../src/platform/ids'
import { testOfficeOptions, testPassword } from '../test/support/office'
import { manyPeople } from '../test/support/people'
import { buildPoll } from '../test/support/polls'

/** What the bench asks of the service it started. */
export type Ask =
  | { ask: 'people'; count: number }
  | { ask: 'poll'; unlogged?: boolean }
  | { ask: 'sequence' }
  | { ask: 'stored'; pollId: string }
  | { ask: 'cost' }

/** What a vote is measured against; mounted here only, never in production. */
function benchRoutes(counter: Counter, office: Office): void {
  const { clock, database } = office
  // The same session check, validation and reply check, and nothing stored.
  const storeNothing = async () => {
    const now = clock.now()
    return answer({
      status: 201,
      body: { ballotId: newId(now), castAt: rfc3339(now), receipt: '0'.repeat(32) },
    })
  }
  counter.serve(
    { ...castBallot, operationId: 'benchNothing', path: '/api/bench/{id}/nothing', hot: false },
    storeNothing,
  )
  counter.serve({ ...castBallot, operationId: 'benchBare', path: '/api/bench/{id}/bare' }, storeNothing)
  // One row, saved as a TypeORM tutorial would; no tally.
  const repositorySave = { ...castBallot, operationId: 'benchSave', path: '/api/bench/{id}/save', hot: false }
  counter.serve(repositorySave, async ({ caller, params, body }) => {
    const castAt = clock.now()
    const answersHash = sha256(canonicalJson(body.answers))
    const ballot = {
      id: newId(castAt),
      pollId: params.id,
      residentId: caller.id,
      period: 'poll',
      answers: body.answers,
      answersHash,
      divisionId: null,
      castAt,
      receipt: answersHash.slice(0, 32),
    }
    if (database.kind === 'mysql') await database.reads.getRepository(Ballot).save(ballot)
    else await database.transaction((tx) => tx.getRepository(Ballot).save(ballot))
    return answer({
      status: 201,
      body: { ballotId: ballot.id, castAt: rfc3339(castAt), receipt: ballot.receipt },
    })
  })
}

async function main(databaseUrl: string): Promise<void> {
  const office = await createOffice(testOfficeOptions(databaseUrl, systemClock))
  const publicUrl = 'http://127.0.0.1'
  const residents = residentCounter(office, { limiter: null, publicUrl, notice: null })
  benchRoutes(residents, office)
  const app = createApp({
    log: office.log,
    addresses: new Addresses([]),
    counters: [residents, staffCounter(office, { limiter: null, secureCookie: false, publicUrl })],
    ready: async () => true,
    publicUrl,
    notice: null,
    production: false,
  })
  const { port } = await listen(app, '127.0.0.1', 0)

  const root = await office.divisions.create(systemActor, {
    parentId: null,
    name: '测试市局',
    kind: 'bureau',
  })
  const member = async (username: 'editor' | 'leader') =>
    actorOf(
      await office.staff.createStaff(systemActor, {
        username,
        name: username,
        divisionId: root.id,
        roles: [username],
        password: testPassword,
        mustChangePassword: false,
      }),
    )
  const [editor, leader] = [await member('editor'), await member('leader')]

  const replyTo = async (question: Ask): Promise<unknown> => {
    switch (question.ask) {
      case 'people': {
        const file = join(mkdtempSync(join(tmpdir(), 'guangting-bench-')), 'tokens')
        // People do not come in the order they first signed in: their rows lie all over the index.
        const tokens = (await manyPeople(office, question.count)).sort()
        writeFileSync(file, tokens.join('\n'))
        return { file }
      }
      case 'poll': {
        const poll = await office.polls.createPoll(editor, buildPoll(systemClock.now()))
        await office.polls.openPoll(leader, poll.id)
        // As one that was opened before there were logs: its ballots leave no entry.
        if (question.unlogged) await office.database.transaction((tx) => tx.delete(Log, { id: poll.id }))
        return { pollId: poll.id }
      }
      case 'sequence': {
        const before = process.cpuUsage()
        const from = performance.now()
        await office.logs.sequence()
        const { user, system } = process.cpuUsage(before)
        return { ms: performance.now() - from, cpuMs: (user + system) / 1000 }
      }
      case 'stored': {
        const counted = (await office.pollReads.tally(question.pollId)).tally.ballots
        const stored = await office.database.reads.countBy(Ballot, { pollId: question.pollId })
        return { stored, counted }
      }
      case 'cost': {
        const { user, system } = process.cpuUsage()
        return { cpuMs: (user + system) / 1000, peakMiB: process.resourceUsage().maxRSS / 1024 }
      }
    }
  }
  process.on('message', (question: Ask) => {
    replyTo(question).then(
      (reply) => process.send?.(reply),
      (error: unknown) => process.send?.({ failed: String(error) }),
    )
  })
  process.on('SIGTERM', () => process.exit(0))
  process.send?.({ port })
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
