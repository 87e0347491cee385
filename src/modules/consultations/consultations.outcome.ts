import type { EntityManager } from 'typeorm'
import type { AudienceSource, StorySource } from '../push'
import { Consultation } from './consultations.entities'
import type { ConsultationReads } from './consultations.reads'

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

/** What came of a consultation, told once it is closed and counted. */
export class ConsultationOutcomes implements StorySource {
  readonly kind = 'consultation_outcome'

  constructor(private readonly consultations: ConsultationReads) {}

  /** @throws Problem not_found for what nobody has opened */
  async tell(id: string) {
    const consultation = await this.consultations.find(id)
    if (!consultation.finalTally) return null
    const counters = await this.consultations.counters(consultation)
    return {
      title: consultation.title,
      summary: `意见征集已结束，共收到 ${counters.get('comments') ?? 0} 条意见。`,
      publicationId: id,
    }
  }
}
