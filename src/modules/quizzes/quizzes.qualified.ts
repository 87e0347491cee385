import { type EntityManager, In } from 'typeorm'
import { Submission } from './quizzes.entities'

const CHUNK = 5_000

/**
 * Persons with a paper that qualifies, each once whatever he tried. Who has left is not among them; of two openids that
 * are one person's, it is the resident he goes by now.
 */
export async function qualifiedResidents(tx: EntityManager, quizId: string): Promise<Set<string>> {
  const people = new Set<string>()
  for (let after = ''; ; ) {
    const rows: { id: string; person: string }[] = await tx.query(
      `SELECT s.id AS id, r.id AS person FROM submissions s
       LEFT JOIN resident_aliases a ON a.alias_id = s.resident_id
       JOIN residents r ON r.id = COALESCE(a.resident_id, s.resident_id)
       WHERE s.quiz_id = ? AND s.id > ? AND s.qualified = 1 AND r.erased_at IS NULL ORDER BY s.id LIMIT ${CHUNK}`,
      [quizId, after],
    )
    for (const { person } of rows) people.add(person)
    const last = rows.at(-1)
    if (!last || rows.length < CHUNK) return people
    after = last.id
  }
}

/** Has one of these, the same person's ids, handed in a paper that qualifies? */
export function hasQualified(
  reads: EntityManager,
  quizId: string,
  residentIds: readonly string[],
): Promise<boolean> {
  return reads.existsBy(Submission, { quizId, residentId: In([...residentIds]), qualified: true })
}
