import { systemActor } from '../../../src/modules/ledger'
import { Ballot } from '../../../src/modules/polls'
import { UsedCode } from '../../../src/modules/residents'
import { createOffice } from '../../../src/office'
import type { Outcome } from '../../../src/platform/db/lane'
import { audit, ballotRow } from '../../support/lane'
import { openTestOffice, type TestOffice, testOfficeOptions } from '../../support/office'
import { openPoll, someAnswers } from '../../support/polls'

declare const TEST_DATABASE: 'sqlite' | 'mysql'

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

/** A few at a time: signing in is not what these tests are about, and all at once they wait for connections. */
async function signedIn(count: number, name: string) {
  const actors: Awaited<ReturnType<TestOffice['resident']>>[] = []
  while (actors.length < count)
    actors.push(
      ...(await Promise.all(
        Array.from({ length: 10 }, (_, n) => test.resident(`o-${name}-${actors.length + n}`)),
      )),
    )
  return actors
}

const resident = (n: number) => `R${String(n).padStart(25, '0')}`
const settle = async (writes: Promise<Outcome>[]): Promise<string[]> =>
  (await Promise.allSettled(writes)).map((r) => (r.status === 'fulfilled' ? r.value : 'refused'))
const count = (outcomes: string[], wanted: string) => outcomes.filter((o) => o === wanted).length

describe('a batch of the write lane', () => {
  it('a row the database refuses fails alone; its neighbours are written and counted', async () => {
    const poll = await openPoll(test)
    const bad: Record<number, Record<string, string | null>> = { 17: { answers: null }, 58: { period: null } }
    if (TEST_DATABASE === 'mysql')
      Object.assign(bad, { 33: { receipt: 'x'.repeat(33) }, 34: { period: '投票' } })
    const outcomes = await settle(
      Array.from({ length: 100 }, (_, n) => test.office.lane.write(ballotRow(poll.id, resident(n), bad[n]))),
    )
    const refused = Object.keys(bad).length
    expect(outcomes.flatMap((o, n) => (o === 'written' ? [] : [n]))).toEqual(Object.keys(bad).map(Number))
    const { ids, ballots, option, recount } = await audit(test.office, poll.id)
    expect([ids.length, ballots, option, recount.ballots]).toEqual(Array(4).fill(100 - refused))
  })

  it('a counter the database refuses takes only its own row with it', async () => {
    const poll = await openPoll(test)
    const rows = Array.from({ length: 20 }, (_, n) => ballotRow(poll.id, resident(n)))
    const impossible = { ...rows[7]!, tallies: [[poll.id, null as unknown as string]] as const }
    rows[7] = impossible
    const outcomes = await settle(rows.map((row) => test.office.lane.write(row)))
    expect(outcomes.map((o, n) => (o === 'written' ? null : n)).filter((n) => n !== null)).toEqual([7])
    const { residents, ballots } = await audit(test.office, poll.id)
    expect([residents.length, residents.includes(resident(7)), ballots]).toEqual([19, false, 19])
  })

  it('duplicates inside one batch and across batches count once', async () => {
    const poll = await openPoll(test)
    const round = () => Array.from({ length: 60 }, (_, n) => ballotRow(poll.id, resident(n % 20)))
    const first = await settle(round().map((row) => test.office.lane.write(row)))
    expect([count(first, 'written'), count(first, 'duplicate')]).toEqual([20, 40])
    const again = await settle([
      ...round().map((row) => test.office.lane.write(row)),
      test.office.lane.write(ballotRow(poll.id, resident(999))),
    ])
    expect([count(again, 'written'), count(again, 'duplicate')]).toEqual([1, 60])
    const { ids, ballots, option } = await audit(test.office, poll.id)
    expect([ids.length, ballots, option]).toEqual([21, 21, 21])
  })

  it('a shut, an unknown and an open gate in one batch: only the open one lets rows in', async () => {
    const [open, shut] = [await openPoll(test), await openPoll(test)]
    await test.office.polls.closePoll(await test.staff('leader'), shut.id)
    const outcomes = await settle(
      [open.id, shut.id, 'no-such-poll'].flatMap((id) =>
        [1, 2, 3].map((n) => test.office.lane.write(ballotRow(id, resident(n)))),
      ),
    )
    expect(outcomes).toEqual([...Array(3).fill('written'), ...Array(6).fill('closed')])
    expect((await audit(test.office, open.id)).ballots).toBe(3)
    expect((await audit(test.office, shut.id)).ids).toEqual([])
  })

  it('more text than one statement may carry goes in several batches', async () => {
    const poll = await openPoll(test)
    const answers = JSON.stringify([{ questionId: 'q3', optionIds: [], text: '字'.repeat(20_000) }])
    const outcomes = await settle(
      Array.from({ length: 400 }, (_, n) =>
        test.office.lane.write(ballotRow(poll.id, resident(n), { answers })),
      ),
    )
    expect(count(outcomes, 'written')).toBe(400)
    expect((await audit(test.office, poll.id)).ballots).toBe(400)
  })
})

