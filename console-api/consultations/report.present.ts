import {
  canDispose,
  canOverrideInReport,
  canPublishReport,
  canSubmitReport,
  type ReportDesk,
  reportData,
  reportHtml,
} from '../../src/modules/consultations'
import type { StaffActor } from '../../src/modules/staff'
import { presentOverride } from '../reviews/reviews.present'
import type { reportActs } from './report.contract'

export function presentReportDesk(desk: ReportDesk, actor: StaffActor, names: ReadonlyMap<string, string>) {
  const { introduction, received, persons, totals, sources, groups, lines, publishedAt } = reportData(desk)
  return {
    consultationId: desk.consultationId,
    reportId: desk.reportId,
    state: desk.state,
    contentHash: desk.contentHash,
    introduction,
    received,
    persons,
    unanswered: desk.unanswered,
    isClosed: desk.isClosed,
    totals,
    sources,
    groups,
    lines,
    html: reportHtml(desk),
    findings: desk.findings,
    overrides: desk.overrides.map(presentOverride),
    authors: desk.contributorIds.map((id) => names.get(id) ?? ''),
    sheetNumber: desk.sheetNumber ?? undefined,
    openSteps: desk.openSteps,
    mySteps: desk.mySteps,
    allowed: allowed(desk, actor),
    dueOn: desk.dueOn,
    overdue: desk.isOverdue,
    publishedAt,
    campaignId: desk.campaignId,
  }
}

/** For the buttons of a console; every use case judges for itself. */
function allowed(desk: ReportDesk, actor: StaffActor): (typeof reportActs)[number][] {
  const { state, isClosed, unanswered } = desk
  const isWritten = state === 'draft' || state === 'returned'
  const isWhole = isClosed && unanswered === 0
  return [
    ...(canDispose(actor) && state !== 'published' ? (['write'] as const) : []),
    ...(canSubmitReport(actor) && isWritten && isWhole ? (['submit'] as const) : []),
    ...(desk.mySteps.length > 0 ? (['sign'] as const) : []),
    ...(canOverrideInReport(actor) && isWritten && !desk.contributorIds.includes(actor.id)
      ? (['override'] as const)
      : []),
    ...(canPublishReport(actor) && state === 'cleared' ? (['publish'] as const) : []),
  ]
}
