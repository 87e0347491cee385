import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { invalidField } from '../../platform/problem'
import type { ResidentActor } from '../residents'
import type { Purpose } from './push.entities'
import { type GrantAnswer, SubscriptionGrant } from './push.grants.entities'
import {
  type Askable,
  afterAnswer,
  afterRefusal,
  type Moment,
  type Teller,
  whatToAsk,
} from './push.grants.rules'
import type { MessageTemplate, TemplateBook } from './push.templates'
import type { TemplateHome } from './push.templates.entities'

/** One entry of WeChat's `subscribe_msg_popup_event` or `subscribe_msg_change_event`. */
export interface GrantEvent {
  templateId: string
  status: 'accept' | 'reject'
}

/** Who stands behind an openid; registers a person who is new. */
export interface OpenidKeeper {
  residentOf(appId: string, openid: string): Promise<ResidentActor>
}

/** What residents allow: written down as they answer, and as WeChat tells us. Spent in push.grants.spending.ts. */
export class Grants {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly residents: OpenidKeeper,
    private readonly book: TemplateBook,
    private readonly apps: Record<TemplateHome, string>,
  ) {}

  /** What the mini-program (or the 服务号) may ask for. */
  askable(home: TemplateHome = 'mini'): Promise<Askable[]> {
    return this.book.askable(home)
  }

  /**
   * Which templates to ask this resident for now, at most three; empty where asking would only annoy.
   * @param awaited outcomes he waits for, by purpose
   */
  async plan(
    resident: ResidentActor,
    moment: Moment,
    awaited: Partial<Record<Purpose, number>>,
    home: TemplateHome = 'mini',
  ): Promise<string[]> {
    const held = await this.database.reads.findBy(SubscriptionGrant, { residentId: resident.id })
    const grants = new Map(held.map((g) => [g.templateId, g]))
    return whatToAsk(moment, await this.askable(home), grants, awaited, this.clock.now())
  }

  /**
   * What the consent dialog answered, by template id, as the mini-program reports it.
   * @throws Problem invalid_request: a template that nobody may ask for
   */
  async record(resident: ResidentActor, results: Readonly<Record<string, GrantAnswer>>): Promise<void> {
    const answers: { template: MessageTemplate; answer: GrantAnswer }[] = []
    for (const [templateId, answer] of Object.entries(results)) {
      const template = await this.book.find(templateId)
      if (template?.home !== 'mini' || template.kind === 'unsolicited')
        throw invalidField(`results.${templateId}`, '没有这个订阅消息模板')
      answers.push({ template, answer })
    }
    await this.write(resident.id, answers, 'claimed', this.clock.now())
  }

  /**
   * `subscribe_msg_popup_event`: the dialog was answered. Templates of nobody here are passed over.
   * @param at the event's CreateTime (epoch ms); now unless told
   */
  async popup(
    appId: string,
    openid: string,
    list: readonly GrantEvent[],
    at = this.clock.now(),
  ): Promise<void> {
    const answers = (await this.known(appId, list)).map(({ template, status }) => ({
      template,
      answer: status,
    }))
    if (answers.length === 0) return
    const { id } = await this.residents.residentOf(appId, openid)
    await this.write(id, answers, 'confirmed', at)
  }

  /** `subscribe_msg_change_event`: switched off in WeChat's settings. What comes as `accept` changes nothing. */
  async changed(
    appId: string,
    openid: string,
    list: readonly GrantEvent[],
    at = this.clock.now(),
  ): Promise<void> {
    const refused = (await this.known(appId, list)).filter((event) => event.status === 'reject')
    if (refused.length === 0) return
    const { id } = await this.residents.residentOf(appId, openid)
    await this.transact(async (tx) => {
      for (const { template } of refused) {
        const grant = await this.findOrBegin(tx, id, template, at)
        await this.put(tx, afterRefusal(grant, at))
      }
    })
  }

  private async known(appId: string, list: readonly GrantEvent[]) {
    const found: { template: MessageTemplate; status: GrantEvent['status'] }[] = []
    for (const { templateId, status } of list) {
      const template = await this.book.find(templateId)
      if (template && this.apps[template.home] === appId && template.kind !== 'unsolicited')
        found.push({ template, status })
    }
    return found
  }

  /** Two first answers at once: the second finds the first one's row. */
  private async transact(work: (tx: EntityManager) => Promise<void>): Promise<void> {
    try {
      await this.database.transaction(work)
    } catch (error) {
      if (!isDuplicate(error)) throw error
      await this.database.transaction(work)
    }
  }

  private async write(
    residentId: string,
    answers: { template: MessageTemplate; answer: GrantAnswer }[],
    teller: Teller,
    at: number,
  ): Promise<void> {
    if (answers.length === 0) return
    await this.transact(async (tx) => {
      for (const { template, answer } of answers) {
        const grant = await this.findOrBegin(tx, residentId, template, at)
        await this.put(tx, afterAnswer(grant, answer, teller, at))
      }
    })
  }

  /** The row, locked; a new one begins as if the dialog had not been shown. */
  private async findOrBegin(
    tx: EntityManager,
    residentId: string,
    { templateId, kind, home }: MessageTemplate,
    at: number,
  ): Promise<SubscriptionGrant> {
    const found = await findForUpdate(tx, SubscriptionGrant, { residentId, templateId })
    if (found) return found
    const now = this.clock.now()
    const begun: SubscriptionGrant = {
      residentId,
      templateId,
      appId: this.apps[home],
      kind: kind === 'long_term' ? 'long_term' : 'one_time',
      state: 'filter',
      claimed: 0,
      confirmed: 0,
      spent: 0,
      decidedAt: Math.min(at, now),
      createdAt: now,
    }
    await tx.insert(SubscriptionGrant, begun)
    return begun
  }

  private async put(
    tx: EntityManager,
    { residentId, templateId, ...rest }: SubscriptionGrant,
  ): Promise<void> {
    await tx.update(SubscriptionGrant, { residentId, templateId }, rest)
  }
}

/** Nothing that was allowed is lost, nothing refused is forgotten: the later decision stands. */
export async function joinGrants(tx: EntityManager, from: string, to: string): Promise<void> {
  const rows = await tx.find(SubscriptionGrant, {
    where: { residentId: In([from, to]) },
    order: { residentId: 'ASC', templateId: 'ASC' },
  })
  for (const mine of rows.filter((g) => g.residentId === from)) {
    const theirs = rows.find((g) => g.residentId === to && g.templateId === mine.templateId)
    const { templateId } = mine
    if (!theirs) {
      await tx.update(SubscriptionGrant, { residentId: from, templateId }, { residentId: to })
      continue
    }
    const later = mine.decidedAt > theirs.decidedAt ? mine : theirs
    const joined = {
      state: later.state,
      decidedAt: later.decidedAt,
      claimed: mine.claimed + theirs.claimed,
      confirmed: mine.confirmed + theirs.confirmed,
      spent: mine.spent + theirs.spent,
    }
    await tx.update(SubscriptionGrant, { residentId: to, templateId }, joined)
    await tx.delete(SubscriptionGrant, { residentId: from, templateId })
  }
}
