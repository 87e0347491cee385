import { reportFile, reportSubject } from '../../src/modules/consultations'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import { answer, type Counter } from '../../src/platform/http/serve'
import { presentSheets } from '../reviews/reviews.present'
import { replyWithSheet } from '../reviews/reviews.routes'
import {
  exportStaffReport,
  listUnreached,
  overrideReportFinding,
  publishReport,
  quoteComment,
  readReach,
  readReportSheet,
  readStaffReport,
  signOffReport,
  submitReport,
  unquoteComment,
  writeReport,
} from './report.contract'
import { presentReportDesk } from './report.present'

type Services = Pick<
  Office,
  | 'consultationReads'
  | 'reportReach'
  | 'reports'
  | 'reportPublishing'
  | 'reportReads'
  | 'quotes'
  | 'reviewReads'
  | 'notice'
  | 'staff'
  | 'database'
>

export function staffReportRoutes(counter: Counter, office: Services): void {
  const { reports, reportPublishing, reportReads, reportReach, quotes, notice, staff, database } = office
  const { consultationReads } = office

  counter.serve(readStaffReport, async ({ caller, params }) => {
    const desk = await reportReads.desk(caller, params.id)
    // Along with it, so that a screen asks once.
    const sheet = desk.sheetNumber ? await office.reviewReads.sheets(reportSubject(params.id)) : null
    const reach = desk.publishedAt === null ? null : await reportReach.reached(params.id)
    const names = await staff.namesOf(database.reads, desk.contributorIds)
    return { ...presentReportDesk(desk, caller, names), sheet: sheet && presentSheets(sheet), reach }
  })
  counter.serve(writeReport, ({ caller, params, body }) =>
    reports.write(caller, params.id, body.introduction),
  )
  counter.serve(submitReport, async ({ caller, params, body }) => {
    const { sheet, contentHash } = await reports.submitForReview(caller, params.id, body.major)
    return { state: 'in_review', contentHash, sheetNumber: sheet.sheetNumber }
  })
  counter.serve(signOffReport, async ({ caller, params, body }) => {
    const { state, sheet, contentHash } = await reports.signOff(caller, params.id, body)
    return { state, contentHash, sheetNumber: sheet.sheetNumber }
  })
  counter.serve(overrideReportFinding, ({ caller, params, body }) =>
    reports.overrideFinding(caller, params.id, body),
  )
  counter.serve(publishReport, async ({ caller, params }) => {
    const { publishedAt, ...published } = await reportPublishing.publish(caller, params.id)
    return { ...published, publishedAt: rfc3339(publishedAt) }
  })
  counter.serve(readReportSheet, ({ params, request }) =>
    replyWithSheet(office, reportSubject(params.id), request.accept),
  )
  counter.serve(readReach, ({ params }) => reportReach.reached(params.id))
  counter.serve(listUnreached, async ({ params, query }) => {
    await consultationReads.find(params.id, true)
    const { items, nextCursor } = await reportReach.unreached(params.id, query)
    return { items: items.map(({ writerGroup: group, ...item }) => ({ ...item, group })), nextCursor }
  })
  counter.serve(exportStaffReport, async ({ params, query }) =>
    answer({ raw: await reportFile(await reportReads.readable(params.id), query.format, notice) }),
  )
  counter.serve(quoteComment, async ({ caller, params, body }) => {
    const { text, redaction } = await quotes.quote(caller, params.id, params.commentId, body)
    return { text: text ?? '', redaction }
  })
  counter.serve(unquoteComment, ({ caller, params }) => quotes.unquote(caller, params.id, params.commentId))
}
