import { systemActor } from '../../../src/modules/ledger'
import { RowSealing } from '../../../src/modules/polls'
import { SEALED_AT_ONCE, SortedRows } from '../../../src/modules/polls/polls.sealing'
import { castMany } from '../../support/ballots'
import { openTestOffice, type TestOffice } from '../../support/office'
import { openPoll } from '../../support/polls'

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

const rootsOf = async (id: string) => (await test.office.pollReads.tally(id)).roots
const rowsOf = (id: string) =>
  test.office.database.select(
    'SELECT number, size, hash, content FROM poll_rows WHERE poll_id = ? ORDER BY number',
    [id],
  )

it('a small poll is sealed with its tally, in one line of the book', async () => {
  const poll = await openPoll(test)
  await castMany(test, poll, 300)
  const before = await test.office.ledger.headSeq()
  await test.office.polls.closePoll(await test.staff('leader'), poll.id)
  expect(await test.office.ledger.headSeq()).toBe(before + 1)
  expect(await rootsOf(poll.id)).toEqual({
    root: expect.stringMatching(/^[\w+/]{43}=$/),
    rowsRoot: expect.stringMatching(/^[\w+/]{43}=$/),
  })
  expect((await rowsOf(poll.id)).map((row) => row.size)).toEqual([256, 44])
  expect(await test.office.rowSealing.sealDue(systemActor)).toBe(0)
})

it('a poll of nobody has roots too', async () => {
  const poll = await openPoll(test)
  await test.office.polls.closePoll(await test.staff('leader'), poll.id)
  const empty = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
  expect(await rootsOf(poll.id)).toEqual({ root: empty, rowsRoot: empty })
})

it('a large poll is sealed right behind it, by whoever comes first, to the same rows', async () => {
  const poll = await openPoll(test)
  await castMany(test, poll, SEALED_AT_ONCE + 1)
  await test.office.polls.closePoll(await test.staff('leader'), poll.id)
  expect((await rootsOf(poll.id))?.rowsRoot).toBeUndefined()
  expect((await rootsOf(poll.id))?.root).toBeDefined()
  const before = await test.office.ledger.headSeq()
  const { database, clock, ledger } = test.office
  // Another process, which has stopped half-way: a part of its rows is there.
  const keys = (test.office.rowSealing as unknown as { keys: ConstructorParameters<typeof RowSealing>[3] })
    .keys
  const other = new RowSealing(database, clock, ledger, keys)
  await Promise.all([test.office.rowSealing.sealDue(systemActor), other.sealDue(systemActor)])
  expect(await ledger.headSeq()).toBe(before + 1)
  const [line] = (await ledger.list({ limit: 1 })).items
  const { rowsRoot } = (await rootsOf(poll.id)) ?? {}
  expect([line?.action, line?.after]).toEqual(['polls.seal', { rows: SEALED_AT_ONCE + 1, rowsRoot }])
  const sizes = (await rowsOf(poll.id)).map((row) => Number(row.size))
  expect(sizes.reduce((a, b) => a + b, 0)).toBe(SEALED_AT_ONCE + 1)
  expect(await test.office.rowSealing.sealDue(systemActor)).toBe(0)
})

it('of ballots that are not as many as were counted nothing is published', async () => {
  const poll = await openPoll(test)
  await castMany(test, poll, 20)
  const [row] = await test.office.database.select('SELECT id FROM ballots WHERE poll_id = ? LIMIT 1', [
    poll.id,
  ])
  await test.office.database.transaction((tx) =>
    tx.query('UPDATE ballots SET poll_id = ? WHERE id = ?', ['elsewhere', row?.id]),
  )
  await test.office.polls.closePoll(await test.staff('leader'), poll.id)
  const { final, tally, roots } = await test.office.pollReads.tally(poll.id)
  expect([final, tally.ballots, roots?.rowsRoot]).toEqual([true, 20, undefined])
  await expect(test.office.rowSealing.sealDue(systemActor)).rejects.toThrow('19 ballots, 20 counted')
  // Said once, and not again every five seconds.
  expect(await test.office.rowSealing.sealDue(systemActor)).toBe(1)
  expect(await rowsOf(poll.id)).toEqual([])
})

it('rows stand in the order of their hashes, none twice, none left out', () => {
  const sorted = new SortedRows()
  const put: string[] = []
  for (let i = 0; i < 2_000; i++) {
    const salt = Buffer.alloc(16)
    salt.writeUInt32BE((i * 2_654_435_761) % 2 ** 32)
    sorted.add(salt, `q1o${i % 7}`)
    put.push(`${salt.toString('base64url')} q1o${i % 7}`)
  }
  const rows = [...sorted]
  expect(rows.map((row) => `${row.salt} ${row.choices}`).sort()).toEqual(put.sort())
  const hashes = rows.map((row) => row.hash)
  expect(hashes).toEqual([...hashes].sort())
})
