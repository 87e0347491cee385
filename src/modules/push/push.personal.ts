import type { EntityManager } from 'typeorm'
import { In, IsNull, Not } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { type PersonalDataHolder, Resident } from '../residents'
import { lockDeliveries, moveDeliveries } from './push.counts'
import { Delivery, InboxMessage } from './push.entities'
import { joinGrants } from './push.grants'
import { SubscriptionGrant } from './push.grants.entities'
import { remaining } from './push.grants.rules'
import { isWaiting, waitingStates } from './push.rules'

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
    const grants = await this.database.reads.findBy(SubscriptionGrant, { residentId })
    return {
      messages,
      grants: grants.map(({ templateId, kind, state, claimed, confirmed, spent, decidedAt }) => ({
        templateId,
        kind,
        state,
        left: remaining({ claimed, confirmed, spent }),
        decidedAt,
      })),
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
    await tx.delete(SubscriptionGrant, { residentId })
    await tx.update(Delivery, { residentId, msgId: Not(IsNull()) }, { msgId: null })
    return null
  }

  /** Messages and consents follow the person; of two deliveries of one campaign the other's stays where it is. */
  async join(tx: EntityManager, from: string, to: string): Promise<void> {
    await joinGrants(tx, from, to)
    const theirs = new Set((await tx.findBy(InboxMessage, { residentId: to })).map((m) => m.campaignId))
    for (const { id, campaignId } of await tx.findBy(InboxMessage, { residentId: from })) {
      if (theirs.has(campaignId)) await tx.delete(InboxMessage, { id })
      else await tx.update(InboxMessage, { id }, { residentId: to })
    }
    const held = new Set(
      (await tx.findBy(Delivery, { residentId: to })).map((d) => `${d.campaignId} ${d.channel}`),
    )
    for (const delivery of await lockDeliveries(tx, { residentId: from })) {
      if (!held.has(`${delivery.campaignId} ${delivery.channel}`))
        await tx.update(Delivery, { id: delivery.id }, { residentId: to })
      else if (isWaiting(delivery.state))
        await moveDeliveries(tx, [delivery], {
          state: 'cancelled',
          leaseUntil: 0,
          changedAt: this.clock.now(),
        })
    }
  }
}
