import { formatDay, shanghaiDay } from '../../platform/calendar'
import { escapeMarkup } from '../../platform/html'
import { dispositions } from './adoption.entities'
import type { ReadableReport } from './report.reads'
import type { ReportLine } from './report.rules'
import { dispositionNames } from './report.telling'
import { clausesOfLine, summaryOf, writersOf } from './report.words'

const said = (text: string) => escapeMarkup(text).replace(/\n/g, '<br>')
const part = (name: string, text: string | null) =>
  text === null || text === '' ? '' : `<p><strong>${name}：</strong>${said(text)}</p>`

/** 12.5% */
const share = (n: number, of: number) => (of === 0 ? '0%' : `${Math.round((n / of) * 1000) / 10}%`)

/** The report as a part of a page: headings from h2, no style, no script, every foreign word escaped. */
export function reportHtml({ content, quotes, publishedAt }: ReadableReport): string {
  const { introduction, totals, received, lines, contact } = content
  const rows = dispositions.map(
    (d) =>
      `<tr><td>${dispositionNames[d]}</td><td>${totals[d]}</td><td>${share(totals[d], received)}</td></tr>`,
  )
  return [
    '<h2>一、征求意见情况</h2>',
    introduction === ''
      ? ''
      : introduction
          .split(/\n+/)
          .map((p) => `<p>${said(p)}</p>`)
          .join(''),
    `<p>${said(summaryOf(content))}</p>`,
    '<h2>二、采纳情况</h2>',
    `<table><thead><tr><th>处理</th><th>条数</th><th>占比</th></tr></thead><tbody>${rows.join('')}<tr><td>合计</td><td>${received}</td><td>${share(received, received)}</td></tr></tbody></table>`,
    '<h2>三、逐条答复</h2>',
    ...lines.map((line, index) => lineHtml(line, index + 1, quotes)),
    '<h2>咨询方式</h2>',
    `<p>${said(contact.division)}，电话 ${said(contact.phone)}，${said(contact.hours)}</p>`,
    publishedAt === null ? '' : `<p>公布日期：${formatDay(shanghaiDay(publishedAt))}</p>`,
  ].join('')
}

function lineHtml(line: ReportLine, number: number, quotes: ReadonlyMap<string, string>): string {
  const words = line.quotes.flatMap(({ commentId, redaction }) => {
    const text = quotes.get(commentId)
    if (text === undefined) return []
    const why = redaction === null ? '' : `<br>（节录：${said(redaction)}）`
    return [`<blockquote><p>${said(text)}${why}</p></blockquote>`]
  })
  return [
    `<h3>${number}. ${said(clausesOfLine(line))}：${dispositionNames[line.disposition]}</h3>`,
    part('意见内容', line.gist),
    part('提出人', writersOf(line)),
    words.length > 0 ? `<p><strong>原话摘录（经提出人同意）：</strong></p>${words.join('')}` : '',
    part('合法性', line.legality),
    part('合理性', line.rationality),
    part('可行性', line.feasibility),
    part('处理', dispositionNames[line.disposition]),
    part('理由', line.reason),
    part('修改后条文', line.revisedText),
  ].join('')
}
