import type { Office } from '../../src/office'
import { answer, type Counter } from '../../src/platform/http/serve'
import {
  approveSamplingPlan,
  commitDraw,
  draftPlanText,
  draftResultsText,
  draftSamplingPlan,
  drawSampling,
  editSamplingPlan,
  listSamplingPlans,
  readSamplingDraw,
  readSamplingPlan,
  reopenSamplingPlan,
  setSamplingRule,
} from './plans.contract'
import { peopleOf, presentPlan, presentPlanItem } from './plans.present'

export function samplingPlanRoutes(counter: Counter, office: Office): void {
  const { samplingRules, samplingPlans, samplingDrawing, samplingTexts, samplingReads, samplingDetail } =
    office
  const { staff, database } = office

  counter.serve(setSamplingRule, ({ caller, params, body }) => samplingRules.setRule(caller, params.id, body))
  counter.serve(listSamplingPlans, async ({ caller, query }) => {
    const { items, nextCursor } = await samplingReads.list(caller, query)
    return { items: items.map(presentPlanItem), nextCursor }
  })
  counter.serve(draftSamplingPlan, async ({ caller, params }) => {
    const { id, number } = await samplingPlans.draftPlan(caller, params.id)
    return { id, number }
  })
  counter.serve(readSamplingPlan, async ({ caller, params }) => {
    const detail = await samplingDetail.read(caller, params.id)
    return presentPlan(detail, await staff.namesOf(database.reads, peopleOf(detail)))
  })
  counter.serve(editSamplingPlan, async ({ caller, params, body: { contentHash, ...written } }) =>
    seen(await samplingPlans.editPlan(caller, params.id, written, contentHash)),
  )
  counter.serve(approveSamplingPlan, async ({ caller, params, body }) =>
    seen(await samplingPlans.approvePlan(caller, params.id, body.contentHash)),
  )
  counter.serve(reopenSamplingPlan, async ({ caller, params, body }) =>
    seen(await samplingPlans.reopenPlan(caller, params.id, body.reason)),
  )
  counter.serve(commitDraw, async ({ caller, params }) => {
    const { registersHash, commitment } = await samplingDrawing.commit(caller, params.id)
    return { registersHash, commitment }
  })
  counter.serve(drawSampling, async ({ caller, params, body }) => {
    const { seed, outcome } = await samplingDrawing.draw(caller, params.id, body.witness)
    return { seed: seed ?? '', batches: outcome?.batches.length ?? 0 }
  })
  counter.serve(readSamplingDraw, async ({ caller, params }) => {
    const { plan, draw } = await samplingReads.drawRecord(caller, params.id)
    const { sealedSecret: _, ...record } = draw
    const { number, lines, settings } = plan
    return answer({
      raw: {
        content: Buffer.from(JSON.stringify({ ...record, number, lines, settings }, null, 2)),
        contentType: 'application/octet-stream',
        filename: `${number}抽签记录.json`,
      },
    })
  })
  counter.serve(draftPlanText, async ({ caller, params, body }) => ({
    publicationId: await samplingTexts.draftPlanText(caller, params.id, body),
  }))
  counter.serve(draftResultsText, async ({ caller, params, body }) => ({
    publicationId: await samplingTexts.draftResultsText(caller, params.id, body),
  }))
}

const seen = ({ id, contentHash }: { id: string; contentHash: string }) => ({ id, contentHash })
