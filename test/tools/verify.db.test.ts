import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { castMany } from '../support/ballots'
import { corruptions, ExportFile } from '../support/corruptions'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'

const run = promisify(execFile)
const root = join(__dirname, '..', '..')
const verifier = join(root, 'tools', 'verify', 'verify.mjs')

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let folder: string
let receipts: string[]
let pollId: string
let exported: string
let key: string
/** Checkpoints beside the empty one. */
const SIZES = [100, 200, 200, 200]

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  folder = mkdtempSync(join(tmpdir(), 'guangting-verify-'))
  const poll = await openPoll(test)
  pollId = poll.id
  receipts = []
  for (const size of SIZES) {
    receipts.push(...(await castMany(test, poll, size)))
    await test.office.logs.sequence()
  }
  await test.office.polls.closePoll(await test.staff('leader'), pollId)
  exported = (await web.stranger('GET', `/api/polls/${pollId}/open-data`)).text
  key = (await web.stranger('GET', `/api/logs/${pollId}`)).json.verifierKey
  writeFileSync(join(folder, 'poll.jsonl'), exported)
  writeFileSync(join(folder, 'key'), key)
})
afterAll(async () => {
  await web.close()
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

async function verify(...args: string[]): Promise<{ code: number; out: string }> {
  try {
    const { stdout } = await run(process.execPath, [verifier, ...args], { cwd: folder, maxBuffer: 1 << 26 })
    return { code: 0, out: stdout }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout + stderr }
  }
}

describe('the published file of a closed poll', () => {
  it('verifies as it stands, by a program that shares nothing with the service', async () => {
    const { code, out } = await verify('poll.jsonl', '--key', 'key')
    expect(out).toContain('核验无误：凭证 700 条，检查点 5 个，逐票选择 700 条')
    expect(code).toBe(0)
    const unknown = await verify('poll.jsonl')
    expect(unknown.out).toContain('公钥取自文件本身')
  })

  it('says what the service says: the tally, the root, every receipt', async () => {
    writeFileSync(join(folder, 'receipts.txt'), `${receipts.join('\n')}\n`)
    const { code, out } = await verify('poll.jsonl', '--key', 'key', '--receipts', 'receipts.txt', '--json')
    const told = JSON.parse(out)
    expect([code, told.ok, told.receipts, told.entries, told.rows]).toEqual([0, true, 700, 700, 700])
    const tally = (await web.stranger('GET', `/api/polls/${pollId}/tally`)).json
    expect(told.root).toBe(tally.root)
    for (const { options } of tally.questions)
      for (const { optionId, votes } of options)
        expect([optionId, told.options[optionId]]).toEqual([optionId, votes])
    expect(tally.rowsRoot).toMatch(/^[A-Za-z0-9+/]{43}=$/)
    writeFileSync(join(folder, 'receipts.txt'), `${'0'.repeat(32)}\nx\n${receipts[0]}\n`)
    const missing = await verify('poll.jsonl', '--key', 'key', '--receipts', 'receipts.txt')
    expect([missing.code, missing.out]).toEqual([1, expect.stringMatching(/有 2 处不符/)])
    expect(missing.out).toContain(`凭证 ${'0'.repeat(32)}（第 1 行）：文件里没有`)
  })

  it('holds no person, no time of a ballot, and no way from a receipt to a choice', async () => {
    const ballots = await test.office.database.select(
      'SELECT id, resident_id, answers_hash FROM ballots WHERE poll_id = ?',
      [pollId],
    )
    expect(ballots).toHaveLength(700)
    for (const row of ballots)
      for (const value of Object.values(row)) expect(exported.includes(String(value))).toBe(false)
    // The entry that holds a receipt and the row that holds its choice have no word in common.
    const lines = exported.split('\n').slice(1)
    const words = (kind: string) =>
      lines.filter((l) => l.startsWith(`["${kind}",`)).flatMap((l) => JSON.parse(l).slice(2, 4) as string[])
    const entries = new Set(words('e'))
    expect(words('r').filter((word) => entries.has(word))).toEqual([])
    // Sorted by their hashes: voters came in the order of their choices' numbers, the rows do not.
    const first = lines.filter((l) => l.startsWith('["r",')).map((l) => JSON.parse(l)[3] as string)
    expect(first.slice(0, 10)).not.toEqual(first.slice(0, 10).sort())
  })

  it(`each of ${corruptions.length} corruptions is named, by its line where the forger was not the bureau itself`, async () => {
    expect(corruptions.length).toBeGreaterThanOrEqual(50)
    const forged = join(folder, 'forged')
    const whole = new ExportFile(exported).text()
    mkdirSync(forged)
    for (const [i, [, forge]] of corruptions.entries()) {
      const made = forge(new ExportFile(exported))
      const text = typeof made === 'string' ? made : made.text()
      expect([i, [exported, whole].includes(text)]).toEqual([i, false])
      writeFileSync(join(forged, String(i).padStart(3, '0')), text)
    }
    const script = join(root, 'test', 'support', 'verify-many.mjs')
    const { stdout } = await run(process.execPath, [script, forged, join(folder, 'key')], {
      maxBuffer: 1 << 28,
    })
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).findings.join('\n') as string)
    const unnamed = corruptions.flatMap(([name, , named], i) =>
      named.test(found[i] ?? '') ? [] : [`${name}: ${(found[i] ?? '').slice(0, 300)}`],
    )
    expect(unnamed).toEqual([])
  })
})

