import { loadDictionary } from '../src/platform/chinese-words'
import { serveOffice } from '../test/support/http'
import { openTestOffice, type TestOffice } from '../test/support/office'
import { fill, openElevator } from './analysis/fill'

/** As many as the largest consultation drew. */
const COMMENTS = Number(process.env.BENCH_COMMENTS ?? 114_574)
const KINDS = (process.env.BENCH_DATABASES ?? 'sqlite,mysql').split(',')
const TRIES = 5
/** A page that takes longer wants an index. */
const SLOW_MS = 300

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Residents' stances, sources and erased comments, each also as rare as it gets: a few among the last. */
async function sprinkle({ office: { database } }: TestOffice, id: string): Promise<string[]> {
  const rows = await database.select(
    'SELECT id, received_at FROM comments WHERE consultation_id = ? ORDER BY id',
    [id],
  )
  const ids = rows.map((row) => String(row.id))
  const late = ids.slice(-200)
  const set = (change: string, some: readonly string[]) =>
    database.transaction((tx) =>
      tx.query(`UPDATE comments SET ${change} WHERE id IN (${some.map(() => '?').join(', ')})`, [...some]),
    )
  for (const [change, every] of [
    ["stance = 'support'", 3],
    ["stance = 'amend'", 5],
    ["source = 'website'", 7],
    ["line_id = 'L'", 2],
  ] as const) {
    const some = ids.filter((_, i) => i % every === 0)
    for (let at = 0; at < some.length; at += 500) await set(change, some.slice(at, at + 500))
  }
  await set("stance = 'ask'", late.slice(0, 30))
  await set("source = 'letter'", late.slice(30, 60))
  await set("state = 'erased'", late.slice(60, 90))
  await set("text = '独一无二的意见'", late.slice(90, 91))
  return ids
}

async function pages(test: TestOffice, id: string, ids: readonly string[]): Promise<[string, string][]> {
  const { database } = test.office
  const one = async (sql: string) => String((await database.select(sql, [id]))[0]?.id)
  const [largest, topic, clause] = [
    await one(
      "SELECT id FROM comment_groups WHERE consultation_id = ? AND level = 'same' ORDER BY size DESC LIMIT 1",
    ),
    await one(
      "SELECT id FROM comment_groups WHERE consultation_id = ? AND level = 'topic' ORDER BY size DESC LIMIT 1",
    ),
    await one(
      'SELECT c.id FROM clauses c JOIN drafts d ON d.id = c.draft_id WHERE d.consultation_id = ? LIMIT 1',
    ),
  ]
  const flags = await database.select(
    'SELECT flag AS id, COUNT(*) AS n FROM comment_flags WHERE consultation_id = ? GROUP BY flag ORDER BY n',
    [id],
  )
  const reads = await database.select(
    'SELECT stance AS id, COUNT(*) AS n FROM comment_analyses WHERE consultation_id = ? GROUP BY stance ORDER BY n',
    [id],
  )
  say(
    `read: ${reads.map((r) => `${r.id} ${r.n}`).join(', ')}; flags: ${flags.map((r) => `${r.id} ${r.n}`).join(', ')}`,
  )
  const filters: [string, string][] = [
    ['no filter', ''],
    ...['received', 'erased', 'unanswered', 'answered'].map((s): [string, string] => [
      `state ${s}`,
      `state=${s}`,
    ]),
    ...['support', 'oppose', 'ask'].map((s): [string, string] => [`stance ${s}`, `stance=${s}`]),
    ...['mini_program', 'website', 'letter', 'email'].map((s): [string, string] => [
      `source ${s}`,
      `source=${s}`,
    ]),
    ...['support', 'oppose', 'amend', 'ask', 'mixed', 'none'].map((s): [string, string] => [
      `read ${s}`,
      `read=${s}`,
    ]),
    ...[...flags.map((f) => String(f.id)), 'abuse'].map((f): [string, string] => [`flag ${f}`, `flag=${f}`]),
    ['clause -', 'clauseId=-'],
    ['clause without', `clauseId=${clause}`],
    ['clause - and stance ask', 'clauseId=-&stance=ask'],
    ['clause - and read ask', 'clauseId=-&read=ask'],
    ['unanswered and read oppose', 'state=unanswered&read=oppose'],
    ['largest group', `groupId=${largest}`],
    ['largest group, unanswered', `groupId=${largest}&state=unanswered`],
    ['largest group, source letter', `groupId=${largest}&source=letter`],
    ['largest topic', `groupId=${topic}`],
    ['line', 'lineId=L'],
    ['words of one', `q=${encodeURIComponent('独一无二')}`],
    ['words of none', `q=${encodeURIComponent('没有这几个字')}`],
    ['words of many', `q=${encodeURIComponent('维保')}`],
    ['words, read ask', `q=${encodeURIComponent('没有这几个字')}&read=ask`],
  ]
  const deep = ids[Math.floor(ids.length * 0.95)]!
  return filters.flatMap(([name, query]): [string, string][] => [
    [name, query],
    [`${name}, deep`, `${query}&cursor=${deep}`],
  ])
}

async function measure(kind: 'sqlite' | 'mysql'): Promise<void> {
  loadDictionary()
  const test = await openTestOffice({}, kind)
  try {
    const id = await openElevator(test)
    await fill(test, id, COMMENTS, 1)
    await test.office.analysing.analyse(id)
    const ids = await sprinkle(test, id)
    const web = await serveOffice(test.office)
    const editor = await web.staff('editor')
    say(`\n${kind}, ${COMMENTS} comments: ms at the first look, and the median of ${TRIES}`)
    for (const [name, query] of await pages(test, id, ids)) {
      const times: number[] = []
      let found = 0
      for (let i = 0; i < TRIES; i++) {
        const begun = performance.now()
        const { json, status } = await editor(
          'GET',
          `/api/staff/consultations/${id}/comments?limit=50&${query}`,
        )
        if (status !== 200) throw new Error(`${name}: ${status}`)
        found = json.items.length
        times.push(performance.now() - begun)
      }
      const [first, middle] = [times[0]!, [...times].sort((a, b) => a - b)[Math.floor(TRIES / 2)]!]
      const mark = middle > SLOW_MS ? '  SLOW' : ''
      say(
        `${name.padEnd(34)} ${first.toFixed(0).padStart(6)} ${middle.toFixed(0).padStart(6)}  ${found} rows${mark}`,
      )
    }
    await web.close()
  } finally {
    await test.close()
  }
}

async function main(): Promise<void> {
  for (const kind of KINDS)
    if (kind === 'sqlite' || process.env.TEST_MYSQL_URL) await measure(kind as 'sqlite' | 'mysql')
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
