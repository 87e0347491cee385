#!/usr/bin/env node
// Checks what 广听 publishes of a closed poll or consultation, without the service and without any of its code. Needs
// Node.js and nothing else. See README.md beside it.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ExportCheck } from './export.mjs'
import { readKey } from './notes.mjs'
import { OpeningCheck } from './openings.mjs'
import { ProofCheck, ReceiptSearch, readReceipts } from './receipts.mjs'

const USAGE = `用法：
  node verify.mjs 开放数据.jsonl [--key 公钥] [--receipts 凭证清单]     核验一份开放数据，以及清单上的凭证在不在其中
  node verify.mjs --key 公钥 --receipts 证明文件                        只核验自己保存的证明
  node verify.mjs 开放数据.jsonl --key 公钥 --openings 开封文件          审计用：逐条核对凭证与逐票选择
公钥从单位的“计票公示”页面抄来，不要从同一份文件里取。退出码：0 无误，1 有不符，2 不能核验。`
/** More would hide what matters. */
const SHOWN = 50
const say = (text) => process.stdout.write(`${text}\n`)
// Whoever reads only the first lines has read enough.
process.stdout.on('error', () => process.exit(process.exitCode ?? 0))

function arguments_() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      receipts: { type: 'string' },
      openings: { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  return { ...values, path: positionals[0] }
}

/** The key itself, or a file that holds it. */
function keyOf(given) {
  if (given === undefined) return null
  const key = readKey(given) ?? readKey(readFileSync(given, 'utf8'))
  if (!key) throw new Error('--key 不是一行公钥')
  return key
}

async function main() {
  const { path, key, receipts, openings, json } = arguments_()
  if (path === undefined && receipts === undefined) {
    say(USAGE)
    return 2
  }
  const trusted = keyOf(key)
  if (path === undefined) return checkProofs(trusted, readReceipts(receipts), json)
  const search = receipts === undefined ? null : new ReceiptSearch(readReceipts(receipts))
  const audit = openings === undefined ? null : new OpeningCheck()
  const check = new ExportCheck(trusted, {
    entry(index, receipt, commitment) {
      search?.entry(index, receipt, commitment)
      audit?.entry(index, receipt, commitment)
    },
    row: (hash) => audit?.row(hash),
  })
  await check.read(path)
  if (check.key && search) check.findings.push(...search.faults(new ProofCheck(check.key)))
  if (check.head && audit) {
    const { faults } = await audit.compare(openings, check.head.poll.id)
    check.findings.push(...faults)
  }
  report(check, search, trusted, json)
  return check.findings.length === 0 ? 0 : 1
}

function checkProofs(trusted, list, json) {
  if (!trusted) throw new Error('只核验证明时，请用 --key 给出公钥')
  const proofs = new ProofCheck(trusted)
  const findings = list.flatMap(({ receipt, proof, line }) => {
    const fault = proof ? proofs.fault(proof) : '没有证明'
    return fault ? [`凭证 ${receipt || '（不能读取）'}（第 ${line} 行）：${fault}`] : []
  })
  if (json) say(JSON.stringify({ ok: findings.length === 0, findings, receipts: list.length }))
  else tell(findings, [`证明 ${list.length} 份`])
  return findings.length === 0 ? 0 : 1
}

function report({ findings, head, entries, rows, checkpoints, tally, aside }, search, trusted, json) {
  if (json) {
    const root = entries.tree.root().toString('base64')
    const counted = {
      entries: entries.count,
      rows: rows.count,
      checkpoints,
      root,
      receipts: search?.list.length,
    }
    say(
      JSON.stringify({
        ok: findings.length === 0,
        findings,
        ...counted,
        options: Object.fromEntries(tally.options),
        aside: aside.found,
      }),
    )
    return
  }
  if (head) say(`《${head.poll?.title ?? head.consultation?.title}》`)
  const facts = [`凭证 ${entries.count} 条`, `检查点 ${checkpoints} 个`]
  if (head?.kind === 'poll') facts.push(`逐票选择 ${rows.count} 条`)
  const both = (all, apart) => (aside.found > 0 ? `${all}，不含另列 ${all - apart}` : all)
  if (aside.found > 0) facts.push(`其中按规则另列 ${aside.found} 条`)
  if (search) facts.push(`要查的凭证 ${search.list.length} 个`)
  tell(findings, facts)
  if (findings.length === 0 && head?.kind === 'poll') {
    for (const { text, kind, options } of head.poll.questions) {
      if (kind !== 'choice') continue
      say(`  ${text}`)
      for (const { id, label } of options)
        say(`    ${label}：${both(tally.options.get(id) ?? 0, aside.options.get(id) ?? 0)}`)
    }
  }
  if (!trusted) say('注意：公钥取自文件本身。请对照单位公示的公钥，用 --key 再核验一次。')
}

function tell(findings, facts) {
  if (findings.length === 0) return say(`核验无误：${facts.join('，')}。`)
  say(`有 ${findings.length} 处不符（${facts.join('，')}）：`)
  for (const finding of findings.slice(0, SHOWN)) say(`  ✗ ${finding}`)
  if (findings.length > SHOWN) say(`  …… 另有 ${findings.length - SHOWN} 处`)
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    process.stderr.write(`不能核验：${error.message}\n`)
    process.exitCode = 2
  },
)