describe('a receipt', () => {
  it('leads to a proof that can be kept and checked without the file, and to nothing else', async () => {
    const replies = await Promise.all(
      receipts.slice(0, 50).map((receipt) => web.stranger('GET', `/api/receipts/${receipt}`)),
    )
    expect(new Set(replies.map((r) => r.json.state))).toEqual(new Set(['included']))
    writeFileSync(join(folder, 'proofs.jsonl'), replies.map((r) => r.text).join('\n'))
    const all = await verify('--key', 'key', '--receipts', 'proofs.jsonl')
    expect([all.code, all.out]).toEqual([0, '核验无误：证明 50 份。\n'])
    writeFileSync(join(folder, 'mine.tlog-proof'), replies[7]?.json.inclusion.proof)
    expect((await verify('--key', 'key', '--receipts', 'mine.tlog-proof')).code).toBe(0)
    const forged = JSON.stringify({ ...replies[3]?.json, receipt: receipts[60] })
    writeFileSync(join(folder, 'proofs.jsonl'), forged)
    const other = await verify('--key', 'key', '--receipts', 'proofs.jsonl')
    expect([other.code, other.out]).toEqual([1, expect.stringContaining('证明算出的根与检查点不同')])
    // Hashes and signatures may hold any letters, by chance also those of an option.
    const withoutHashes = (text: string) => text.replaceAll(/[A-Za-z0-9+/=]{43,}/g, '')
    for (const { text } of replies) expect(withoutHashes(text)).not.toMatch(/q\do\d|optionIds|residentId/)
  })

  it('is known in capitals too; what nobody gave is not known', async () => {
    const found = await web.stranger('GET', `/api/receipts/${receipts[0]?.toUpperCase()}`)
    expect([found.status, found.json.receipt, found.json.subjectId]).toEqual([200, receipts[0], pollId])
    for (const receipt of ['0'.repeat(32), 'abc', '%00', "'--"]) {
      const reply = await web.stranger('GET', `/api/receipts/${encodeURIComponent(receipt)}`)
      expect([receipt, reply.status, reply.json.code]).toEqual([receipt, 404, 'unknown_receipt'])
    }
  })
})

