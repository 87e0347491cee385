import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import { forbidden, invalidField, notFound } from '../../platform/problem'
import type { Actor, Ledger } from '../ledger'
import { Division, type StaffActor } from '../staff'
import { type Audience, Campaign, type Level, type Message, type SubjectKind } from './push.entities'
import { canSteer } from './push.policy'
import { campaignNotPaused, campaignOver, campaignPaused, nothingToTell } from './push.problems'
import { type Reach, subjectOf } from './push.reach'
import { isOver } from './push.rules'
import type { Story } from './push.templates'

export interface NewCampaign {
  publicationId: string
  /** `publication` unless told. */
  subjectKind?: SubjectKind
  /** What the message's page shows: the publication unless told. */
  subjectId?: string
  title: string
  summary: string
  /** `info` unless told. */
  level?: Level
  /** Everybody unless told. */
  audience?: Audience
  /** `inbox` unless told. */
  channels?: string[]
}

/** What staff ask for when they push something that is public already. */
export interface CampaignOrder {
  subject: { kind: SubjectKind; id: string }
  audience?: Audience
  channels?: string[]
  level?: Level
}

/** A duty to the right knows what there is to tell; the office introduces it. */
export interface StorySource {
  readonly kind: SubjectKind
  /**
   * @param ahead also what may go out but has not yet: to see beforehand whom it would reach
   * @returns null while there is nothing public to tell
   */
  tell(
    id: string,
    ahead?: boolean,
  ): Promise<{
    title: string
    summary: string
    publicationId: string
    level?: Level
    audience?: Audience
  } | null>
}

/** What staff do with a push. The work itself is in push.fan-out.ts and push.sending.ts. */
export class Campaigns {
  private readonly stories = new Map<SubjectKind, StorySource>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly jobs: Jobs,
    private readonly reach: Reach,
  ) {}

  register(source: StorySource): void {
    this.stories.set(source.kind, source)
  }

  /**
   * Pushes what is public already: a publication, or what came of a poll or a consultation. An outcome goes to those
   * who took part unless told otherwise.
   * @throws Problem forbidden, nothing_to_tell, invalid_request
   */
  async create(actor: StaffActor, order: CampaignOrder): Promise<Campaign> {
    if (!canSteer(actor)) throw forbidden()
    const input = await this.told(order)
    return this.database.transaction(async (tx) => {
      const id = await this.launch(tx, actor, input)
      const campaign = await tx.findOneByOrFail(Campaign, { id })
      const { level, audience, channels } = campaign
      await this.ledger.append(
        tx,
        actor,
        'push.launch',
        { type: 'campaign', id },
        { before: null, after: { subject: order.subject, level, audience, channels } },
      )
      return campaign
    })
  }

  /** An order as a campaign would be launched. @throws Problem nothing_to_tell */
  async told({ subject, audience, channels, level }: CampaignOrder, ahead = false): Promise<NewCampaign> {
    const story = await this.stories.get(subject.kind)?.tell(subject.id, ahead)
    if (!story) throw nothingToTell()
    return {
      ...story,
      subjectKind: subject.kind,
      subjectId: subject.id,
      level: level ?? story.level,
      audience: audience ?? tookPart(subject) ?? story.audience,
      channels,
    }
  }

  /**
   * Channels and audience as they will be used, and the messages fitted to their templates.
   * @throws Problem invalid_request: an unknown channel, division, poll or consultation, an empty topic, or no template
   */
  async drawUp(
    tx: EntityManager,
    input: NewCampaign,
  ): Promise<{ channels: string[]; audience: Audience; level: Level; messages: Record<string, Message> }> {
    const channels = [...new Set(input.channels ?? ['inbox'])]
    const level = input.level ?? 'info'
    if (channels.length === 0) throw invalidField('channels', '至少要有一个推送渠道')
    const chosen = this.reach.channels.filter((c) => channels.includes(c.name))
    if (chosen.length < channels.length) throw invalidField('channels', '没有这个推送渠道')
    const audience = input.audience ?? { kind: 'all' }
    await this.checkAudience(tx, audience)
    const { title, summary, subjectKind = 'publication', subjectId = input.publicationId } = input
    const story = { subjectKind, subjectId, title, summary, level }
    const messages: Record<string, Message> = {}
    for (const channel of chosen)
      if (channel.leavesHouse && channel.compose)
        messages[channel.name] = await channel.compose(tx, story, this.clock.now())
    return { channels, audience, level, messages }
  }

  /** As `Reach.everyWay`, now. */
  everyWay = (tx: EntityManager, story: Story) => this.reach.everyWay(tx, story, this.clock.now())

  private async checkAudience(tx: EntityManager, audience: Audience): Promise<void> {
    if (audience.kind === 'topic' && audience.topic === '')
      throw invalidField('audience.topic', '请填写推送给关注哪个主题的群众')
    if (audience.kind === 'division' && !(await tx.existsBy(Division, { id: audience.divisionId })))
      throw invalidField('audience.divisionId', '没有这个辖区')
    const isThere = () => this.reach.source(audience)?.exists(tx, subjectOf(audience))
    if (audience.kind === 'voters' && !(await isThere()))
      throw invalidField('audience.pollId', '没有这次投票')
    if (audience.kind === 'commenters' && !(await isThere()))
      throw invalidField('audience.consultationId', '没有这次意见征集')
  }

  /**
   * Part of the publishing transaction: campaign and job are committed with the publication and its ledger entry, or
   * not at all. The entry is the publication's; this appends none.
   * @returns the campaign's id
   * @throws Problem invalid_request, as `drawUp`
   */
  async launch(tx: EntityManager, actor: Pick<Actor, 'id'>, input: NewCampaign): Promise<string> {
    const { channels, audience, level, messages } = await this.drawUp(tx, input)
    const now = this.clock.now()
    const id = newId(now)
    await tx.insert(Campaign, {
      id,
      publicationId: input.publicationId,
      subjectKind: input.subjectKind ?? 'publication',
      title: input.title,
      summary: input.summary,
      level,
      priority: level === 'urgent' ? 1 : 0,
      audience,
      channels,
      messages,
      rests: null,
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

function tookPart({ kind, id }: CampaignOrder['subject']): Audience | undefined {
  if (kind === 'poll_outcome') return { kind: 'voters', pollId: id }
  if (kind === 'consultation_outcome') return { kind: 'commenters', consultationId: id }
  return undefined
}
