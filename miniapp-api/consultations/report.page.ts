import {
  dispositionNames,
  dispositions,
  type ReadableReport,
  reportHtml,
  reportTitle,
  sourceNames,
} from '../../src/modules/consultations'
import { escapeMarkup } from '../../src/platform/html'

interface Bar {
  name: string
  n: number
}

const ROW = 30
const LABEL = 190
const WIDTH = 640

/** Bars with their numbers; who does not see them has the same in words. */
function chart(id: string, title: string, bars: readonly Bar[]): string {
  const most = Math.max(1, ...bars.map((b) => b.n))
  const height = bars.length * ROW + 6
  const said = bars.map((b) => `${b.name} ${b.n} 条`).join('，')
  const rows = bars.map(({ name, n }, i) => {
    const y = i * ROW + 4
    const width = Math.round((n / most) * (WIDTH - LABEL - 60))
    return `<text x="${LABEL - 8}" y="${y + 16}" text-anchor="end" class="name">${escapeMarkup(name)}</text><rect x="${LABEL}" y="${y}" width="${Math.max(width, n > 0 ? 2 : 0)}" height="22" class="bar"/><text x="${LABEL + width + 8}" y="${y + 16}" class="count">${n}</text>`
  })
  return `<figure><figcaption>${title}</figcaption><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}"><title id="${id}">${title}：${escapeMarkup(said)}</title>${rows.join('')}</svg></figure>`
}

/** The published report as a page of its own: it runs nothing, and prints. */
export function reportPageHtml(report: ReadableReport, notice: string | null): string {
  const { content, consultationId } = report
  const title = escapeMarkup(reportTitle(content.title))
  const file = (format: string, name: string) =>
    `<a href="/api/consultations/${encodeURIComponent(consultationId)}/report/file?format=${format}">${name}</a>`
  const became = dispositions.map((d) => ({ name: dispositionNames[d], n: content.totals[d] }))
  const came = Object.entries(sourceNames).flatMap(([source, name]) =>
    content.sources[source] ? [{ name, n: content.sources[source] }] : [],
  )
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/report.css"></head>
<body>${notice ? `<p class="notice">${escapeMarkup(notice)}</p>` : ''}
<main><h1>${title}</h1>
<p class="files">下载：${file('docx', 'Word 文件')} ${file('csv', '开放数据 CSV')} ${file('xlsx', 'XLSX')} ${file('json', 'JSON')}</p>
<div class="charts">${chart('chart-became', '采纳情况（条）', became)}${came.length > 0 ? chart('chart-came', '意见来源（条）', came) : ''}</div>
${reportHtml(report)}</main></body></html>`
}

export const reportCss = `@page{size:A4;margin:18mm}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#1b2733;font:17px/1.75 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:46rem;margin:0 auto;padding:1rem}
h1{margin:.8rem 0;font-size:1.5rem;line-height:1.4;text-align:center;text-wrap:balance}
h2{margin:2rem 0 .6rem;padding-bottom:.2rem;border-bottom:2px solid #1f5fa8;font-size:1.2rem}
h3{margin:1.6rem 0 .3rem;font-size:1.05rem;color:#17497f}
p{margin:.35rem 0;overflow-wrap:anywhere}
blockquote{margin:.3rem 0;padding:.1rem .8rem;border-left:4px solid #b9c9da;background:#f4f7fa}
table{width:100%;border-collapse:collapse}
th,td{padding:.35rem .6rem;border:1px solid #8fa1b3;text-align:left}
th{background:#eef3f8}
td:nth-child(n+2),th:nth-child(n+2){text-align:right}
tr:last-child td{font-weight:700}
.notice{margin:0;padding:.4rem;border:2px solid #b00020;color:#b00020;font-weight:700;text-align:center}
.files{text-align:center}
.files a{display:inline-block;min-height:44px;padding:.4rem .6rem;color:#17497f}
.charts{display:grid;gap:1rem;margin:1rem 0}
figure{margin:0}
figcaption{font-weight:700}
svg{display:block;width:100%;height:auto}
.bar{fill:#2f6fb5}
.name,.count{font-size:15px;fill:#1b2733}
.count{font-weight:700}
@media print{.files{display:none}h3{break-after:avoid}figure,tr{break-inside:avoid}}`
