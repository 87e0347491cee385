import { type EntityManager, In, IsNull } from 'typeorm'
import { sha256 } from '../../platform/crypto'
import { moveTallies } from '../../platform/db/tally'
import { invalidField } from '../../platform/problem'
import { AnsweredComment } from './adoption.entities'
import { Comment } from './consultations.entities'
import { commentAnswered } from './consultations.problems'
import { LineQuote } from './report.entities'

const CHUNK = 500
/** As many ids as a person can make sense of in a refusal. */
const NAMED = 20
/** More ids than this in one entry of the book would only fill it. */
const NOTED = 1000

/**
 * Counters of what has a line: `answered` and, by clause, `answered:<clause>`; beside them stand `comments` and
 * `clause:…`. What one line answers is counted under its own id: `clause:<clause>` and `group:<group>`.
 */
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
  await count(tx, consultationId, lineId, found, 1)
}

/** Takes comments out of a line again. */
export async function letGo(
  tx: EntityManager,
  consultationId: string,
  lineId: string,
  commentIds: readonly string[],
): Promise<void> {
  const found = await lockComments(tx, consultationId, commentIds)
  for (const ids of chunks(commentIds)) {
    await tx.delete(AnsweredComment, { commentId: In(ids) })
    await tx.update(Comment, { id: In(ids) }, { lineId: null })
    await tx.delete(LineQuote, { commentId: In(ids) })
  }
  await count(tx, consultationId, lineId, found, -1)
}

export async function membersOf(tx: EntityManager, lineId: string): Promise<string[]> {
  const rows = await tx.find(AnsweredComment, { where: { lineId }, order: { commentId: 'ASC' } })
  return rows.map((row) => row.commentId)
}

/** Those that stand in no line, in their order. */
export async function unansweredOf(tx: EntityManager, commentIds: readonly string[]): Promise<string[]> {
  const answered = new Set<string>()
  for (const ids of chunks(commentIds))
    for (const { commentId } of await tx.findBy(AnsweredComment, { commentId: In(ids) }))
      answered.add(commentId)
  return commentIds.filter((id) => !answered.has(id))
}

type Member = Pick<Comment, 'id' | 'clauseId' | 'lineId' | 'writerGroup'>

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
        select: { id: true, clauseId: true, lineId: true, writerGroup: true },
        where: { id: In(ids), consultationId },
        order: { id: 'ASC' },
        lock,
      })),
    )
  return found
}

async function count(
  tx: EntityManager,
  consultationId: string,
  lineId: string,
  comments: Member[],
  by: 1 | -1,
) {
  const moves = new Map<string, [string, string, number]>()
  const move = (subject: string, item: string) => {
    const known = moves.get(`${subject} ${item}`)
    if (known) known[2] += by
    else moves.set(`${subject} ${item}`, [subject, item, by])
  }
  for (const { clauseId, writerGroup } of comments) {
    move(consultationId, ANSWERED)
    move(consultationId, `${ANSWERED}:${clauseId ?? '-'}`)
    move(lineId, `clause:${clauseId ?? '-'}`)
    move(lineId, `group:${writerGroup ?? 'unstated'}`)
  }
  await moveTallies(tx, [...moves.values()])
}

/** For the book: the comments by their ids, or for very many their number and one hash over the ids. */
export function notedIds(commentIds: readonly string[]): string[] | { comments: number; idsHash: string } {
  if (commentIds.length <= NOTED) return [...commentIds]
  return { comments: commentIds.length, idsHash: sha256([...commentIds].sort().join('\n')) }
}

function chunks<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, i) =>
    all.slice(i * CHUNK, (i + 1) * CHUNK),
  )
}

/** The first comments of a consultation without a line, in the order they came. */
export async function unansweredIn(
  tx: EntityManager,
  consultationId: string,
  limit: number,
): Promise<string[]> {
  const rows = await tx.find(Comment, {
    select: { id: true },
    where: { consultationId, lineId: IsNull() },
    order: { id: 'ASC' },
    take: limit,
  })
  return rows.map((row) => row.id)
}
