import type { ReviewReads } from '../../src/modules/reviews'
import type { Office } from '../../src/office'
import { answer, type Counter } from '../../src/platform/http/serve'
import { printStyle } from './reviews.contract'
import { printCss, sheetPage } from './reviews.page'
import { presentSheets } from './reviews.present'

export function reviewRoutes(counter: Counter): void {
  counter.serve(printStyle, async () =>
    answer({ raw: { content: printCss, contentType: 'text/css; charset=utf-8' } }),
  )
}

/** The 三审单 of a subject, for programs or, where the caller asks for HTML, for the printer. */
export async function replyWithSheet(
  { reviewReads, notice }: Pick<Office, 'notice'> & { reviewReads: ReviewReads },
  subject: { type: string; id: string },
  accept: string,
) {
  const sheets = await reviewReads.sheets(subject)
  if (!accept.includes('text/html')) return presentSheets(sheets)
  const content = sheetPage(sheets, notice)
  return answer({ raw: { content, contentType: 'text/html; charset=utf-8' } })
}