it('checkpoints are listed, the newest as text for tools, and each is the beginning of the next', async () => {
  const { items } = (await web.stranger('GET', `/api/logs/${pollId}/checkpoints`)).json
  expect(items.map((c: { size: number }) => c.size)).toEqual([700, 500, 300, 100, 0])
  const newest = await web.stranger('GET', `/api/logs/${pollId}/checkpoint`)
  expect([newest.headers.get('content-type'), newest.text]).toEqual([
    'text/plain; charset=utf-8',
    items[0].note,
  ])
  const proof = await web.stranger('GET', `/api/logs/${pollId}/consistency?from=300&to=700`)
  expect(proof.json.proof.length).toBeGreaterThan(2)
  for (const query of ['from=700&to=300', 'from=0&to=701', 'from=x&to=1', 'to=1', 'from=-1&to=1'])
    expect((await web.stranger('GET', `/api/logs/${pollId}/consistency?${query}`)).status).toBe(400)
  const { items: logs } = (await web.stranger('GET', '/api/logs')).json
  expect(logs[0]).toMatchObject({ id: pollId, kind: 'poll', size: 700 })
})

it('an open poll has no file yet', async () => {
  const poll = await openPoll(test)
  const reply = await web.stranger('GET', `/api/polls/${poll.id}/open-data`)
  expect([reply.status, reply.json.code]).toEqual([409, 'not_sealed_yet'])
  expect((await web.stranger('GET', '/api/polls/nothing/open-data')).status).toBe(404)
})

describe('an auditor', () => {
  const fetchOpenings = async () => {
    await test.staff('auditor')
    const reply = await (await web.staff('auditor'))('GET', `/api/staff/polls/${pollId}/openings`)
    writeFileSync(join(folder, 'openings.jsonl'), reply.text)
    return reply
  }

  it('opens every entry and finds its choice among the rows; the book says who did', async () => {
    await test.staff('auditor')
    await web.staff('auditor')
    const before = await test.office.ledger.headSeq()
    expect((await fetchOpenings()).status).toBe(200)
    const [line] = (await test.office.ledger.list({ limit: 1 })).items
    expect([line?.action, line?.actorKind, line?.seq]).toEqual(['polls.fetch_openings', 'staff', before + 2])
    const { code, out } = await verify('poll.jsonl', '--key', 'key', '--openings', 'openings.jsonl')
    expect([code, out]).toEqual([0, expect.stringContaining('核验无误')])
  })

  it('finds the ballot whose choice was changed in the database, and the one that was removed', async () => {
    const [changed, removed] = await test.office.database.select(
      'SELECT id, answers, receipt FROM ballots WHERE poll_id = ? ORDER BY id LIMIT 2 OFFSET 320',
      [pollId],
    )
    const indexOf = async (receipt: unknown) =>
      (await web.stranger('GET', `/api/receipts/${receipt}`)).json.inclusion.index as number
    const [altered, gone] = [await indexOf(changed?.receipt), await indexOf(removed?.receipt)]
    const answers = JSON.stringify([
      { questionId: 'q1', optionIds: ['q1o1', 'q1o2', 'q1o3'] },
      { questionId: 'q2', optionIds: ['q2o1'] },
    ])
    await test.office.database.transaction(async (tx) => {
      await tx.query('UPDATE ballots SET answers = ? WHERE id = ?', [answers, changed?.id])
      await tx.query('UPDATE ballots SET poll_id = ? WHERE id = ?', ['elsewhere', removed?.id])
      await tx.query('UPDATE ballots SET id = ? WHERE id = ?', ['0'.repeat(26), removed?.id])
    })
    await fetchOpenings()
    const { code, out } = await verify('poll.jsonl', '--key', 'key', '--openings', 'openings.jsonl')
    expect(code).toBe(1)
    expect(out).toContain(`开封：第 ${altered} 条凭证里承诺的不是这些选项`)
    expect(out).toContain(`开封：第 ${gone} 条缺失`)
    expect(out).toContain('逐票选择中有 2 条没有对应的凭证')
  })
})
