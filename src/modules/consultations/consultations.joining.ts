import type { EntityManager } from 'typeorm'
import { moveTallies } from '../../platform/db/tally'
import { Comment, type Consultation } from './consultations.entities'
import { repeatKeyOf } from './consultations.rules'

/**
 * Counts two persons of one consultation as one: no comment is lost, its number among the person's goes on after the
 * elder's last, and what was counted once too often for persons is taken back. The caller holds the consultation.
 */
export async function joinPerson(
  tx: EntityManager,
  { id: consultationId }: Consultation,
  from: string,
  to: string,
): Promise<void> {
  const of = (personKey: string) =>
    tx.find(Comment, { where: { consultationId, personKey }, order: { ordinal: 'ASC' } })
  const [elders, youngers] = [await of(to), await of(from)]
  if (youngers.length === 0) return
  const last = Math.max(0, ...elders.map((c) => c.ordinal))
  const taken = new Set(elders.map((c) => c.repeatKey))
  for (const [n, comment] of youngers.entries()) {
    const repeatKey = repeatKeyOf(to, comment.clauseId, comment.text)
    // An erased comment, or one entered by staff, has its own id for a key; what both said keeps the key it has.
    const rekey =
      comment.repeatKey === repeatKeyOf(from, comment.clauseId, comment.text) && !taken.has(repeatKey)
    await tx.update(
      Comment,
      { id: comment.id },
      { personKey: to, ordinal: last + n + 1, ...(rekey && { repeatKey }) },
    )
  }
  const clausesOf = (comments: readonly Comment[]) => new Set(comments.map((c) => c.clauseId ?? '-'))
  const both = [...clausesOf(youngers)].filter((clause) => clausesOf(elders).has(clause))
  const twice = [...(elders.length > 0 ? ['persons'] : []), ...both.map((clause) => `persons:${clause}`)]
  await moveTallies(
    tx,
    twice.map((item) => [consultationId, item, -1] as const),
  )
}
