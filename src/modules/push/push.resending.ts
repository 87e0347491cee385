import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import { forbidden, notFound } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { addToCounts, countsOf } from './push.counts'
import { Campaign } from './push.entities'
import { canSteer } from './push.policy'
import { campaignOver, nothingToResend } from './push.problems'
import type { Campaigns } from './push.service'

/** What the other side was too busy for goes out again only because a person says so (docs/decisions/0017). */
export class Resending {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly jobs: Jobs,
    private readonly campaigns: Pick<Campaigns, 'told'>,
  ) {}

  /**
   * Queues every `failed` delivery of a campaign once more; a campaign that was done is so again when they are. What is
   * `unknown` stays where it is.
   * @returns how many were queued
   * @throws Problem forbidden, not_found, campaign_over, nothing_to_resend, nothing_to_tell: withdrawn meanwhile
   */
  async resend(actor: StaffActor, id: string): Promise<number> {
    if (!canSteer(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const campaign = await findForUpdate(tx, Campaign, { id })
      if (!campaign) throw notFound()
      if (campaign.state === 'cancelled') throw campaignOver()
      const { failed } = await countsOf(tx, id)
      if (failed === 0) throw nothingToResend()
      const subject = { kind: campaign.subjectKind, id: campaign.publicationId }
      if (campaign.subjectKind === 'publication') await this.campaigns.told({ subject })
      await this.queue(tx, id, failed)
      if (campaign.state === 'done') await tx.update(Campaign, { id }, { state: 'running', finishedAt: null })
      if (campaign.state !== 'paused') {
        const slot = `${id}:${newId(this.clock.now())}`
        await this.jobs.enqueue(tx, 'push.send', slot, { payload: { campaignId: id } })
      }
      await this.ledger.append(
        tx,
        actor,
        'push.resend',
        { type: 'campaign', id },
        { before: { state: campaign.state, failed }, after: { queued: failed } },
      )
      return failed
    })
  }

  private async queue(tx: EntityManager, campaignId: string, failed: number): Promise<void> {
    await tx.query(
      `UPDATE deliveries SET state = 'queued', lease_until = 0, changed_at = ?, error_code = NULL
       WHERE campaign_id = ? AND state = 'failed'`,
      [this.clock.now(), campaignId],
    )
    await addToCounts(
      tx,
      campaignId,
      new Map([
        ['failed', -failed],
        ['queued', failed],
      ]),
    )
  }
}
