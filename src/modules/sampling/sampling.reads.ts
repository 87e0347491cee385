import type { EntityManager } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { forbidden, notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import type { StaffActor } from '../staff'
import { type BatchState, SamplingBatch } from './sampling.batches.entities'
import { SamplingDraw, SamplingPlan } from './sampling.entities'
import { canReadDesk, type PlanStage, stageOf } from './sampling.policy'

export interface PlanItem {
  plan: SamplingPlan
  stage: PlanStage
  counts: Record<BatchState, number>
}

export interface BatchFilter extends PageRequest {
  state?: BatchState
  lineId?: string
}

const EXPORT_CHUNK = 500
export const noCounts = (): Record<BatchState, number> => ({
  drawn: 0,
  not_taken: 0,
  compliant: 0,
  non_compliant: 0,
})

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

  /** @throws Problem not_found */
  async plan(id: string): Promise<SamplingPlan> {
    const plan = await this.database.reads.findOneBy(SamplingPlan, { id })
    if (!plan) throw notFound()
    return plan
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
      const own = counts.get(String(row.plan_id)) ?? new Map([['', noCounts()]])
      const sum = own.get('') ?? noCounts()
      sum[String(row.state) as BatchState] = Number(row.n)
      counts.set(String(row.plan_id), own)
    }
    return counts
  }
}

export function sumOf(
  byLine: ReadonlyMap<string, Record<BatchState, number>> | undefined,
): Record<BatchState, number> {
  const sum = noCounts()
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
