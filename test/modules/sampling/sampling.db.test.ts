import { SamplingDraw, SamplingPlan } from '../../../src/modules/sampling'
import { SamplingBatch } from '../../../src/modules/sampling/sampling.batches.entities'
import { drawPlan, registersHashOf, seedOf } from '../../../src/modules/sampling/sampling.draw.rules'
import type { StaffRole } from '../../../src/modules/staff'
import { shippedYears } from '../../../src/platform/calendar'
import { sha256 } from '../../../src/platform/crypto'
import { type HttpClient, serveOffice } from '../../support/http'
import { DAY, openTestOffice, type TestOffice } from '../../support/office'
import { codeOf } from '../../support/publications'
import {
  filledIn,
  fillRegisters,
  inspectorForm,
  inspectorRow,
  openFoodPoll,
  type ResultCells,
  resultForm,
  sheetRows,
  unitForm,
  unitRow,
  wishes,
} from '../../support/sampling'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

beforeEach(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'head', 'office', 'leader', 'auditor'] as const) await test.staff(role)
})
afterEach(async () => {
  await web.close()
  await test.close()
})

const as = (role: StaffRole): Promise<HttpClient> => web.staff(role)
const plans = '/api/staff/sampling/plans'

/** A poll closed and its plan approved: three items with two batches each. */
async function approvedPlan(settings: object = {}): Promise<SamplingPlan> {
  const poll = await openFoodPoll(test, 2, 3)
  for (let i = 0; i < 4; i++)
    await test.office.ballotBox.castBallot(await test.resident(`o-${i}`), poll.id, wishes(i, 4))
  await test.office.polls.closePoll(await test.staff('leader'), poll.id)
  const plan = (await test.office.samplingReads.ofPoll(poll.id)) as SamplingPlan
  const { lines, matter, contentHash } = plan
  const written = {
    lines,
    matter,
    settings: { team: 2, perUnit: 1, maxLoad: 10, specialty: '食品', ...settings },
  }
  const edited = await test.office.samplingPlans.editPlan(
    await test.staff('editor'),
    plan.id,
    written,
    contentHash,
  )
  return test.office.samplingPlans.approvePlan(await test.staff('office'), plan.id, edited.contentHash)
}

async function drawnPlan(settings: object = {}): Promise<SamplingPlan> {
  const plan = await approvedPlan(settings)
  await fillRegisters(await as('head'), 9, 6)
  await test.office.samplingDrawing.commit(await test.staff('office'), plan.id)
  await test.office.samplingDrawing.draw(await test.staff('auditor'), plan.id, '731455')
  return plan
}

const batchesOf = (planId: string) =>
  test.office.database.reads.find(SamplingBatch, { where: { planId }, order: { batchNo: 'ASC' } })
/** The laboratory's sheet, of which the first line failed; imported a day after the draw. */
async function withResults(change: (rows: ResultCells[]) => ResultCells[] = (rows) => rows) {
  const plan = await drawnPlan()
  test.clock.advance(DAY)
  const head = await as('head')
  const rows = change(filledIn(await sheetRows(head, plan.id), '2026-11-25', (i) => i === 0))
  const reply = await head('POST', `${plans}/${plan.id}/results/sheet`, resultForm(rows))
  return { plan, head, reply, rows }
}

