import { Log, LogCheckpoint, LogEntries, LogTile } from '../../../src/modules/receipts'
import { StoredTree } from '../../../src/modules/receipts/receipts.tree'
import { GrowingRoot, inclusionProof, leafHash } from '../../../src/modules/receipts/tree.rules'
import { LogIntake, takeIntoLog } from '../../../src/platform/db/intake'
import { newId } from '../../../src/platform/ids'
import { openTestOffice, type TestOffice } from '../../support/office'
import { openPoll, someAnswers } from '../../support/polls'

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

const reads = () => test.office.database.reads

/** Entries as a lane would leave them, `n` in batches of `batch`. */
async function wait(logId: string, n: number, batch: number): Promise<Buffer[]> {
  const { logs, database } = test.office
  const all: Buffer[] = []
  for (let at = 0; at < n; at += batch) {
    const ids = Array.from({ length: Math.min(batch, n - at) }, () => newId(test.clock.now()))
    const entries = ids.map((id) => logs.leafOf(logId, { id, receipt: logs.receiptOf(id) }, id).entry)
    all.push(...entries.map((e) => Buffer.from(e, 'base64')))
    await database.transaction((tx) =>
      takeIntoLog(tx, ids[0] as string, { log: logId, entry: entries.join('') }),
    )
  }
  return all
}

async function newLog(): Promise<string> {
  const id = newId(test.clock.now())
  await test.office.database.transaction((tx) => test.office.logs.begin(tx, 'poll', id))
  return id
}

const rootOver = (entries: Buffer[]) => {
  const growing = new GrowingRoot()
  for (const entry of entries) growing.add(leafHash(entry))
  return growing.root().toString('base64')
}

it('a log begins with a signed checkpoint of nothing', async () => {
  const id = await newLog()
  const log = await test.office.receiptReads.find(id)
  const checkpoint = await test.office.receiptReads.newestCheckpoint(id)
  expect([log.size, checkpoint?.size, checkpoint?.root]).toEqual([0, 0, rootOver([])])
  expect(log.origin).toBe(`127.0.0.1:3000/logs/${id}`)
})

it('is the same tree whatever portions it grows by, over chunks and tiles', async () => {
  const id = await newLog()
  const all: Buffer[] = []
  for (const [n, batch] of [
    [1, 1],
    [254, 100],
    [1, 1],
    [1, 1],
    [700, 256],
    [511, 130],
    [2048, 1000],
  ] as const) {
    all.push(...(await wait(id, n, batch)))
    await test.office.logs.sequence()
    const log = await test.office.receiptReads.find(id)
    expect([log.size, log.root, log.notedSize]).toEqual([all.length, rootOver(all), all.length])
  }
  const stored = await reads().find(LogEntries, { where: { logId: id }, order: { number: 'ASC' } })
  expect(Buffer.concat(stored.map((row) => Buffer.from(row.entries, 'base64')))).toEqual(Buffer.concat(all))
  expect(await reads().countBy(LogIntake, { logId: id })).toBe(0)
  // Every size it ever had can still be proved, from what is stored now.
  const checkpoints = await reads().findBy(LogCheckpoint, { logId: id })
  expect(checkpoints).toHaveLength(8)
  const tree = new StoredTree(reads(), id)
  for (const { size, root, note } of checkpoints.filter((c) => c.size > 0)) {
    expect((await tree.range(0, size)).toString('base64')).toBe(root)
    const log = await test.office.receiptReads.find(id)
    expect(note).toContain(`${log.origin}\n${size}\n${root}\n\n— ${log.origin} `)
    await inclusionProof(tree.range, size - 1, size)
  }
  expect(await test.office.receiptReads.consistency(id, 256, 3516)).not.toHaveLength(0)
})

