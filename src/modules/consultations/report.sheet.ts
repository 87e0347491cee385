import { rfc3339 } from '../../platform/clock'
import type { SheetSource } from '../../platform/sheets'
import { dispositions } from './adoption.entities'
import type { ReadableReport } from './report.reads'
import { dispositionNames } from './report.telling'
import { clausesOfLine, groupNames, writersOf } from './report.words'

/** The columns of the usual table, in its order. */
export const tableHead = [
  '序号',
  '意见内容',
  '提出人类别及数量',
  '条款',
  '合法性分析',
  '合理性分析',
  '可行性分析',
  '处理',
  '理由',
  '修改后条文',
] as const

/** Open data: one row a line, with the number of comments as a number, and no person in it. */
export function reportSheet({ content }: ReadableReport): SheetSource {
  return {
    name: '意见采纳情况',
    header: [...tableHead, '意见条数'],
    rows: rows(),
  }

  async function* rows() {
    for (const [index, line] of content.lines.entries())
      yield [
        index + 1,
        line.gist,
        writersOf(line),
        clausesOfLine(line),
        line.legality,
        line.rationality,
        line.feasibility,
        dispositionNames[line.disposition],
        line.reason,
        line.revisedText ?? '',
        line.comments,
      ]
  }
}

/** Open data as JSON: what the page says, by fields that stay what they are. */
export function reportData({ consultationId, reportId, publishedAt, content, quotes }: ReadableReport) {
  const { title, introduction, opensAt, closesAt, received, persons, totals, sources, groups, contact } =
    content
  return {
    consultationId,
    reportId,
    title,
    introduction,
    opensAt: rfc3339(opensAt),
    closesAt: rfc3339(closesAt),
    publishedAt: publishedAt === null ? null : rfc3339(publishedAt),
    contact,
    received,
    persons,
    totals,
    sources,
    groups,
    names: {
      dispositions: Object.fromEntries(dispositions.map((d) => [d, dispositionNames[d]])),
      groups: groupNames,
    },
    lines: content.lines.map(({ quotes: refs, ...line }, index) => ({
      number: index + 1,
      ...line,
      quotes: refs.flatMap(({ commentId, redaction }) => {
        const text = quotes.get(commentId)
        return text === undefined ? [] : [{ text, redaction }]
      }),
    })),
  }
}
