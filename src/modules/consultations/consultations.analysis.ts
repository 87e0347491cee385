import { words } from '../../platform/chinese-words'
import type { Database } from '../../platform/db/database'
import { maskPersonal } from '../../platform/text'
import { ANSWERED } from './adoption.members'
import type { CommentReads } from './consultations.comments'
import { Comment, type Consultation, type Source } from './consultations.entities'
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

export interface CommentGroup {
  id: string
  clauseId: string | null
  size: number
  representative: { id: string; text: string }
  /** The first hundred ids; all of them are listed by `groupId`. */
  members: string[]
  sources: Source[]
  terms: string[]
  kind: 'duplicate'
}

const MOST_GROUPS = 100
const MOST_MEMBERS = 100
const MOST_TERMS = 5

/** What has come in so far, clause by clause, and which comments say the very same. */
export class ConsultationAnalysis {
  constructor(
    private readonly database: Database,
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

  /** Texts that came more than once, the most frequent first. */
  async groups(consultation: Consultation): Promise<CommentGroup[]> {
    const rows = await this.database.select(
      `SELECT item, votes FROM tallies WHERE subject = ? AND votes >= 2 ORDER BY votes DESC, item LIMIT ${MOST_GROUPS}`,
      [consultation.textsId],
    )
    const groups = await Promise.all(
      rows.map((row) => this.group(consultation.id, String(row.item), Number(row.votes))),
    )
    return groups.filter((g) => g !== null)
  }

  private async group(consultationId: string, sameKey: string, size: number): Promise<CommentGroup | null> {
    const members = await this.database.reads.find(Comment, {
      where: { consultationId, sameKey },
      order: { id: 'ASC' },
      take: MOST_MEMBERS,
    })
    const first = members[0]
    if (!first) return null
    const text = maskPersonal(first.text)
    const onOneClause = members.every((m) => m.clauseId === first.clauseId)
    const terms = [...new Set(words(text))].filter((word) => word.length > 1).slice(0, MOST_TERMS)
    return {
      id: sameKey,
      clauseId: onOneClause ? first.clauseId : null,
      size,
      representative: { id: first.id, text },
      members: members.map((m) => m.id),
      sources: [...new Set(members.map((m) => m.source))],
      terms,
      kind: 'duplicate',
    }
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
