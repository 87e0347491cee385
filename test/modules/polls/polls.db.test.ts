import { createHash } from 'node:crypto'
import { systemActor } from '../../../src/modules/ledger'
import { OF_RESIDENT } from '../../../src/modules/polls/polls.reads'
import { serveOffice } from '../../support/http'
import { ballotRow } from '../../support/lane'
import { DAY, HOUR, openTestOffice, type TestOffice } from '../../support/office'
import { buildPoll, openPoll, someAnswers } from '../../support/polls'

declare const TEST_DATABASE: 'sqlite' | 'mysql'

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

describe('opening a poll', () => {
  it('needs someone other than its author, with the role, once', async () => {
    const { polls, staff } = test.office
    const editor = await test.staff('editor')
    const leader = await test.staff('leader')
    const both = { ...editor, roles: ['editor', 'leader'] }
    const poll = await polls.createPoll(both, buildPoll(test.clock.now()))
    expect(await refusal(polls.openPoll(both, poll.id))).toBe('own_work')
    expect(await refusal(polls.openPoll(await test.staff('head'), poll.id))).toBe('forbidden')
    expect(await refusal(polls.openPoll(leader, poll.id))).toBe('done')
    expect(await refusal(polls.openPoll(leader, poll.id))).toBe('already_opened')
    expect(await refusal(polls.createPoll(leader, buildPoll(test.clock.now())))).toBe('forbidden')
    expect(staff).toBeDefined()
  })

  it('residents see nothing of a draft', async () => {
    const poll = await test.office.polls.createPoll(await test.staff('editor'), buildPoll(test.clock.now()))
    const resident = await test.resident('o-draft')
    expect(await refusal(test.office.pollReads.find(poll.id))).toBe('not_found')
    expect(await refusal(test.office.ballotBox.castBallot(resident, poll.id, someAnswers))).toBe('not_found')
    expect((await test.office.pollReads.list({ limit: 100 })).items.map((p) => p.id)).not.toContain(poll.id)
  })

  it('refuses an end before its beginning and an end that has passed', async () => {
    const editor = await test.staff('editor')
    const now = test.clock.now()
    await expect(
      test.office.polls.createPoll(editor, buildPoll(now, { opensAt: now + DAY, closesAt: now + DAY })),
    ).rejects.toMatchObject({ errors: [{ path: 'closesAt' }] })
    await expect(
      test.office.polls.createPoll(editor, buildPoll(now, { opensAt: now - DAY, closesAt: now })),
    ).rejects.toMatchObject({ errors: [{ path: 'closesAt' }] })
  })
})

describe('the window of a poll', () => {
  it('takes ballots from the ms it opens to the ms before it closes', async () => {
    const now = test.clock.now()
    const poll = await openPoll(test, { opensAt: now + HOUR, closesAt: now + 2 * HOUR })
    const cast = async (openid: string) =>
      refusal(test.office.ballotBox.castBallot(await test.resident(openid), poll.id, someAnswers))
    test.clock.set(now + HOUR - 1)
    expect(await cast('o-w1')).toBe('poll_not_open')
    test.clock.set(now + HOUR)
    expect(await cast('o-w1')).toBe('done')
    test.clock.set(now + 2 * HOUR - 1)
    expect(await cast('o-w2')).toBe('done')
    test.clock.set(now + 2 * HOUR)
    expect(await cast('o-w3')).toBe('poll_closed')
    expect(await cast('o-w2')).toBe('done')
    await test.office.polls.freezeDue(systemActor)
    expect(await cast('o-w4')).toBe('poll_closed')
    const { final, tally } = await test.office.pollReads.tally(poll.id)
    expect([final, tally.ballots]).toEqual([true, 2])
    expect(await test.office.pollReads.recount(poll.id)).toEqual(tally)
  })

  it('one ballot per Shanghai day where the poll says so', async () => {
    const day = Date.UTC(2027, 0, 5, 15, 59, 59, 999)
    test.clock.set(day - HOUR)
    const poll = await openPoll(test, { votesPer: 'day' })
    const resident = await test.resident('o-daily')
    test.clock.set(day)
    const first = await test.office.ballotBox.castBallot(resident, poll.id, someAnswers)
    expect((await test.office.ballotBox.castBallot(resident, poll.id, someAnswers)).ballot.id).toBe(
      first.ballot.id,
    )
    test.clock.set(day + 1)
    const second = await test.office.ballotBox.castBallot(resident, poll.id, someAnswers)
    expect(second.isNew).toBe(true)
    expect(await test.office.pollReads.series(poll.id, 'day')).toEqual([
      { key: '2027-01-05', ballots: 1 },
      { key: '2027-01-06', ballots: 1 },
    ])
    const mine = await test.office.pollReads.myBallots(resident, { limit: 10 })
    expect(mine.items.map((b) => b.period)).toEqual(['2027-01-06', '2027-01-05'])
  })

  it('closing early freezes at once and is in the ledger', async () => {
    const poll = await openPoll(test)
    await test.office.ballotBox.castBallot(await test.resident('o-early'), poll.id, someAnswers)
    const office = await test.staff('office')
    const before = await test.office.ledger.headSeq()
    const closed = await test.office.polls.closePoll(office, poll.id)
    expect(closed.finalTally?.ballots).toBe(1)
    expect(await test.office.ledger.headSeq()).toBe(before + 1)
    expect(await refusal(test.office.polls.closePoll(office, poll.id))).toBe('poll_closed')
    expect(
      await refusal(test.office.ballotBox.castBallot(await test.resident('o-late'), poll.id, someAnswers)),
    ).toBe('poll_closed')
  })
})

