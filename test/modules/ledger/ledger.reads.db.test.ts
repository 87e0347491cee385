import { LedgerHead } from '../../../src/modules/ledger'
import { serveOffice } from '../../support/http'
import { leastMs } from '../../support/least'
import { DAY, openTestOffice, type TestOffice } from '../../support/office'

interface Entry {
  action: string
  actor: { id: string }
  subject: { id: string }
}

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
const ENTRIES = 120_000
const START = Date.UTC(2026, 0, 1)

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  await test.staff('auditor')
  const { database, ledger } = test.office
  const from = await ledger.headSeq()
  const actions = ['polls.open', 'polls.close', 'publications.publish', 'staff.sign_in', 'moderation.decide']
  await database.transaction(async (tx) => {
    await tx.update(LedgerHead, { name: 'head' }, { seq: from + ENTRIES })
    for (let at = 0; at < ENTRIES; at += 1_000) {
      const rows = Array.from({ length: 1_000 }, (_, i) => {
        const n = at + i
        const action = n === 7 ? 'rare.once' : actions[n % actions.length]
        const text = "'staff'"
        return `(${from + 1 + n}, ${START + n * 60_000}, ${text}, 'actor${n % 40}', '甲', '${action}', '${n % 2 ? 'poll' : 'publication'}', 'S${n % 5000}', NULL, NULL, '', '')`
      })
      await tx.query(
        `INSERT INTO ledger_entries (seq, at, actor_kind, actor_id, actor_name, action, subject_type, subject_id, \`before\`, \`after\`, previous_hash, hash) VALUES ${rows.join(', ')}`,
      )
    }
  })
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const ask = async (query: string) => (await web.staff('auditor'))('GET', `/api/staff/ledger?${query}`)

describe(`searching ${ENTRIES} entries`, () => {
  it.each<[string, (e: Entry) => boolean]>([
    ['actionPrefix=polls.', (e) => /^polls\./.test(e.action)],
    ['action=rare.once', (e) => e.action === 'rare.once'],
    ['actionPrefix=rare', (e) => e.action === 'rare.once'],
    ['actorId=actor7', (e) => e.actor.id === 'actor7'],
    ['subjectType=poll&subjectId=S77', (e) => e.subject.id === 'S77'],
    ['subjectType=poll&from=2026-01-03&to=2026-01-03', () => true],
    ['actionPrefix=moderation.&actorId=actor4&from=2026-01-10&to=2026-02-10', () => true],
    ['actorId=nobody', () => false],
  ])('%s is answered quickly and rightly', async (query, fits) => {
    const auditor = await web.staff('auditor')
    const search = () => auditor('GET', `/api/staff/ledger?limit=50&${query}`)
    const took = await leastMs(1_000, search)
    const { status, json } = await search()
    expect(status).toBe(200)
    expect(json.items.every(fits)).toBe(true)
    if (!query.includes('nobody')) expect(json.items.length).toBeGreaterThan(0)
    // Typically a few ms; a scan of everything on a busy box is well above it.
    expect(took).toBeLessThan(1_000)
  })

  it('days are Shanghai’s, both included, and pages neither repeat nor skip', async () => {
    const seen: { seq: number; at: string }[] = []
    let cursor = ''
    do {
      const { json } = await ask(`limit=100&from=2026-01-03&to=2026-01-03${cursor && `&cursor=${cursor}`}`)
      seen.push(...json.items)
      cursor = json.nextCursor ?? ''
    } while (cursor)
    expect(seen).toHaveLength(DAY / 60_000)
    expect(new Set(seen.map((e) => e.seq)).size).toBe(seen.length)
    expect(seen.at(0)?.at).toBe('2026-01-03T15:59:00.000Z')
    expect(seen.at(-1)?.at).toBe('2026-01-02T16:00:00.000Z')
  })

  it('refuses days in the wrong order, and cursors and names that are none', async () => {
    expect((await ask('from=2026-02-01&to=2026-01-01')).json.errors[0].path).toBe('to')
    expect((await ask('cursor=abc')).json.errors[0].path).toBe('cursor')
    expect((await ask('actionPrefix=%25')).json.errors[0].path).toBe('actionPrefix')
    expect((await ask('sort=hash')).status).toBe(400)
  })
})
