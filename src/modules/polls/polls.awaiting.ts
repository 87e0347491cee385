import type { Database } from '../../platform/db/database'
import type { AwaitedOutcomes } from '../push'

/** Polls a resident has voted in whose result is still to come. */
export class AwaitedPolls implements AwaitedOutcomes {
  readonly purpose = 'vote_result'

  constructor(private readonly database: Database) {}

  async of(residentId: string, limit: number): Promise<string[]> {
    const rows = await this.database.select(
      `SELECT DISTINCT part.poll_id AS id FROM ballots part JOIN polls whole ON whole.id = part.poll_id
       WHERE part.resident_id = ? AND whole.frozen_at IS NULL LIMIT ?`,
      [residentId, limit],
    )
    return rows.map((row) => String(row.id))
  }
}
