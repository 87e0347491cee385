import { type EntityManager, In } from 'typeorm'
import { moveTallies } from '../../platform/db/tally'
import { invalidField } from '../../platform/problem'
import { AnsweredComment } from './adoption.entities'
import { Comment } from './consultations.entities'
import { commentAnswered } from './consultations.problems'

const CHUNK = 200
/** As many ids as a person can make sense of in a refusal. */
const NAMED = 20

/** Counters of what has a line: `answered` and, by clause, `answered:<clause>`; beside them stand `comments` and `clause:…`. */
export const ANSWERED = 'answered'

/** Puts comments into a line, in the caller's transaction. @throws Problem invalid_request, comment_answered */
export async function takeIn(
  tx: EntityManager,
  consultationId: string,
  lineId: string,
  commentIds: readonly string[],
): Promise<void> {
  const found = await lockComments(tx, consultationId, commentIds)
  const known = new Set(found.map((c) => c.id))
  const missing = commentIds.filter((id) => !known.has(id))
  if (missing.length > 0)
    throw invalidField('commentIds', `本次征集里没有这些意见：${missing.slice(0, NAMED).join('、')}`)
  const taken = found.filter((c) => c.lineId !== null).map((c) => c.id)
  if (taken.length > 0) throw commentAnswered({ extra: { commentIds: taken.slice(0, NAMED) } })
  for (const ids of chunks(commentIds)) {
    await tx.insert(
      AnsweredComment,
      ids.map((commentId) => ({ commentId, lineId })),
    )
    await tx.update(Comment, { id: In(ids) }, { lineId })
  }
  await count(tx, consultationId, found, 1)
}

/** Takes comments out of a line again. */
export async function letGo(
  tx: EntityManager,
  consultationId: string,
  commentIds: readonly string[],
): Promise<void> {
  const found = await lockComments(tx, consultationId, commentIds)
  for (const ids of chunks(commentIds)) {
    await tx.delete(AnsweredComment, { commentId: In(ids) })
    await tx.update(Comment, { id: In(ids) }, { lineId: null })
  }
  await count(tx, consultationId, found, -1)
}

export async function membersOf(tx: EntityManager, lineId: string): Promise<string[]> {
  const rows = await tx.find(AnsweredComment, { where: { lineId }, order: { commentId: 'ASC' } })
  return rows.map((row) => row.commentId)
}

type Member = Pick<Comment, 'id' | 'clauseId' | 'lineId'>

/** In the order of their ids, as everybody locks them. */
async function lockComments(
  tx: EntityManager,
  consultationId: string,
  commentIds: readonly string[],
): Promise<Member[]> {
  const lock = tx.dataSource.options.type === 'mysql' ? { mode: 'pessimistic_write' as const } : undefined
  const found: Member[] = []
  for (const ids of chunks([...commentIds].sort()))
    found.push(
      ...(await tx.find(Comment, {
        select: { id: true, clauseId: true, lineId: true },
        where: { id: In(ids), consultationId },
        order: { id: 'ASC' },
        lock,
      })),
    )
  return found
}

async function count(tx: EntityManager, consultationId: string, comments: Member[], by: 1 | -1) {
  const moves = new Map<string, number>()
  const move = (item: string) => moves.set(item, (moves.get(item) ?? 0) + by)
  for (const { clauseId } of comments) {
    move(ANSWERED)
    move(`${ANSWERED}:${clauseId ?? '-'}`)
  }
  await moveTallies(
    tx,
    [...moves].map(([item, n]) => [consultationId, item, n] as const),
  )
}

function chunks<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, i) =>
    all.slice(i * CHUNK, (i + 1) * CHUNK),
  )
}