describe('the registers', () => {
  const unit = '/api/staff/sampling/units'
  const inspector = '/api/staff/sampling/inspectors'

  it('are brought up to date by sheets: new, changed and unchanged are told, first without doing it', async () => {
    const head = await as('head')
    const first = [unitRow(1), unitRow(2), unitRow(3)]
    expect((await head('POST', `${unit}/sheet?dryRun=true`, unitForm(first))).json).toEqual({
      ...{ read: 3, created: 3, changed: 0, unchanged: 0, findings: [] },
    })
    expect((await head('GET', unit)).json.items).toEqual([])
    await head('POST', `${unit}/sheet`, unitForm(first))
    const second = [unitRow(2, { 状态: '注销' }), unitRow(3), unitRow(4, { 许可有效期至: '2026年11月23日' })]
    const before = await test.office.ledger.headSeq()
    expect((await head('POST', `${unit}/sheet`, unitForm(second))).json).toMatchObject({
      created: 1,
      changed: 1,
      unchanged: 1,
    })
    expect(await test.office.ledger.headSeq()).toBe(before + 1)
    const { items } = (await head('GET', unit)).json
    expect(
      items.map((u: { code: string; state: string; drawable: boolean }) => [u.code, u.state, u.drawable]),
    ).toEqual([
      ['DW-001', 'active', true],
      ['DW-002', 'cancelled', false],
      ['DW-003', 'active', true],
      ['DW-004', 'active', false],
    ])
    expect((await head('GET', `${unit}?state=cancelled`)).json.items).toHaveLength(1)
    expect((await head('GET', `${unit}?q=${encodeURIComponent('3号')}`)).json.items).toHaveLength(1)
  })

  it('take nothing from a sheet with a wrong line, and say of every line what is wrong', async () => {
    const head = await as('head')
    const wrong = [
      unitRow(1),
      unitRow(1),
      unitRow(2, { 食品类别: '零食' }),
      unitRow(3, { 许可有效期至: '明年' }),
      unitRow(4, { 状态: '开着' }),
      unitRow(5, { 单位编号: '91110000600037341X' }),
      unitRow(6, { 地址: '找王老板 13812345678' }),
      unitRow(7, { 单位名称: '' }),
    ]
    const reply = await head('POST', `${unit}/sheet`, unitForm(wrong))
    expect(reply.json.findings.map((f: { line: number; column: string }) => [f.line, f.column])).toEqual([
      [3, '单位编号'],
      [4, '食品类别'],
      [5, '许可有效期至'],
      [6, '状态'],
      [7, '单位编号'],
      [8, '地址'],
      [9, '单位名称'],
    ])
    expect((await head('GET', unit)).json.items).toEqual([])
    const people = [inspectorRow(1, { 证件有效期至: '' }), inspectorRow(2, { 执法证号: '甲' })]
    const refused = await head('POST', `${inspector}/sheet?dryRun=true`, inspectorForm(people))
    expect(refused.json.findings.map((f: { line: number; column: string }) => [f.line, f.column])).toEqual([
      [2, '证件有效期至'],
      [3, '执法证号'],
    ])
    for (const form of [new FormData(), unitForm([])])
      expect((await head('POST', `${unit}/sheet`, form)).status).toBe(400)
  })

  it('go out as they can come in again, as template and as a whole', async () => {
    const head = await as('head')
    await fillRegisters(head, 3, 2)
    for (const [kind, content] of [
      ['units', 'all'],
      ['units', 'template'],
      ['inspectors', 'all'],
      ['inspectors', 'template'],
    ] as const) {
      const path = `/api/staff/sampling/${kind}/sheet`
      const { text } = await head('GET', `${path}?format=csv&content=${content}`)
      const form = new FormData()
      form.append('file', new Blob([text], { type: 'text/csv' }), '表.csv')
      const { json } = await head('POST', `${path}?dryRun=true`, form)
      expect([kind, content, json.findings, json.changed]).toEqual([kind, content, [], 0])
    }
  })

  it('are for those who work with them: whoever may be visited is not told', async () => {
    await test.staff('secrecy')
    const secrecy = await as('secrecy')
    for (const path of [unit, inspector, plans]) expect((await secrecy('GET', path)).status).toBe(403)
    const auditor = await as('auditor')
    expect((await auditor('GET', unit)).status).toBe(200)
    expect((await auditor('POST', `${unit}/sheet`, unitForm([unitRow(1)]))).status).toBe(403)
  })
})

