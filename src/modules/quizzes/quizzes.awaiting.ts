import type { Database } from '../../platform/db/database'
import type { AwaitedOutcomes } from '../push'

/** Quizzes a resident has begun that are not over yet. */
export class AwaitedQuizzes implements AwaitedOutcomes {
  readonly purpose = 'quiz_prize'

  constructor(private readonly database: Database) {}

  async of(residentId: string, limit: number): Promise<string[]> {
    const rows = await this.database.select(
      `SELECT DISTINCT part.quiz_id AS id FROM attempts part JOIN quizzes whole ON whole.id = part.quiz_id
       WHERE part.resident_id = ? AND whole.frozen_at IS NULL LIMIT ?`,
      [residentId, limit],
    )
    return rows.map((row) => String(row.id))
  }
}
