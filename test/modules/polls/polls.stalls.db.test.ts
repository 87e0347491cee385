import { systemActor } from '../../../src/modules/ledger'
import { Ballot, Stall } from '../../../src/modules/polls'
import { GRACE_MS } from '../../../src/modules/polls/polls.stalls.rules'
import { DAY, HOUR, openTestOffice, type TestOffice } from '../../support/office'
import { buildPoll, openPoll, someAnswers } from '../../support/polls'
import { issueStall } from '../../support/stalls'

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

const refusal = async (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (e: { code?: string }) => e.code,
  )
const others = [
  { questionId: 'q1', optionIds: ['q1o1'] },
  { questionId: 'q2', optionIds: ['q2o2'] },
]
const ballot = (key: string, age = 0, answers = someAnswers) => ({ key: key.padEnd(16, '_'), age, answers })
/** What became of each, in order: new, again, or the code of its refusal. */
const bring = async (secret: string, ...ballots: ReturnType<typeof ballot>[]) =>
  (await test.office.stallBox.castBallots(secret, ballots)).map((o) =>
    'cast' in o ? (o.cast.isNew ? 'new' : 'again') : o.refusal.code,
  )
const counted = async (pollId: string) => {
  const { tally } = await test.office.pollReads.tally(pollId)
  expect(await test.office.pollReads.recount(pollId)).toEqual(tally)
  return [tally.ballots, await test.office.pollReads.atStalls(pollId)]
}

describe('a link', () => {
  it('is issued by those who may open the poll, while it is open to residents, and each time written down once', async () => {
    const { polls, stalls, ledger } = test.office
    const [editor, office] = [await test.staff('editor'), await test.staff('office')]
    const powerless = ['editor', 'head', 'auditor', 'admin', 'secrecy'] as const
    for (const role of powerless) await test.staff(role)
    const now = test.clock.now()
    const input = { place: '南门', label: '1号', endsAt: now + HOUR, ballotLimit: 10 }
    const draft = await polls.createPoll(editor, buildPoll(now))
    expect(await refusal(stalls.issue(office, draft.id, input))).toBe('not_opened')
    const poll = await openPoll(test)
    const before = await ledger.headSeq()
    for (const role of powerless) {
      const code = await refusal(stalls.issue(await test.staff(role), poll.id, input))
      expect([role, code]).toEqual([role, role === 'editor' ? 'own_work' : 'forbidden'])
    }
    const both = { ...editor, roles: ['editor', 'office'] }
    expect(await refusal(stalls.issue(both, poll.id, input))).toBe('own_work')
    for (const endsAt of [now, poll.closesAt + 1])
      await expect(stalls.issue(office, poll.id, { ...input, endsAt })).rejects.toMatchObject({
        errors: [{ path: 'endsAt' }],
      })
    expect(await refusal(stalls.issue(office, 'nothing', input))).toBe('not_found')
    const [first, second] = [
      await stalls.issue(office, poll.id, input),
      await stalls.issue(office, poll.id, { ...input, endsAt: poll.closesAt }),
    ]
    expect(first.secret).toMatch(/^[\w-]{22}$/)
    expect(first.secret).not.toBe(second.secret)
    await stalls.revoke(office, poll.id, first.stall.id)
    expect(await refusal(stalls.revoke(office, poll.id, first.stall.id))).toBe('already_revoked')
    expect(await refusal(stalls.revoke(office, draft.id, second.stall.id))).toBe('not_found')
    expect((await ledger.headSeq()) - before).toBe(3)
    const rows = JSON.stringify([
      await test.office.database.select('SELECT * FROM stalls', []),
      await test.office.database.select('SELECT * FROM ledger_entries', []),
    ])
    for (const { secret } of [first, second]) expect(rows).not.toContain(secret)
    expect((await stalls.list(poll.id)).map((s) => [s.stall.id, s.state])).toEqual([
      [second.stall.id, 'open'],
      [first.stall.id, 'revoked'],
    ])
    await polls.closePoll(office, poll.id)
    expect(await refusal(stalls.issue(office, poll.id, input))).toBe('poll_closed')
  })

  it('opens its poll and nothing without its secret', async () => {
    const poll = await openPoll(test)
    const { secret, stall } = await issueStall(test, poll)
    const opened = await test.office.stallBox.open(secret)
    expect([opened.poll.id, opened.stall.id, opened.state]).toEqual([poll.id, stall.id, 'open'])
    for (const wrong of [
      '',
      secret.slice(1),
      secret.toLowerCase(),
      `${secret}x`,
      stall.id,
      stall.secretHash,
    ]) {
      expect(await refusal(test.office.stallBox.open(wrong))).toBe('stall_unknown')
      expect(await refusal(test.office.stallBox.castBallots(wrong, [ballot('a')]))).toBe('stall_unknown')
    }
  })
})

