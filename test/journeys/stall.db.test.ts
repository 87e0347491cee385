import { randomBytes } from 'node:crypto'
import { chance } from '../support/chance'
import { type HttpClient, type HttpReply, serveOffice } from '../support/http'
import { HOUR, openTestOffice, type TestOffice } from '../support/office'
import { openPoll, someAnswers } from '../support/polls'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let office: HttpClient

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office, { rateLimits: true })
  for (const role of ['editor', 'office', 'leader', 'auditor'] as const) await test.staff(role)
})
beforeEach(async () => {
  office = await web.staff('office')
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const endsIn = (ms: number) => new Date(test.clock.now() + ms).toISOString()
const issue = (pollId: string, over: object = {}) =>
  office('POST', `/api/staff/polls/${pollId}/stalls`, {
    place: '南门农贸市场',
    label: '1号平板',
    endsAt: endsIn(8 * HOUR),
    ...over,
  })
const secretOf = ({ json }: HttpReply) => String(json.url).split('#')[1]
const newKey = () => randomBytes(16).toString('base64url')

/** Fails three times in ten: half of them before the server has heard anything, half after it has done its work. */
function failing(client: HttpClient, seed: number) {
  const next = chance(seed)
  const seen = { before: 0, after: 0, fine: 0 }
  const unreliable: HttpClient = async (...request) => {
    const luck = next()
    if (luck < 0.15) {
      seen.before++
      throw new TypeError('fetch failed')
    }
    const reply = await client(...request)
    if (luck < 0.3) {
      seen.after++
      throw new TypeError('terminated')
    }
    seen.fine++
    return reply
  }
  return { unreliable, seen }
}

interface Written {
  key: string
  writtenAt: number
  answers: typeof someAnswers
}

describe('a market day', () => {
  it('642 ballots over a network that fails and repeats: 642 rows, none twice, a tally of 642', async () => {
    const poll = await openPoll(test)
    const link = await issue(poll.id)
    expect(link.status).toBe(201)
    const secret = secretOf(link)
    const { unreliable, seen } = failing(web.stranger, 642)
    const options = ['q1o1', 'q1o2', 'q1o3', 'q1o4', 'q1o5']
    const queue: Written[] = Array.from({ length: 642 }, (_, i) => ({
      key: newKey(),
      writtenAt: test.clock.now() + i,
      answers: [
        { questionId: 'q1', optionIds: [options[i % 5] as string] },
        { questionId: 'q2', optionIds: ['q2o1'] },
      ],
    }))
    test.clock.advance(HOUR)
    const receipts = new Map<string, string>()
    const unsent = new Map(queue.map((b) => [b.key, b]))
    for (let tries = 0; unsent.size > 0; tries++) {
      expect(tries).toBeLessThan(1_000)
      // A tablet sends small and large handfuls, and some of what it has sent already.
      const size = [50, 7, 31, 1, 50, 18][tries % 6] as number
      const old = queue.find((b) => receipts.has(b.key))
      const handful = [
        ...(old ? [old] : []),
        ...[...unsent.values()].slice(0, size - 1),
        ...(old ? [] : queue.slice(0, 1)),
      ]
      const ballots = [...new Map(handful.map((b) => [b.key, b])).values()].map(
        ({ key, writtenAt, answers }) => ({
          key,
          age: test.clock.now() - writtenAt,
          answers,
        }),
      )
      test.clock.advance(500)
      let reply: HttpReply
      try {
        reply = await unreliable('POST', '/api/stall/ballots', { secret, ballots })
      } catch {
        continue
      }
      expect(reply.status).toBe(200)
      for (const { key, status, receipt } of reply.json.outcomes) {
        expect([200, 201]).toContain(status)
        expect(receipts.get(key) ?? receipt).toBe(receipt)
        receipts.set(key, receipt)
        unsent.delete(key)
      }
    }
    expect(Math.min(seen.before, seen.after)).toBeGreaterThan(2)
    const rows = await test.office.database.select(
      'SELECT COUNT(*) AS n, COUNT(DISTINCT resident_id) AS people, COUNT(DISTINCT receipt) AS receipts FROM ballots WHERE poll_id = ?',
      [poll.id],
    )
    expect(Object.values(rows[0] ?? {}).map(Number)).toEqual([642, 642, 642])
    expect(new Set(receipts.values()).size).toBe(642)
    const tally = await web.stranger('GET', `/api/polls/${poll.id}/tally`)
    expect(tally.json.ballots).toBe(642)
    expect(await test.office.pollReads.recount(poll.id)).toEqual({
      ballots: 642,
      options: { q1o1: 129, q1o2: 129, q1o3: 128, q1o4: 128, q1o5: 128, q2o1: 642 },
    })
    // A day at a market outlasts a session of staff.
    office = await web.staff('office')
    const { json } = await office('GET', `/api/staff/polls/${poll.id}/tally`)
    expect([json.ballots, json.channels]).toEqual([642, { wechat: 0, stall: 642 }])
    const { items } = (await office('GET', `/api/staff/polls/${poll.id}/stalls`)).json
    expect(items.map((s: { ballots: number }) => s.ballots)).toEqual([642])
  })

  it('staff issue, see and revoke a link; the ledger has a line for each and none for a ballot', async () => {
    const poll = await openPoll(test)
    const auditor = await web.staff('auditor')
    const before = await test.office.ledger.headSeq()
    const link = await issue(poll.id, { label: '2号平板' })
    expect(link.json).toMatchObject({
      place: '南门农贸市场',
      label: '2号平板',
      state: 'open',
      ballots: 0,
      ballotLimit: 2_000,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1\/pages\/polls\/stall#[\w-]{22}$/),
      qr: expect.stringMatching(/^<svg .*<\/svg>$/),
    })
    const secret = secretOf(link)
    const opened = await web.stranger('POST', '/api/stall', { secret })
    expect(opened.json).toMatchObject({
      place: '南门农贸市场',
      state: 'open',
      takesUntil: new Date(test.clock.now() + 32 * HOUR).toISOString(),
      now: new Date(test.clock.now()).toISOString(),
      poll: { id: poll.id, state: 'open' },
    })
    const ballot = { key: newKey(), age: 60_000, answers: someAnswers }
    const cast = await web.stranger('POST', '/api/stall/ballots', { secret, ballots: [ballot] })
    expect(cast.json.outcomes).toEqual([
      {
        key: ballot.key,
        status: 201,
        ballotId: expect.any(String),
        castAt: new Date(test.clock.now()).toISOString(),
        receipt: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ])
    const changed = { ...ballot, answers: [{ questionId: 'q1', optionIds: ['q1o1'] }, someAnswers[1]] }
    const again = await web.stranger('POST', '/api/stall/ballots', { secret, ballots: [ballot, changed] })
    expect(again.json.outcomes.map((o: { status: number; code?: string }) => [o.status, o.code])).toEqual([
      [200, undefined],
      [409, 'key_reused'],
    ])
    const revocation = `/api/staff/polls/${poll.id}/stalls/${link.json.id}/revocation`
    expect((await auditor('POST', revocation)).status).toBe(403)
    expect((await office('POST', revocation)).json).toMatchObject({ state: 'revoked', ballots: 1 })
    expect((await office('POST', revocation)).json.code).toBe('already_revoked')
    const late = { secret, ballots: [ballot, { ...ballot, key: newKey() }] }
    const outcomes = (await web.stranger('POST', '/api/stall/ballots', late)).json.outcomes
    expect(outcomes.map((o: { status: number; code?: string }) => [o.status, o.code])).toEqual([
      [200, undefined],
      [409, 'stall_revoked'],
    ])
    expect((await test.office.ledger.headSeq()) - before).toBe(2)
    const csv = await office('GET', `/api/staff/polls/${poll.id}/export?format=csv`)
    expect(csv.text).toContain('点检日,,现场：南门农贸市场 2号平板,')
  })

  it('bad input names its field and changes nothing', async () => {
    const poll = await openPoll(test)
    const before = await test.office.ledger.headSeq()
    const link = await issue(poll.id)
    const secret = secretOf(link)
    const ballot = { key: newKey(), age: 0, answers: someAnswers }
    const cases: [unknown, string][] = [
      [{ secret, ballots: [] }, 'ballots'],
      [{ secret, ballots: Array(51).fill(ballot) }, 'ballots'],
      [{ secret, ballots: [{ ...ballot, key: 'short' }] }, 'ballots.0.key'],
      [{ secret, ballots: [{ ...ballot, key: 'x'.repeat(16).concat("'") }] }, 'ballots.0.key'],
      [{ secret, ballots: [{ ...ballot, age: -1 }] }, 'ballots.0.age'],
      [{ secret, ballots: [{ ...ballot, castAt: '2026-11-24T01:00:00.000Z' }] }, 'ballots.0.castAt'],
      [{ secret: 'short', ballots: [ballot] }, 'secret'],
    ]
    for (const [body, path] of cases) {
      const reply = await web.stranger('POST', '/api/stall/ballots', body)
      const paths = reply.json.errors?.map((e: { path: string }) => e.path)
      expect([reply.status, reply.json.code, paths]).toEqual([400, 'invalid_request', [path]])
    }
    const stranger = await web.stranger('POST', '/api/stall/ballots', {
      secret: 'A'.repeat(22),
      ballots: [ballot],
    })
    expect([stranger.status, stranger.json.code]).toEqual([403, 'stall_unknown'])
    for (const [over, path] of [
      [{ place: '' }, 'place'],
      [{ label: 'x'.repeat(21) }, 'label'],
      [{ endsAt: endsIn(-1) }, 'endsAt'],
      [{ endsAt: endsIn(100 * 24 * HOUR) }, 'endsAt'],
      [{ ballotLimit: 5_001 }, 'ballotLimit'],
    ] as const) {
      const reply = await issue(poll.id, over)
      expect([reply.status, reply.json.errors[0].path]).toEqual([400, path])
    }
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(0)
    expect((await test.office.ledger.headSeq()) - before).toBe(1)
  })

  it('fifty ballots with long texts fit into one request, and wait for the check', async () => {
    const poll = await openPoll(test)
    const secret = secretOf(await issue(poll.id))
    const text = '想检早点摊。'.repeat(83)
    const ballots = Array.from({ length: 50 }, () => ({
      key: newKey(),
      age: 0,
      answers: [...someAnswers, { questionId: 'q3', optionIds: [], text }],
    }))
    const reply = await web.stranger('POST', '/api/stall/ballots', { secret, ballots })
    expect(reply.json.outcomes.every((o: { status: number }) => o.status === 201)).toBe(true)
    await test.office.textLookout.look()
    await test.office.textChecking.checkDue()
    const csv = await office('GET', `/api/staff/polls/${poll.id}/export?format=csv`)
    expect(csv.text).not.toContain('早点摊')
  })
})
