import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { schedule } from '../../worker/schedule'
import { openConsultation } from '../support/consultations'
import { signInAllRoles } from '../support/everyone'
import { type HttpClient, serveOffice } from '../support/http'
import { DAY, openTestOffice, type TestOffice } from '../support/office'
import { isWrite, pathOf, readDocument } from '../support/openapi'
import { openPoll, someAnswers } from '../support/polls'
import { tableNames } from '../support/tables'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
beforeEach(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
})
afterEach(async () => {
  await web.close()
  await test.close()
})

let keys = 0
const keyed = () => ({ 'idempotency-key': `r${++keys}` })

/** Everything a resident can leave behind, each with the given word in it. */
async function leaveTraces(client: HttpClient, word: string) {
  const poll = await openPoll(test)
  const { consultation, clause } = await openConsultation(test)
  const preferences = { ageFriendly: true, topics: [`${word}主题`], consentVersion: '2026-10' }
  const answers = [...someAnswers, { questionId: 'q3', optionIds: [], text: `${word}想检早点摊` }]
  const text = `${word}认为第三条的价签应当再大一些，字也要再黑一些。`
  const replies = [
    await client('PUT', '/api/me/preferences', preferences, keyed()),
    await client('PUT', `/api/polls/${poll.id}/ballot`, { answers }, keyed()),
    await client(
      'POST',
      `/api/consultations/${consultation.id}/comments`,
      { text, clauseId: clause('a3').id, stance: 'amend' },
      keyed(),
    ),
    await client(
      'POST',
      `/api/consultations/${consultation.id}/comments`,
      { text: `${word}总体赞成。`, stance: 'support' },
      keyed(),
    ),
  ]
  expect(replies.map((r) => r.status)).toEqual([200, 201, 201, 201])
  return { poll, consultation, answers }
}

/** Runs everything the clock would run: analysis, indexes and all. */
async function letTheClockRun() {
  for (const tick of schedule) await tick.run(test.office)
  while ((await test.office.jobs.runDue()) > 0);
}

/** Where a word still stands: in a table, in the files of SQLite, or in what any operation answers. */
async function whereIs(word: string, readers: HttpClient[]): Promise<string[]> {
  const found: string[] = []
  for (const table of await tableNames(test.office)) {
    const rows = await test.office.database.select(`SELECT * FROM ${table}`, [])
    if (JSON.stringify(rows).includes(word)) found.push(`table ${table}`)
  }
  if (test.office.database.kind === 'sqlite') {
    const folder = dirname(test.databaseUrl.slice('sqlite:'.length))
    for (const file of readdirSync(folder))
      if (readFileSync(join(folder, file)).includes(Buffer.from(word))) found.push(`file ${file}`)
  }
  const document = await readDocument(web.stranger)
  for (const client of readers) {
    const ids = new Map<string, string[]>()
    for (const operation of document.operations
      .filter((o) => !isWrite(o))
      .sort((a, b) => a.path.length - b.path.length)) {
      const place = operation.path.split('/{')[0] ?? ''
      for (const id of operation.path.includes('{') ? (ids.get(place) ?? []) : ['']) {
        const reply = await client('GET', pathOf(operation, id))
        if (reply.text.includes(word)) found.push(`${operation.operationId} ${id}`)
        if (!operation.path.includes('{'))
          ids.set(operation.path, (reply.json?.items ?? []).map((i: { id?: string }) => i.id).filter(Boolean))
      }
    }
  }
  return found
}

describe('a copy of everything held', () => {
  it('has all that the resident left, and nothing of anybody else', async () => {
    const [one, two] = [await web.resident('o-copy-one'), await web.resident('o-copy-two')]
    await leaveTraces(one, '甲某金丝雀')
    await leaveTraces(two, '乙某金丝雀')
    await letTheClockRun()
    const copy = await one('GET', '/api/me/export')
    expect(copy.status).toBe(200)
    expect(copy.text).not.toContain('乙某金丝雀')
    expect(copy.text).not.toContain('o-copy-two')
    for (const part of [
      '甲某金丝雀主题',
      '甲某金丝雀想检早点摊',
      '甲某金丝雀认为第三条',
      '甲某金丝雀总体赞成',
      'o-copy-one',
      '2026-10',
    ])
      expect([part, copy.text.includes(part)]).toEqual([part, true])
    expect(Object.keys(copy.json)).toEqual(
      expect.arrayContaining([
        'resident',
        'identities',
        'sessions',
        'keptReplies',
        'ballots',
        'comments',
        'attempts',
        'messages',
      ]),
    )
    expect(copy.json.identities).toEqual([{ appId: 'wxtest', openid: 'o-copy-one' }])
    const { id } = await test.resident('o-copy-two')
    expect(copy.text).not.toContain(id)
  })

  it('needs no more than one line for every table that knows residents: none is forgotten', async () => {
    const one = await web.resident('o-every-table')
    await leaveTraces(one, '金丝雀')
    await letTheClockRun()
    const { id } = await test.resident('o-every-table')
    const knowing: string[] = []
    for (const table of await tableNames(test.office)) {
      const rows = await test.office.database.select(`SELECT * FROM ${table}`, [])
      if (rows.some((row) => Object.values(row).includes(id))) knowing.push(table)
    }
    const copied: Record<string, string> = {
      residents: 'resident',
      resident_identities: 'identities',
      sessions: 'sessions',
      ballots: 'ballots',
      comments: 'comments',
      attempts: 'attempts',
      submissions: 'attempts',
      inbox_messages: 'messages',
      deliveries: 'messages',
    }
    expect(knowing.filter((table) => !(table in copied))).toEqual([])
    expect(knowing).toEqual(expect.arrayContaining(['residents', 'sessions', 'ballots', 'comments']))
  })
})

