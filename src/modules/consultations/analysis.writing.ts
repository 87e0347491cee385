import { type EntityManager, In } from 'typeorm'
import { insertRows } from '../../platform/db/rows'
import { moveTallies } from '../../platform/db/tally'
import type { ChunkPlan } from './analysis.chunk'
import {
  type Analysis,
  CommentAnalysis,
  CommentFlagRow,
  CommentGroupRow,
  GroupBucket,
  OwnSentence,
} from './analysis.entities'
import { counterItems } from './analysis.labels'
import { Outdated } from './analysis.state'

/** Rows of one INSERT: SQLite takes 32,766 parameters. */
const ROWS = 500

export async function insertAll<T extends object>(
  tx: EntityManager,
  entity: new () => T,
  rows: readonly T[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS) await insertRows(tx, entity, rows.slice(at, at + ROWS))
}

/** Writes what a chunk adds. @throws Outdated where a comment of it was erased meanwhile */
export async function writeChunk(
  tx: EntityManager,
  state: Analysis,
  plan: ChunkPlan,
): Promise<Partial<Analysis>> {
  const ids = plan.analyses.map((a) => a.commentId)
  await checkThere(tx, ids)
  await insertAll(tx, CommentGroupRow, plan.begun)
  await insertAll(
    tx,
    GroupBucket,
    plan.begun.flatMap(({ id, buckets }) => buckets.map((bucket) => ({ bucket, groupId: id }))),
  )
  await insertAll(tx, CommentAnalysis, plan.analyses)
  await insertAll(tx, CommentFlagRow, plan.flags)
  await grow(tx, plan)
  await putOwn(tx, plan.own)
  const counts = new Map<string, number>()
  for (const { machine, person } of plan.analyses)
    for (const item of counterItems(machine, person)) counts.set(item, (counts.get(item) ?? 0) + 1)
  await moveTallies(
    tx,
    [...counts].map(([item, n]) => [state.countersId, item, n] as const),
  )
  return { analysed: state.analysed + ids.length }
}

/** Puts a group's first text where the like of it is looked for. */
export async function putBuckets(
  tx: EntityManager,
  groupId: string,
  buckets: readonly string[],
): Promise<void> {
  await insertAll(
    tx,
    GroupBucket,
    buckets.map((bucket) => ({ bucket, groupId })),
  )
}

/** Takes a group's keys out again, for example as the text they were made of is gone. */
export async function takeBuckets(tx: EntityManager, { id, buckets }: CommentGroupRow): Promise<void> {
  if (buckets.length > 0) await tx.delete(GroupBucket, { bucket: In(buckets), groupId: id })
}

/** Held until the commit: whoever erases one of them waits, and then finds its analysis. */
async function checkThere(tx: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const lock = tx.dataSource.options.type === 'mysql' ? ' LOCK IN SHARE MODE' : ''
  const places = ids.map(() => '?').join(', ')
  const rows: { id: string }[] = await tx.query(
    `SELECT id FROM comments WHERE id IN (${places}) AND state = 'received'${lock}`,
    [...ids],
  )
  if (rows.length < ids.length) throw new Outdated()
}

async function grow(tx: EntityManager, { joined }: ChunkPlan): Promise<void> {
  const groups = await tx.findBy(CommentGroupRow, { id: In([...joined.keys()]) })
  if (groups.length < joined.size) throw new Outdated()
  const topics = new Map<string, number>()
  for (const group of groups) {
    const { size, copies, hours } = joined.get(group.id)!
    const all = { ...group.hours }
    for (const [hour, n] of Object.entries(hours)) all[hour] = (all[hour] ?? 0) + n
    await tx.update(
      CommentGroupRow,
      { id: group.id },
      { size: group.size + size, copies: group.copies + copies, hours: all },
    )
    if (group.topicId !== null) topics.set(group.topicId, (topics.get(group.topicId) ?? 0) + size)
  }
  for (const [id, n] of topics) await tx.increment(CommentGroupRow, { id }, 'size', n)
}

/** A sentence that a second member has too stands alone no more. */
async function putOwn(tx: EntityManager, own: readonly OwnSentence[]): Promise<void> {
  const byGroup = new Map<string, OwnSentence[]>()
  for (const one of own) byGroup.set(one.groupId, [...(byGroup.get(one.groupId) ?? []), one])
  for (const [groupId, some] of byGroup) {
    const sentences = [...new Set(some.map((o) => o.sentence))]
    const before = await tx.findBy(OwnSentence, { groupId, sentence: In(sentences) })
    const counts = new Map<string, number>()
    for (const { sentence } of [...before, ...some]) counts.set(sentence, (counts.get(sentence) ?? 0) + 1)
    await insertAll(
      tx,
      OwnSentence,
      some.map((o) => ({ ...o, isLone: counts.get(o.sentence) === 1 })),
    )
    const joined = [...new Set(before.filter((o) => o.isLone).map((o) => o.sentence))]
    if (joined.length > 0) await tx.update(OwnSentence, { groupId, sentence: In(joined) }, { isLone: false })
  }
}
