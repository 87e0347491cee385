import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import { forbidden, invalidField, notFound } from '../../platform/problem'
import type { Ledger } from '../ledger'
import { Division, type StaffActor } from '../staff'
import type { Channel } from './push.channel'
import { type Audience, Campaign, type Level } from './push.entities'
import { canSteer } from './push.policy'
import { campaignNotPaused, campaignOver, campaignPaused } from './push.problems'
import { isOver } from './push.rules'

export interface NewCampaign {
  publicationId: string
  title: string
  summary: string
  /** `info` unless told. */
  level?: Level
  /** Everybody unless told. */
  audience?: Audience
  /** `inbox` unless told. */
  channels?: string[]
}

/** What staff do with a push. The work itself is in push.fan-out.ts and push.sending.ts. */
export class Campaigns {
  private readonly channelNames: ReadonlySet<string>

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly jobs: Jobs,
    channels: readonly Channel[],
  ) {
    this.channelNames = new Set(channels.map((c) => c.name))
  }

  /**
   * Part of the publishing transaction: campaign and job are committed with the publication and its ledger entry, or
   * not at all. The entry is the publication's; this appends none.
   * @returns the campaign's id
   * @throws Problem invalid_request: an unknown channel, division or empty topic
   */
  async launch(tx: EntityManager, actor: StaffActor, input: NewCampaign): Promise<string> {
    const channels = [...new Set(input.channels ?? ['inbox'])]
    if (channels.length === 0) throw invalidField('channels', '至少要有一个推送渠道')
    if (channels.some((name) => !this.channelNames.has(name)))
      throw invalidField('channels', '没有这个推送渠道')
    const audience = input.audience ?? { kind: 'all' }
    if (audience.kind === 'topic' && audience.topic === '')
      throw invalidField('audience.topic', '请填写推送给关注哪个主题的群众')
    if (audience.kind === 'division' && !(await tx.existsBy(Division, { id: audience.divisionId })))
      throw invalidField('audience.divisionId', '没有这个辖区')
    const now = this.clock.now()
    const id = newId(now)
    await tx.insert(Campaign, {
      id,
      publicationId: input.publicationId,
      title: input.title,
      summary: input.summary,
      level: input.level ?? 'info',
      audience,
      channels,
      state: 'planned',
      size: 0,
      fannedTo: '',
      fannedOutAt: null,
      createdBy: actor.id,
      createdAt: now,
      startedAt: null,
      finishedAt: null,
    })
    await this.jobs.enqueue(tx, 'push.fan-out', id, { payload: { campaignId: id } })
    return id
  }

  /** What is in hand is finished; nothing more is taken up. @throws Problem campaign_paused, campaign_over */
  pause(actor: StaffActor, id: string): Promise<Campaign> {
    return this.steer(actor, id, 'push.pause', async (campaign) => {
      if (campaign.state === 'paused') throw campaignPaused()
      return { state: 'paused' }
    })
  }

  /** Goes on where it stopped. @throws Problem campaign_not_paused, campaign_over */
  resume(actor: StaffActor, id: string): Promise<Campaign> {
    return this.steer(actor, id, 'push.resume', async (campaign, tx) => {
      if (campaign.state !== 'paused') throw campaignNotPaused()
      const slot = `${id}:${newId(this.clock.now())}`
      if (campaign.fannedOutAt === null)
        await this.jobs.enqueue(tx, 'push.fan-out', slot, { payload: { campaignId: id } })
      await this.jobs.enqueue(tx, 'push.send', slot, { payload: { campaignId: id } })
      return { state: 'running', startedAt: campaign.startedAt ?? this.clock.now() }
    })
  }

  /** For good: whoever has not been sent it yet is not. @throws Problem campaign_over */
  cancel(actor: StaffActor, id: string): Promise<Campaign> {
    return this.steer(actor, id, 'push.cancel', (_campaign, tx) => this.cancelWithin(tx, id))
  }

  /** Part of a withdrawal's transaction: what is still being pushed of the publication stops; appends no entry. */
  async cancelOf(tx: EntityManager, publicationId: string): Promise<void> {
    const states = In(['planned', 'running', 'paused'])
    const open = await tx.find(Campaign, { where: { publicationId, state: states }, order: { id: 'ASC' } })
    for (const { id } of open) {
      const campaign = await findForUpdate(tx, Campaign, { id })
      if (campaign && !isOver(campaign.state))
        await tx.update(Campaign, { id }, await this.cancelWithin(tx, id))
    }
  }

  private async cancelWithin(tx: EntityManager, id: string): Promise<Partial<Campaign>> {
    await this.jobs.enqueue(tx, 'push.clear', id, { payload: { campaignId: id } })
    return { state: 'cancelled' }
  }

  private async steer(
    actor: StaffActor,
    id: string,
    action: string,
    decide: (campaign: Campaign, tx: EntityManager) => Promise<Partial<Campaign>>,
  ): Promise<Campaign> {
    if (!canSteer(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const campaign = await findForUpdate(tx, Campaign, { id })
      if (!campaign) throw notFound()
      if (isOver(campaign.state)) throw campaignOver()
      const change = await decide(campaign, tx)
      await tx.update(Campaign, { id }, change)
      await this.ledger.append(
        tx,
        actor,
        action,
        { type: 'campaign', id },
        { before: { state: campaign.state }, after: { state: change.state } },
      )
      return { ...campaign, ...change }
    })
  }
}
