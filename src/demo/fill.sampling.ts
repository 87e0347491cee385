import { buffer } from 'node:stream/consumers'
import {
  inspectorCells,
  inspectorHeader,
  resultCells,
  resultHeader,
  type SamplingBatch,
  type SamplingPlan,
  unitCells,
  unitHeader,
} from '../modules/sampling'
import { addCalendarDays, shanghaiDay } from '../platform/calendar'
import { type Cell, csvStream } from '../platform/sheets'
import type { DemoFilling } from './fill'
import { type DemoPoll, polls } from './polls'
import { failures, planned, samples } from './sampling'
import { inspectors, units } from './sampling.registers'
import { hourOf } from './timeline'

/** Days ago on which each step was done: the notice and the results themselves are publications. */
const EDITED = 54
const APPROVED = 53
const DRAWN = 49
const REPORTED = 45
const IMPORTED = 44

/** What the votes of the closed poll led to: registers, plan, draw and results, through the services. */
export function fillSampling(filling: DemoFilling): void {
  const { office, timeline, today, staff } = filling
  timeline.add(hourOf(today, -100, 9), async () => {
    const { samplingRegisters } = office
    await samplingRegisters.importUnits(staff.head, await sheetOf(unitHeader, units.map(unitCells)), false)
    const people = await sheetOf(inspectorHeader, inspectors.map(inspectorCells))
    await samplingRegisters.importInspectors(staff.head, people, false)
  })
  for (const poll of polls) if (poll.planKey) fillPlan(filling, poll)
}

function fillPlan(filling: DemoFilling, poll: DemoPoll): void {
  const { office, timeline, today, staff } = filling
  const { samplingPlans, samplingDrawing, samplingImporting } = office
  timeline.add(hourOf(today, -EDITED, 10), async () => {
    const plan = await planOf(filling, poll.key)
    await samplingPlans.editPlan(staff.editor, plan.id, await written(filling, plan), plan.contentHash)
  })
  timeline.add(hourOf(today, -APPROVED, 15), async () => {
    const plan = await planOf(filling, poll.key)
    await samplingPlans.approvePlan(staff.office, plan.id, plan.contentHash)
  })
  timeline.add(hourOf(today, -DRAWN, 9), async () =>
    samplingDrawing.commit(staff.office, (await planOf(filling, poll.key)).id),
  )
  timeline.add(hourOf(today, -DRAWN, 10), async () =>
    samplingDrawing.draw(staff.auditor, (await planOf(filling, poll.key)).id, '308217'),
  )
  timeline.add(hourOf(today, -IMPORTED, 16), async () => {
    const plan = await planOf(filling, poll.key)
    const rows = await reported(filling, plan, addCalendarDays(shanghaiDay(today), -REPORTED))
    await samplingImporting.importResults(staff.head, plan.id, await sheetOf(resultHeader, rows), false)
  })
}

/** @throws Error where the poll has not ended yet */
export async function planOf({ office, pollIds }: DemoFilling, pollKey: string): Promise<SamplingPlan> {
  const plan = await office.samplingReads.ofPoll(pollIds.get(pollKey) ?? '')
  if (!plan) throw new Error(`${pollKey} has no plan`)
  return plan
}

/** As the notice prints it. */
async function written({ office }: DemoFilling, plan: SamplingPlan) {
  const { questions } = await office.pollReads.find(plan.pollId)
  const places = questions.find((q) => q.id === plan.rule.placeQuestionId)?.options ?? []
  const lines = plan.lines.map((line) => {
    const { batches = line.batches, places: where = [] } = planned[line.item] ?? {}
    const chosen = places.filter((o) => where.includes(o.label))
    return { ...line, batches, places: chosen.map(({ id, label }) => ({ optionId: id, label })) }
  })
  return { lines, matter: plan.matter, settings: { ...plan.settings, specialty: '食品' } }
}

async function reported({ office, staff }: DemoFilling, plan: SamplingPlan, on: string): Promise<string[][]> {
  const rows: string[][] = []
  const bought = new Map<string, number>()
  for await (const batch of office.samplingReads.all(staff.head, plan.id)) {
    const item = plan.lines.find((l) => l.id === batch.lineId)?.item ?? ''
    const turn = bought.get(item) ?? 0
    bought.set(item, turn + 1)
    const names = samples[item] ?? [item]
    rows.push(resultCells(found(batch, item, names[turn % names.length] ?? item, on), item))
  }
  return rows
}

function found(batch: SamplingBatch, item: string, sampleName: string, on: string): SamplingBatch {
  const failure = failures[sampleName]
  const loose = ['食用农产品', '餐饮食品'].includes(item)
  return {
    ...batch,
    result: {
      foodClass: item,
      variety: '',
      sampleName,
      spec: loose ? '散装' : '500克/袋',
      brand: loose ? '' : '虚构牌',
      producedOn: loose ? `${on} 购进` : `甲${batch.batchNo.slice(-4)}`,
      producer: loose ? '' : '青岫县有回音食品厂（虚构）',
      producerAddress: loose ? '' : '澜川市青岫县虚构路0号',
      unitAddress: batch.unitAddress,
      tests: ['感官', '铅（以Pb计）', ...(failure ? [failure.item] : ['菌落总数'])],
      conclusion: failure ? 'non_compliant' : 'compliant',
      failures: failure ? [{ item: failure.item, found: failure.found, limit: failure.limit }] : [],
      lab: '澜川市食品检验所（虚构）',
      reportedOn: on,
    },
    deliveredOn: failure ? addCalendarDays(on, 1) : null,
    handling: failure ? { ...failure.handling, done: false } : null,
  }
}

/** The text of the results names units that were drawn by lot: what was written for them is put in. */
export async function withDrawnUnits(
  filling: DemoFilling,
  pollKey: string,
  markdown: string,
): Promise<string> {
  const { office, staff } = filling
  let text = markdown
  for await (const batch of office.samplingReads.all(staff.head, (await planOf(filling, pollKey)).id)) {
    const failure = failures[batch.result?.sampleName ?? '']
    if (failure) text = text.replaceAll(failure.writtenAs, batch.unitName)
  }
  return text
}

async function sheetOf(header: string[], rows: readonly string[][]) {
  async function* all(): AsyncGenerator<Cell[]> {
    yield* rows
  }
  return { filename: '表.csv', content: await buffer(csvStream({ name: '表', header, rows: all() })) }
}
