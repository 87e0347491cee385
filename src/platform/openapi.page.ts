import type { Access, Endpoint } from './contract'
import type { ProblemType } from './problem'

const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

const who = (access: Access) =>
  access === 'anyone'
    ? '任何人'
    : access === 'guest'
      ? '任何人，登录可选'
      : access === 'resident'
        ? '群众（已登录）'
        : access === 'staff'
          ? '工作人员'
          : `工作人员：${access.staff.join('、')}`

/** `/docs`: the contract as a page that reads without any script. */
export function docsPage(
  endpoints: readonly Endpoint[],
  notice: string | null,
  /** Problems that no contract names, as every operation may answer them. */
  anywhere: readonly ProblemType[],
): string {
  const tags = [...new Set(endpoints.map((e) => e.tag))]
  const menu = tags.map((t) => `<li><a href="#${encodeURIComponent(t)}">${escaped(t)}</a></li>`).join('')
  const sections = tags
    .map(
      (tag) =>
        `<section id="${escaped(encodeURIComponent(tag))}"><h2>${escaped(tag)}</h2>${endpoints
          .filter((e) => e.tag === tag)
          .map(operation)
          .join('')}</section>`,
    )
    .join('')
  const declared = [...anywhere, ...endpoints.flatMap((e) => e.problems ?? [])]
  const problems = new Map(declared.map((p) => [p.code, p]))
  const table = [...problems.values()]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(
      (p) =>
        `<tr id="problem-${escaped(p.code)}"><td><code>${escaped(p.code)}</code></td><td>${escaped(p.sentence)}</td></tr>`,
    )
    .join('')
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>广听 接口说明</title><link rel="stylesheet" href="/docs.css"></head>
<body>${notice === null ? '' : `<p class="notice" role="note">${escaped(notice)}</p>`}<header><h1>广听 接口说明</h1><p>完整机器可读文档：<a href="/openapi.json">openapi.json</a>（OpenAPI 3.1）。时间为 UTC，日期为北京时间。</p></header>
<nav aria-label="目录"><ul>${menu}<li><a href="#problems">错误代码</a></li></ul></nav>
<main>${sections}<section id="problems"><h2>错误代码</h2><table><thead><tr><th scope="col">code</th><th scope="col">含义</th></tr></thead><tbody>${table}</tbody></table></section></main></body></html>`
}

function operation(e: Endpoint): string {
  return `<article><h3><span class="method">${e.method}</span> <code>${escaped(e.path)}</code></h3>
<p>${escaped(e.summary)}</p><p class="meta">操作名 <code>${escaped(e.operationId)}</code>，办理人：${escaped(who(e.access))}，答复：${Object.keys(e.replies).join('、')}</p></article>`
}

export const docsStyle = `:root{color-scheme:light}body{font:16px/1.6 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;margin:0;color:#1f2933;background:#f6f7f9}
.notice{margin:0;padding:.5rem 2rem;background:#7a1f1f;color:#fff;font-weight:700}
header{background:#12365f;color:#fff;padding:1.2rem 2rem}header a{color:#fff}h1{margin:0;font-size:1.5rem}
nav{position:sticky;top:0;background:#fff;border-bottom:1px solid #d5dbe3}nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;margin:0;padding:.6rem 2rem}nav a{display:inline-block;padding:.4rem 0;color:#12365f}
main{max-width:60rem;margin:0 auto;padding:1rem 2rem 4rem}h2{margin-top:2rem;border-bottom:2px solid #12365f}
article{background:#fff;border:1px solid #d5dbe3;border-radius:6px;padding:.4rem 1rem;margin:.8rem 0}h3{font-size:1rem;margin:.4rem 0}
.method{display:inline-block;min-width:4.2em;color:#0b5c2e;font-weight:700}code{font-family:ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.meta{color:#4a5766;font-size:.9rem;margin:.2rem 0}table{border-collapse:collapse;width:100%;background:#fff}td,th{border:1px solid #d5dbe3;padding:.4rem .6rem;text-align:left}`
