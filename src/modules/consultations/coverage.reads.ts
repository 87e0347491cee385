import type { Database } from '../../platform/db/database'
import { ANSWERED } from './adoption.members'
import { articleOf } from './alignment.texts'
import { type Consultation, groups, sources } from './consultations.entities'
import type { ConsultationReads } from './consultations.reads'
import { Invitation } from './invitations.entities'

export interface CoveredArticle {
  clauseId: string
  label: string
  comments: number
  unanswered: number
}

export interface ListedInvitation extends Invitation {
  /** How many were asked: one organisation, or as many residents as a push addressed. */
  invited: number
  answered: number
}

export interface Coverage {
  /** Every article of the draft, also those that nobody spoke of, in reading order. */
  articles: CoveredArticle[]
  /** On the draft as a whole. */
  whole: Omit<CoveredArticle, 'clauseId' | 'label'>
  groups: Record<string, number>
  sources: Record<string, number>
  invitations: ListedInvitation[]
}

const MOST = 500

/** 覆盖面: of which articles and from whom something was heard, and from whom not. */
export class CoverageReads {
  constructor(
    private readonly database: Database,
    private readonly consultations: ConsultationReads,
  ) {}

  async coverage(consultation: Consultation): Promise<Coverage> {
    const { id } = consultation
    const counters = await this.consultations.counters(consultation)
    const answered = await this.consultations.answered(id)
    const clauses = (await this.consultations.draft(id))?.clauses ?? []
    const byId = new Map(clauses.map((c) => [c.id, c]))
    const articles = new Map<string, CoveredArticle>()
    for (const clause of clauses) {
      if (clause.kind === 'part' || clause.kind === 'chapter' || clause.kind === 'section') continue
      const clauseId = articleOf(byId, clause)
      const known = articles.get(clauseId) ?? {
        clauseId,
        label: byId.get(clauseId)?.label ?? '',
        comments: 0,
        unanswered: 0,
      }
      const comments = counters.get(`clause:${clause.id}`) ?? 0
      known.comments += comments
      known.unanswered += comments - (answered.get(`${ANSWERED}:${clause.id}`) ?? 0)
      articles.set(clauseId, known)
    }
    const whole = counters.get('clause:-') ?? 0
    const count = (prefix: string, items: readonly string[]) =>
      Object.fromEntries(items.map((item) => [item, counters.get(`${prefix}:${item}`) ?? 0]))
    return {
      articles: [...articles.values()],
      whole: { comments: whole, unanswered: whole - (answered.get(`${ANSWERED}:-`) ?? 0) },
      groups: count('group', [...groups, 'unstated']),
      sources: count('source', sources),
      invitations: await this.invitations(id),
    }
  }

  private async invitations(consultationId: string): Promise<ListedInvitation[]> {
    const rows = await this.database.reads.find(Invitation, {
      where: { consultationId },
      order: { id: 'ASC' },
      take: MOST,
    })
    return Promise.all(
      rows.map(async (row) => {
        if (row.campaignId === null) return { ...row, invited: 1, answered: row.answeredOn === null ? 0 : 1 }
        return { ...row, ...(await this.ofPush(consultationId, row.campaignId)) }
      }),
    )
  }

  /** How many of those a push addressed have commented since: asked of those who commented, who are fewer. */
  private async ofPush(
    consultationId: string,
    campaignId: string,
  ): Promise<{ invited: number; answered: number }> {
    const [row] = await this.database.select(
      `SELECT (SELECT size FROM campaigns WHERE id = ?) AS invited, COUNT(DISTINCT d.resident_id) AS answered
       FROM comments c JOIN deliveries d ON d.campaign_id = ? AND d.resident_id = c.resident_id AND d.channel = 'inbox'
       WHERE c.consultation_id = ? AND c.received_at >= d.created_at`,
      [campaignId, campaignId, consultationId],
    )
    return { invited: Number(row?.invited ?? 0), answered: Number(row?.answered ?? 0) }
  }
}
