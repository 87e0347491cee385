import { type EntityManager, In, IsNull } from 'typeorm'
import { sha256 } from '../../platform/crypto'
import { moveTallies } from '../../platform/db/tally'
import { invalidField } from '../../platform/problem'
import { AnsweredComment } from './adoption.entities'
import { AnswerAssignment } from './assignments.entities'
import { Comment, type Group } from './consultations.entities'
import { commentAnswered } from './consultations.problems'
import { LineQuote } from './report.entities'

/** Rows of one statement. A form letter may have come 100,000 times: whole entities would take a minute. */
const CHUNK = 1000
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
  const found = await read(tx, consultationId, commentIds)
  const known = new Set(found.map((c) => c.id))
  const missing = commentIds.filter((id) => !known.has(id))
  if (missing.length > 0)
    throw invalidField('commentIds', `本次征集里没有这些意见：${missing.slice(0, NAMED).join('、')}`)
  const taken = found.filter((c) => c.lineId !== null).map((c) => c.id)
  if (taken.length > 0) throw commentAnswered({ extra: { commentIds: taken.slice(0, NAMED) } })
  for (const ids of chunks(commentIds)) {
    const rows = ids.map(() => '(?, ?)').join(', ')
    const values = ids.flatMap((id) => [id, lineId])
    await tx.query(`INSERT INTO answered_comments (comment_id, line_id) VALUES ${rows}`, values)
    await tx.query(`UPDATE comments SET line_id = ? WHERE id IN (${marks(ids)})`, [lineId, ...ids])
  }
  await count(tx, consultationId, lineId, found, 1)
  await countAssigned(tx, consultationId, commentIds, 1)
}

/** Takes comments out of a line again. */
export async function letGo(
  tx: EntityManager,
  consultationId: string,
  lineId: string,
  commentIds: readonly string[],
): Promise<void> {
  const found = await read(tx, consultationId, commentIds)
  for (const ids of chunks(commentIds)) {
    await tx.delete(AnsweredComment, { commentId: In(ids) })
    await tx.query(`UPDATE comments SET line_id = NULL WHERE id IN (${marks(ids)})`, ids)
    await tx.delete(LineQuote, { commentId: In(ids) })
  }
  await count(tx, consultationId, lineId, found, -1)
  await countAssigned(tx, consultationId, commentIds, -1)
}

export async function membersOf(tx: EntityManager, lineId: string): Promise<string[]> {
  const rows = await tx.find(AnsweredComment, { where: { lineId }, order: { commentId: 'ASC' } })
  return rows.map((row) => row.commentId)
}

/** Those that stand in no line, in their order. */
export async function unansweredOf(tx: EntityManager, commentIds: readonly string[]): Promise<string[]> {
  const answered = new Set<string>()
  for (const ids of chunks(commentIds)) {
    const rows: { comment_id: string }[] = await tx.query(
      `SELECT comment_id FROM answered_comments WHERE comment_id IN (${marks(ids)})`,
      ids,
    )
    for (const row of rows) answered.add(row.comment_id)
  }
  return commentIds.filter((id) => !answered.has(id))
}

type Member = Pick<Comment, 'id' | 'clauseId' | 'lineId' | 'writerGroup'>

/** The caller holds the consultation, and so does everybody else who gives a comment a line. */
async function read(
  tx: EntityManager,
  consultationId: string,
  commentIds: readonly string[],
): Promise<Member[]> {
  const found: Member[] = []
  for (const ids of chunks(commentIds)) {
    const rows: {
      id: string
      clause_id: string | null
      line_id: string | null
      writer_group: Group | null
    }[] = await tx.query(
      `SELECT id, clause_id, line_id, writer_group FROM comments WHERE consultation_id = ? AND id IN (${marks(ids)})`,
      [consultationId, ...ids],
    )
    for (const row of rows)
      found.push({ id: row.id, clauseId: row.clause_id, lineId: row.line_id, writerGroup: row.writer_group })
  }
  return found
}

const marks = (ids: readonly string[]) => ids.map(() => '?').join(', ')

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

/** How much of what divisions were given is answered: under the assignment, `answered` beside `comments`. */
async function countAssigned(
  tx: EntityManager,
  consultationId: string,
  commentIds: readonly string[],
  by: 1 | -1,
): Promise<void> {
  if (!(await tx.existsBy(AnswerAssignment, { consultationId }))) return
  const moves = new Map<string, number>()
  for (const ids of chunks(commentIds)) {
    const rows: { assignment_id: string; n: number | string }[] = await tx.query(
      `SELECT assignment_id, COUNT(*) AS n FROM assigned_comments WHERE comment_id IN (${marks(ids)}) GROUP BY assignment_id`,
      ids,
    )
    for (const row of rows)
      moves.set(row.assignment_id, (moves.get(row.assignment_id) ?? 0) + by * Number(row.n))
  }
  await moveTallies(
    tx,
    [...moves].map(([id, n]) => [id, ANSWERED, n] as const),
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
