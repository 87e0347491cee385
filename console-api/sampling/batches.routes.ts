import {
  nationalHeader,
  resultCells,
  resultHeader,
  type SamplingBatch,
  type SamplingPlan,
} from '../../src/modules/sampling'
import type { Office } from '../../src/office'
import { shanghaiDay } from '../../src/platform/calendar'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import type { Cell } from '../../src/platform/sheets'
import {
  importSamplingResults,
  listSamplingBatches,
  readSamplingSheet,
  recordHandling,
  recordRetest,
  replaceUnit,
  waiveBatch,
} from './batches.contract'
import { sheetReply } from './registers.routes'

export function samplingBatchRoutes(counter: Counter, office: Office): void {
  const { samplingReads, samplingImporting, samplingBatches, clock } = office
  const present = (batch: SamplingBatch, plan: SamplingPlan) => ({
    id: batch.id,
    batchNo: batch.batchNo,
    lineId: batch.lineId,
    item: itemOf(plan, batch),
    state: batch.state,
    unit: { code: batch.unitCode, name: batch.unitName, address: batch.unitAddress },
    inspectors: batch.inspectors,
    replaced: batch.replaced.map((r) => ({ ...r, at: rfc3339(r.at) })),
    waiver: batch.waiver,
    result: batch.result,
    deliveredOn: batch.deliveredOn,
    windowEnds: batch.windowEnds,
    windowProvisional: batch.windowProvisional,
    windowOver: batch.windowEnds !== null && shanghaiDay(clock.now()) > batch.windowEnds,
    retest: batch.retest,
    handling: batch.handling,
  })
  const shown = async (batch: SamplingBatch) => present(batch, await samplingReads.plan(batch.planId))

  counter.serve(listSamplingBatches, async ({ caller, params, query }) => {
    const plan = await samplingReads.plan(params.id)
    const { items, nextCursor } = await samplingReads.batches(caller, params.id, query)
    return { items: items.map((b) => present(b, plan)), nextCursor }
  })
  counter.serve(importSamplingResults, ({ caller, params, query, upload }) =>
    samplingImporting.importResults(caller, params.id, upload, query.dryRun),
  )
  counter.serve(readSamplingSheet, async ({ caller, params, query }) => {
    const plan = await samplingReads.plan(params.id)
    const batches = samplingReads.all(caller, params.id)
    async function* rows(): AsyncGenerator<Cell[]> {
      for await (const batch of batches) yield resultCells(batch, itemOf(plan, batch))
    }
    const header = query.form === 'national' ? nationalHeader : resultHeader
    return sheetReply({ name: '批次', header, rows: rows() }, query.format, `${plan.number}批次和结果`)
  })
  counter.serve(replaceUnit, async ({ caller, params, body }) =>
    shown(await samplingBatches.replaceUnit(caller, params.id, body.reason)),
  )
  counter.serve(waiveBatch, async ({ caller, params, body }) =>
    shown(await samplingBatches.waive(caller, params.id, body.reason)),
  )
  counter.serve(recordRetest, async ({ caller, params, body }) =>
    shown(await samplingBatches.recordRetest(caller, params.id, body)),
  )
  counter.serve(recordHandling, async ({ caller, params, body }) =>
    shown(await samplingBatches.recordHandling(caller, params.id, body)),
  )
}

const itemOf = (plan: SamplingPlan, { lineId }: SamplingBatch) =>
  plan.lines.find((line) => line.id === lineId)?.item ?? ''
