import type { Database } from '../../platform/db/database'
import type { FanOut } from './push.fan-out'
import type { Sending } from './push.sending'

/** Batches of an urgent campaign sent before whoever made way looks again. */
const BATCHES = 40

/**
 * Urgent campaigns go before bulk ones at every batch: whoever works on a bulk campaign makes way, so that an alert
 * does not wait for a free worker.
 */
export class Rush {
  constructor(
    private readonly database: Database,
    private readonly fanOut: FanOut,
    private readonly sending: Sending,
  ) {}

  /** Works on what is urgent until nothing of it can be done now; at once when the campaign in hand is urgent itself. */
  async before(campaignId: string): Promise<void> {
    for (;;) {
      const rows = await this.database.select(
        "SELECT id FROM campaigns WHERE state IN ('planned', 'running') AND priority > 0 ORDER BY id",
        [],
      )
      const urgent = rows.map((row) => String(row.id))
      if (urgent.length === 0 || urgent.includes(campaignId)) return
      let isBusy = false
      for (const id of urgent) {
        const fanned = await this.fanOut.step(id)
        const sent = await this.sending.burst(id, BATCHES)
        isBusy ||= fanned || sent
      }
      if (!isBusy) return
    }
  }
}
