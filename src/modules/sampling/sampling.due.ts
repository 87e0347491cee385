import { type EntityManager, In, IsNull, Not } from 'typeorm'
import type { WorkingCalendar } from '../../platform/calendar'
import type { DueMove, DueSource } from '../bureau'
import { SamplingBatch } from './sampling.batches.entities'
import { windowEndOf } from './sampling.batches.rules'
import { SamplingPlan } from './sampling.entities'

/** Open ones that a calendar is looked at for; a bureau has dozens. */
const MOST = 5_000

/** Last days of re-inspection windows, when the calendar changes under them; what has been published stays as it was. */
export class RetestWindowsDue implements DueSource {
  async moves(manager: EntityManager, calendar: WorkingCalendar): Promise<DueMove[]> {
    const plans = await manager.find(SamplingPlan, {
      select: { id: true },
      where: { publishedResults: IsNull(), drawnAt: Not(IsNull()) },
    })
    if (plans.length === 0) return []
    const open = await manager.find(SamplingBatch, {
      select: { id: true, batchNo: true, deliveredOn: true, windowEnds: true, windowProvisional: true },
      where: { planId: In(plans.map((p) => p.id)), windowEnds: Not(IsNull()) },
      order: { batchNo: 'ASC' },
      take: MOST,
    })
    return open.flatMap(({ id, batchNo, deliveredOn, windowEnds, windowProvisional }) => {
      if (!deliveredOn || !windowEnds) return []
      const { on, provisional } = windowEndOf(calendar, deliveredOn)
      if (on === windowEnds && provisional === windowProvisional) return []
      return [{ kind: 'sampling_retest', id, title: batchNo, from: windowEnds, to: on, provisional }]
    })
  }

  async apply(tx: EntityManager, moves: readonly DueMove[]): Promise<void> {
    for (const { id, to, provisional } of moves)
      await tx.update(SamplingBatch, { id }, { windowEnds: to, windowProvisional: provisional })
  }
}
