import type { EntityManager } from 'typeorm'
import { type Day, shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { forbidden, invalidField, notFound } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { type Handling, type Retest, type RetestState, SamplingBatch } from './sampling.batches.entities'
import { isWindowOver, retestSteps, stateOfBatch } from './sampling.batches.rules'
import { DrawShort, inspectorFits, teamFor } from './sampling.draw.rules'
import { SamplingDraw, type SamplingPlan } from './sampling.entities'
import { lockedPlan } from './sampling.plans'
import { canRecord } from './sampling.policy'
import { batchSettled, noSubstitute, notNonCompliant, retestOrder, retestOver } from './sampling.problems'

export interface RetestReport {
  state: RetestState
  /** Of the application, or of the conclusion. */
  on: Day
  lab: string
  note: string
}

/** What happens to one batch between the draw and its publication. */
export class SamplingBatches {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /**
   * 更换: the unit is closed or has none of it. Next is whoever follows in the drawn order, not whom anybody likes.
   * @throws Problem forbidden, not_found, batch_settled, no_substitute
   */
  async replaceUnit(actor: StaffActor, id: string, reason: string): Promise<SamplingBatch> {
    return this.change(actor, id, 'sampling.replace_unit', async (tx, batch, plan) => {
      if (batch.state !== 'drawn') throw batchSettled()
      const draw = await tx.findOneByOrFail(SamplingDraw, { planId: plan.id })
      const batches = await tx.findBy(SamplingBatch, { planId: plan.id })
      const next = nextUnit(batch, batches, plan, draw)
      if (!next) throw noSubstitute()
      const gone = { code: batch.unitCode, name: batch.unitName, reason, at: this.clock.now() }
      return {
        change: { ...next, replaced: [...batch.replaced, gone] },
        before: { unit: batch.unitCode },
        after: { unit: next.unitCode, reason },
      }
    })
  }

  /** 未抽样: there was nothing to be had; the reason is published. @throws Problem forbidden, not_found, batch_settled */
  async waive(actor: StaffActor, id: string, reason: string): Promise<SamplingBatch> {
    return this.change(actor, id, 'sampling.waive_batch', async (_tx, batch) => {
      if (batch.state !== 'drawn') throw batchSettled()
      const change = { waiver: reason, state: 'not_taken' as const }
      return { change, before: { state: batch.state }, after: { state: change.state, reason } }
    })
  }

  /** @throws Problem forbidden, not_found, not_non_compliant, retest_order, retest_over, invalid_request */
  async recordRetest(actor: StaffActor, id: string, report: RetestReport): Promise<SamplingBatch> {
    return this.change(actor, id, 'sampling.record_retest', async (_tx, batch) => {
      if (batch.result?.conclusion !== 'non_compliant') throw notNonCompliant()
      const retest = this.retestAfter(batch, report)
      const state = stateOfBatch({ ...batch, retest })
      return {
        change: { retest, state },
        before: { retest: batch.retest?.state ?? null, state: batch.state },
        after: { retest: retest.state, on: report.on, state },
      }
    })
  }

  private retestAfter(batch: SamplingBatch, { state, on, lab, note }: RetestReport): Retest {
    const before = batch.retest
    if (!retestSteps[before?.state ?? 'none'].includes(state)) throw retestOrder()
    if (on > shanghaiDay(this.clock.now())) throw invalidField('on', '不能晚于今天')
    if (state === 'applied') {
      if (batch.deliveredOn !== null && on < batch.deliveredOn)
        throw invalidField('on', '不能早于结论送达的日期')
      if (batch.windowEnds !== null && isWindowOver(batch.windowEnds, on)) throw retestOver()
      return { state, appliedOn: on, lab, concludedOn: null, note }
    }
    const appliedOn = before?.appliedOn ?? on
    if (on < appliedOn) throw invalidField('on', '不能早于申请复检的日期')
    if (state !== 'declined' && lab === '') throw invalidField('lab', '请填写复检机构')
    return { state, appliedOn, lab, concludedOn: on, note }
  }

  /** 核查处置, also after publication: residents see it once a correction has passed its reviews. */
  async recordHandling(actor: StaffActor, id: string, handling: Handling): Promise<SamplingBatch> {
    return this.change(actor, id, 'sampling.record_handling', async (_tx, batch) => {
      if (batch.state !== 'non_compliant') throw notNonCompliant()
      return { change: { handling }, before: batch.handling ?? undefined, after: handling }
    })
  }

  private async change(
    actor: StaffActor,
    id: string,
    action: string,
    decide: (
      tx: EntityManager,
      batch: SamplingBatch,
      plan: SamplingPlan,
    ) => Promise<{ change: Partial<SamplingBatch>; before?: object; after: object }>,
  ): Promise<SamplingBatch> {
    if (!canRecord(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const seen = await tx.findOneBy(SamplingBatch, { id })
      if (!seen) throw notFound()
      // The plan first, as imports and publications do.
      const plan = await lockedPlan(tx, seen.planId)
      const batch = await findForUpdate(tx, SamplingBatch, { id })
      if (!batch) throw notFound()
      const { change, before, after } = await decide(tx, batch, plan)
      const changed = { ...change, updatedAt: this.clock.now() }
      await tx.update(SamplingBatch, { id }, changed)
      const subject = { type: 'sampling_batch', id }
      const told = { before, after: { batchNo: batch.batchNo, ...after } }
      await this.ledger.append(tx, actor, action, subject, told)
      return { ...batch, ...changed }
    })
  }
}

/** The next unit of the line's drawn order that is not in it yet and has room, with a team by the rule of the draw. */
function nextUnit(
  batch: SamplingBatch,
  batches: readonly SamplingBatch[],
  { settings }: SamplingPlan,
  { outcome, registers, seed }: SamplingDraw,
): Pick<SamplingBatch, 'unitCode' | 'unitName' | 'unitAddress' | 'inspectors'> | null {
  const standing = batches.filter((b) => b.id !== batch.id && b.state !== 'not_taken')
  const visits = (code: string) => standing.filter((b) => b.unitCode === code).length
  // Whoever was given up once is not come back to, whichever batch it was.
  const tried = new Set(batches.flatMap((b) => b.replaced.map((r) => r.code)))
  const inLine = new Set(standing.filter((b) => b.lineId === batch.lineId).map((b) => b.unitCode))
  const order = (outcome?.orders[batch.lineId] ?? []).filter(
    (code) => code !== batch.unitCode && !tried.has(code) && visits(code) < settings.perUnit,
  )
  const code = order.find((c) => !inLine.has(c)) ?? order[0]
  const unit = registers.units.find((u) => u.code === code)
  if (!unit) return null
  const known = standing.find((b) => b.unitCode === unit.code)
  const named = (certNo: string) => registers.inspectors.find((i) => i.certNo === certNo)?.name ?? ''
  const load = new Map<string, number>()
  for (const [, team] of new Map(standing.map((b) => [b.unitCode, b.inspectors])))
    for (const { certNo } of team) load.set(certNo, (load.get(certNo) ?? 0) + 1)
  const eligible = registers.inspectors.filter((i) => inspectorFits(i, settings, registers.on))
  try {
    const inspectors =
      known?.inspectors ??
      teamFor(seed ?? '', unit.code, eligible, settings, load).map((certNo) => ({
        certNo,
        name: named(certNo),
      }))
    return { unitCode: unit.code, unitName: unit.name, unitAddress: unit.address, inspectors }
  } catch (error) {
    if (error instanceof DrawShort) return null
    throw error
  }
}