describe('the draw', () => {
  it('can be done again from what was written down: same seed, same registers, same draw', async () => {
    const plan = await drawnPlan()
    const draw = await test.office.database.reads.findOneByOrFail(SamplingDraw, { planId: plan.id })
    const { registers, secret, witness, seed, outcome, registersHash, planHash } = draw
    expect(sha256(secret ?? '')).toBe(draw.commitment)
    expect(registersHashOf(registers)).toBe(registersHash)
    expect(planHash).toBe(plan.contentHash)
    expect(seed).toBe(
      seedOf({ planId: plan.id, planHash, registersHash, secret: secret ?? '', witness: witness ?? '' }),
    )
    expect(drawPlan(seed ?? '', plan.lines, plan.settings, registers)).toEqual(outcome)
    const batches = await batchesOf(plan.id)
    expect(batches.map((b) => b.unitCode)).toEqual(outcome?.batches.map((b) => b.code))
    expect(batches.map((b) => b.inspectors.map((i) => i.certNo))).toEqual(
      outcome?.batches.map((b) => outcome.teams[b.code]),
    )
    const record = JSON.parse((await (await as('auditor'))('GET', `${plans}/${plan.id}/draw`)).text)
    expect(record).toMatchObject({ seed, registersHash, outcome, number: plan.number })
    expect(JSON.stringify(record)).not.toContain('sealed')
  })

  it('takes the registers as they were fixed, whatever has been imported since', async () => {
    const plan = await approvedPlan()
    const head = await as('head')
    await fillRegisters(head, 9, 6)
    await test.office.samplingDrawing.commit(await test.staff('head'), plan.id)
    const gone = Array.from({ length: 9 }, (_, i) => unitRow(i + 1, { 状态: '注销' }))
    await head('POST', '/api/staff/sampling/units/sheet', unitForm(gone))
    await test.office.samplingDrawing.draw(await test.staff('leader'), plan.id, '100200')
    expect(await batchesOf(plan.id)).toHaveLength(6)
  })

  it('never meets a cancelled unit, an expired certificate or a conflict of interest', async () => {
    const plan = await approvedPlan()
    const head = await as('head')
    await head(
      'POST',
      '/api/staff/sampling/units/sheet',
      unitForm([
        ...Array.from({ length: 6 }, (_, i) => unitRow(i + 1)),
        ...Array.from({ length: 30 }, (_, i) =>
          unitRow(i + 50, i % 2 ? { 状态: '注销' } : { 许可有效期至: '2026-11-23' }),
        ),
      ]),
    )
    await head(
      'POST',
      '/api/staff/sampling/inspectors/sheet',
      inspectorForm([
        ...[1, 2, 3].map((n) => inspectorRow(n)),
        inspectorRow(4, { 回避单位: 'DW-001；DW-002；DW-003；DW-004；DW-005；DW-006' }),
        inspectorRow(5, { 证件有效期至: '2026-11-23' }),
        inspectorRow(6, { 专业: '药品' }),
        inspectorRow(7, { 状态: '离岗' }),
      ]),
    )
    await test.office.samplingDrawing.commit(await test.staff('head'), plan.id)
    await test.office.samplingDrawing.draw(await test.staff('leader'), plan.id, '100200')
    const batches = await batchesOf(plan.id)
    expect(batches.map((b) => b.unitCode).sort()).toEqual([1, 2, 3, 4, 5, 6].map((n) => `DW-00${n}`))
    const sent = new Set(batches.flatMap((b) => b.inspectors.map((i) => i.certNo)))
    expect([...sent].sort()).toEqual(['ZF-001', 'ZF-002', 'ZF-003'])
  })

  it('is refused beforehand where there are too few, naming the item and the numbers; nothing is fixed', async () => {
    const plan = await approvedPlan()
    await fillRegisters(await as('head'), 5, 6)
    const commit = () => as('office').then((c) => c('POST', `${plans}/${plan.id}/draw-commitment`))
    const short = await commit()
    expect([short.status, short.json.code]).toEqual([409, 'draw_short'])
    expect(short.json.detail).toMatch(/需要抽 2 批次，符合条件的单位只够 1 批次/)
    expect(await test.office.database.reads.count(SamplingDraw)).toBe(0)
    await fillRegisters(await as('head'), 6, 6)
    expect((await commit()).status).toBe(200)
  })

  it('is not done over: twenty draws at once give one', async () => {
    const plan = await approvedPlan()
    await fillRegisters(await as('head'), 9, 6)
    await test.office.samplingDrawing.commit(await test.staff('office'), plan.id)
    const leader = await test.staff('leader')
    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        codeOf(test.office.samplingDrawing.draw(leader, plan.id, `00000${i}`)),
      ),
    )
    expect(codes.sort()).toEqual([...Array(19).fill('already_drawn'), 'done'])
    expect(await batchesOf(plan.id)).toHaveLength(6)
  })

  it('opened again before it, a plan needs its approval and its registers anew', async () => {
    const plan = await approvedPlan()
    await fillRegisters(await as('head'), 9, 6)
    const { samplingDrawing, samplingPlans } = test.office
    await samplingDrawing.commit(await test.staff('office'), plan.id)
    await samplingPlans.reopenPlan(await test.staff('leader'), plan.id, '批次有误')
    expect(await codeOf(samplingDrawing.draw(await test.staff('leader'), plan.id, '123456'))).toBe(
      'not_committed',
    )
    expect(await codeOf(samplingDrawing.commit(await test.staff('office'), plan.id))).toBe(
      'plan_not_approved',
    )
    await samplingPlans.approvePlan(await test.staff('leader'), plan.id, plan.contentHash)
    await samplingDrawing.commit(await test.staff('office'), plan.id)
    await samplingDrawing.draw(await test.staff('auditor'), plan.id, '123456')
    expect(await codeOf(samplingPlans.reopenPlan(await test.staff('leader'), plan.id, '再改'))).toBe(
      'already_drawn',
    )
  })
})