describe('an erasure', () => {
  it('leaves no word of the resident in tables, files or replies, and every tally as it was', async () => {
    const staff = await signInAllRoles(test, web)
    const [one, two] = [await web.resident('o-金丝雀-erased'), await web.resident('o-stays')]
    const word = '金丝雀甲乙丙'
    const { poll, consultation } = await leaveTraces(one, word)
    await leaveTraces(two, '留下来的话')
    await letTheClockRun()
    const counted = async () => [
      (await web.stranger('GET', `/api/polls/${poll.id}/tally`)).json.questions,
      (await web.stranger('GET', `/api/polls/${poll.id}/tally`)).json.ballots,
      await test.office.pollReads.recount(poll.id),
    ]
    const before = await counted()
    expect((await whereIs(word, [staff])).length).toBeGreaterThan(2)
    expect((await one('DELETE', '/api/me')).status).toBe(204)
    expect(await whereIs(word, [staff, two, web.stranger])).toEqual([])
    expect(await whereIs('o-金丝雀-erased', [staff, two])).toEqual([])
    expect(await counted()).toEqual(before)
    for (const path of ['/api/me/export', '/api/me/ballots', `/api/polls/${poll.id}/ballot`])
      expect((await one('GET', path)).status).toBe(401)
    // The neighbour lost nothing, and what runs later brings nothing back.
    expect((await whereIs('留下来的话', [two])).length).toBeGreaterThan(2)
    await letTheClockRun()
    expect(await whereIs(word, [staff])).toEqual([])
    expect((await test.office.ledger.verify()).ok).toBe(true)
    const comments = await staff('GET', `/api/staff/consultations/${consultation.id}/comments`)
    expect(comments.status).toBe(200)
  })

  it('gives nobody a second vote while the poll is open: back again, the ballot still stands', async () => {
    const poll = await openPoll(test)
    const cast = (client: HttpClient, answers: unknown) =>
      client('PUT', `/api/polls/${poll.id}/ballot`, { answers })
    const first = await web.resident('o-returner')
    const receipt = (await cast(first, someAnswers)).json
    const { id } = await test.resident('o-returner')
    for (let round = 0; round < 3; round++) {
      const client = await web.resident('o-returner')
      expect((await client('DELETE', '/api/me')).status).toBe(204)
      await test.office.personalData.sweep()
      const back = await web.resident('o-returner')
      expect((await test.resident('o-returner')).id).toBe(id)
      const other = [
        { questionId: 'q1', optionIds: ['q1o1'] },
        { questionId: 'q2', optionIds: ['q2o2'] },
      ]
      expect((await cast(back, other)).json.code).toBe('already_voted')
      expect((await cast(back, someAnswers)).json).toEqual(receipt)
    }
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(1)
    const copy = await (await web.resident('o-returner'))('GET', '/api/me/export')
    expect(copy.json.resident.consentVersion).toBeNull()
  })

  it('is complete once the polls voted in have closed: then the same WeChat account is a new person', async () => {
    const poll = await openPoll(test)
    const client = await web.resident('o-new-person')
    await client('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers })
    const { id } = await test.resident('o-new-person')
    await client('DELETE', '/api/me')
    const row = async () =>
      await test.office.database.select(
        'SELECT sealed_openid FROM resident_identities WHERE resident_id = ?',
        [id],
      )
    expect(await row()).toEqual([{ sealed_openid: null }])
    test.clock.set(poll.closesAt)
    await test.office.personalData.sweep()
    expect(await row()).toHaveLength(1)
    test.clock.set(poll.closesAt + 1)
    await test.office.personalData.sweep()
    expect(await row()).toEqual([])
    expect((await test.resident('o-new-person')).id).not.toBe(id)
  })

  it('of one who took part in nothing removes the identity at once', async () => {
    const client = await web.resident('o-nothing')
    const { id } = await test.resident('o-nothing')
    await client('DELETE', '/api/me')
    expect(
      await test.office.database.select('SELECT * FROM resident_identities WHERE resident_id = ?', [id]),
    ).toEqual([])
    expect((await test.resident('o-nothing')).id).not.toBe(id)
  })

  it('asked for twenty times at once is one erasure, and no reply is a fault', async () => {
    const client = await web.resident('o-twenty')
    const replies = await Promise.all(Array.from({ length: 20 }, () => client('DELETE', '/api/me')))
    expect(replies.filter((r) => r.status === 204).length).toBeGreaterThanOrEqual(1)
    expect(replies.every((r) => r.status === 204 || r.status === 401)).toBe(true)
  })

  it('forgets used codes after a day', async () => {
    await web.stranger('POST', '/api/session', { code: 'sim:o-code:1' })
    test.clock.advance(DAY + 1)
    await test.office.personalData.sweep()
    expect(await test.office.database.select('SELECT * FROM used_codes', [])).toEqual([])
  })
})

describe('preferences', () => {
  it('change what is given and leave the rest, also when nothing is given', async () => {
    const client = await web.resident('o-preferences')
    const put = (body: unknown) => client('PUT', '/api/me/preferences', body).then((r) => r.json)
    const start = {
      ageFriendly: false,
      topics: [],
      personalised: true,
      divisionId: null,
      consentVersion: null,
    }
    expect(await put({})).toEqual(start)
    expect(await put({ ageFriendly: true })).toEqual({ ...start, ageFriendly: true })
    expect(await put({ topics: ['食品'] })).toEqual({ ...start, ageFriendly: true, topics: ['食品'] })
    const [root] = await test.office.divisions.list()
    expect((await put({ divisionId: root?.id })).divisionId).toBe(root?.id)
    expect((await put({ divisionId: null })).divisionId).toBeNull()
    expect((await put({ divisionId: 'nowhere' })).code).toBe('invalid_request')
  })

  it('keep texts the same on both databases: sixty strings, in and out', async () => {
    const client = await web.resident('o-texts')
    for (const [given, kept] of texts) {
      const reply = await client('PUT', '/api/me/preferences', { topics: [given] })
      const label = JSON.stringify(given)
      if (kept === null) expect([label, reply.status]).toEqual([label, 400])
      else {
        expect([label, reply.status, reply.json.topics]).toEqual([label, 200, [kept]])
        const copy = await client('GET', '/api/me/export')
        expect([label, copy.json.resident.topics]).toEqual([label, [kept]])
      }
    }
    expect(texts.length).toBeGreaterThanOrEqual(60)
  })
})

const family = '👨‍👩‍👧‍👦'
/** What is given, and what is kept; null is refused with 400. */
const texts: [string, string | null][] = [
  ['食品安全', '食品安全'],
  ['é', 'é'],
  ['e\u0301', 'é'],
  ['Å', 'Å'],
  ['A\u030a', 'Å'],
  ['\u212b', 'Å'],
  ['ﬁ', 'ﬁ'],
  ['①', '①'],
  ['Ａ１', 'Ａ１'],
  ['한글', '한글'],
  ['\u1112\u1161\u11ab', '한'],
  ['が', 'が'],
  ['か\u3099', 'が'],
  ['㍻', '㍻'],
  ['𠮷野家', '𠮷野家'],
  ['㒨𪚥', '㒨𪚥'],
  ['a\u0000b', null],
  ['\u0000', null],
  ['a\ud800b', null],
  ['\udfff', null],
  ['\ud83d', null],
  ['', null],
  ['   ', null],
  ['\u200b', null],
  ['\u2800\u2800', null],
  ['\u3000', null],
  ['\ufeff', null],
  ['\u202e\u202c', null],
  ['a\u200bb', 'ab'],
  ['a\u200db', 'ab'],
  ['\u202eabc', 'abc'],
  ['a\u2066b\u2069', 'ab'],
  ['a\u00adb', 'ab'],
  ['\ufeffabc', 'abc'],
  ['a\u180eb', 'ab'],
  ['a\u0007b', 'ab'],
  ['a\u001bb', 'ab'],
  ['a\u007fb', 'ab'],
  ['a\u0085b', 'ab'],
  ['a\ufff9b', 'ab'],
  ['a\uffffb', 'ab'],
  ['a\tb', 'a b'],
  ['a\nb', 'a b'],
  ['a\r\nb', 'a b'],
  ['a\u2028b', 'a b'],
  ['  a  ', 'a'],
  ['\u3000食品\u3000', '食品'],
  ['😀', '😀'],
  [family, family],
  ['👍🏽', '👍🏽'],
  ['🇨🇳', '🇨🇳'],
  ['1️⃣', '1️⃣'],
  ['❤️', '❤️'],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['👩‍🚀', '👩‍🚀'],
  [family.repeat(30), family.repeat(30)],
  [family.repeat(31), null],
  ['字'.repeat(30), '字'.repeat(30)],
  ['字'.repeat(31), null],
  [`a${'\u0301'.repeat(400)}`, `á${'\u0301'.repeat(7)}`],
  ["'; DROP TABLE x; --", "'; DROP TABLE x; --"],
  ['\\', '\\'],
  ['%_', '%_'],
  ['"`', '"`'],
  ['<b>&amp;', '<b>&amp;'],
  ['null', 'null'],
  ['0', '0'],
  ['true', 'true'],
]
