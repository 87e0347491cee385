import { type EntityManager, In } from 'typeorm'
import type { Database } from '../../platform/db/database'
import type { AudienceSource, AwaitedOutcomes } from '../push'
import { Win } from './wins.entities'

/** Those who won together, as they go by now: two openids may have become one person meanwhile. */
export class WinnersTogether implements AudienceSource {
  readonly kind = 'winners'

  exists(tx: EntityManager, group: string): Promise<boolean> {
    return tx.existsBy(Win, groupOf(group))
  }

  async all(tx: EntityManager, group: string): Promise<readonly string[]> {
    const wins = await tx.find(Win, { select: { residentId: true }, where: groupOf(group) })
    return wins.map((w) => w.residentId)
  }

  async among(
    tx: EntityManager,
    group: string,
    residentIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const where = { ...groupOf(group), residentId: In([...residentIds]) }
    const wins = await tx.find(Win, { select: { residentId: true }, where })
    return new Set(wins.map((w) => w.residentId))
  }
}

/** `<quiz>.<round>`, as an audience names its subject. */
function groupOf(group: string): { quizId: string; round: number } {
  const [quizId = '', round = ''] = group.split('.')
  return { quizId, round: Number(round) }
}

/** Draws a resident waits for: of quizzes he has begun that are not over, and of those whose prizes are not drawn yet. */
export class AwaitedDraws implements AwaitedOutcomes {
  readonly purpose = 'quiz_prize'

  constructor(private readonly database: Database) {}

  async of(residentId: string, limit: number): Promise<string[]> {
    const rows = await this.database.select(
      `SELECT DISTINCT part.quiz_id AS id FROM attempts part JOIN quizzes whole ON whole.id = part.quiz_id
       LEFT JOIN draws d ON d.quiz_id = whole.id LEFT JOIN draw_entrants e ON e.quiz_id = whole.id AND e.resident_id = ?
       WHERE part.resident_id = ? AND (whole.frozen_at IS NULL
         OR (e.token IS NOT NULL AND d.drawn_at IS NULL AND d.void_at IS NULL)) LIMIT ?`,
      [residentId, residentId, limit],
    )
    return rows.map((row) => String(row.id))
  }
}