it('one line in the book for all logs that have grown, and none when nothing did', async () => {
  const [one, other] = [await newLog(), await newLog()]
  await wait(one, 3, 3)
  await wait(other, 2, 1)
  const before = await test.office.ledger.headSeq()
  await test.office.logs.sequence()
  await test.office.logs.sequence()
  expect(await test.office.ledger.headSeq()).toBe(before + 1)
  const [entry] = (await test.office.ledger.list({ limit: 1 })).items
  expect([entry?.action, entry?.subjectId]).toEqual(['receipts.checkpoint', 'several'])
  const { logs } = (entry?.after ?? { logs: [] }) as { logs: { id: string; size: number; root: string }[] }
  expect(logs.map((l) => [l.id, l.size]).sort()).toEqual(
    [
      [one, 3],
      [other, 2],
    ].sort(),
  )
})

it('two sequencers at once take nothing twice', async () => {
  const id = await newLog()
  const all = await wait(id, 900, 45)
  await Promise.all([1, 2, 3].map(() => test.office.logs.sequence()))
  const log = await test.office.receiptReads.find(id)
  expect([log.size, log.root]).toEqual([900, rootOver(all)])
})

it('is twice a level high where it must be: 66,000 entries', async () => {
  const id = await newLog()
  const all = await wait(id, 66_000, 10_000)
  await test.office.logs.takeIn(id)
  const log = await reads().findOneByOrFail(Log, { id })
  expect([log.size, log.root]).toEqual([66_000, rootOver(all)])
  expect(await reads().countBy(LogTile, { logId: id, level: 2 })).toBe(1)
  const tree = new StoredTree(reads(), id)
  for (const size of [65_535, 65_537])
    expect((await tree.range(0, size)).toString('base64')).toBe(rootOver(all.slice(0, size)))
})

describe('a ballot', () => {
  it('is owed an entry at once, gets it with the next round, and keeps its receipt', async () => {
    const poll = await openPoll(test)
    const resident = await test.resident('o-receipt')
    const cast = () => test.office.ballotBox.castBallot(resident, poll.id, someAnswers)
    const { ballot } = await cast()
    expect(ballot.receipt).toMatch(/^[0-9a-f]{32}$/)
    const owed = await test.office.receiptReads.prove(ballot.receipt)
    expect([owed.logId, owed.takenAt, owed.inclusion]).toEqual([poll.id, ballot.castAt, null])
    expect(owed.promise).toContain(`/promise\n${ballot.receipt}\ntaken `)
    await test.office.logs.sequence()
    const proved = await test.office.receiptReads.prove(ballot.receipt.toUpperCase())
    expect(proved.promise).toBe(owed.promise)
    expect([proved.inclusion?.index, proved.inclusion?.size]).toEqual([0, 1])
    const again = await cast()
    expect([again.isNew, again.ballot.receipt]).toEqual([false, ballot.receipt])
    await test.office.logs.sequence()
    expect((await test.office.receiptReads.find(poll.id)).size).toBe(1)
  })

  it('that the lane refused leaves no entry; what it took leaves one each, found by its receipt', async () => {
    const poll = await openPoll(test)
    const people = await Promise.all(Array.from({ length: 300 }, (_, i) => test.resident(`o-many-${i}`)))
    const vote = async (i: number) =>
      (
        await test.office.ballotBox.castBallot(
          people[i] as { kind: 'resident'; id: string },
          poll.id,
          someAnswers,
        )
      ).ballot
    const ballots = await Promise.all([...people.keys(), ...people.keys()].map(vote))
    const receipts = new Set(ballots.map((b) => b.receipt))
    expect(receipts.size).toBe(300)
    await test.office.logs.sequence()
    expect((await test.office.receiptReads.find(poll.id)).size).toBe(300)
    const indexes = new Set<number>()
    for (const receipt of receipts) {
      const { inclusion } = await test.office.receiptReads.prove(receipt)
      indexes.add(inclusion?.index ?? -1)
    }
    expect([indexes.size, Math.min(...indexes), Math.max(...indexes)]).toEqual([300, 0, 299])
  })

  it('that nobody gave has no receipt', async () => {
    for (const receipt of ['0'.repeat(32), 'f'.repeat(32), 'x', '', 'g'.repeat(32), "' OR 1=1 --"])
      await expect(test.office.receiptReads.prove(receipt)).rejects.toMatchObject({ code: 'unknown_receipt' })
  })
})
