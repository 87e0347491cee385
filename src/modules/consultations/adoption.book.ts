import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { notFound, notOpened } from '../../platform/problem'
import type { Subject } from '../ledger'
import type { Reviews } from '../reviews'
import type { StaffActor } from '../staff'
import { Consultation } from './consultations.entities'
import { reportPublished } from './consultations.problems'
import { AdoptionReport } from './report.entities'

/** Under which the reviews know a consultation's report. */
export const reportSubject = (consultationId: string): Subject => ({
  type: 'adoption_report',
  id: consultationId,
})

/** Everything that goes into a report is written under the consultation's lock, and never after the report is out. */
export class AnswerBook {
  constructor(
    private readonly clock: Clock,
    private readonly reviews: Reviews,
  ) {}

  /** Holds the consultation for a change of its answers. @throws Problem not_found, not_opened, report_published */
  async hold(tx: EntityManager, consultationId: string): Promise<Consultation> {
    const consultation = await findForUpdate(tx, Consultation, { id: consultationId })
    if (!consultation) throw notFound()
    if (consultation.openedAt === null)
      throw notOpened({ detail: '征求意见还没有开放，没有可以答复的意见。' })
    if (consultation.reportedAt !== null) throw reportPublished()
    return consultation
  }

  /** What residents will read has changed: its writer may not review it, and what was signed is void. */
  async changed(
    tx: EntityManager,
    actor: StaffActor,
    consultationId: string,
    change: Partial<Pick<AdoptionReport, 'introduction'>> = {},
  ): Promise<void> {
    const { id, contributorIds } = await this.report(tx, consultationId)
    const fresh = !contributorIds.includes(actor.id)
    const next = { ...change, ...(fresh && { contributorIds: [...contributorIds, actor.id] }) }
    if (Object.keys(next).length > 0) await tx.update(AdoptionReport, { id }, next)
    await this.reviews.voidRound(tx, reportSubject(consultationId))
  }

  /** The report being worked on; the caller holds the consultation, so that there is one. */
  async report(tx: EntityManager, consultationId: string): Promise<AdoptionReport> {
    const found = await tx.findOneBy(AdoptionReport, { consultationId })
    if (found) return found
    const now = this.clock.now()
    const report: AdoptionReport = {
      id: newId(now),
      consultationId,
      introduction: '',
      contributorIds: [],
      content: null,
      contentHash: null,
      sheetId: null,
      campaignId: null,
      publishedBy: null,
      publishedAt: null,
      createdAt: now,
    }
    await tx.insert(AdoptionReport, report)
    return report
  }
}
