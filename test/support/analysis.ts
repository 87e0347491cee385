import { Analysis, Comment, CommentAnalysis, CommentGroupRow, readOf } from '../../src/modules/consultations'
import { GroupBucket, OwnSentence } from '../../src/modules/consultations/analysis.entities'
import { counterItems } from '../../src/modules/consultations/analysis.labels'
import { sameKeyOf, tallyItems } from '../../src/modules/consultations/consultations.rules'
import { shanghaiDay } from '../../src/platform/calendar'
import { insertRows } from '../../src/platform/db/rows'
import { moveTallies, readTallies } from '../../src/platform/db/tally'
import { newId } from '../../src/platform/ids'
import type { TestOffice } from './office'

/** Comments straight into the tables, with the counters that the write lane would have moved. @returns their ids */
export async function arrive(
  test: TestOffice,
  consultationId: string,
  texts: readonly string[],
  { residentId = null, ids = [] }: { residentId?: string | null; ids?: readonly string[] } = {},
): Promise<string[]> {
  const receivedAt = test.clock.now()
  const rows = texts.map((text, i): Comment => {
    const id = ids[i] ?? newId(receivedAt)
    return {
      id,
      consultationId,
      clauseId: null,
      residentId,
      personKey: id,
      ordinal: 1,
      repeatKey: id,
      sameKey: sameKeyOf(text),
      text,
      stance: null,
      writerGroup: null,
      writerKind: null,
      source: 'mini_program',
      state: 'received',
      receivedOn: shanghaiDay(receivedAt),
      receivedAt,
      receipt: id,
      enteredBy: null,
      salt: null,
      quotable: false,
      lineId: null,
    }
  })
  await test.office.database.transaction(async (tx) => {
    for (let at = 0; at < rows.length; at += 500) await insertRows(tx, Comment, rows.slice(at, at + 500))
    const moves = rows.flatMap((row) => tallyItems(row, []).map((item) => [consultationId, item, 1] as const))
    const counts = new Map<string, number>()
    for (const [, item] of moves) counts.set(item, (counts.get(item) ?? 0) + 1)
    await moveTallies(
      tx,
      [...counts].map(([item, n]) => [consultationId, item, n] as const),
    )
  })
  return rows.map((row) => row.id)
}

/** Who stands with whom: the members of each group of duplicates by their texts, all in one order. */
export async function groupingOf(test: TestOffice, consultationId: string): Promise<string[]> {
  const { reads } = test.office.database
  const comments = new Map((await reads.findBy(Comment, { consultationId })).map((c) => [c.id, c.text]))
  const groups = new Map<string, string[]>()
  for (const { commentId, groupId, isCopy } of await reads.findBy(CommentAnalysis, { consultationId })) {
    const member = `${comments.get(commentId)}${isCopy ? ' (copy)' : ''}`
    groups.set(groupId, [...(groups.get(groupId) ?? []), member])
  }
  return [...groups.values()].map((members) => members.sort().join(' | ')).sort()
}

/** Everything the analysis keeps besides the readings, beside what it would be if counted anew from them. */
export async function expectTrueAnalysis(test: TestOffice, consultationId: string): Promise<void> {
  const { reads } = test.office.database
  const state = await reads.findOneByOrFail(Analysis, { consultationId })
  const rows = await reads.findBy(CommentAnalysis, { consultationId })
  const groups = await reads.findBy(CommentGroupRow, { consultationId })
  const same = groups.filter((g) => g.level === 'same')
  const received = await reads.findBy(Comment, { consultationId, state: 'received' })
  expect(rows.map((r) => r.commentId).sort()).toEqual(received.map((c) => c.id).sort())
  expect([state.analysed, state.erased]).toEqual([
    rows.length,
    await reads.countBy(Comment, { consultationId, state: 'erased' }),
  ])

  const counted = new Map<string, number>()
  for (const row of rows)
    for (const item of counterItems(readOf(row), row.person)) counted.set(item, (counted.get(item) ?? 0) + 1)
  const kept = [...(await readTallies(reads, state.countersId))].filter(([, n]) => n !== 0)
  expect(Object.fromEntries(kept.sort())).toEqual(Object.fromEntries([...counted].sort()))

  expect(same.map((g) => g.id).sort()).toEqual([...new Set(rows.map((r) => r.groupId))].sort())
  for (const group of same) {
    const members = rows.filter((r) => r.groupId === group.id)
    expect([group.size, group.copies]).toEqual([members.length, members.filter((m) => m.isCopy).length])
    expect(members.map((m) => m.commentId)).toContain(group.firstId)
  }
  for (const topic of groups.filter((g) => g.level === 'topic')) {
    const parts = same.filter((g) => g.topicId === topic.id)
    expect(topic.size).toBe(parts.reduce((sum, p) => sum + p.size, 0))
  }
  const ids = new Set(same.map((g) => g.id))
  const buckets = (await reads.find(GroupBucket)).filter((b) => ids.has(b.groupId))
  expect(buckets.map((b) => `${b.groupId} ${b.bucket}`).sort()).toEqual(
    same.flatMap((g) => g.buckets.map((b) => `${g.id} ${b}`)).sort(),
  )
  const own = (await reads.find(OwnSentence)).filter((o) => ids.has(o.groupId))
  for (const one of own)
    expect(one.isLone).toBe(
      own.filter((o) => o.groupId === one.groupId && o.sentence === one.sentence).length === 1,
    )
}
