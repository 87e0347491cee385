import { InboxMessage } from '../../src/modules/push'
import { Resident } from '../../src/modules/residents'
import type { StaffRole } from '../../src/modules/staff'
import { addCalendarDays, shanghaiDay } from '../../src/platform/calendar'
import { readSheet } from '../../src/platform/sheets.reading'
import { type HttpClient, serveOffice } from '../support/http'
import { DAY } from '../support/office'
import { checking, type Document, readDocument } from '../support/openapi'
import { approve } from '../support/publications'
import {
  filledIn,
  fillRegisters,
  foods,
  openFoodPoll,
  type ResultCells,
  resultForm,
  sheetRows,
  wishes,
} from '../support/sampling'
import { MINI_VOTE, miniApp, openWechatOffice, type WechatTest } from '../support/wechat'

let test: WechatTest
let web: Awaited<ReturnType<typeof serveOffice>>
let document: Document
const faults: string[] = []

beforeAll(async () => {
  test = await openWechatOffice()
  web = await serveOffice(test.office)
  document = await readDocument(web.stranger)
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'] as const)
    await test.staff(role)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

/** Signed in now: days go by in between. */
const as = async (role: StaffRole): Promise<HttpClient> => checking(document, await web.staff(role), faults)
const read = async (path: string) => (await checking(document, web.stranger, faults)('GET', path)).json
const runJobs = async () => {
  while ((await test.office.jobs.runDue()) > 0);
}
const contact = { division: '食品抽检科', phone: '0900-0000018（虚构）', hours: '工作日 9:00—17:00' }

async function review(publicationId: string): Promise<void> {
  const editor = await as('editor')
  const submitted = await editor('POST', `/api/staff/publications/${publicationId}/submission`)
  expect([submitted.status, submitted.json.code]).toEqual([200, undefined])
  await approve(test, publicationId, submitted.json.contentHash)
}
const publish = async (publicationId: string, body: object = {}) =>
  (await as('leader'))('POST', `/api/staff/publications/${publicationId}/publish`, body)

const nonCompliant = (i: number) => i % 30 === 7
/** Five lines that are wrong, each in its own way, and the column that is to blame. */
const spoiled: [number, Partial<ResultCells>, string][] = [
  [7, { 不合格项目: '' }, '不合格项目'],
  [20, { 抽检批次号: 'CJ2026-001-9999' }, '抽检批次号'],
  [33, { 结论: '尚可' }, '结论'],
  [100, { 被抽样单位名称: '别的店' }, '被抽样单位名称'],
  [150, { 报告日期: '2026年13月1日' }, '报告日期'],
]

describe('from a poll to the voters being told', () => {
  let pollId = ''
  let planId = ''
  let resultsId = ''
  let rows: ResultCells[] = []
  const voters: { id: string; openid: string }[] = []
  const planOf = async () => (await (await as('head'))('GET', `/api/staff/sampling/plans/${planId}`)).json

  it('closing the poll drafts the plan: the first ten, as many batches as promised, linked to the options', async () => {
    const poll = await openFoodPoll(test, 20)
    pollId = poll.id
    for (let i = 0; i < 11; i++) {
      const openid = `m-voter-${i}`
      const actor = await test.office.residents.residentOf(miniApp.appId, openid)
      await test.office.ballotBox.castBallot(actor, pollId, wishes(i))
      voters.push({ id: actor.id, openid })
    }
    // Two of them want to be told by WeChat.
    for (const { id, openid } of voters.slice(0, 2)) {
      await test.office.grants.record({ kind: 'resident', id }, { [MINI_VOTE]: 'accept' })
      test.fake.grant(openid, MINI_VOTE, 'one_time')
    }
    const leader = await as('leader')
    const before = await test.office.ledger.headSeq()
    await leader('POST', `/api/staff/polls/${pollId}/closing`)
    expect(await test.office.ledger.headSeq()).toBe(before + 1)
    const { json } = await (await as('head'))('GET', '/api/staff/sampling/plans')
    expect(json.items).toHaveLength(1)
    planId = json.items[0].id
    const plan = await planOf()
    expect(plan).toMatchObject({ number: 'CJ2026-001', pollId, stage: 'draft', ballots: 11, batches: 200 })
    expect(
      plan.lines.map((l: { optionId: string; item: string; rank: number }) => [l.optionId, l.item, l.rank]),
    ).toEqual(foods.slice(0, 10).map((food, i) => [`q1o${i + 1}`, food, i === 0 ? 1 : i + 1]))
    expect(plan.lines[0]).toMatchObject({
      due: true,
      batches: 20,
      places: [{ optionId: 'q2o1', label: '商场、超市' }],
      tests: [{ optionId: 'q3o2', label: '微生物' }],
    })
    const staffPoll = (await (await as('editor'))('GET', `/api/staff/polls/${pollId}`)).json
    expect(staffPoll.sampling).toMatchObject({
      rule: { topN: 10, batchesEach: 20 },
      plan: { id: planId, stage: 'draft' },
    })
    expect(await read(`/api/polls/${pollId}/sampling`)).toMatchObject({
      plan: null,
      results: null,
      lines: [],
    })
  })

  it('an editor writes in it, somebody else approves it, and a voted-for item is left out with a reason only', async () => {
    const editor = await as('editor')
    const plan = await planOf()
    const written = (over: object) => ({
      lines: plan.lines.map(
        (
          { optionId, item, batches, places, tests, leftOut, reason }: Record<string, unknown>,
          i: number,
        ) => ({
          ...{ optionId, item, batches, places, tests, leftOut, reason },
          ...(i === 9 ? over : {}),
        }),
      ),
      matter: plan.matter,
      settings: { ...plan.settings, perUnit: 2, maxLoad: 40 },
      contentHash: plan.contentHash,
    })
    const path = `/api/staff/sampling/plans/${planId}`
    const refused = await editor('PUT', path, written({ leftOut: true, batches: 0 }))
    expect([refused.status, refused.json.errors[0].path]).toEqual([400, 'lines.9.reason'])
    expect((await editor('PUT', path, { ...written({}), contentHash: 'f'.repeat(64) })).json.code).toBe(
      'stale',
    )
    const saved = await editor('PUT', path, written({ tests: [{ optionId: null, label: '脲酶试验' }] }))
    expect(saved.status).toBe(200)
    const approval = `${path}/approval`
    const { contentHash } = saved.json
    expect((await editor('POST', approval, { contentHash })).json.code).toBe('own_work')
    expect((await (await as('office'))('POST', approval, { contentHash: plan.contentHash })).json.code).toBe(
      'stale',
    )
    expect((await (await as('office'))('POST', approval, { contentHash })).status).toBe(200)
    expect((await editor('PUT', path, written({}))).json.code).toBe('plan_approved')
    expect((await planOf()).stage).toBe('approved')
  })

  it('the plan is published through the reviews, and residents see it line by line', async () => {
    const editor = await as('editor')
    const drafted = await editor('POST', `/api/staff/sampling/plans/${planId}/plan-text`, { contact })
    expect(drafted.status).toBe(200)
    await review(drafted.json.publicationId)
    expect((await publish(drafted.json.publicationId)).status).toBe(200)
    expect((await read(`/api/polls/${pollId}`)).loop).toEqual({ plan: drafted.json.publicationId })
    const shown = await read(`/api/polls/${pollId}/sampling`)
    expect(shown.plan).toMatchObject({ publicationId: drafted.json.publicationId, number: 'CJ2026-001' })
    expect(shown.lines).toHaveLength(10)
    const { html } = await read(`/api/publications/${drafted.json.publicationId}`)
    expect(html).toContain('<td>粮食加工品</td>')
    expect(html).toContain('脲酶试验')
  })

  it('units and inspectors are drawn by two persons, and by nobody alone', async () => {
    await fillRegisters(await as('head'), 120, 12)
    test.clock.advance(DAY)
    const path = `/api/staff/sampling/plans/${planId}`
    expect((await (await as('leader'))('POST', `${path}/draw`, { witness: '480312' })).json.code).toBe(
      'not_committed',
    )
    const committed = await (await as('office'))('POST', `${path}/draw-commitment`)
    expect(committed.json.commitment).toMatch(/^[0-9a-f]{64}$/)
    expect((await (await as('office'))('POST', `${path}/draw`, { witness: '480312' })).json.code).toBe(
      'own_work',
    )
    const drawn = await (await as('auditor'))('POST', `${path}/draw`, { witness: '480312' })
    expect([drawn.status, drawn.json.batches]).toEqual([200, 200])
    for (const act of ['draw', 'draw-commitment'])
      expect(
        (
          await (
            await as('office')
          )('POST', `${path}/${act}`, act === 'draw' ? { witness: '111111' } : undefined)
        ).json.code,
      ).toBe('already_drawn')
    const { items } = (await (await as('head'))('GET', `${path}/batches?limit=1`)).json
    expect(items[0]).toMatchObject({ batchNo: 'CJ2026-001-0001', state: 'drawn', item: '粮食加工品' })
    expect(items[0].inspectors).toHaveLength(2)
    // Who will be visited is nobody's business before it is over.
    expect(JSON.stringify(await read(`/api/polls/${pollId}/sampling`))).not.toMatch(/虚构食品店|虚构员/)
    expect((await read('/api/sampling/results')).items).toEqual([])
  })

  it('a sheet of 200 with five wrong lines is refused line by line, and nothing of it comes in', async () => {
    test.clock.advance(7 * DAY)
    const head = await as('head')
    const on = shanghaiDay(test.clock.now())
    rows = filledIn(await sheetRows(head, planId), on, nonCompliant)
    expect(rows).toHaveLength(200)
    const broken = rows.map((row, i) => ({ ...row, ...spoiled.find(([line]) => line === i)?.[1] }))
    const sheet = `/api/staff/sampling/plans/${planId}/results/sheet`
    const expected = spoiled.map(([i, , column]) => [i + 2, column])
    const told = (json: { findings: { line: number; column: string }[] }) =>
      json.findings.map((f) => [f.line, f.column])
    const dry = await head('POST', `${sheet}?dryRun=true`, resultForm(broken))
    expect([dry.status, dry.json.read, dry.json.imported, dry.json.nonCompliant]).toEqual([200, 195, 0, 6])
    expect(told(dry.json)).toEqual(expected)
    const before = await test.office.ledger.headSeq()
    const refused = await head('POST', sheet, resultForm(broken))
    expect([refused.status, refused.json.code]).toEqual([400, 'invalid_request'])
    expect(told(refused.json)).toEqual(expected)
    expect(await test.office.ledger.headSeq()).toBe(before)
    expect((await planOf()).counts).toEqual({ drawn: 200, not_taken: 0, compliant: 0, non_compliant: 0 })
  })

  it('put right, all of it comes in at once; the same again changes nothing', async () => {
    const head = await as('head')
    const sheet = `/api/staff/sampling/plans/${planId}/results/sheet`
    const before = await test.office.ledger.headSeq()
    const taken = await head('POST', sheet, resultForm(rows))
    expect(taken.json).toEqual({
      read: 200,
      imported: 200,
      unchanged: 0,
      nonCompliant: 7,
      open: 0,
      findings: [],
    })
    expect(await test.office.ledger.headSeq()).toBe(before + 1)
    expect((await head('POST', sheet, resultForm(rows))).json).toMatchObject({ imported: 0, unchanged: 200 })
    const plan = await planOf()
    expect(plan.counts).toEqual({ drawn: 0, not_taken: 0, compliant: 193, non_compliant: 7 })
    expect(
      plan.lines.map(
        (l: { counts: { compliant: number; non_compliant: number } }) =>
          l.counts.compliant + l.counts.non_compliant,
      ),
    ).toEqual(Array(10).fill(20))
  })

  it('what the national system exports comes in too, and goes out in its columns', async () => {
    const head = await as('head')
    const sheet = `/api/staff/sampling/plans/${planId}/results/sheet`
    const { text } = await head('GET', `${sheet}?format=csv&form=national`)
    const [header] = await readSheet('国抽.csv', Buffer.from(text))
    expect(header?.cells).toEqual(
      expect.arrayContaining(['抽样单编号', '规格型号', '标称生产企业名称', '检验结论', '检验结果']),
    )
    const form = new FormData()
    form.append('file', new Blob([text], { type: 'text/csv' }), '国抽.csv')
    expect((await head('POST', sheet, form)).json).toMatchObject({
      read: 200,
      imported: 0,
      unchanged: 200,
      findings: [],
    })
  })

  it('the reviews may run meanwhile; the results go out on the day after the last day for objections, not before', async () => {
    const drafted = await (await as('editor'))('POST', `/api/staff/sampling/plans/${planId}/results-text`, {
      contact,
    })
    expect(drafted.json.code).toBeUndefined()
    resultsId = drafted.json.publicationId
    await review(resultsId)
    const { windowEnds } = await planOf()
    const delivered = shanghaiDay(test.clock.now())
    const calendar = await test.office.calendar.current()
    expect(calendar.workingDaysBetween(delivered, windowEnds).days).toBe(7)
    while (shanghaiDay(test.clock.now()) < windowEnds) test.clock.advance(DAY)
    const early = await publish(resultsId)
    expect([early.status, early.json.code, early.json.batchNos.length]).toEqual([
      409,
      'retest_window_open',
      7,
    ])
    expect(await test.office.database.reads.count(InboxMessage)).toBe(0)
    test.clock.advance(DAY)
    expect(shanghaiDay(test.clock.now())).toBe(addCalendarDays(windowEnds, 1))
    const leader = await as('leader')
    const before = await test.office.ledger.headSeq()
    const out = await leader('POST', `/api/staff/publications/${resultsId}/publish`, { push: true })
    expect([out.status, typeof out.json.campaignId]).toEqual([200, 'string'])
    expect(await test.office.ledger.headSeq()).toBe(before + 1)
  })

  it('everybody who voted is told once; the two who asked for it by WeChat, and others not at all', async () => {
    const stranger = await test.office.residents.residentOf(miniApp.appId, 'm-stranger')
    await runJobs()
    await runJobs()
    for (const { id, openid } of voters) {
      const mine = await test.office.database.reads.findBy(InboxMessage, { residentId: id })
      expect(mine.map((m) => m.publicationId)).toEqual([resultsId])
      expect(test.fake.sends.filter((s) => s.openid === openid)).toHaveLength(
        openid < 'm-voter-2' && openid !== 'm-voter-10' ? 1 : 0,
      )
    }
    expect(test.fake.inbox('m-voter-0').at(-1)?.fields).toMatchObject({ phrase2: '已公布' })
    expect(await test.office.database.reads.findBy(InboxMessage, { residentId: stranger.id })).toEqual([])
    expect(await test.office.database.reads.count(Resident)).toBe(voters.length + 1)
  })

  it('residents walk from the option to the plan, its batches and what was found', async () => {
    expect((await read(`/api/polls/${pollId}`)).loop.results).toBe(resultsId)
    const shown = await read(`/api/polls/${pollId}/sampling`)
    expect(shown.results).toMatchObject({
      publicationId: resultsId,
      batches: 200,
      compliant: 193,
      nonCompliant: 7,
      notTaken: 0,
    })
    expect(shown.lines[0]).toMatchObject({
      optionId: 'q1o1',
      votes: 11,
      batches: 20,
      found: { batches: 20, nonCompliant: 1 },
    })
    expect(shown.nonCompliant).toHaveLength(7)
    expect(shown.nonCompliant[0]).toMatchObject({
      conformity: 'non_compliant',
      failures: [{ item: '菌落总数', found: '2300CFU/g', limit: '≤1000CFU/g' }],
      handling: { hazard: '可能引起肠胃不适。', measures: '已责令下架，立案调查。' },
    })
    const first = await read(`/api/sampling/results?pollId=${pollId}&lineId=q1o1&limit=100`)
    expect(first.items).toHaveLength(20)
    const { html } = await read(`/api/publications/${resultsId}`)
    expect(html).toContain('2300CFU/g')
    expect(JSON.stringify(shown)).not.toContain('虚构员')
  })

  it('the table is searched by sample, item, unit and conclusion, page by page, and downloaded', async () => {
    const find = async (query: string) => (await read(`/api/sampling/results?${query}`)).items
    expect(await find('conformity=non_compliant&limit=100')).toHaveLength(7)
    expect(await find(`q=${encodeURIComponent('虚构样品 ８')}&limit=100`)).toHaveLength(11)
    expect((await find(`item=${encodeURIComponent('饮料')}&limit=100`)).length).toBe(20)
    const [{ unitName }] = await find('limit=1')
    const atUnit = await find(`unit=${encodeURIComponent(unitName)}&limit=100`)
    expect(atUnit.length).toBeGreaterThan(0)
    expect(await find(`q=${encodeURIComponent('100%')}`)).toEqual([])
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await read(`/api/sampling/results?limit=60${cursor}`)
      seen.push(...page.items.map((r: { batchNo: string }) => r.batchNo))
      cursor = page.nextCursor ? `&cursor=${page.nextCursor}` : ''
    } while (cursor)
    expect([seen.length, new Set(seen).size]).toEqual([200, 200])
    const { text } = await web.stranger('GET', '/api/sampling/results/export?conformity=non_compliant')
    const lines = text.trimEnd().split('\r\n')
    expect(lines).toHaveLength(9)
    expect(lines.at(-1)).toMatch(/校验 行数=7 SHA-256=[0-9a-f]{64}/)
  })

  it('a case that is closed later is told by a correction, which passes the reviews and tells nobody twice', async () => {
    const head = await as('head')
    const { items } = (await head('GET', `/api/staff/sampling/plans/${planId}/batches?state=non_compliant`))
      .json
    const handling = {
      hazard: '可能引起肠胃不适。',
      cause: '设备清洗不到位。',
      measures: '罚款，已整改。',
      done: true,
    }
    expect((await head('PUT', `/api/staff/sampling/batches/${items[0].id}/handling`, handling)).status).toBe(
      200,
    )
    expect((await read(`/api/polls/${pollId}/sampling`)).nonCompliant[0].handling.done).toBe(false)
    expect((await planOf()).resultsText).toMatchObject({ id: resultsId, stale: true })
    const again = await (await as('editor'))('POST', `/api/staff/sampling/plans/${planId}/results-text`, {
      keepText: true,
    })
    expect(again.json).toEqual({ publicationId: resultsId })
    await review(resultsId)
    expect((await publish(resultsId)).status).toBe(200)
    await runJobs()
    expect((await read(`/api/polls/${pollId}/sampling`)).nonCompliant[0].handling).toEqual(handling)
    expect(await test.office.database.reads.count(InboxMessage)).toBe(voters.length)
    expect((await read('/api/sampling/results?conformity=non_compliant')).items).toHaveLength(7)
  })

  it('withdrawn, nothing of the results can be found any more', async () => {
    const gone = await (await as('leader'))('POST', `/api/staff/publications/${resultsId}/withdrawal`, {
      reason: '数据有误',
    })
    expect(gone.status).toBe(200)
    expect((await read('/api/sampling/results')).items).toEqual([])
    expect(await read(`/api/polls/${pollId}/sampling`)).toMatchObject({ results: null, nonCompliant: [] })
    expect((await test.office.ledger.verify()).ok).toBe(true)
  })

  it('every reply was as its contract says', () => expect(faults).toEqual([]))
})