describe('a unit that cannot be sampled', () => {
  it('is replaced by whoever follows in the drawn order, never by one drawn already', async () => {
    const plan = await drawnPlan()
    const draw = await test.office.database.reads.findOneByOrFail(SamplingDraw, { planId: plan.id })
    const [first] = await batchesOf(plan.id)
    const taken = new Set((await batchesOf(plan.id)).map((b) => b.unitCode))
    const head = await as('head')
    const path = `/api/staff/sampling/batches/${first?.id}/replacement`
    const next = draw.outcome?.orders[first?.lineId ?? '']?.find((code) => !taken.has(code))
    const replaced = (await head('POST', path, { reason: '关门停业' })).json
    expect(replaced.unit.code).toBe(next)
    expect(replaced.replaced[0]).toMatchObject({ code: first?.unitCode, reason: '关门停业' })
    expect(replaced.inspectors).toHaveLength(2)
    // Nine units, six drawn: two more may follow, and whoever was given up is not come back to.
    expect((await head('POST', path, { reason: '没有这类食品' })).status).toBe(200)
    expect((await head('POST', path, { reason: '没有这类食品' })).status).toBe(200)
    expect((await head('POST', path, { reason: '没有这类食品' })).json.code).toBe('no_substitute')
    const waiver = `/api/staff/sampling/batches/${first?.id}/waiver`
    expect((await head('POST', waiver, { reason: '全市停售' })).json).toMatchObject({
      state: 'not_taken',
      waiver: '全市停售',
    })
    expect((await head('POST', waiver, { reason: '全市停售' })).json.code).toBe('batch_settled')
  })
})

