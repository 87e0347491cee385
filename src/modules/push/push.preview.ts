import type { Database } from '../../platform/db/database'
import { forbidden } from '../../platform/problem'
import type { StaffActor } from '../staff'
import { breath } from './push.breath'
import { canSteer } from './push.policy'
import type { Reach } from './push.reach'
import type { CampaignOrder, Campaigns } from './push.service'

const CHUNK = 1_000

export interface Preview {
  /** People the audience means. */
  audience: number
  /** Deliveries each chosen channel would make if it were launched now. */
  reachable: Record<string, number>
  /** People of the audience whom none of the chosen channels outside the house reaches, for want of their consent. */
  needsConsent: number
}

/** What a push would reach, found the way the fan-out finds it, chunk by chunk. For staff, never on a hot path. */
export class CampaignPreview {
  constructor(
    private readonly database: Database,
    private readonly campaigns: Campaigns,
    private readonly reach: Reach,
  ) {}

  /** @throws Problem forbidden, nothing_to_tell, invalid_request */
  async preview(actor: StaffActor, order: CampaignOrder): Promise<Preview> {
    if (!canSteer(actor)) throw forbidden()
    const { reads } = this.database
    const plan = await this.campaigns.drawUp(reads, await this.campaigns.told(order, true))
    const outside = this.reach.channels.filter((c) => c.leavesHouse && plan.channels.includes(c.name))
    const preview: Preview = {
      audience: 0,
      reachable: Object.fromEntries(plan.channels.map((name) => [name, 0])),
      needsConsent: 0,
    }
    let after = ''
    for (;;) {
      const residents = await this.reach.page(reads, plan.audience, after, CHUNK)
      const ids = await this.reach.addressed(reads, plan.audience, residents)
      const assigned = await this.reach.assign(reads, plan, ids)
      preview.audience += ids.length
      for (const [name, reached] of assigned)
        preview.reachable[name] = (preview.reachable[name] ?? 0) + reached.length
      const told = outside.reduce((n, c) => n + (assigned.get(c.name)?.length ?? 0), 0)
      if (outside.length > 0) preview.needsConsent += ids.length - told
      const last = residents.at(-1)
      if (!last || residents.length < CHUNK) return preview
      after = last.id
      await breath()
    }
  }
}
