import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'
import { openPoll } from '../../support/polls'

const run = promisify(execFile)
const verifier = join(__dirname, '..', '..', '..', 'tools', 'verify', 'verify.mjs')
const SECOND = 1_000

let test: TestOffice
beforeEach(async () => {
  test = await openTestOffice({ cityNetworks: ['10.0.0.0/8'] })
  await test.staff('office')
  await test.staff('leader')
})
afterEach(() => test.close())

it('over HTTP: too fast a ballot is seen, told to its voter and to everybody, and the file proves both counts', async () => {
  const web = await serveOffice(test.office, { trustedProxies: ['127.0.0.1'] })
  const folder = mkdtempSync(join(tmpdir(), 'guangting-fair-'))
  try {
    const poll = await openPoll(test)
    const vote = async (openid: string, ms: number, address: string) => {
      const resident = await web.resident(openid)
      const { json } = await resident('GET', `/api/polls/${poll.id}`)
      expect(json.paper).toEqual(expect.any(String))
      test.clock.advance(ms)
      const body = {
        answers: [
          { questionId: 'q1', optionIds: ['q1o2'] },
          { questionId: 'q2', optionIds: ['q2o1'] },
        ],
        paper: json.paper,
      }
      expect(
        (await resident('PUT', `/api/polls/${poll.id}/ballot`, body, { 'x-forwarded-for': address })).status,
      ).toBe(201)
      return resident
    }
    const slow = await vote('o-slow', 40 * SECOND, '10.2.3.4')
    const fast = await vote('o-fast', 1 * SECOND, '203.0.113.9')
    const [desk, boss] = [await web.staff('office'), await web.staff('leader')]
    const path = `/api/staff/polls/${poll.id}`
    const seen = (await desk('GET', `${path}/counting`)).json
    expect(seen.view.rules.find((r: { rule: string }) => r.rule === 'too_fast').ballots).toBe(1)
    expect(seen.view.city).toEqual({ known: true, inside: 1, outside: 1, unknown: 0 })
    expect(JSON.stringify(seen)).not.toContain('203.0.113')
    const proposed = await desk('POST', `${path}/asides`, {
      rule: 'too_fast',
      reason: '一秒内投出，不可能读完题目',
    })
    expect([proposed.status, proposed.json.allowed]).toEqual([201, ['restore']])
    const approval = `${path}/asides/${proposed.json.id}/approval`
    expect((await desk('POST', approval)).json.code).toBe('own_work')
    expect((await boss('POST', approval)).status).toBe(200)

    expect((await slow('GET', `/api/polls/${poll.id}/ballot`)).json.aside).toBeUndefined()
    expect((await fast('GET', `/api/polls/${poll.id}/ballot`)).json.aside).toMatchObject([
      { rule: '作答过快', reason: '一秒内投出，不可能读完题目' },
    ])
    const tally = (await web.stranger('GET', `/api/polls/${poll.id}/tally`)).json
    expect([tally.ballots, tally.counting.ballots, tally.counting.aside]).toEqual([2, 1, 1])
    expect(tally.counting.acts).toMatchObject([{ rule: '作答过快', ballots: 1 }])

    await boss('POST', `${path}/closing`)
    const file = (await web.stranger('GET', `/api/polls/${poll.id}/open-data`)).text
    const check = async (text: string) => {
      writeFileSync(join(folder, 'poll.jsonl'), text)
      return run(process.execPath, [verifier, 'poll.jsonl', '--json'], { cwd: folder }).then(
        ({ stdout }) => JSON.parse(stdout),
        ({ stdout }: { stdout: string }) => JSON.parse(stdout),
      )
    }
    expect(await check(file)).toMatchObject({ ok: true, rows: 2, aside: 1, options: { q1o2: 2 } })
    const faults = async (change: (text: string) => string) => (await check(change(file))).findings.join('\n')
    expect(await faults((t) => t.replace(/\["a".*\n/, ''))).toContain(
      '另列：另列的票 公布 1 票，逐票数得 0 票',
    )
    expect(
      await faults((t) => t.replace(/(\["a",1,")(.)/, (_, a, b) => a + (b === 'A' ? 'B' : 'A'))),
    ).toContain('另列：有 1 条在逐票选择里找不到')
    expect(await faults((t) => t.replace(/(\["a".*\n)/, '$1$1'))).toContain('列了两次')
    expect(await faults((t) => t.replace(/"ballots":1,"aside":1/, '"ballots":2,"aside":0'))).toContain(
      '不含另列的总数',
    )
    expect(await faults((t) => t.replace('aside 1\\n', 'aside 0\\n'))).toContain('另列声明：签名不对')
    expect(await faults((t) => t.replace('"rule":"too_fast"', '"rule":"burst"'))).toContain(
      '第 1 项与声明不同',
    )
    expect(await faults((t) => t.replace(/"counting":\{.*?"note":"(?:[^"\\]|\\.)*"\}/, '"x":0'))).toContain(
      '首行却没有说明',
    )
  } finally {
    await web.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
