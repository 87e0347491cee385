import type { SearchDocument } from '../../platform/chinese-search'
import { notFound } from '../../platform/problem'
import type { ConsultationReads } from './consultations.reads'

/** What residents may find of consultations: the explanation, and every clause of the draft by itself. */
export class SearchableConsultations {
  readonly subjectType = 'consultation'

  constructor(private readonly reads: ConsultationReads) {}

  all(): AsyncIterable<string> {
    return this.reads.openedIds()
  }

  async documents(id: string): Promise<SearchDocument[]> {
    try {
      const { title, explanation } = await this.reads.find(id)
      const clauses = (await this.reads.draft(id))?.clauses ?? []
      return [
        { type: 'consultation', id, title, body: explanation },
        ...clauses
          .filter((clause) => clause.text !== '')
          .map((clause) => ({
            type: 'clause',
            id: clause.id,
            title: `${title} ${clause.label}`,
            body: clause.text,
            within: id,
          })),
      ]
    } catch (error) {
      if (notFound.is(error)) return []
      throw error
    }
  }
}