describe('results', () => {
  it('come in part by part, in dates as spreadsheets keep them, and both in our words and in the national ones', async () => {
    const { reply, head, plan, rows } = await withResults((all) =>
      all
        .slice(0, 2)
        .map((row) => ({ ...row, 报告日期: '46351', 结论送达日期: row.结论送达日期 && '2026/11/25' })),
    )
    expect(reply.json).toMatchObject({ imported: 2, open: 4 })
    const [first] = await batchesOf(plan.id)
    expect([first?.result?.reportedOn, first?.deliveredOn, first?.windowEnds]).toEqual([
      '2026-11-25',
      '2026-11-25',
      '2026-12-04',
    ])
    const twice = await head('POST', `${plans}/${plan.id}/results/sheet`, resultForm([...rows, ...rows]))
    expect(twice.json.findings.map((f: { line: number }) => f.line)).toEqual([4, 5])
  })

  it('a re-inspection is asked for in time, concluded once, and its conclusion stands', async () => {
    const { plan, head } = await withResults()
    const [failed, fine] = await batchesOf(plan.id)
    const retest = (id: string | undefined, state: string, on: string, lab = '') =>
      head('PUT', `/api/staff/sampling/batches/${id}/retest`, { state, on, lab })
    expect((await retest(fine?.id, 'applied', '2026-11-25')).json.code).toBe('not_non_compliant')
    expect((await retest(failed?.id, 'upheld', '2026-11-25', '省院')).json.code).toBe('retest_order')
    expect((await retest(failed?.id, 'applied', '2026-11-24')).status).toBe(400)
    expect((await retest(failed?.id, 'applied', '2026-11-26')).status).toBe(400)
    expect((await retest(failed?.id, 'applied', '2026-11-25')).json.retest).toMatchObject({
      state: 'applied',
    })
    const sheet = await head(
      'POST',
      `${plans}/${plan.id}/results/sheet`,
      resultForm(await sheetRows(head, plan.id)),
    )
    expect(sheet.json.findings[0]).toMatchObject({ line: 2, column: '抽检批次号' })
    expect((await retest(failed?.id, 'overturned', '2026-11-25')).json.errors[0].path).toBe('lab')
    const settled = await retest(failed?.id, 'overturned', '2026-11-25', '省食品检验院')
    expect(settled.json).toMatchObject({
      state: 'compliant',
      retest: { state: 'overturned', lab: '省食品检验院' },
    })
    expect((await retest(failed?.id, 'upheld', '2026-11-25', '省院')).json.code).toBe('retest_order')
  })

  it('asked for on the last day of the window it is taken, on the day after it is not', async () => {
    const { plan } = await withResults()
    const [failed] = await batchesOf(plan.id)
    expect(failed?.windowEnds).toBe('2026-12-04')
    test.clock.set(Date.UTC(2026, 11, 7, 1))
    const head = await as('head')
    const apply = (on: string) =>
      head('PUT', `/api/staff/sampling/batches/${failed?.id}/retest`, { state: 'applied', on })
    expect((await apply('2026-12-05')).json.code).toBe('retest_over')
    expect((await apply('2026-12-04')).status).toBe(200)
  })

  it('windows move with a calendar that is entered later, until the results are out', async () => {
    const { plan } = await withResults()
    const year = shippedYears.find((y) => y.year === 2026)
    if (!year) throw new Error('the calendar of 2026 is not shipped')
    const { calendar } = test.office
    const moved = await calendar.preview({ ...year, off: [...year.off, '2026-12-03'] })
    const [failed] = await batchesOf(plan.id)
    expect(moved).toContainEqual({
      ...{ kind: 'sampling_retest', id: failed?.id, title: failed?.batchNo },
      ...{ from: '2026-12-04', to: '2026-12-07', provisional: false },
    })
    await calendar.enter(await test.staff('leader'), { ...year, off: [...year.off, '2026-12-03'] })
    expect((await batchesOf(plan.id))[0]?.windowEnds).toBe('2026-12-07')
  })

  it('one text takes them along, and no edit of the text loses them or lets other data out with it', async () => {
    const { plan, head } = await withResults()
    const { samplingTexts, publications, publicationReads } = test.office
    const editor = await test.staff('editor')
    const order = { contact: { division: '科', phone: '0900', hours: '工作日' }, keepText: false }
    const id = await samplingTexts.draftResultsText(editor, plan.id, order)
    expect(await samplingTexts.draftResultsText(editor, plan.id, order)).toBe(id)
    const { content, contentHash } = await publicationReads.findAny(id)
    expect(content.annex).toMatchObject({ kind: 'sampling_results', id: plan.id })
    const desk = await as('editor')
    const body = {
      kind: 'sampling_result',
      title: '改题',
      summary: '改',
      markdown: '改',
      contact: content.contact,
      contentHash,
    }
    const saved = await desk('PUT', `/api/staff/publications/${id}`, body)
    expect((await publicationReads.findAny(id)).content.annex).toEqual(content.annex)
    expect((await desk('GET', `/api/staff/publications/${id}`)).json.annex).toEqual(content.annex)
    const given = {
      ...body,
      contentHash: saved.json.contentHash,
      annex: { ...content.annex, hash: 'f'.repeat(64) },
    }
    expect((await desk('PUT', `/api/staff/publications/${id}`, given)).status).toBe(400)
    // What is changed after the text was written stops it at its submission.
    const [failed] = await batchesOf(plan.id)
    const handling = { hazard: '其他', cause: '其他', measures: '其他', done: false }
    await head('PUT', `/api/staff/sampling/batches/${failed?.id}/handling`, handling)
    expect(await codeOf(publications.submitForReview(editor, id))).toBe('annex_changed')
    const second = await codeOf(
      publications.createPublication(editor, {
        ...content,
        kind: 'sampling_result',
        cover: undefined,
        attachments: undefined,
      }),
    )
    expect(second).toBe('already_attached')
  })

  it('are not written up while one is missing, or a failed one has no word on what was done', async () => {
    const { plan, head } = await withResults((rows) => rows.slice(0, 5).map((r) => ({ ...r, 核查处置: '' })))
    const text = async () => (await (await as('editor'))('POST', `${plans}/${plan.id}/results-text`)).json
    expect((await text()).code).toBe('results_missing')
    const last = (await batchesOf(plan.id))[5]
    await head('POST', `/api/staff/sampling/batches/${last?.id}/waiver`, { reason: '停售' })
    const missing = await text()
    expect([missing.code, missing.batchNos]).toEqual(['handling_missing', [`${plan.number}-0001`]])
  })
})

