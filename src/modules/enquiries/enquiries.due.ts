import { type EntityManager, In } from 'typeorm'
import type { WorkingCalendar } from '../../platform/calendar'
import type { DueMove, DueSource } from '../bureau'
import { Enquiry } from './enquiries.entities'
import { dueOf } from './enquiries.rules'

/** Open ones that a calendar is looked at for; a bureau has dozens. */
const MOST = 5_000

/** Days by which questions must be answered, when the calendar changes under them. */
export class EnquiriesDue implements DueSource {
  async moves(manager: EntityManager, calendar: WorkingCalendar): Promise<DueMove[]> {
    const open = await manager.find(Enquiry, {
      select: { id: true, number: true, receivedAt: true, dueOn: true, dueProvisional: true },
      where: { state: In(['open', 'assigned']) },
      order: { id: 'ASC' },
      take: MOST,
    })
    return open.flatMap(({ id, number, receivedAt, dueOn, dueProvisional }) => {
      const { on, provisional } = dueOf(calendar, receivedAt)
      if (on === dueOn && provisional === dueProvisional) return []
      return [{ kind: 'enquiry', id, title: number, from: dueOn, to: on, provisional }]
    })
  }

  async apply(tx: EntityManager, moves: readonly DueMove[]): Promise<void> {
    for (const { id, to, provisional } of moves)
      await tx.update(Enquiry, { id }, { dueOn: to, dueProvisional: provisional })
  }
}
