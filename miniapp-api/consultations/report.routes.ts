import { reportFile } from '../../src/modules/consultations'
import type { Office } from '../../src/office'
import { answer, type Counter } from '../../src/platform/http/serve'
import { exportReport, readReport, reportPage, reportStyle, setQuoteConsent } from './report.contract'
import { reportCss, reportPageHtml } from './report.page'
import { presentReport } from './report.present'

type Services = Pick<Office, 'reportReads' | 'quotes' | 'notice'>

export function reportRoutes(counter: Counter, { reportReads, quotes, notice }: Services): void {
  counter.serve(readReport, async ({ params }) => presentReport(await reportReads.published(params.id)))
  counter.serve(reportPage, async ({ params }) => {
    const content = reportPageHtml(await reportReads.published(params.id), notice)
    return answer({ raw: { content, contentType: 'text/html; charset=utf-8' } })
  })
  counter.serve(reportStyle, async () =>
    answer({ raw: { content: reportCss, contentType: 'text/css; charset=utf-8' } }),
  )
  counter.serve(exportReport, async ({ params, query }) =>
    answer({ raw: await reportFile(await reportReads.published(params.id), query.format, notice) }),
  )
  counter.serve(setQuoteConsent, ({ caller, params, body }) => quotes.consent(caller, params.id, body.agreed))
}
