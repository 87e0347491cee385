import { In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { type Ledger, systemActor } from '../ledger'
import { concludeWithin } from './push.conclusion'
import { lockDeliveries, moveDeliveries } from './push.counts'
import { Campaign, type Delivery, type DeliveryState, type Outcome } from './push.entities'
import { dueAfter, isWaiting } from './push.rules'

/** Writes down what came of sends that left the house. */
export class Outcomes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Only deliveries still `unknown` change: what an event has settled meanwhile stays settled. A payload the platform
   * refuses is our own fault and would be refused for everyone, so it pauses the campaign, with a ledger entry.
   */
  async record(campaignId: string, outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    await this.settle(campaignId, outcomes)
  }

  /** These were marked `unknown`, but certainly never left. */
  async putBack(campaignId: string, deliveryIds: readonly string[]): Promise<void> {
    await this.settle(campaignId, new Map(deliveryIds.map((id) => [id, 'queued'] as const)))
  }

  private async settle(campaignId: string, states: ReadonlyMap<string, Outcome | 'queued'>): Promise<void> {
    if (states.size === 0) return
    await this.database.transaction(async (tx) => {
      const campaign = await findForUpdate(tx, Campaign, { id: campaignId })
      if (!campaign) return
      const now = this.clock.now()
      const unknown = await lockDeliveries(tx, { id: In([...states.keys()]), state: 'unknown' })
      const groups = new Map<string, { state: DeliveryState; dueAt: number; deliveries: Delivery[] }>()
      for (const delivery of unknown) {
        const wanted = states.get(delivery.id) ?? 'unknown'
        const state = campaign.state === 'cancelled' && isWaiting(wanted) ? 'cancelled' : wanted
        const dueAt = wanted === 'queued' ? now : dueAfter(wanted, delivery.attempts, now)
        const group = groups.get(`${state} ${dueAt}`) ?? { state, dueAt, deliveries: [] }
        group.deliveries.push(delivery)
        groups.set(`${state} ${dueAt}`, group)
      }
      for (const { state, dueAt, deliveries } of groups.values())
        await moveDeliveries(tx, deliveries, { state, dueAt, leaseUntil: 0, changedAt: now })
      // A worker came back after its lease, when the campaign had been thought done: it was not.
      if (campaign.state === 'done' && [...groups.values()].some((g) => isWaiting(g.state))) {
        const reopened = { state: 'running' as const, finishedAt: null }
        await tx.update(Campaign, { id: campaignId }, reopened)
        Object.assign(campaign, reopened)
      }
      const isOurFault = [...states.values()].includes('bad_payload') && campaign.state === 'running'
      if (!isOurFault) return concludeWithin(tx, campaign, now)
      await tx.update(Campaign, { id: campaignId }, { state: 'paused' })
      await this.ledger.append(
        tx,
        systemActor,
        'push.pause',
        { type: 'campaign', id: campaignId },
        { before: { state: campaign.state }, after: { state: 'paused', reason: 'bad_payload' } },
      )
    })
  }
}
