import type { EntityManager } from 'typeorm'
import { In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { type PersonalDataHolder, Resident } from '../residents'
import { lockDeliveries, moveDeliveries } from './push.counts'
import { Delivery, InboxMessage } from './push.entities'
import { waitingStates } from './push.rules'

/** What push holds of a resident: messages, and the fact that they were sent. */
export class MessagesOfResident implements PersonalDataHolder {
  readonly name = 'messages'

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async export(residentId: string): Promise<unknown> {
    const messages = await this.database.reads.findBy(InboxMessage, { residentId })
    const deliveries = await this.database.reads.findBy(Delivery, { residentId })
    return {
      messages,
      deliveries: deliveries.map(({ campaignId, channel, state, changedAt }) => ({
        campaignId,
        channel,
        state,
        changedAt,
      })),
    }
  }

  /** Messages go; what waits is never sent; what was sent stays counted, under an id without a person. */
  async erase(tx: EntityManager, residentId: string): Promise<null> {
    // A sender holds this row while it writes: either its message is here to be deleted, or it will see the erasure.
    await findForUpdate(tx, Resident, { id: residentId })
    const waiting = await lockDeliveries(tx, { residentId, state: In([...waitingStates]) })
    for (const delivery of waiting)
      await moveDeliveries(tx, [delivery], {
        state: 'cancelled',
        leaseUntil: 0,
        changedAt: this.clock.now(),
      })
    await tx.delete(InboxMessage, { residentId })
    return null
  }
}
