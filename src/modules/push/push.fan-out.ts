import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import { breath } from './push.breath'
import { concludeWithin } from './push.conclusion'
import { addToCounts } from './push.counts'
import { Campaign, Delivery } from './push.entities'
import type { Reach } from './push.reach'
import { insertRows } from './push.rows'

/** Residents looked at in one transaction. */
const CHUNK = 500
/** Chunks in one job; the next job goes on from the cursor. */
const CHUNKS = 40

/** Makes one delivery per resident addressed and channel that reaches him. */
export class FanOut {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly reach: Reach,
    private readonly chunk = CHUNK,
  ) {}

  /**
   * Job `push.fan-out`. May run twice, also at once: chunks take turns on the campaign's row.
   * @param between what may not wait for its end
   */
  async run(campaignId: string, between?: () => Promise<void>): Promise<void> {
    for (let n = 1; n <= CHUNKS; n++) {
      await between?.()
      if (!(await this.step(campaignId, n === CHUNKS))) return
      await breath()
    }
  }

  /**
   * One chunk: deliveries, counters, cursor and the job that sends them are one commit.
   * @param last whether another job goes on from here
   * @returns whether there is more to do
   */
  step(campaignId: string, last = false): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const campaign = await findForUpdate(tx, Campaign, { id: campaignId })
      if (!campaign || campaign.fannedOutAt !== null) return false
      if (campaign.state !== 'planned' && campaign.state !== 'running') return false
      const residents = await this.reach.page(tx, campaign.audience, campaign.fannedTo, this.chunk)
      const ids = await this.reach.addressed(tx, campaign.audience, residents)
      const made = await this.address(tx, campaign, ids)
      const now = this.clock.now()
      const fannedTo = residents.at(-1)?.id ?? campaign.fannedTo
      const more = residents.length === this.chunk
      const change = {
        state: 'running' as const,
        startedAt: campaign.startedAt ?? now,
        size: campaign.size + made,
        fannedTo,
        fannedOutAt: more ? null : now,
      }
      await tx.update(Campaign, { id: campaignId }, change)
      const slot = `${campaignId}:${fannedTo}`
      // One sender from the first delivery on, one more with every job of this: each goes on until nothing is left.
      const isFirst = campaign.size === 0 && made > 0
      if (isFirst || last || !more)
        await this.jobs.enqueue(tx, 'push.send', slot, { payload: { campaignId } })
      if (more && last) await this.jobs.enqueue(tx, 'push.fan-out', slot, { payload: { campaignId } })
      if (!more) await concludeWithin(tx, { ...campaign, ...change }, now)
      return more
    })
  }

  private async address(tx: EntityManager, campaign: Campaign, residentIds: string[]): Promise<number> {
    if (residentIds.length === 0) return 0
    const now = this.clock.now()
    // The campaign's row is locked, so nobody else makes deliveries between this look and the insert.
    const there = new Set(
      (await tx.findBy(Delivery, { campaignId: campaign.id, residentId: In(residentIds) })).map(
        (d) => `${d.channel} ${d.residentId}`,
      ),
    )
    const deliveries: Delivery[] = []
    for (const [channel, reached] of await this.reach.assign(tx, campaign, residentIds)) {
      for (const residentId of reached)
        if (!there.has(`${channel} ${residentId}`))
          deliveries.push({
            id: newId(now),
            campaignId: campaign.id,
            residentId,
            channel,
            state: 'queued',
            attempts: 0,
            leaseUntil: 0,
            dueAt: now,
            createdAt: now,
            changedAt: now,
            msgId: null,
            errorCode: null,
            flightId: null,
          })
    }
    if (deliveries.length === 0) return 0
    await insertRows(tx, Delivery, deliveries)
    await addToCounts(tx, campaign.id, new Map([['queued', deliveries.length]]))
    return deliveries.length
  }
}
