import { ANSWERED } from './adoption.members'
import type { CommentReads } from './consultations.comments'
import type { Comment, Consultation } from './consultations.entities'
import type { ConsultationReads } from './consultations.reads'
import { type StanceCounts, stanceCounts, tallyItems } from './consultations.rules'

export interface ClauseAnalysis {
  /** Null: the draft as a whole. */
  clauseId: string | null
  label: string
  comments: number
  persons: number
  unanswered: number
  stances: StanceCounts
}

/** What has come in so far, clause by clause. */
export class ConsultationAnalysis {
  constructor(
    private readonly reads: ConsultationReads,
    private readonly comments: CommentReads,
  ) {}

  /** Every clause that has comments, in reading order, the whole draft first. */
  async clauses(
    consultation: Consultation,
    counters: ReadonlyMap<string, number>,
    answered: ReadonlyMap<string, number>,
  ): Promise<ClauseAnalysis[]> {
    const clauses = (await this.reads.draft(consultation.id))?.clauses ?? []
    const commented = clauses.filter((c) => (counters.get(`clause:${c.id}`) ?? 0) > 0).map((c) => c.id)
    const labels = await this.comments.citations(commented)
    const line = (clauseId: string | null): ClauseAnalysis => ({
      clauseId,
      label: clauseId === null ? '全文' : (labels.get(clauseId) ?? ''),
      comments: counters.get(`clause:${clauseId ?? '-'}`) ?? 0,
      persons: counters.get(`persons:${clauseId ?? '-'}`) ?? 0,
      unanswered:
        (counters.get(`clause:${clauseId ?? '-'}`) ?? 0) -
        (answered.get(`${ANSWERED}:${clauseId ?? '-'}`) ?? 0),
      stances: stanceCounts(counters, `clause:${clauseId ?? '-'}`),
    })
    return [...(counters.has('clause:-') ? [line(null)] : []), ...commented.map(line)]
  }

  /** Counts the comments themselves, for the check that the counters are right. Reads everything: never on a request. */
  async recount(consultationId: string): Promise<Map<string, number>> {
    const counters = new Map<string, number>()
    const earlier = new Map<string, Comment[]>()
    for await (const comment of this.comments.all(consultationId)) {
      const before = earlier.get(comment.personKey) ?? []
      for (const item of tallyItems(comment, before)) counters.set(item, (counters.get(item) ?? 0) + 1)
      earlier.set(comment.personKey, [...before, comment])
    }
    return counters
  }
}
