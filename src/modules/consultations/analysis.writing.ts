import { type EntityManager, In } from 'typeorm'
import { insertRows, updateRows } from '../../platform/db/rows'
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
/** SELECTs of one statement: SQLite joins up to 500. */
const UNITED = 200
/** Rows of one UPDATE, which looks for each among the others. */
const UPDATED = 100

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
  const ids = [...joined.keys()]
  const topics = new Map<string, number>()
  for (let at = 0; at < ids.length; at += UPDATED) {
    const some = ids.slice(at, at + UPDATED)
    const groups = await tx.find(CommentGroupRow, {
      select: { id: true, size: true, copies: true, hours: true, topicId: true },
      where: { id: In(some) },
    })
    if (groups.length < some.length) throw new Outdated()
    const grown = groups.map(({ id, topicId, ...group }) => {
      const { size, copies, hours } = joined.get(id)!
      const all = { ...group.hours }
      for (const [hour, n] of Object.entries(hours)) all[hour] = (all[hour] ?? 0) + n
      if (topicId !== null) topics.set(topicId, (topics.get(topicId) ?? 0) + size)
      return { id, size: group.size + size, copies: group.copies + copies, hours: all }
    })
    await updateRows(tx, CommentGroupRow, grown)
  }
  for (const [id, n] of topics) await tx.increment(CommentGroupRow, { id }, 'size', n)
}

/** A sentence that a second member has too stands alone no more. */
async function putOwn(tx: EntityManager, own: readonly OwnSentence[]): Promise<void> {
  const nameOf = (o: Pick<OwnSentence, 'groupId' | 'sentence'>) => `${o.groupId} ${o.sentence}`
  const counts = new Map<string, number>()
  for (const one of own) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1)
  const names = [...counts.keys()]
  for (let at = 0; at < names.length; at += UNITED) {
    const pairs = names.slice(at, at + UNITED).flatMap((name) => name.split(' '))
    // One row of each tells: it is the only one, or none is. There may be thousands of the others.
    const one =
      'SELECT * FROM (SELECT group_id, sentence, is_lone FROM own_sentences WHERE group_id = ? AND sentence = ? LIMIT 1) AS one'
    const before: { group_id: string; sentence: string; is_lone: number | string }[] = await tx.query(
      Array.from({ length: pairs.length / 2 }, () => one).join(' UNION ALL '),
      pairs,
    )
    for (const { group_id: groupId, sentence } of before)
      counts.set(nameOf({ groupId, sentence }), Number.POSITIVE_INFINITY)
    const joined = before.filter((o) => Number(o.is_lone) === 1).flatMap((o) => [o.group_id, o.sentence])
    if (joined.length > 0)
      await tx.query(`UPDATE own_sentences SET is_lone = 0 WHERE ${among(tx, joined)}`, joined)
  }
  await insertAll(
    tx,
    OwnSentence,
    own.map((o) => ({ ...o, isLone: counts.get(nameOf(o)) === 1 })),
  )
}

/** Rows of these groups and sentences, named in turn. */
function among(tx: EntityManager, pairs: readonly string[]): string {
  const list = Array.from({ length: pairs.length / 2 }, () => '(?, ?)').join(', ')
  // MariaDB looks a plain list up in the key, but reads the whole table beside VALUES; SQLite knows only VALUES.
  return `(group_id, sentence) IN (${tx.dataSource.options.type === 'mysql' ? '' : 'VALUES '}${list})`
}
