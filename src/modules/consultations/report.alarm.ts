import { IsNull, LessThan, Not } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import type { Actor, Ledger } from '../ledger'
import { Consultation } from './consultations.entities'
import { isReportOverdue, REPORT_WITHIN_DAYS, reportDueOn } from './report.rules'

const DAY_MS = 24 * 3600_000

/** 超期: thirty days after the end nobody has been told what became of the comments. */
export class ReportAlarm {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** The clock's part: raises the alarm once for each report that is late. @returns how many */
  async raise(actor: Actor): Promise<number> {
    const now = this.clock.now()
    const late = await this.database.reads.find(Consultation, {
      select: { id: true },
      where: {
        openedAt: Not(IsNull()),
        reportedAt: IsNull(),
        overdueNotedAt: IsNull(),
        closesAt: LessThan(now - REPORT_WITHIN_DAYS * DAY_MS),
      },
    })
    let raised = 0
    for (const { id } of late)
      await this.database.transaction(async (tx) => {
        const consultation = await findForUpdate(tx, Consultation, { id })
        if (!consultation || consultation.overdueNotedAt !== null || !isReportOverdue(consultation, now))
          return
        await tx.update(Consultation, { id }, { overdueNotedAt: now })
        const after = { dueOn: reportDueOn(consultation.closesAt) }
        const subject = { type: 'consultation', id }
        await this.ledger.append(tx, actor, 'consultations.report_overdue', subject, { after })
        raised += 1
      })
    return raised
  }
}
