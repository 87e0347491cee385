import type { EntityManager } from 'typeorm'
import type { Day } from '../../platform/calendar'
import type { Database } from '../../platform/db/database'
import { forbidden, notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import type { StaffActor } from '../staff'
import { type BatchState, SamplingBatch } from './sampling.batches.entities'
import { resultsHashOf } from './sampling.batches.rules'
import { SamplingDraw, SamplingPlan } from './sampling.entities'
import { allowedActs, canReadDesk, type PlanAct, type PlanStage, stageOf } from './sampling.policy'

export interface PlanItem {
  plan: SamplingPlan
  stage: PlanStage
  counts: Record<BatchState, number>
}

export interface PlanDetail extends PlanItem {
  /** Without the registers: thousands of rows that one screen does not show. */
  draw: Omit<SamplingDraw, 'registers' | 'outcome' | 'sealedSecret'> | null
  byLine: Map<string, Record<BatchState, number>>
  /** Last day on which anybody may ask for a re-inspection, as it stands. */
  windowEnds: Day | null
  retestsPending: number
  /** Of the results as they stand; differs from the published one once something was corrected. */
  resultsHash: string | null
  allowed: PlanAct[]
}

export interface BatchFilter extends PageRequest {
  state?: BatchState
  lineId?: string
}

const EXPORT_CHUNK = 500
const none = (): Record<BatchState, number> => ({ drawn: 0, not_taken: 0, compliant: 0, non_compliant: 0 })

/** What staff read of plans, draws and batches. */
export class SamplingReads {
  constructor(private readonly database: Database) {}

  /** Newest first. @throws Problem forbidden */
  async list(actor: StaffActor, { limit, cursor }: PageRequest): Promise<Page<PlanItem>> {
    if (!canReadDesk(actor)) throw forbidden()
    const query = this.database.reads.createQueryBuilder(SamplingPlan, 'p').orderBy('p.id', 'DESC')
    if (cursor) query.andWhere('p.id < :cursor', { cursor })
    const rows = await query.limit(limit + 1).getMany()
    const ids = rows.map((p) => p.id)
    const draws = new Set((await committedAmong(this.database.reads, ids)).map((d) => d.planId))
    const counts = await this.countsOf(ids)
    return toPage(
      rows,
      limit,
      (p) => p.id,
      (plan) => ({
        plan,
        stage: stageOf(plan, draws.has(plan.id) ? { committedAt: 0 } : null),
        counts: sumOf(counts.get(plan.id)),
      }),
    )
  }

  /** @throws Problem forbidden, not_found */
  async detail(actor: StaffActor, id: string): Promise<PlanDetail> {
    if (!canReadDesk(actor)) throw forbidden()
    const { reads } = this.database
    const plan = await reads.findOneBy(SamplingPlan, { id })
    if (!plan) throw notFound()
    const draw = await reads.findOneBy(SamplingDraw, { planId: id })
    const batches = await reads.find(SamplingBatch, { where: { planId: id }, order: { batchNo: 'ASC' } })
    const byLine = new Map<string, Record<BatchState, number>>()
    for (const { lineId, state } of batches) {
      const own = byLine.get(lineId) ?? none()
      own[state]++
      byLine.set(lineId, own)
    }
    const counts = sumOf(byLine)
    const complete = batches.length > 0 && counts.drawn === 0
    const windows = batches.flatMap((b) =>
      b.result?.conclusion === 'non_compliant' && (b.retest === null || b.retest.state === 'declined')
        ? (b.windowEnds ?? [])
        : [],
    )
    return {
      plan,
      stage: stageOf(plan, draw),
      counts,
      byLine,
      draw,
      windowEnds: windows.reduce<Day | null>((last, day) => (last === null || day > last ? day : last), null),
      retestsPending: batches.filter((b) => b.retest?.state === 'applied').length,
      resultsHash: complete && draw?.seed ? resultsHashOf(plan.contentHash, draw.seed, batches) : null,
      allowed: allowedActs(actor, plan, draw, complete),
    }
  }

  async ofPoll(pollId: string): Promise<SamplingPlan | null> {
    return this.database.reads.findOneBy(SamplingPlan, { pollId })
  }

  /** Everything by which the draw can be done again. @throws Problem forbidden, not_found */
  async drawRecord(actor: StaffActor, planId: string): Promise<{ plan: SamplingPlan; draw: SamplingDraw }> {
    if (!canReadDesk(actor)) throw forbidden()
    const plan = await this.database.reads.findOneBy(SamplingPlan, { id: planId })
    const draw = await this.database.reads.findOneBy(SamplingDraw, { planId })
    if (!plan || !draw) throw notFound()
    return { plan, draw }
  }

  /** @throws Problem forbidden */
  async batches(actor: StaffActor, planId: string, filter: BatchFilter): Promise<Page<SamplingBatch>> {
    if (!canReadDesk(actor)) throw forbidden()
    const { limit, cursor, state, lineId } = filter
    const query = this.database.reads
      .createQueryBuilder(SamplingBatch, 'b')
      .where('b.planId = :planId', { planId })
      .orderBy('b.batchNo')
    if (cursor) query.andWhere('b.batchNo > :cursor', { cursor })
    if (state) query.andWhere('b.state = :state', { state })
    if (lineId) query.andWhere('b.lineId = :lineId', { lineId })
    return toPage(
      await query.limit(limit + 1).getMany(),
      limit,
      (b) => b.batchNo,
      (b) => b,
    )
  }

  /** @throws Problem forbidden, not_found */
  async batch(actor: StaffActor, id: string): Promise<SamplingBatch> {
    if (!canReadDesk(actor)) throw forbidden()
    const batch = await this.database.reads.findOneBy(SamplingBatch, { id })
    if (!batch) throw notFound()
    return batch
  }

  /** All batches of a plan by number, for a sheet. @throws Problem forbidden */
  async *all(actor: StaffActor, planId: string): AsyncGenerator<SamplingBatch> {
    let cursor: string | null | undefined
    while (cursor !== null) {
      const page: Page<SamplingBatch> = await this.batches(actor, planId, { limit: EXPORT_CHUNK, cursor })
      yield* page.items
      cursor = page.nextCursor
    }
  }

  private async countsOf(planIds: readonly string[]) {
    const counts = new Map<string, Map<string, Record<BatchState, number>>>()
    if (planIds.length === 0) return counts
    const rows = await this.database.select(
      `SELECT plan_id, state, COUNT(*) AS n FROM sampling_batches
       WHERE plan_id IN (${planIds.map(() => '?').join(', ')}) GROUP BY plan_id, state`,
      [...planIds],
    )
    for (const row of rows) {
      const own = counts.get(String(row.plan_id)) ?? new Map([['', none()]])
      const sum = own.get('') ?? none()
      sum[String(row.state) as BatchState] = Number(row.n)
      counts.set(String(row.plan_id), own)
    }
    return counts
  }
}

function sumOf(
  byLine: ReadonlyMap<string, Record<BatchState, number>> | undefined,
): Record<BatchState, number> {
  const sum = none()
  for (const own of byLine?.values() ?? [])
    for (const [state, n] of Object.entries(own)) sum[state as BatchState] += n
  return sum
}

function committedAmong(manager: EntityManager, planIds: readonly string[]): Promise<{ planId: string }[]> {
  return manager
    .createQueryBuilder(SamplingDraw, 'd')
    .select('d.planId', 'planId')
    .where(planIds.length > 0 ? 'd.planId IN (:...planIds)' : '1 = 0', { planIds })
    .getRawMany<{ planId: string }>()
}
