import { execFile } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemActor } from '../src/modules/ledger'
import { actorOf, type StaffActor } from '../src/modules/staff'
import { createOffice, type Office } from '../src/office'
import { newId } from '../src/platform/ids'
import { recount } from '../src/recount/recount'
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

/** People at home and behind carriers' gateways: 68,000 networks and 256, hundreds of telephones of which one has 8 %. */
function originOf(person: number) {
  const home = `${20 + (person % 7)}.${person % 97}.${person % 101}.9`
  const address = person % 3 === 0 ? `10.0.${person % 256}.9` : home
  return { address, agent: `telephone ${Math.floor(2_000 * ((person % 1_000) / 1_000) ** 3)}` }
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
          return office.ballotBox.castBallot(resident, pollId, answersOf(n, day), originOf(n))
        }),
      )
      if ((at / AT_ONCE) % 25 === 24) await office.logs.sequence()
    }
    cast += today
    await office.logs.sequence()
  }
}

/** @returns how many bytes were streamed, kept nowhere but in `path` */
function download(url: string, headers: Record<string, string>, path?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0
    get(url, { headers }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${url}: ${response.statusCode}`))
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      if (path === undefined) response.on('end', () => resolve(bytes))
      else response.pipe(createWriteStream(path)).on('finish', () => resolve(bytes))
      response.on('error', reject)
    }).on('error', reject)
  })
}

/** In a process of its own, as whoever downloads it would. */
function verify(path: string, key: string): Promise<string> {
  const program = join(__dirname, '..', 'tools', 'verify', 'verify.mjs')
  return new Promise((resolve, reject) =>
    execFile(process.execPath, [program, path, '--key', key], (error, out) =>
      error ? reject(error) : resolve(out),
    ),
  )
}

async function fill(office: Office, clock: FrozenClock, start: number): Promise<string> {
  const root = await office.divisions.create(systemActor, {
    parentId: null,
    name: '测试市局',
    kind: 'bureau',
  })
  const member = async (username: 'editor' | 'leader'): Promise<StaffActor> =>
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
  return id
}

/** As the console does: asks, and asks again until it is there. */
async function look(office: Office, pollId: string): Promise<void> {
  const auditor: StaffActor = {
    kind: 'staff',
    id: newId(0),
    divisionId: newId(0),
    name: '',
    roles: ['auditor'],
  }
  for (;;) {
    const looked = await office.countingReads.view(auditor, pollId)
    if (!looked?.looking) {
      const rules = looked?.view?.rules.map(({ rule, ballots }) => `${rule} ${ballots}`).join(', ')
      say(`  ${looked?.view?.ballots} ballots: ${rules}`)
      return
    }
    say(`  ${looked.looking.percent} %`)
  }
}

async function main(kind: 'sqlite' | 'mysql'): Promise<void> {
  // A database that an earlier run has left (HUBEI_KEEP=1) is measured again without filling it.
  const earlier = process.env.HUBEI_DATABASE
  const database = earlier ? { url: earlier, drop: async () => undefined } : await testDatabase(kind)
  const start = Date.UTC(2026, 5, 1, 1)
  const clock = new FrozenClock(start)
  const office = await createOffice(testOfficeOptions(database.url, clock))
  const web = await serveOffice(office)
  const folder = mkdtempSync(join(tmpdir(), 'guangting-hubei-'))
  try {
    say(
      `${kind === 'sqlite' ? 'SQLite' : 'MariaDB'}: ${VOTES} votes of ${PEOPLE} residents, one a day, ${DAYS} days`,
    )
    const [known] = (await office.pollReads.list({ limit: 1 })).items
    const id = known?.id ?? (await fill(office, clock, start))
    clock.set(start + DAYS * DAY)
    const { tally, roots } = await office.pollReads.tally(id)
    if (!roots?.root || !roots.rowsRoot || (!earlier && tally.ballots !== VOTES))
      throw new Error(JSON.stringify({ tally, roots }))
    await timed('recount, and compare wherever it is told', async () => {
      for await (const { title, differences } of recount(office))
        if (differences.length > 0) throw new Error(`${title}: ${JSON.stringify(differences)}`)
    })
    await timed('the view of fair counting', () => look(office, id))
    const path = join(folder, 'open-data.jsonl')
    const bytes = await timed('open data, streamed over HTTP', () =>
      download(`${web.base}/api/polls/${id}/open-data`, {}, path),
    )
    say(`  ${MiB(bytes)}`)
    const { headers } = await web.stranger('POST', '/api/staff/session', {
      username: 'leader',
      password: testPassword,
    })
    const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const csv = await timed('the staff’s export, CSV over HTTP', () =>
      download(`${web.base}/api/staff/polls/${id}/export?format=csv`, { cookie }),
    )
    say(`  ${MiB(csv)}`)
    const key = (await web.stranger('GET', `/api/logs/${id}`)).json.verifierKey
    say(await timed('the verifier, a process of its own', () => verify(path, key)))
  } finally {
    rmSync(folder, { recursive: true })
    await web.close()
    await office.close()
    if (process.env.HUBEI_KEEP) say(database.url)
    else await database.drop()
  }
}

main(process.argv[2] === 'sqlite' ? 'sqlite' : 'mysql').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
