import { type Person, type Sheet, type SheetRound, stepNames } from '../../src/modules/reviews'
import { formatShanghai } from '../../src/platform/calendar'
import { escapeMarkup } from '../../src/platform/html'

const who = (person: Person) => `${escapeMarkup(person.name)}（${escapeMarkup(person.division)}）`
const when = (at: number | null) => (at === null ? '' : formatShanghai(at))

const stateNames = { in_review: '审核中', returned: '已退回', cleared: '已通过', void: '因修改作废' }
const decisionNames = { approve: '同意', return: '退回' }

/** 三审单 to print and sign off on paper; nothing in it runs, and its style comes from `/print.css`. */
export function sheetPage(sheets: readonly Sheet[], notice: string | null): string {
  const title = escapeMarkup(sheets[0]?.sheet.sheetNumber ?? '')
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>三审单 ${title}</title><link rel="stylesheet" href="/print.css"></head>
<body>${notice ? `<p class="notice">${escapeMarkup(notice)}</p>` : ''}
<main>${sheets.map((s) => sheet(s)).join('')}</main></body></html>`
}

function sheet({ sheet, rounds }: Sheet): string {
  const published =
    sheet.releasedBy === null ? '尚未发布' : `${who(sheet.releasedBy)}，${when(sheet.releasedAt)}`
  return `<article><h1>信息发布三审单</h1>
<p class="number">${escapeMarkup(sheet.sheetNumber)}</p>
<dl><dt>标题</dt><dd>${escapeMarkup(rounds.at(-1)?.round.title ?? '')}</dd>
<dt>状态</dt><dd>${stateNames[sheet.state]}（第 ${sheet.round} 轮）</dd>
<dt>发布人</dt><dd>${published}</dd></dl>
${rounds.map(round).join('')}</article>`
}

function round({ round, lines }: SheetRound): string {
  const rows = lines
    .map(
      ({ step, signOff }) =>
        `<tr><th scope="row">${stepNames[step]}</th><td>${signOff ? who(signOff.person) : ''}</td><td>${
          signOff ? decisionNames[signOff.decision] : ''
        }</td><td class="opinion">${signOff ? escapeMarkup(signOff.opinion) : ''}</td><td>${when(
          signOff?.signedAt ?? null,
        )}</td></tr>`,
    )
    .join('')
  const notes = [
    ...round.findings.map((f) => `系统提示：${f.message}${f.excerpt ? `（${f.excerpt}）` : ''}`),
    ...round.overrides.map((o) => `保密审查放行：${o.reason}（${o.person.name}，${when(o.overriddenAt)}）`),
  ]
  return `<section><h2>第 ${round.round} 轮：${stateNames[round.state]}${round.major ? '（重大事项）' : ''}</h2>
<p>拟稿：${round.authors.map(who).join('、')}；送审：${who(round.submittedBy)}，${when(round.submittedAt)}</p>
<table><thead><tr><th scope="col">环节</th><th scope="col">审核人</th><th scope="col">结论</th><th scope="col">意见</th><th scope="col">时间</th></tr></thead><tbody>${rows}</tbody></table>
${notes.length > 0 ? `<ul>${notes.map((n) => `<li>${escapeMarkup(n)}</li>`).join('')}</ul>` : ''}
<p class="hash">内容校验值（SHA-256）：${round.contentHash}</p></section>`
}

export const printCss = `@page{size:A4;margin:18mm}
body{font:16px/1.6 "Noto Serif CJK SC","Songti SC",SimSun,serif;color:#111;background:#fff;margin:0}
main{max-width:52rem;margin:0 auto;padding:1rem}
h1{text-align:center;font-size:1.6rem;margin:1rem 0 .2rem}h2{font-size:1.1rem;margin:1.2rem 0 .3rem}
.number{text-align:center;margin:0 0 1rem}.notice{text-align:center;border:2px solid #b00020;color:#b00020;font-weight:700;margin:0;padding:.4rem}
dl{display:grid;grid-template-columns:5em 1fr;gap:.2rem .8rem;margin:0}dt{font-weight:700}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #333;padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th:first-child,td:nth-child(3),th:nth-child(3){white-space:nowrap}
.opinion{white-space:pre-wrap}.hash{font-size:.8rem;overflow-wrap:anywhere}
article{break-after:page}section{break-inside:avoid}`