describe('the export of a poll', () => {
  it('has one row a ballot, its count and hash, and no formula', async () => {
    const web = await serveOffice(test.office)
    try {
      const poll = await openPoll(test, { title: '导出〔虚构〕' })
      for (let i = 0; i < 3; i++)
        await test.office.ballotBox.castBallot(await test.resident(`o-export-${i}`), poll.id, [
          ...someAnswers,
          {
            questionId: 'q3',
            optionIds: [],
            text: i === 0 ? '=HYPERLINK("http://evil")' : '打 13800138000 找我',
          },
        ])
      // What was written by hand is shown once it has passed the check.
      await test.office.textLookout.look()
      await test.office.textChecking.checkDue()
      const staff = await web.staff('office').catch(async () => {
        await test.staff('office')
        return web.staff('office')
      })
      const csv = await staff('GET', `/api/staff/polls/${poll.id}/export?format=csv`)
      expect(csv.headers.get('content-type')).toContain('text/csv')
      const lines = csv.text.split('\r\n').filter((line) => line !== '')
      expect(lines).toHaveLength(1 + 3 + 1)
      expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil"")"`)
      expect(csv.text).not.toContain('13800138000')
      const last = lines.at(-1) ?? ''
      const body = csv.text.slice(0, csv.text.lastIndexOf(last))
      // fetch drops the byte order mark that the file begins with.
      expect(last).toContain(
        `行数=3 SHA-256=${createHash('sha256')
          .update(`\uFEFF${body.replace(/^\uFEFF/, '')}`)
          .digest('hex')}`,
      )
      const xlsx = await staff('GET', `/api/staff/polls/${poll.id}/export?format=xlsx`)
      expect([xlsx.status, xlsx.text.slice(0, 2)]).toEqual([200, 'PK'])
      const editorless = await web.stranger('GET', `/api/staff/polls/${poll.id}/export`)
      expect(editorless.status).toBe(401)
    } finally {
      await web.close()
    }
  })
})

describe('a resident’s ballots among very many', () => {
  it('are found through the unique key, not by reading them all', async () => {
    const plan = `EXPLAIN ${TEST_DATABASE === 'sqlite' ? 'QUERY PLAN ' : ''}SELECT * FROM ballots ballot WHERE ${OF_RESIDENT.replace(':residentId', '?')} ORDER BY ballot.id DESC LIMIT 21`
    const poll = await openPoll(test)
    const rows = Array.from({ length: 3_000 }, (_, n) =>
      test.office.lane.write(ballotRow(poll.id, `R${String(n).padStart(25, '0')}`)),
    )
    await Promise.all(rows)
    if (TEST_DATABASE === 'mysql') await test.office.database.select('ANALYZE TABLE ballots, polls', [])
    const steps = await test.office.database.select(plan, [`R${'1'.padStart(25, '0')}`])
    const told = JSON.stringify(steps)
    expect(told).toMatch(TEST_DATABASE === 'sqlite' ? /SEARCH ballot USING INDEX/ : /ballots_by_poll/)
    expect(told).not.toMatch(/SCAN ballot|"ALL","possible_keys":"ballots/)
  })
})
