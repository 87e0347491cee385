import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import { breath } from './push.breath'
import type { Channel, HouseChannel, OutsideChannel } from './push.channel'
import { addressedNow, concludeWithin } from './push.conclusion'
import { lockDeliveries, moveDeliveries } from './push.counts'
import { Campaign, Delivery, type Outcome } from './push.entities'
import type { Outcomes } from './push.outcomes'

const LEASE_MS = 60_000
/** Longer than a batch takes whose every send runs into its timeout. */
const OUTSIDE_LEASE_MS = 5 * 60_000
/** Batches in one job: well within a job's lease. */
const BATCHES = 100
/** Sends to another system under way at once. */
const ABREAST = 10

export interface BatchSizes {
  /** Inbox messages written in one transaction. */
  house: number
  /** Deliveries marked `unknown` together before they are sent one by one: as few as a crash may leave unknown. */
  outside: number
}

interface Batch {
  campaign: Campaign
  channel: Channel
  deliveries: Delivery[]
}

/** Claims what is queued, brings it to its channel, and writes down what came of it. */
export class Sending {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly outcomes: Outcomes,
    private readonly channels: readonly Channel[],
    private readonly sizes: BatchSizes = { house: 200, outside: 50 },
  ) {}

  /** Job `push.send`. Any number may run at once: what one has claimed, the others pass over. */
  async run(campaignId: string): Promise<void> {
    for (let n = 0; n < BATCHES; n++) {
      if (!(await this.step(campaignId))) return
      await breath()
    }
    const slot = `${campaignId}:${newId(this.clock.now())}`
    await this.database.transaction((tx) =>
      this.jobs.enqueue(tx, 'push.send', slot, { payload: { campaignId } }),
    )
  }

  /** One batch. @returns false when there was nothing to claim */
  async step(campaignId: string): Promise<boolean> {
    const batch = await this.claim(campaignId)
    if (!batch) return false
    const { campaign, channel, deliveries } = batch
    if (channel.leavesHouse) await this.sendOut(campaign, channel, deliveries)
    else await this.deliver(campaign.id, channel, deliveries)
    return true
  }

  private claim(campaignId: string): Promise<Batch | null> {
    return this.database.transaction(async (tx) => {
      const campaign = await findForUpdate(tx, Campaign, { id: campaignId })
      if (campaign?.state !== 'running') return null
      const now = this.clock.now()
      const due = tx
        .createQueryBuilder(Delivery, 'delivery')
        .where('delivery.campaignId = :campaignId AND delivery.state = :queued', {
          campaignId,
          queued: 'queued',
        })
        .andWhere('delivery.leaseUntil <= :now', { now })
        .orderBy('delivery.id')
        .limit(this.sizes.house)
      if (this.database.kind === 'mysql') due.setLock('pessimistic_write').setOnLocked('skip_locked')
      const found = await due.getMany()
      const name = found[0]?.channel
      if (name === undefined) {
        await concludeWithin(tx, campaign, now)
        return null
      }
      const channel = this.channels.find((c) => c.name === name)
      if (!channel) throw new Error(`No channel ${name}`)
      const size = channel.leavesHouse ? this.sizes.outside : this.sizes.house
      const deliveries = found.filter((d) => d.channel === name).slice(0, size)
      return { campaign, channel, deliveries: await this.take(tx, campaign, channel, deliveries, now) }
    })
  }

  /** What leaves the house is marked `unknown` here, before it leaves: a crash later on never sends it twice. */
  private async take(
    tx: EntityManager,
    campaign: Campaign,
    channel: Channel,
    found: Delivery[],
    now: number,
  ): Promise<Delivery[]> {
    const leaseUntil = now + (channel.leavesHouse ? OUTSIDE_LEASE_MS : LEASE_MS)
    await tx.update(
      Delivery,
      { id: In(found.map((d) => d.id)) },
      { leaseUntil, attempts: () => 'attempts + 1' },
    )
    if (!channel.leavesHouse) return found
    const addressed = await addressedNow(tx, campaign, found)
    const mine = found.filter((d) => addressed.has(d.residentId))
    await moveDeliveries(tx, mine, { state: 'unknown', changedAt: now })
    await this.giveUp(tx, found, addressed, now)
    return mine
  }

  /** Message and state in one commit; what another worker has delivered meanwhile is no longer queued. */
  private async deliver(campaignId: string, channel: HouseChannel, claimed: Delivery[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const campaign = await findForUpdate(tx, Campaign, { id: campaignId })
      if (!campaign) return
      const ids = In(claimed.map((d) => d.id))
      if (campaign.state !== 'running') {
        await tx.update(Delivery, { id: ids, state: 'queued' }, { leaseUntil: 0 })
        return
      }
      const now = this.clock.now()
      const addressed = await addressedNow(tx, campaign, claimed)
      const queued = await lockDeliveries(tx, { id: ids, state: 'queued' })
      const mine = queued.filter((d) => addressed.has(d.residentId))
      await channel.deliver(
        tx,
        campaign,
        mine.map((d) => d.residentId),
      )
      await moveDeliveries(tx, mine, { state: 'delivered', leaseUntil: 0, changedAt: now })
      await this.giveUp(tx, queued, addressed, now)
      await concludeWithin(tx, campaign, now)
    })
  }

  /** Who has left or switched such pushes off since the fan-out is not written to. */
  private giveUp(
    tx: EntityManager,
    deliveries: Delivery[],
    addressed: ReadonlySet<string>,
    now: number,
  ): Promise<void> {
    const gone = deliveries.filter((d) => !addressed.has(d.residentId))
    return moveDeliveries(tx, gone, { state: 'cancelled', leaseUntil: 0, changedAt: now })
  }

  private async sendOut(campaign: Campaign, channel: OutsideChannel, deliveries: Delivery[]): Promise<void> {
    for (let at = 0; at < deliveries.length; at += ABREAST) {
      const group = deliveries.slice(at, at + ABREAST)
      const outcomes = await Promise.all(group.map((d) => this.sendOne(campaign, channel, d)))
      await this.outcomes.record(campaign.id, new Map(group.map((d, i) => [d.id, outcomes[i] ?? 'unknown'])))
      if (!outcomes.includes('bad_payload')) continue
      await this.outcomes.putBack(
        campaign.id,
        deliveries.slice(at + ABREAST).map((d) => d.id),
      )
      return
    }
  }

  private async sendOne(campaign: Campaign, channel: OutsideChannel, d: Delivery): Promise<Outcome> {
    try {
      return await channel.send({ deliveryId: d.id, residentId: d.residentId, campaign })
    } catch {
      // It may have gone out: only an event or a person can tell.
      return 'unknown'
    }
  }
}
