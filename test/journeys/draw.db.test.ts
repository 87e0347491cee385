import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { systemActor } from '../../src/modules/ledger'
import { claim, newShare, rule } from '../support/draws'
import { everyRole } from '../support/everyone'
import { type HttpClient, type HttpReply, serveOffice } from '../support/http'
import { HOUR, openTestOffice, type TestOffice } from '../support/office'
import { answersTo, buildBank } from '../support/quizzes'
import { tableNames } from '../support/tables'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
const staff: Record<string, HttpClient> = {}
const residents: HttpClient[] = []
const seen: string[] = []
let quizId = ''
const bank = buildBank(6)
/** The very one who won, and what he fills in: it must stand nowhere but where it is asked for. */
const canary = { name: '金丝雀', phone: '13912345678', address: '金丝雀路88号' }

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of everyRole) {
    await test.staff(role)
    staff[role] = await web.staff(role)
  }
  for (let i = 0; i < 4; i++) residents.push(await web.resident(`o-draw-${i}`))
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const iso = (instant: number) => new Date(instant).toISOString()
const by = (role: string) => staff[role] as HttpClient
const headSeq = () => test.office.ledger.headSeq()
const path = (rest = '') => `/api/staff/quizzes/${quizId}${rest}`
/** A write of staff: its status, and that the book has one line more exactly where it was done. */
async function writes(reply: () => Promise<HttpReply>): Promise<HttpReply> {
  const before = await headSeq()
  const told = await reply()
  expect((await headSeq()) - before).toBe(told.status < 300 ? 1 : 0)
  return told
}
const fieldsOf = ({ status, json }: HttpReply) => [
  status,
  (json.errors ?? []).map((e: { path: string }) => e.path),
]
const waiting = async (role: string): Promise<string[]> =>
  (await by(role)('GET', '/api/staff/home')).json.waiting
    .filter((w: { id: string }) => w.id === quizId)
    .map((w: { kind: string; dueOn?: string }) => `${w.kind} ${w.dueOn ?? ''}`.trim())
const look = async (reply: Promise<HttpReply>): Promise<HttpReply> => {
  const told = await reply
  seen.push(told.text)
  return told
}

