import { createHash } from 'node:crypto'
import { get } from 'node:http'
import { systemActor } from '../src/modules/ledger'
import { actorOf, type StaffActor } from '../src/modules/staff'
import { createOffice, type Office } from '../src/office'
import { newId } from '../src/platform/ids'
import { serveOffice } from '../test/support/http'
import { DAY, FrozenClock, testDatabase, testOfficeOptions, testPassword } from '../test/support/office'
import { buildPoll } from '../test/support/polls'

/** As many as took part in one real 你点我检 of a province: votes, residents, one vote a day each. */
const VOTES = Number(process.env.HUBEI_VOTES ?? 2_681_366)
const PEOPLE = Number(process.env.HUBEI_PEOPLE ?? Math.ceil((661_311 * VOTES) / 2_681_366))
const DAYS = 10
const AT_ONCE = 4_000

const say = (text: string) => process.stdout.write(`${text}\n`)
const MiB = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  let peak = 0
  const before = process.memoryUsage().rss
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 100)
  const from = performance.now()
  const result = await work()
  clearInterval(watch)
  const seconds = (performance.now() - from) / 1000
  say(`${name.padEnd(44)} ${seconds.toFixed(1).padStart(7)} s   RSS ${MiB(before)}, at most ${MiB(peak)}`)
  return result
}

/** Ballots of every kind of choice the poll allows, the same for the same person and day. */
function answersOf(person: number, day: number) {
  const n = person * 31 + day * 7
  const first = n % 5
  const more = n % 4 === 0 ? [(first + 1 + (n % 3)) % 5] : []
  const chosen = [...new Set([first, ...more])].sort()
  return [
    { questionId: 'q1', optionIds: chosen.map((o) => `q1o${o + 1}`) },
    { questionId: 'q2', optionIds: [`q2o${1 + (n % 3)}`] },
  ]
}

async function load(office: Office, clock: FrozenClock, pollId: string, start: number): Promise<void> {
  const people = Array.from({ length: PEOPLE }, () => newId(start))
  let cast = 0
  for (let day = 0; day < DAYS; day++) {
    const today = Math.floor((VOTES * (day + 1)) / DAYS) - cast
    // Another stretch of the people every day, all of them in turn.
    const from = Math.floor((PEOPLE * day) / DAYS)
    for (let at = 0; at < today; at += AT_ONCE) {
      clock.set(start + day * DAY + Math.floor((at / today) * 10 * 3600_000))
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, today - at) }, (_, i) => {
          const n = (from + at + i) % PEOPLE
          const resident = { kind: 'resident' as const, id: people[n] as string, divisionId: null }
          return office.ballotBox.castBallot(resident, pollId, answersOf(n, day))
        }),
      )
      if ((at / AT_ONCE) % 25 === 24) await office.logs.sequence()
    }
    cast += today
    await office.logs.sequence()
  }
}

/** @returns bytes and lines of what was streamed, without keeping it */
function download(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ bytes: number; sha256: string }> {
  return new Promise((resolve, reject) => {
    const sha = createHash('sha256')
    let bytes = 0
    get(url, { headers }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${url}: ${response.statusCode}`))
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        sha.update(chunk)
      })
      response.on('end', () => resolve({ bytes, sha256: sha.digest('hex') }))
      response.on('error', reject)
    }).on('error', reject)
  })
}

async function main(kind: 'sqlite' | 'mysql'): Promise<void> {
  const database = await testDatabase(kind)
  const start = Date.UTC(2026, 5, 1, 1)
  const clock = new FrozenClock(start)
  const office = await createOffice(testOfficeOptions(database.url, clock))
  const web = await serveOffice(office)
  try {
    say(
      `${kind === 'sqlite' ? 'SQLite' : 'MariaDB'}: ${VOTES} votes of ${PEOPLE} residents, one a day, ${DAYS} days`,
    )
    const root = await office.divisions.create(systemActor, {
      parentId: null,
      name: '测试市局',
      kind: 'bureau',
    })
    const member = async (username: 'editor' | 'leader' | 'auditor'): Promise<StaffActor> =>
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
    const wanted = buildPoll(start, { votesPer: 'day', opensAt: start, closesAt: start + (DAYS + 1) * DAY })
    const { id } = await office.polls.createPoll(editor, wanted)
    await office.polls.openPoll(leader, id)
    await timed('load through the lane, and into the log', () => load(office, clock, id, start))
    clock.set(start + DAYS * DAY)
    await timed('close: freeze, root of the log', () => office.polls.closePoll(leader, id))
    await timed('seal: rows and their root', () => office.rowSealing.sealDue(systemActor))
    const { tally, roots } = await office.pollReads.tally(id)
    if (tally.ballots !== VOTES || !roots?.root || !roots.rowsRoot)
      throw new Error(JSON.stringify({ tally, roots }))
    const counted = await timed('recount of every ballot', () => office.pollReads.recount(id))
    if (JSON.stringify(sorted(counted)) !== JSON.stringify(sorted(tally)))
      throw new Error('the recount differs')
    const open = await timed('open data, streamed over HTTP', () =>
      download(`${web.base}/api/polls/${id}/open-data`),
    )
    say(`  ${MiB(open.bytes)}`)
  } finally {
    await web.close()
    await office.close()
    await database.drop()
  }
}

const sorted = ({ ballots, options }: { ballots: number; options: Record<string, number> }) => [
  ballots,
  Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)),
]

main(process.argv[2] === 'sqlite' ? 'sqlite' : 'mysql').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
