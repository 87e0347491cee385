import type { Database } from '../../platform/db/database'
import type { AwaitedOutcomes } from '../push'

/** Consultations a resident has commented in that have no report yet. */
export class AwaitedConsultations implements AwaitedOutcomes {
  readonly purpose = 'consultation_outcome'

  constructor(private readonly database: Database) {}

  async of(residentId: string, limit: number): Promise<string[]> {
    const rows = await this.database.select(
      `SELECT DISTINCT part.consultation_id AS id FROM comments part JOIN consultations whole ON whole.id = part.consultation_id
       WHERE part.resident_id = ? AND whole.reported_at IS NULL LIMIT ?`,
      [residentId, limit],
    )
    return rows.map((row) => String(row.id))
  }
}
