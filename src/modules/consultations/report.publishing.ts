import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { forbidden } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { Campaigns } from '../push'
import type { Reviews } from '../reviews'
import type { StaffActor } from '../staff'
import { reportSubject } from './adoption.book'
import { Consultation } from './consultations.entities'
import { canPublishReport } from './consultations.policy'
import { AdoptionReport } from './report.entities'
import { sumOf } from './report.rules'
import { checkComplete, type Reports } from './report.service'
import { storyOf } from './report.telling'

export interface Published {
  reportId: string
  publishedAt: number
  campaignId: string
}

/** Lets the report out, once and for good, and tells everybody who commented. */
export class ReportPublishing {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly reviews: Reviews,
    private readonly reports: Reports,
    private readonly campaigns: Pick<Campaigns, 'launch' | 'everyWay'>,
  ) {}

  /**
   * Report, push and ledger entry are committed together or not at all.
   * @throws Problem forbidden, not_found, not_opened, report_published, comments_unanswered, not_closed,
   * review_incomplete
   */
  async publish(actor: StaffActor, consultationId: string): Promise<Published> {
    if (!canPublishReport(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const { consultation, report, content, contentHash, matter } = await this.reports.standing(
        tx,
        consultationId,
      )
      await checkComplete(tx, consultation)
      if (sumOf(content.totals) !== content.received)
        throw new Error(
          `${consultationId}: the lines answer ${sumOf(content.totals)} of ${content.received} comments`,
        )
      const sheet = await this.reviews.release(tx, actor, reportSubject(consultationId), matter)
      const publishedAt = this.clock.now()
      const campaignId = await this.tell(tx, actor, consultation)
      const change = {
        content,
        contentHash,
        sheetId: sheet.id,
        campaignId,
        publishedBy: actor.id,
        publishedAt,
      }
      await tx.update(AdoptionReport, { id: report.id }, change)
      await tx.update(Consultation, { id: consultationId }, { reportedAt: publishedAt, reportId: report.id })
      const { received, persons, totals, lines } = content
      const after = {
        reportId: report.id,
        contentHash,
        sheetNumber: sheet.sheetNumber,
        campaignId,
        received,
        persons,
        totals,
        lines: lines.length,
      }
      const subject = { type: 'consultation', id: consultationId }
      await this.ledger.append(tx, actor, 'consultations.publish_report', subject, { after })
      return { reportId: report.id, publishedAt, campaignId }
    })
  }

  /** By the inbox, and by whatever else he agreed to. */
  private async tell(tx: EntityManager, actor: StaffActor, { id, title }: Consultation): Promise<string> {
    const story = { ...storyOf(title), level: 'info' as const, subjectKind: 'consultation_outcome' as const }
    const channels = await this.campaigns.everyWay(tx, { ...story, subjectId: id })
    return this.campaigns.launch(tx, actor, {
      ...story,
      subjectId: id,
      publicationId: id,
      audience: { kind: 'commenters', consultationId: id },
      channels,
    })
  }
}
