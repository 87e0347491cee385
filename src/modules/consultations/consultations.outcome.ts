import type { EntityManager } from 'typeorm'
import type { AudienceSource } from '../push'
import { Consultation } from './consultations.entities'

/** Those who commented, asked for by the residents a fan-out looks at. */
export class CommentersOfConsultation implements AudienceSource {
  readonly kind = 'commenters'

  exists(tx: EntityManager, consultationId: string): Promise<boolean> {
    return tx.existsBy(Consultation, { id: consultationId })
  }

  async among(
    tx: EntityManager,
    consultationId: string,
    residentIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows: { resident_id: string }[] = await tx.query(
      `SELECT DISTINCT resident_id FROM comments
       WHERE resident_id IN (${residentIds.map(() => '?').join(', ')}) AND consultation_id = ?`,
      [...residentIds, consultationId],
    )
    return new Set(rows.map((row) => row.resident_id))
  }
}
