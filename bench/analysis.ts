import { fork } from 'node:child_process'
import { join } from 'node:path'
import { type Load, READERS } from './analysis/load'
import { f1, precision, type Quality, qualityOf, recall, type Score, topicQuality } from './analysis/quality'
import { builtOn, heldOut } from './analysis/truth'

const COMMENTS = Number(process.env.BENCH_COMMENTS ?? 120_000)
const KINDS = (process.env.BENCH_DATABASES ?? 'sqlite,mysql').split(',')

const say = (line: string) => process.stdout.write(`${line}\n`)
const share = (right: number, of: number) => `${right}/${of} = ${(right / of).toFixed(3)}`
const scored = (s: Score) =>
  `precision ${precision(s).toFixed(3)}, recall ${recall(s).toFixed(3)}, F1 ${f1(s).toFixed(3)} (${s.right} right, ${s.wrong} wrong, ${s.missed} missed)`

function tell(name: string, q: Quality): void {
  say(`\n${name}: ${q.comments} comments`)
  say(`clause without a number, first guess   ${share(q.links.right, q.links.of)}`)
  say(`stance, macro F1                       ${q.stanceMacroF1.toFixed(3)}`)
  for (const [stance, score] of q.stances) say(`  ${stance.padEnd(14)} ${scored(score)}`)
  say(`duplicates, pairs                      ${scored(q.duplicates)}`)
  say(`sentences of one member only           ${scored(q.onlyHere)}`)
  say(`dimension                              ${share(q.dimensions.right, q.dimensions.of)}`)
  for (const [flag, score] of q.flags) say(`  ${flag.padEnd(14)} ${scored(score)}`)
}

function loaded(kind: string): Promise<Load> {
  const child = fork(join(__dirname, 'analysis', 'load.child.ts'), [kind, String(COMMENTS)])
  return new Promise((resolve, reject) => {
    child.once('message', (found: Load & { failed?: string }) =>
      found.failed ? reject(new Error(found.failed)) : resolve(found),
    )
    child.once('exit', (code) => reject(new Error(`the load ended with ${code}`)))
  })
}

async function main(): Promise<void> {
  tell('what rules were built on', await qualityOf(builtOn()))
  tell('held out: totals only, never looked at', await qualityOf(heldOut()))
  say(`\ntopics within a clause (built on)      ${scored(await topicQuality())}`)
  for (const kind of KINDS) {
    if (kind === 'mysql' && !process.env.TEST_MYSQL_URL) {
      say('\nMariaDB: skipped, TEST_MYSQL_URL is not set')
      continue
    }
    const l = await loaded(kind)
    say(`\n${kind === 'sqlite' ? 'SQLite' : 'MariaDB'}, ${l.comments} comments, nine of ten form letters`)
    say(
      `grouped          in ${l.grouped.toFixed(1)} s, ${l.groups} groups, ${(100 * l.together).toFixed(1)} % not alone`,
    )
    say(`memory           at most ${l.peakMiB.toFixed(0)} MiB`)
    say(
      `event loop       longest stop ${l.stopMs.toFixed(0)} ms, 99 of 100 below ${l.stop99Ms.toFixed(0)} ms`,
    )
    say(
      `dashboard        ${l.firstReadMs.toFixed(0)} ms the first time, then ${l.readMs.toFixed(0)} ms; ${READERS} at once in ${l.parallelMs.toFixed(0)} ms; a group ${l.detailMs.toFixed(0)} ms`,
    )
    say(`100 more         in ${l.moreSeconds.toFixed(2)} s`)
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