describe('ballots of a stall', () => {
  it('one key is one ballot: again gives the first receipt, other answers are refused, also across links', async () => {
    const poll = await openPoll(test)
    const one = await issueStall(test, poll)
    const two = await issueStall(test, poll)
    const [first] = await test.office.stallBox.castBallots(one.secret, [ballot('k1', 5_000)])
    test.clock.advance(DAY / 4)
    const [again] = await test.office.stallBox.castBallots(two.secret, [ballot('k1', 99)])
    expect(again && 'cast' in again && again.cast).toEqual({
      ballot: first && 'cast' in first && first.cast.ballot,
      isNew: false,
    })
    expect(await bring(two.secret, ballot('k1', 0, others), ballot('k2', 0, others))).toEqual([
      'key_reused',
      'new',
    ])
    // The same key in another poll is another ballot.
    const elsewhere = await openPoll(test)
    expect(await bring((await issueStall(test, elsewhere)).secret, ballot('k1', 0, others))).toEqual(['new'])
    expect(await counted(poll.id)).toEqual([2, 2])
    const rows = await test.office.database.reads.findBy(Ballot, { pollId: poll.id })
    expect(rows.map((b) => [b.stallId, b.castAt - (b.writtenAt ?? 0)]).sort()).toEqual(
      [
        [one.stall.id, 5_000],
        [two.stall.id, 0],
      ].sort(),
    )
  })

  it('fifty copies of one key at once, in one batch and in many, count one', async () => {
    const poll = await openPoll(test)
    const { secret } = await issueStall(test, poll)
    const copies = Array.from({ length: 10 }, () => ballot('copy'))
    const all = await Promise.all(Array.from({ length: 5 }, () => bring(secret, ...copies)))
    expect(all.flat().sort()).toEqual([...Array(49).fill('again'), 'new'])
    expect(await counted(poll.id)).toEqual([1, 1])
  })

  it('stand beside the ballots of residents, in the same tally and apart', async () => {
    const poll = await openPoll(test, { votesPer: 'day' })
    const { secret } = await issueStall(test, poll)
    await test.office.ballotBox.castBallot(await test.resident('o-beside'), poll.id, someAnswers)
    expect(await bring(secret, ballot('b1'), ballot('b2'))).toEqual(['new', 'new'])
    expect(await counted(poll.id)).toEqual([3, 2])
    // A key is one ballot for good, also where residents have one a day.
    test.clock.advance(2 * HOUR)
    const before = await counted(poll.id)
    expect(await bring(secret, ballot('b1'))).toEqual(['again'])
    expect(await counted(poll.id)).toEqual(before)
  })

  it('a bad one among good ones is refused alone, with what is wrong', async () => {
    const poll = await openPoll(test)
    const { secret } = await issueStall(test, poll)
    const bad = ballot('bad', 0, [{ questionId: 'q9', optionIds: ['q1o1'] }])
    expect(await bring(secret, ballot('g1'), bad, ballot('g2'))).toEqual(['new', 'invalid_request', 'new'])
    expect(await counted(poll.id)).toEqual([2, 2])
    expect(await bring(secret, ballot('bad'))).toEqual(['new'])
  })

  it('the server’s clock decides: link, grace, poll, to the ms', async () => {
    const now = test.clock.now()
    const endsAt = now + HOUR
    const poll = await openPoll(test, { opensAt: now + 1_000, closesAt: endsAt + GRACE_MS + HOUR })
    const { secret } = await issueStall(test, poll, { endsAt })
    expect(await bring(secret, ballot('t0'))).toEqual(['poll_not_open'])
    test.clock.set(now + 1_000)
    expect(await bring(secret, ballot('t1'))).toEqual(['new'])
    test.clock.set(endsAt - 1)
    expect(await bring(secret, ballot('t2'))).toEqual(['new'])
    test.clock.set(endsAt)
    expect(await bring(secret, ballot('t3'), ballot('t4', 1), ballot('t2'))).toEqual([
      'stall_over',
      'new',
      'again',
    ])
    test.clock.set(endsAt + GRACE_MS - 1)
    expect(await bring(secret, ballot('t5', GRACE_MS - 1), ballot('t6', GRACE_MS))).toEqual([
      'stall_over',
      'new',
    ])
    test.clock.set(endsAt + GRACE_MS)
    expect(await bring(secret, ballot('t7', 2 * GRACE_MS), ballot('t6'))).toEqual(['stall_over', 'again'])
    expect(await counted(poll.id)).toEqual([4, 4])
  })

  it('the close of the poll ends every grace, and what was counted is still answered', async () => {
    const now = test.clock.now()
    const poll = await openPoll(test, { closesAt: now + 2 * HOUR })
    const { secret, stall } = await issueStall(test, poll, { endsAt: now + HOUR })
    expect((await test.office.stallBox.open(secret)).takesUntil).toBe(now + 2 * HOUR)
    test.clock.set(now + 2 * HOUR - 1)
    expect(await bring(secret, ballot('c1', HOUR))).toEqual(['new'])
    test.clock.set(now + 2 * HOUR)
    expect(await bring(secret, ballot('c1'), ballot('c2', 2 * HOUR))).toEqual(['again', 'poll_closed'])
    await test.office.polls.freezeDue(systemActor)
    expect(await bring(secret, ballot('c1'), ballot('c1', 0, others), ballot('c3'))).toEqual([
      'again',
      'key_reused',
      'poll_closed',
    ])
    expect((await test.office.stalls.list(poll.id)).map((s) => [s.state, s.ballots])).toEqual([['over', 1]])
    expect(await counted(poll.id)).toEqual([1, 1])
    expect(stall.revokedAt).toBeNull()
  })

  it('after a revocation nothing new goes in, though batches were under way', async () => {
    const poll = await openPoll(test)
    const { secret, stall } = await issueStall(test, poll)
    const office = await test.staff('office')
    const batches = Array.from({ length: 6 }, (_, b) =>
      bring(secret, ...Array.from({ length: 20 }, (_, i) => ballot(`r${b}-${i}`))),
    )
    const revoked = test.office.stalls.revoke(office, poll.id, stall.id)
    const late = bring(secret, ballot('late'), ballot('r0-0'))
    const { ballots } = await revoked
    expect(await late).toEqual([
      'stall_revoked',
      (await batches[0])?.[0] === 'new' ? 'again' : 'stall_revoked',
    ])
    const news = (await Promise.all(batches)).flat().filter((o) => o === 'new').length
    expect([ballots, await counted(poll.id)]).toEqual([news, [news, news]])
  })

  it('a link brings no more than it may, however they come; what was counted takes no room', async () => {
    const poll = await openPoll(test)
    const { secret } = await issueStall(test, poll, { ballotLimit: 30 })
    const batch = (from: number) => Array.from({ length: 12 }, (_, i) => ballot(`l${from + i}`))
    const all = await Promise.all([0, 6, 12, 18, 24].map((from) => bring(secret, ...batch(from))))
    expect(all.flat().filter((o) => o === 'new')).toHaveLength(30)
    expect(new Set(all.flat())).toEqual(new Set(['new', 'again', 'stall_full']))
    expect(await bring(secret, ballot('l0'), ballot('one-more'))).toEqual(['again', 'stall_full'])
    expect(await counted(poll.id)).toEqual([30, 30])
    // Another link for the same tablet goes on with what it still holds.
    const next = await issueStall(test, poll)
    expect(await bring(next.secret, ballot('l0'), ballot('one-more'))).toEqual(['again', 'new'])
    expect(await test.office.database.reads.countBy(Stall, { pollId: poll.id })).toBe(2)
  })
})