describe('a draw, from its rule to the last prize', () => {
  const shares = { office: newShare(), auditor: newShare() }
  let witnessIds: string[] = []
  const tickets: { token: string; ticket: string }[] = []
  const winner = { client: undefined as unknown as HttpClient, winId: '', token: '' }

  it('the author writes the rule, and nobody else; what cannot be is named', async () => {
    const { editor } = staff as { editor: HttpClient }
    await editor('POST', '/api/staff/questions/import', { questions: bank })
    const quiz = await editor('POST', '/api/staff/quizzes', {
      title: '食品安全知识问答',
      rules: '每人一次。',
      opensAt: iso(test.clock.now()),
      closesAt: iso(test.clock.now() + HOUR),
      ...{ paperSize: 5, secondsAllowed: 600, qualifyingScore: 4 },
      prizes: [
        { name: '家用电子秤', count: 1 },
        { name: '购物袋', count: 1 },
      ],
    })
    quizId = quiz.json.id
    expect((await web.stranger('GET', `/api/quizzes/${quizId}/draw`)).status).toBe(404)
    const colleagues = (await editor('GET', '/api/staff/colleagues')).json.items
    const idOf = (name: string) => colleagues.find((c: { name: string }) => c.name === name).id
    witnessIds = [idOf('测试office'), idOf('测试auditor')]
    const set = (body: object, role = 'editor') => writes(() => by(role)('PUT', path('/draw-rule'), body))
    const witnessed = { ...rule(), source: { kind: 'witnesses', witnessIds } }
    for (const [body, fields] of [
      [{ ...witnessed, claimDays: 0, keepDays: 29 }, ['claimDays', 'keepDays']],
      [
        { ...witnessed, source: { kind: 'witnesses', witnessIds: witnessIds.slice(1) } },
        ['source.witnessIds'],
      ],
      [
        { ...witnessed, source: { kind: 'witnesses', witnessIds: ['nobody', ...witnessIds] } },
        ['source.witnessIds.0'],
      ],
      [
        { ...witnessed, source: { kind: 'witnesses', witnessIds: [idOf('测试editor'), ...witnessIds] } },
        ['source.witnessIds.0'],
      ],
      [{ ...witnessed, seed: 'mine' }, ['seed']],
    ] as const)
      expect(fieldsOf(await set(body))).toEqual([400, fields])
    expect((await set(witnessed, 'leader')).status).toBe(403)
    const told = await set(witnessed)
    expect([told.status, told.json.state, told.json.allowed]).toEqual([200, 'draft', ['set_rule']])
    expect(told.json.witnesses.map((w: { name: string }) => w.name)).toEqual(['测试office', '测试auditor'])
  })

  it('the witnesses promise, a second person opens, and rule and promises are public before anybody answers', async () => {
    const { office, leader } = staff as { office: HttpClient; leader: HttpClient }
    expect((await writes(() => leader('POST', path('/opening')))).json).toMatchObject({
      code: 'witnesses_missing',
      detail: expect.stringContaining('测试office、测试auditor'),
    })
    const commit = (role: string, commitment: string) =>
      writes(() => by(role)('POST', path('/draw/commitments'), { commitment }))
    expect(fieldsOf(await commit('office', 'short'))).toEqual([400, ['commitment']])
    expect((await commit('head', shares.office.commitment)).json.code).toBe('not_witness')
    expect((await office('GET', path('/draw'))).json.allowed).toEqual(['commit_share'])
    expect([await waiting('auditor'), await waiting('head')]).toEqual([['draw_witness'], []])
    for (const role of ['office', 'auditor'] as const)
      expect((await commit(role, shares[role].commitment)).status).toBe(201)
    expect((await writes(() => leader('POST', path('/opening')))).status).toBe(200)
    const { json } = await look(web.stranger('GET', `/api/quizzes/${quizId}/draw`))
    expect(json).toMatchObject({
      ...{ quizId, state: 'announced', algorithm: 'guangting-draw/1', qualifyingScore: 4, entrants: [] },
      source: { kind: 'witnesses', value: null },
      rule: { substitutes: 5, claimDays: 15, keepDays: 90, revealDays: 7 },
      ...{ commitment: null, seed: null, winners: [] },
    })
    expect(json.shares.map((s: { by: string; share: null }) => [s.by, s.share])).toEqual([
      ['系统', null],
      ['测试office', null],
      ['测试auditor', null],
    ])
  })

  it('whoever qualifies is told his number at once, and a secret that shows it is his', async () => {
    expect((await web.stranger('GET', `/api/quizzes/${quizId}/entry`)).status).toBe(401)
    for (const [i, resident] of residents.entries()) {
      const { json: paper } = await resident('POST', `/api/quizzes/${quizId}/attempts`)
      const answers = answersTo(paper.questions, bank, i === 3 ? 1 : 5)
      await resident('PUT', `/api/attempts/${paper.attemptId}/answers`, { answers })
      const { json } = await look(resident('GET', `/api/quizzes/${quizId}/entry`))
      if (i === 3) expect(json).toEqual({ entered: false, final: false, token: null, ticket: null })
      else tickets.push(json)
    }
    for (const { token, ticket } of tickets) {
      expect(token).toMatch(/^[0-9a-f]{24}$/)
      expect(ticket).toMatch(/^[0-9a-f]{32}$/)
    }
    expect((await web.stranger('GET', '/api/quizzes/nothing/draw')).status).toBe(404)
  })

  it('at the end the list is fixed; the draw waits for every share, and happens once', async () => {
    const { leader, office, auditor } = staff as {
      leader: HttpClient
      office: HttpClient
      auditor: HttpClient
    }
    const draw = () => writes(() => leader('POST', path('/draw')))
    expect((await draw()).json.code).toBe('quiz_running')
    expect((await writes(() => leader('POST', path('/closing')))).status).toBe(200)
    const closed = (await look(web.stranger('GET', `/api/quizzes/${quizId}/draw`))).json
    expect(closed).toMatchObject({
      state: 'waiting',
      entrantCount: 3,
      missing: ['测试office', '测试auditor'],
    })
    expect(closed.entrants).toEqual(tickets.map((t) => t.token).sort())
    expect(await waiting('auditor')).toEqual(['draw_witness'])
    expect(await waiting('leader')).toEqual(['quiz_draw 2026-12-01'])
    expect((await draw()).json).toMatchObject({
      code: 'shares_missing',
      detail: expect.stringContaining('测试office'),
    })
    expect(
      (await writes(() => office('POST', path('/draw/shares'), { share: shares.office.share }))).status,
    ).toBe(201)
    expect(
      (await writes(() => auditor('POST', path('/draw/shares'), { share: shares.auditor.share }))).json.state,
    ).toBe('ready')
    expect((await by('editor')('POST', path('/draw'))).status).toBe(403)
    const drawn = await draw()
    expect([drawn.status, drawn.json.state, drawn.json.allowed]).toEqual([201, 'drawn', []])
    expect((await draw()).json.code).toBe('already_drawn')
    for (const role of ['leader', 'office', 'auditor']) expect(await waiting(role)).toEqual([])
    const record = await look(web.stranger('GET', `/api/quizzes/${quizId}/draw`))
    expect(record.json).toMatchObject({
      state: 'drawn',
      commitment: closed.commitment,
      drawnBy: '测试leader',
    })
    expect(record.json.winners.map((w: { prizeId: string }) => w.prizeId)).toEqual(['p1', 'p2'])
    expect(record.json.substitutes).toHaveLength(1)
    const bare = (await web.stranger('GET', `/api/quizzes/${quizId}/draw?entrants=false`)).json
    expect(bare).toEqual({ ...record.json, entrants: [] })
    // Anybody can do it again.
    const script = join(__dirname, '..', '..', 'docs', 'draw.py')
    const again = (input: string) =>
      spawnSync('python3', [script, tickets[0]?.ticket ?? ''], { input, encoding: 'utf8' })
    if (again('').error)
      return console.log('Skipped: python3 is not on this machine, docs/draw.py was not run.')
    expect(again(record.text)).toMatchObject({
      status: 0,
      stdout: `承诺与份额一致\n重算结果一致\n凭据对应的抽奖号码： ${tickets[0]?.token}\n`,
    })
    const [first, second] = record.json.winners
    const swapped = {
      ...record.json,
      winners: [
        { ...first, token: second.token },
        { ...second, token: first.token },
      ],
    }
    expect(again(JSON.stringify(swapped))).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('重算结果不一致'),
    })
  })

  it('the winners are told, find their prize, and claim it once; nobody else can', async () => {
    while ((await test.office.jobs.runDue()) > 0);
    const holders = await Promise.all(
      residents.map(async (client) => ({
        client,
        wins: (await look(client('GET', '/api/me/wins'))).json.items,
        messages: (await look(client('GET', '/api/me/messages'))).json.items,
      })),
    )
    expect(holders.map((h) => h.wins.length).sort()).toEqual([0, 0, 1, 1])
    for (const { wins, messages } of holders)
      expect(messages.map((m: { subjectKind: string }) => m.subjectKind)).toEqual(
        wins.map(() => 'quiz_prize'),
      )
    const [mine, other] = holders.filter((h) => h.wins.length > 0) as [
      (typeof holders)[0],
      (typeof holders)[0],
    ]
    const [win] = mine.wins
    expect(win).toMatchObject({
      quizId,
      quizTitle: '食品安全知识问答',
      state: 'open',
      claimedAt: null,
      keptUntil: null,
    })
    expect(tickets).toContainEqual({ entered: true, final: false, token: win.token, ticket: win.ticket })
    Object.assign(winner, { client: mine.client, winId: win.id, token: win.token })
    const submit = (client: HttpClient, body: object, key = 'first') =>
      look(client('POST', `/api/wins/${win.id}/claim`, body, { 'idempotency-key': key }))
    expect((await submit(other.client, claim(canary))).status).toBe(404)
    expect((await submit(web.stranger, claim(canary))).status).toBe(401)
    expect(fieldsOf(await submit(mine.client, claim({ ...canary, isOver14: false })))).toEqual([
      400,
      ['guardianName', 'guardianPhone', 'guardianConsent'],
    ])
    expect(fieldsOf(await submit(mine.client, { ...claim(canary), phone: '12' }))).toEqual([400, ['phone']])
    expect(fieldsOf(await submit(mine.client, { name: '', phone: '1', isOver14: 'no' }))).toEqual([
      400,
      ['name', 'isOver14'],
    ])
    const done = await submit(mine.client, { ...claim(canary), showName: true })
    expect([done.status, done.json.state, done.json.keptUntil]).toEqual([201, 'claimed', '2027-02-22'])
    expect((await submit(mine.client, { ...claim(canary), showName: true })).text).toBe(done.text)
    expect((await submit(mine.client, claim(canary), 'second')).json.code).toBe('already_claimed')
    const child = {
      ...claim(),
      isOver14: false,
      guardianName: '李大',
      guardianPhone: '010-88886666',
      guardianConsent: true,
      showName: true,
    }
    const [theirs] = other.wins
    expect((await look(other.client('POST', `/api/wins/${theirs.id}/claim`, child))).status).toBe(201)
    const { winners } = (await look(web.stranger('GET', `/api/quizzes/${quizId}/draw`))).json
    expect(winners.map((w: { name: string | null }) => w.name).sort()).toEqual([null, '金**'].sort())
  })

  it('staff see a masked list, uncover one with a line in the book, hand over, and read a book that adds up', async () => {
    const { editor, auditor } = staff as { editor: HttpClient; auditor: HttpClient }
    const listed = await look(auditor('GET', path('/wins')))
    const line = listed.json.items.find((w: { token: string }) => w.token === winner.token)
    expect(line.claim).toEqual({
      name: '金**',
      phone: '139****5678',
      hasAddress: true,
      isOver14: true,
      guardian: null,
    })
    const uncover = (role: string) =>
      writes(() =>
        by(role)('POST', `/api/staff/wins/${winner.winId}/disclosure`, undefined, { 'idempotency-key': 'k' }),
      )
    expect((await uncover('auditor')).status).toBe(403)
    expect((await uncover('secrecy')).status).toBe(403)
    const told = await uncover('office')
    expect([told.status, told.json]).toEqual([200, { ...canary, isOver14: true, guardian: null }])
    const hand = (body: object) =>
      writes(() => editor('POST', `/api/staff/wins/${winner.winId}/handover`, body))
    expect(fieldsOf(await hand({ how: 'thrown' }))).toEqual([400, ['how']])
    expect((await look(hand({ how: 'mailed' }))).json).toMatchObject({
      state: 'handed_over',
      handedOver: { how: 'mailed', by: '测试editor' },
    })
    expect((await hand({ how: 'mailed' })).json.code).toBe('already_handed_over')
    const [open] = listed.json.items.filter((w: { token: string }) => w.token !== winner.token)
    const gone = await writes(() =>
      by('leader')('POST', `/api/staff/wins/${open.id}/forfeiture`, { reason: 'undeliverable' }),
    )
    expect(gone.json).toMatchObject({ state: 'forfeited', forfeited: { reason: 'undeliverable' } })
    const book = (await look(auditor('GET', path('/prize-ledger')))).json
    const sums = Object.fromEntries(book.prizes.map((p: { prizeId: string }) => [p.prizeId, p]))
    for (const p of book.prizes) expect(p.stock).toBe(p.left + p.outstanding + p.handedOver)
    expect(sums[line.prizeId]).toMatchObject({ stock: 1, handedOver: 1, left: 0 })
    expect(sums[open.prizeId]).toMatchObject({ stock: 1, allotted: 2, forfeited: 1, outstanding: 1, left: 0 })
    expect(book.items.map((m: { kind: string }) => m.kind)).toEqual([
      'stock_in',
      'stock_in',
      'allotted',
      'allotted',
      'handed_over',
      'forfeited',
      'allotted',
    ])
    const csv = await look(auditor('GET', path('/prize-ledger/export?format=csv')))
    expect(csv.text.split('\r\n')).toHaveLength(10)
    expect(csv.text).toContain('家用电子秤')
    expect((await look(auditor('GET', path('/prize-ledger/export')))).status).toBe(200)
    expect((await by('secrecy')('GET', path('/wins'))).status).toBe(403)
  })

  it('what winners filled in stands in no other reply, and nowhere in the tables in clear', async () => {
    for (const text of seen) {
      expect(text).not.toMatch(/(?<![\da-f])1[3-9]\d{9}(?![\da-f])/)
      expect(text).not.toMatch(/金丝雀|88号/)
    }
    expect(seen.length).toBeGreaterThan(20)
    const stored: string[] = []
    for (const table of await tableNames(test.office))
      for (const row of await test.office.database.select(`SELECT * FROM ${table}`, []))
        if (/13912345678|金丝雀|88号/.test(JSON.stringify(row))) stored.push(table)
    expect(stored).toEqual([])
    expect(await test.office.ledger.verify()).toMatchObject({ ok: true })
  })

  it('a year later nothing personal is left, and the book stands', async () => {
    test.clock.advance(366 * 24 * HOUR)
    expect(await test.office.prizeTerms.purgeDue(systemActor)).toBe(2)
    await test.office.prizeTerms.forfeitDue(systemActor)
    const me = await test.office.database.select('SELECT sealed, shown_name FROM claims', [])
    expect(me).toEqual([
      { sealed: null, shown_name: null },
      { sealed: null, shown_name: null },
    ])
    const books = await test.office.winReads.books(quizId)
    expect(books.reduce((sum, b) => sum + b.sums.left + b.sums.handedOver, 0)).toBe(2)
  })
})
