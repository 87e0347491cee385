import { type ChildProcess, fork } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { createOffice, type Office } from '../../src/office'
import { systemClock } from '../../src/platform/clock'
import { audit } from '../support/lane'
import { openTestOffice, type TestOffice, testOfficeOptions } from '../support/office'
import { manyPeople } from '../support/people'
import { openPoll, someAnswers } from '../support/polls'

const PEOPLE = 2_000
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3)

let test: TestOffice
let tokens: string[]
const polls: string[] = []

async function startService(): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(__dirname, '..', 'support', 'kill-child.ts'), [test.databaseUrl], {
    execArgv: ['-r', join(__dirname, '..', 'support', 'swc-register.js')],
  })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port))
    child.once('exit', (code) => reject(new Error(`The service ended with ${code} before it listened`)))
  })
  return { child, port }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

interface Acknowledged {
  status: number
  ballotId: string
  receipt: string
}

/** @returns null where the connection broke before an answer */
function cast(agent: Agent, port: number, pollId: string, token: string): Promise<Acknowledged | null> {
  const body = JSON.stringify({ answers: someAnswers })
  return new Promise((resolve) => {
    const call = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        method: 'PUT',
        path: `/api/polls/${pollId}/ballot`,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, ...JSON.parse(text) }))
        response.on('error', () => resolve(null))
      },
    )
    call.on('error', () => resolve(null))
    call.end(body)
  })
}

/** Everybody votes at once; `onAnswer` hears of every answer as it comes. */
async function everybody(pollId: string, port: number, onAnswer: (answered: number) => void) {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  let answered = 0
  const replies = await Promise.all(
    tokens.map(async (token) => {
      const reply = await cast(agent, port, pollId, token)
      if (reply) onAnswer(++answered)
      return reply
    }),
  )
  agent.destroy()
  return replies
}

beforeAll(async () => {
  test = await openTestOffice()
  const now = systemClock.now()
  test.clock.set(now)
  tokens = await manyPeople(test.office, PEOPLE)
  const over = { opensAt: now - 60_000, closesAt: now + 10 * 86_400_000 }
  for (let n = 0; n < ROUNDS; n++) polls.push((await openPoll(test, over)).id)
  await test.office.close()
})
afterAll(async () => {
  await test.restart()
  await test.close()
})

async function looked<T>(look: (office: Office) => Promise<T>): Promise<T> {
  const office = await createOffice(testOfficeOptions(test.databaseUrl, systemClock))
  try {
    return await look(office)
  } finally {
    await office.close()
  }
}

/** Entries in the log: one for each ballot that was stored, whoever died when. */
async function logged(office: Office, pollId: string): Promise<number> {
  await office.logs.sequence()
  return (await office.receiptReads.find(pollId)).size
}

async function integrity(office: Office): Promise<unknown> {
  if (office.database.kind === 'mysql') return 'ok'
  const [row] = await office.database.select('PRAGMA integrity_check', [])
  return row?.integrity_check
}

it(
  `kill -9 among ${PEOPLE} ballots, ${ROUNDS} times: what was acknowledged is stored, once, and counted`,
  async () => {
    for (const pollId of polls) {
      const first = await startService()
      const killAt = randomInt(1, PEOPLE)
      let killed: Promise<void> | undefined
      const replies = await everybody(pollId, first.port, (answered) => {
        if (answered >= killAt) killed ??= kill(first.child)
      })
      await killed
      const acknowledged = replies.filter((reply) => reply !== null)
      expect(acknowledged.filter((reply) => reply.status !== 201)).toEqual([])
      expect(acknowledged.length).toBeGreaterThanOrEqual(killAt)

      const after = await looked(async (office) => ({
        ...(await audit(office, pollId)),
        integrity: await integrity(office),
        logged: await logged(office, pollId),
      }))
      const stored = new Set(after.ids)
      expect(acknowledged.filter((reply) => !stored.has(reply.ballotId))).toEqual([])
      expect(new Set(after.residents).size).toBe(after.residents.length)
      expect([after.ballots, after.recount.ballots, after.logged, after.integrity]).toEqual([
        stored.size,
        stored.size,
        stored.size,
        'ok',
      ])

      const second = await startService()
      const again = await everybody(pollId, second.port, () => undefined)
      await kill(second.child)
      for (const [n, reply] of replies.entries())
        if (reply) expect(again[n]).toEqual({ ...reply, status: 200 })
      const end = await looked(async (office) => ({
        ...(await audit(office, pollId)),
        logged: await logged(office, pollId),
      }))
      expect([end.ids.length, end.ballots, end.logged, end.recount.ballots, end.recount.options]).toEqual([
        PEOPLE,
        PEOPLE,
        PEOPLE,
        PEOPLE,
        { q1o2: PEOPLE, q1o5: PEOPLE, q2o1: PEOPLE },
      ])
    }
  },
  60_000 * ROUNDS,
)
