import type { EntityManager } from 'typeorm'
import type { PersonalTeller, StorySource } from '../push'
import { type Disposition, dispositions } from './adoption.entities'
import type { ConsultationReads } from './consultations.reads'

/** What a push says of a report; every commenter’s own lines stand on the page it leads to. */
export const storyOf = (title: string) => ({
  title,
  summary: '您提的意见有了答复，点开可以逐条查看采纳情况和理由。',
})

/** What became of a consultation: nothing to tell until the report is out. */
export class ConsultationOutcomes implements StorySource {
  readonly kind = 'consultation_outcome'

  constructor(private readonly consultations: ConsultationReads) {}

  /** @throws Problem not_found for what nobody has opened */
  async tell(id: string) {
    const { title, reportedAt } = await this.consultations.find(id)
    return reportedAt === null ? null : { ...storyOf(title), publicationId: id }
  }
}

export const dispositionNames: Record<Disposition, string> = {
  adopted: '采纳',
  partly_adopted: '部分采纳',
  not_adopted: '不采纳',
  out_of_scope: '不属于本次征求意见范围',
}

/** In a resident's own inbox stands what became of his own comments. */
export class OwnOutcomes implements PersonalTeller {
  readonly kind = 'consultation_outcome'

  async tell(
    tx: EntityManager,
    consultationId: string,
    residentIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const rows: { resident_id: string; disposition: Disposition; n: number | string }[] = await tx.query(
      `SELECT c.resident_id, l.disposition, COUNT(*) AS n FROM comments c JOIN adoption_lines l ON l.id = c.line_id
       WHERE c.resident_id IN (${residentIds.map(() => '?').join(', ')}) AND c.consultation_id = ?
       GROUP BY c.resident_id, l.disposition`,
      [...residentIds, consultationId],
    )
    const own = new Map<string, Map<Disposition, number>>()
    for (const { resident_id, disposition, n } of rows) {
      const counts = own.get(resident_id) ?? new Map<Disposition, number>()
      own.set(resident_id, counts.set(disposition, Number(n)))
    }
    return new Map([...own].map(([id, counts]) => [id, ownSummary(counts)]))
  }
}

/** 您提的 3 条意见都有了答复：采纳 2 条，不采纳 1 条。… */
export function ownSummary(counts: ReadonlyMap<Disposition, number>): string {
  const told = dispositions.flatMap((d) =>
    counts.get(d) ? [`${dispositionNames[d]} ${counts.get(d)} 条`] : [],
  )
  const all = [...counts.values()].reduce((a, b) => a + b, 0)
  return `您提的 ${all} 条意见都有了答复：${told.join('，')}。点开可以看到每一条的理由。`
}
