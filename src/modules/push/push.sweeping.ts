import { In, LessThanOrEqual } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import type { Log } from '../../platform/log'
import type { QuietHours } from '../bureau'
import { breath } from './push.breath'
import type { Channel } from './push.channel'
import { concludeWithin } from './push.conclusion'
import { countsOf, lockDeliveries, moveDeliveries } from './push.counts'
import { Campaign, Delivery } from './push.entities'
import { openFrom, waitingStates } from './push.rules'

const CHUNK = 200
const MOST_AT_ONCE = 2_000

export interface Swept {
  /** Campaigns for which a job was put in the book. */
  woken: number
  /** Deliveries, of campaigns still open, whose outcome nobody knows. */
  unknown: number
}

/** Heals what got stuck: a crashed worker's leases, a job given up, a retry whose time has come. */
export class PushSweep {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly log: Log,
    private readonly channels: readonly Channel[],
    /** 免打扰, as the bureau has set it. */
    private readonly quiet: () => Promise<QuietHours>,
    private readonly chunk = CHUNK,
  ) {}

  /** The clock's part, once a minute. */
  async sweep(): Promise<Swept> {
    const open = await this.database.reads
      .createQueryBuilder(Campaign, 'campaign')
      .select('campaign.id', 'id')
      .where('campaign.state IN (:...active)', { active: ['planned', 'running'] })
      .orWhere('campaign.state = :cancelled AND campaign.finishedAt IS NULL', { cancelled: 'cancelled' })
      .orderBy('campaign.id')
      .getRawMany<{ id: string }>()
    const swept: Swept = { woken: 0, unknown: 0 }
    const quiet = await this.quiet()
    for (const { id } of open) {
      const { woken, unknown } = await this.heal(id, quiet)
      if (woken) swept.woken++
      swept.unknown += unknown
      if (unknown > 0) this.log.warn({ campaign: id, unknown }, 'deliveries of unknown outcome')
    }
    return swept
  }

  /** Job `push.clear`: ends, chunk by chunk, what a cancelled campaign still has waiting. */
  async clear(campaignId: string): Promise<void> {
    while (await this.clearStep(campaignId)) await breath()
  }

  /** @returns whether there may be more to clear */
  clearStep(campaignId: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const campaign = await findForUpdate(tx, Campaign, { id: campaignId })
      if (campaign?.state !== 'cancelled') return false
      const now = this.clock.now()
      const waiting = await lockDeliveries(tx, { campaignId, state: In([...waitingStates]) }, this.chunk)
      await moveDeliveries(tx, waiting, { state: 'cancelled', leaseUntil: 0, changedAt: now })
      if (waiting.length === this.chunk) return true
      await concludeWithin(tx, campaign, now)
      return false
    })
  }

  private openNow({ channels, rests, priority }: Campaign, now: number, quiet: QuietHours): string[] {
    return channels.filter((name) => {
      const leavesHouse = this.channels.find((c) => c.name === name)?.leavesHouse ?? true
      return !leavesHouse || openFrom(rests?.[name], priority > 0, now, quiet) <= now
    })
  }

  private heal(campaignId: string, quiet: QuietHours): Promise<{ woken: boolean; unknown: number }> {
    return this.database.transaction(async (tx) => {
      const campaign = await findForUpdate(tx, Campaign, { id: campaignId })
      if (!campaign) return { woken: false, unknown: 0 }
      const now = this.clock.now()
      const due = { campaignId, state: In(['busy', 'quota']), dueAt: LessThanOrEqual(now) }
      let again = 0
      while (campaign.state === 'running') {
        const some = await lockDeliveries(tx, due, this.chunk)
        await moveDeliveries(tx, some, { state: 'queued', changedAt: now })
        again += some.length
        // The rest in a minute: the campaign's row is held meanwhile.
        if (some.length < this.chunk || again >= MOST_AT_ONCE) break
      }
      const names: string[] = []
      const free = {
        campaignId,
        channel: In(this.openNow(campaign, now, quiet)),
        state: 'queued' as const,
        leaseUntil: LessThanOrEqual(now),
      }
      if (campaign.state === 'cancelled') names.push('push.clear')
      else {
        if (campaign.fannedOutAt === null) names.push('push.fan-out')
        if (campaign.state === 'running' && (await tx.existsBy(Delivery, free))) names.push('push.send')
      }
      const slot = `${campaignId}:${newId(now)}`
      for (const name of names) await this.jobs.enqueue(tx, name, slot, { payload: { campaignId } })
      await concludeWithin(tx, campaign, now)
      return { woken: names.length > 0, unknown: (await countsOf(tx, campaignId)).unknown }
    })
  }
}