describe('isolation', () => {
  it('2,000 rounds of a write that fails late beside good ones: the good stay, of the bad no trace', async () => {
    const poll = await openPoll(test)
    const good = (n: number) => n.toString(16).padStart(64, '0')
    const bad = (n: number) => n.toString(16).padStart(64, 'f')
    const acknowledged: string[] = []
    const round = async (n: number) => {
      const { database, lane } = test.office
      const usedAt = n
      const failing = database.transaction(async (tx) => {
        await tx.insert(UsedCode, { hash: bad(n), usedAt })
        throw new Error('late')
      })
      const row = ballotRow(poll.id, resident(n))
      const [failed, written, inserted] = await Promise.allSettled([
        failing,
        lane.write(row),
        n % 4 === 0 ? database.transaction((tx) => tx.insert(UsedCode, { hash: good(n), usedAt })) : null,
      ])
      if (failed.status === 'fulfilled' || written.status === 'rejected' || inserted.status === 'rejected')
        throw new Error(`round ${n}: ${failed.status} ${written.status} ${inserted.status}`)
      acknowledged.push(row.values[0] as string)
    }
    for (let n = 0; n < 2_000; n += 20) await Promise.all(Array.from({ length: 20 }, (_, i) => round(n + i)))
    await test.restart()
    const { ids, ballots, recount } = await audit(test.office, poll.id)
    expect(new Set(ids)).toEqual(new Set(acknowledged))
    expect([ids.length, ballots, recount.ballots]).toEqual([2_000, 2_000, 2_000])
    const codes = (await test.office.database.reads.find(UsedCode)).map((code) => code.hash)
    expect(codes.filter((hash) => hash.startsWith('f'))).toEqual([])
    expect(codes.filter((hash) => hash.startsWith('0')).length).toBe(500)
  })

  it('drain waits for what was accepted; a closed lane takes nothing more', async () => {
    const poll = await openPoll(test)
    const writes = Array.from({ length: 50 }, (_, n) =>
      test.office.lane.write(ballotRow(poll.id, resident(n))),
    )
    await test.office.lane.drain()
    expect((await audit(test.office, poll.id)).ballots).toBe(50)
    expect(count(await settle(writes), 'written')).toBe(50)
    const { lane } = test.office
    await test.restart()
    await expect(lane.write(ballotRow(poll.id, resident(99)))).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('the closing of a poll under fire', () => {
  it('spray from 2 s before until 2 s after the end: what was accepted is what was frozen', async () => {
    const closesAt = test.clock.now() + 2_000
    const poll = await openPoll(test, { closesAt })
    const actors = await signedIn(400, 'spray')
    const casts: Promise<{ castAt: number; result: string }>[] = []
    let freezing: Promise<number> | null = null
    for (const [n, actor] of actors.entries()) {
      const castAt = test.clock.now()
      casts.push(
        test.office.ballotBox.castBallot(actor, poll.id, someAnswers).then(
          ({ isNew }) => ({ castAt, result: isNew ? 'new' : 'old' }),
          (error) => ({ castAt, result: (error as { code: string }).code }),
        ),
      )
      test.clock.advance(10)
      if (test.clock.now() >= closesAt) freezing ??= test.office.polls.freezeDue(systemActor)
      if (n % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await freezing
    const results = await Promise.all(casts)
    const accepted = results.filter((r) => r.result === 'new')
    expect(new Set(results.map((r) => r.result))).toEqual(new Set(['new', 'poll_closed']))
    expect(accepted.every((r) => r.castAt < closesAt)).toBe(true)
    expect(accepted.length).toBeGreaterThan(50)
    const stored = await test.office.database.reads.findBy(Ballot, { pollId: poll.id })
    expect(stored.every((ballot) => ballot.castAt < closesAt)).toBe(true)
    const { final, tally } = await test.office.pollReads.tally(poll.id)
    expect(final).toBe(true)
    expect(tally).toEqual(await test.office.pollReads.recount(poll.id))
    expect(tally.ballots).toBe(accepted.length)
  })

  it('staff close early while ballots stream in: none is counted afterwards', async () => {
    const { office } = test
    const poll = await openPoll(test)
    const actors = await signedIn(300, 'early')
    const leader = await test.staff('leader')
    let closing: Promise<unknown> | undefined
    const results: Promise<string>[] = []
    for (const [n, actor] of actors.entries()) {
      results.push(
        office.ballotBox.castBallot(actor, poll.id, someAnswers).then(
          () => 'new',
          (error) => (error as { code: string }).code,
        ),
      )
      if (n === 150) closing = office.polls.closePoll(leader, poll.id)
      if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await closing
    const late = await office.ballotBox
      .castBallot(await test.resident('o-early-late'), poll.id, someAnswers)
      .catch((error: { code: string }) => error.code)
    const told = await Promise.all(results)
    const { tally } = await office.pollReads.tally(poll.id)
    expect(late).toBe('poll_closed')
    expect([count(told, 'new') + count(told, 'poll_closed'), told.length]).toEqual([300, 300])
    expect(tally.ballots).toBe(count(told, 'new'))
    expect(tally).toEqual(await office.pollReads.recount(poll.id))
  })
})

const onMysql = TEST_DATABASE === 'mysql' ? it : it.skip

describe('two offices on one database (MariaDB; an SQLite file belongs to one process)', () => {
  onMysql('overlapping rows in different orders: each counted once, nobody sees a deadlock', async () => {
    const other = await createOffice(testOfficeOptions(test.databaseUrl, test.clock))
    try {
      const polls = [await openPoll(test), await openPoll(test), await openPoll(test)]
      const writes: Promise<Outcome>[] = []
      const stride = [7, 11] as const
      for (let n = 0; n < 1_500; n++) {
        for (const [i, office] of [test.office, other].entries()) {
          const at = (n * stride[i]!) % 1_500
          const poll = polls[at % 3]!
          writes.push(office.lane.write(ballotRow(poll.id, resident(at))))
        }
        if (n % 25 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
      }
      const outcomes = await settle(writes)
      expect([count(outcomes, 'written'), count(outcomes, 'duplicate')]).toEqual([1_500, 1_500])
      for (const poll of polls) {
        const { ids, ballots, option, recount } = await audit(other, poll.id)
        expect([ids.length, ballots, option, recount.ballots]).toEqual([500, 500, 500, 500])
      }
      const open = await test.office.database.select(
        'SELECT t.trx_id FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE p.db = DATABASE() AND p.command = ?',
        ['Sleep'],
      )
      expect(open).toEqual([])
    } finally {
      await other.close()
    }
  })
})
