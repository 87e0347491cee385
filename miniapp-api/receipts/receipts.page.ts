import type { Log, ReceiptProof } from '../../src/modules/receipts'
import { formatShanghai } from '../../src/platform/calendar'
import { escapeMarkup as e } from '../../src/platform/html'

export interface ShownLog {
  log: Log
  title: string
  checkpoint: { size: number; root: string; at: number } | null
  verifierKey: string
}

export interface Page {
  notice: string | null
  /** Base64 of the bureau's Ed25519 key, the same for every log. */
  publicKey: string
  logs: readonly ShownLog[]
  next: string | null
  /** What was asked for, and what was found: null where nobody gave such a receipt. */
  asked: { receipt: string; proof: ReceiptProof | null } | null
}

const kinds = { poll: '投票', consultation: '意见征集' }
const units = { poll: '张选票', consultation: '条意见' }

export function receiptsPage({ notice, publicKey, logs, next, asked }: Page): string {
  const banner = notice === null ? '' : `<p class="notice" role="note">${e(notice)}</p>`
  const rows = logs.map(card).join('')
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>计票公示 · 广听</title><link rel="icon" href="/welcome.svg" type="image/svg+xml"><link rel="stylesheet" href="/receipts.css"></head>
<body>${banner}<header><h1>计票公示</h1><p>每张选票、每条意见都有一个凭证，都进了只增不改的公开日志。您可以查自己的凭证，也可以自己重新数一遍。</p></header>
<main>
<section aria-labelledby="look"><h2 id="look">查凭证</h2>
<form method="get" action="/receipts"><label for="receipt">凭证（投票或提意见后显示的 32 位数字和字母，也叫回执）</label>
<div class="line"><input id="receipt" name="receipt" required maxlength="64" autocomplete="off" spellcheck="false" value="${e(asked?.receipt ?? '')}"><button type="submit">查询</button></div></form>
${asked ? result(asked) : ''}</section>
<section aria-labelledby="logs"><h2 id="logs">公开日志</h2>
${rows === '' ? '<p>还没有开放过投票或意见征集。</p>' : `<ul class="logs">${rows}</ul>`}
${next === null ? '' : `<p><a href="/receipts?cursor=${encodeURIComponent(next)}">更早的</a></p>`}</section>
<section aria-labelledby="verify"><h2 id="verify">自己核验</h2>
<ol>
<li>投票结束后，在上面下载这一期的<b>开放数据</b>。</li>
<li>下载<a href="/receipts/verify.zip">核验程序</a>，解压。只需要装有 Node.js，不用联网；程序只有几百行，可以请懂行的人看。</li>
<li>执行 <code>node verify.mjs 开放数据.jsonl --key 公钥</code>，公钥抄自上面这一期的一行。程序会重新计票，核对每一条凭证和每一个检查点，并指出哪一条不对。</li>
</ol>
<p>想更放心，可以隔一段时间存下一个检查点：以后的日志如果改动过以前的内容，就对不上您手里的这一个。</p>
<p>签名公钥（Ed25519）：<code>${e(publicKey)}</code></p>
<p>凭证只说明“这一票已经计入”，不显示投了什么；开放数据里逐票的选择打乱了次序，和凭证之间没有公开的联系。</p></section>
</main></body></html>`
}

function card({ log, title, checkpoint, verifierKey }: ShownLog): string {
  const { id, kind, closedAt, checkedAt } = log
  const state =
    closedAt === null ? `进行中，${formatShanghai(checkedAt)}核对过` : `已结束（${formatShanghai(closedAt)}）`
  const data = `/api/${kind === 'poll' ? 'polls' : 'consultations'}/${id}/open-data`
  const facts = checkpoint
    ? `<dt>已签名</dt><dd>${checkpoint.size} ${units[kind]}，${formatShanghai(checkpoint.at)}</dd><dt>根</dt><dd><code>${e(checkpoint.root)}</code></dd>`
    : ''
  return `<li><h3>${e(title)}</h3><p class="state">${kinds[kind]}　${state}</p>
<dl>${facts}<dt>公钥</dt><dd><code>${e(verifierKey)}</code></dd></dl>
<p class="links"><a href="/api/logs/${id}/checkpoint">最新检查点</a><a href="/api/logs/${id}/checkpoints">全部检查点</a>${
    closedAt === null ? '' : `<a href="${data}">下载开放数据</a>`
  }</p></li>`
}

function result({ receipt, proof }: NonNullable<Page['asked']>): string {
  if (!proof)
    return '<p class="result no" role="status"><b>没有查到这个凭证。</b>请核对后再试：凭证由 32 位的数字（0–9）和字母（a–f）组成。</p>'
  const { kind, title, takenAt, log, includedBy, inclusion } = proof
  const what = kind === 'ballot' ? '这张选票' : '这条意见'
  const when = `《${e(title)}》，${formatShanghai(takenAt)}收到`
  if (!log)
    return `<p class="result yes" role="status"><b>已计入。</b>${when}。它开放于启用公开日志之前，没有可供自行核验的证明。</p>`
  if (!inclusion)
    return `<p class="result yes" role="status"><b>已计入。</b>${when}。${what}将在 ${formatShanghai(includedBy)} 前载入公开日志，到时再查，可以看到证明。</p>`
  return `<div class="result yes" role="status"><p><b>已计入。</b>${when}，是公开日志的第 ${inclusion.index + 1} 条（共 ${inclusion.size} 条）。</p>
<p class="links"><a href="/receipts/proof?receipt=${encodeURIComponent(receipt)}">保存证明</a></p></div>`
}
