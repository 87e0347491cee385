import { formatDay, shanghaiDay } from '../../platform/calendar'
import { type Block, docxFile } from '../../platform/docx'
import { dispositions } from './adoption.entities'
import type { ReadableReport } from './report.reads'
import type { ReportLine } from './report.rules'
import { dispositionNames } from './report.telling'
import { clausesOfLine, groupNames, summaryOf, UNANSWERED, unansweredIn, writersOf } from './report.words'

/** The usual layout: 序号 · 意见内容 · 提出人类别及数量 · 条款 · 分析 · 处理 · 理由 · 修改后条文. */
const head = [
  '序号',
  '意见内容',
  '提出人类别及数量',
  '条款',
  '合法性、合理性、可行性分析',
  '处理',
  '理由',
  '修改后条文',
]
/** 行业协会 114574 条 fits on one line, and 第二十一条. */
const widths = [4, 16, 14.3, 9, 20.2, 7.5, 16, 17]

/** @param notice printed on everything that leaves the office, for example that the city is fictional */
export function reportDocx(report: ReadableReport, notice: string | null): Promise<Buffer> {
  const { content, quotes, publishedAt } = report
  const { introduction, lines, totals, received, groups, contact } = content
  const count = (n: number) => String(n)
  const open = unansweredIn(content)
  const blocks: Block[] = [
    { kind: 'title', text: reportTitle(content.title) },
    { kind: 'heading', text: '一、征求意见情况' },
    ...(introduction === '' ? [] : [{ kind: 'paragraph', text: introduction } as const]),
    { kind: 'paragraph', text: summaryOf(content) },
    { kind: 'heading', text: '二、采纳情况统计（条）' },
    {
      kind: 'table',
      head: [...dispositions.map((d) => dispositionNames[d]), ...(open > 0 ? [UNANSWERED] : []), '合计'],
      widths: [1, 1, 1, 1.6, 1, ...(open > 0 ? [1] : [])],
      rows: [
        [...dispositions.map((d) => count(totals[d])), ...(open > 0 ? [count(open)] : []), count(received)],
      ],
      centred: [0, 1, 2, 3, 4, 5],
    },
    { kind: 'paragraph', text: '按提出人类别统计：' },
    {
      kind: 'table',
      head: [...Object.values(groupNames), '合计'],
      widths: [1, 1, 1, 1, 1, 1],
      rows: [[...Object.keys(groupNames).map((g) => count(groups[g] ?? 0)), count(received)]],
      centred: [0, 1, 2, 3, 4, 5],
    },
    { kind: 'heading', text: '三、逐条采纳情况' },
    lines.length === 0
      ? { kind: 'paragraph', text: '还没有处理意见。' }
      : {
          kind: 'table',
          head,
          widths,
          rows: lines.map((line, index) => rowOf(line, index + 1, quotes)),
          centred: [0, 2, 5],
        },
    { kind: 'paragraph', text: `咨询：${contact.division}，电话 ${contact.phone}，${contact.hours}。` },
    ...(publishedAt === null
      ? [{ kind: 'closing', text: '（送审稿，尚未公布）' } as const]
      : [{ kind: 'closing', text: `公布日期：${formatDay(shanghaiDay(publishedAt))}` } as const]),
  ]
  return docxFile({ title: reportTitle(content.title), blocks, landscape: true, header: notice })
}

/** 《…（征求意见稿）》意见采纳情况; a title that names the draft in 《》 stays as it is. */
export const reportTitle = (title: string): string =>
  title.includes('《') ? `${title}：意见采纳情况` : `《${title}》意见采纳情况`

function rowOf(line: ReportLine, number: number, quotes: ReadonlyMap<string, string>): string[] {
  const words = line.quotes.flatMap(({ commentId, redaction }) => {
    const text = quotes.get(commentId)
    return text === undefined ? [] : [`“${text}”${redaction === null ? '' : `（节录：${redaction}）`}`]
  })
  return [
    String(number),
    [line.gist, ...(words.length > 0 ? ['原话摘录：', ...words] : [])].join('\n'),
    writersOf(line).replaceAll('、', '\n').replace('，', '\n'),
    clausesOfLine(line).replaceAll('、', '\n'),
    `合法性：${line.legality}\n合理性：${line.rationality}\n可行性：${line.feasibility}`,
    dispositionNames[line.disposition],
    line.reason,
    line.revisedText ?? '——',
  ]
}