describe('a poll without results', () => {
  it('is alarmed from sixty days after its close on, at home and at the poll, until there are results', async () => {
    const plan = await approvedPlan()
    const { closesAt } = await test.office.pollReads.find(plan.pollId)
    const look = async () => {
      const editor = await as('editor')
      const home = (await editor('GET', '/api/staff/home')).json.alarms
      const { sampling } = (await editor('GET', `/api/staff/polls/${plan.pollId}`)).json
      const detail = (await editor('GET', `${plans}/${plan.id}`)).json
      return [
        home.map((a: { id: string; days: number }) => [a.id, a.days]),
        sampling.overdueDays,
        detail.overdueDays,
      ]
    }
    test.clock.set(closesAt + 60 * DAY - 1)
    expect(await look()).toEqual([[], null, null])
    test.clock.set(closesAt + 60 * DAY)
    expect(await look()).toEqual([[[plan.pollId, 60]], 60, 60])
    test.clock.set(closesAt + 75 * DAY)
    expect(await look()).toEqual([[[plan.pollId, 75]], 75, 75])
  })

  it('has a plan even if it ended before there were plans, and only one', async () => {
    const plan = await approvedPlan()
    await test.office.database.transaction((tx) => tx.delete(SamplingPlan, { id: plan.id }))
    const editor = await as('editor')
    const path = `/api/staff/polls/${plan.pollId}/sampling-plan`
    expect((await editor('POST', path)).json.number).toBe('CJ2026-002')
    expect((await editor('POST', path)).json.code).toBe('already_planned')
    const open = await openFoodPoll(test, 2)
    expect((await editor('POST', `/api/staff/polls/${open.id}/sampling-plan`)).json.code).toBe(
      'poll_not_closed',
    )
    expect(
      await codeOf(test.office.samplingRules.setRule(await test.staff('editor'), open.id, plan.rule)),
    ).toBe('rule_fixed')
  })
})
