import type { Readable } from 'node:stream'
import { csvStream, xlsxStream } from '../../platform/sheets'
import { reportDocx, reportTitle } from './report.docx'
import type { ReadableReport } from './report.reads'
import { reportData, reportSheet } from './report.sheet'

const types = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json; charset=utf-8',
} as const
export const reportFormats = ['docx', 'csv', 'xlsx', 'json'] as const
export type ReportFormat = (typeof reportFormats)[number]

export interface ReportFile {
  content: Buffer | string | Readable
  contentType: string
  filename: string
}

/** The report as a file: for reading, or as open data. */
export async function reportFile(
  report: ReadableReport,
  format: ReportFormat,
  notice: string | null,
): Promise<ReportFile> {
  const filename = `${reportTitle(report.content.title)}.${format}`
  const as = (content: ReportFile['content']) => ({ content, contentType: types[format], filename })
  switch (format) {
    case 'docx':
      return as(await reportDocx(report, notice))
    case 'csv':
      return as(csvStream(reportSheet(report)))
    case 'xlsx':
      return as(xlsxStream(reportSheet(report)))
    case 'json':
      return as(JSON.stringify(reportData(report), null, 2))
  }
}
