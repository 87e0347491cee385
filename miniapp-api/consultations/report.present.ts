import { type ReadableReport, reportData, reportHtml } from '../../src/modules/consultations'
import { rfc3339 } from '../../src/platform/clock'

type Published = ReadableReport & { reportId: string; publishedAt: number }

export function presentReport(report: Published) {
  const { lines, names: _, reportId: id, ...data } = reportData(report)
  return {
    ...data,
    id: report.reportId,
    publishedAt: rfc3339(report.publishedAt),
    lines: lines.map(({ number: __, revisedText, quotes, ...line }) => ({
      ...line,
      revisedText: revisedText ?? undefined,
      quotes: quotes.map(({ text, redaction }) => ({ text, redaction: redaction ?? undefined })),
    })),
    html: reportHtml(report),
  }
}
