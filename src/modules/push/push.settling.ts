import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import type { Log } from '../../platform/log'
import { forbidden, notFound } from '../../platform/problem'
import { maskPersonal } from '../../platform/text'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { concludeWithin } from './push.conclusion'
import { lockDeliveries, moveDeliveries } from './push.counts'
import { Campaign, Delivery, type DeliveryState } from './push.entities'
import type { OpenidKeeper } from './push.grants'
import type { GrantPurse } from './push.grants.spending'
import { canSteer } from './push.policy'
import { deliveryInHand, deliverySettled } from './push.problems'
import type { TemplateBook } from './push.templates'
import type { TemplateHome } from './push.templates.entities'

/** WeChat's later word on a message: `subscribe_msg_sent_event`, `TEMPLATESENDJOBFINISH`. */
export interface DeliveryReport {
  msgId: string
  /** Left out by TEMPLATESENDJOBFINISH. */
  templateId?: string
  arrived: boolean
}

/** What an event may still say the end of. */
const open: readonly DeliveryState[] = ['sent', 'unknown', 'failed']

/** Deliveries whose end is told later: by WeChat's events, or by staff who looked into it. */
export class Deliveries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly log: Log,
    private readonly residents: OpenidKeeper,
    private readonly book: TemplateBook,
    private readonly purse: GrantPurse,
    private readonly apps: Record<TemplateHome, string>,
  ) {}

  /**
   * Settles a sent or unknown delivery, or one WeChat was too busy for and took after all. Found by the message's
   * number or, where the reply that carried it was lost, by resident and template; two such alike stay as they are, for
   * it cannot be told which is meant.
   */
  async settled(appId: string, openid: string, report: DeliveryReport): Promise<void> {
    const { id: residentId } = await this.residents.residentOf(appId, openid)
    const found = await this.reported(appId, residentId, report)
    if (!found) {
      this.log.info({ msgId: report.msgId }, 'a delivery report that fits no delivery')
      return
    }
    await this.database.transaction(async (tx) => {
      const held = await this.hold(tx, found.id)
      if (!held || !open.includes(held.delivery.state)) return
      const message = held.campaign.messages?.[held.delivery.channel]
      // Given back when WeChat said it was busy, and spent all the same.
      if (message && held.delivery.state === 'failed') await this.purse.spend(tx, message, [residentId])
      await this.end(tx, held, report.arrived ? 'delivered' : 'undelivered', report.msgId)
    })
  }

  /**
   * Staff say what became of a delivery of unknown outcome. It is not sent again either way.
   * @param reason how they know; personal data in it is masked in the ledger
   * @throws Problem not_found, forbidden, delivery_settled, delivery_in_hand
   */
  async settle(
    actor: StaffActor,
    id: string,
    outcome: 'delivered' | 'not_delivered',
    reason: string,
  ): Promise<Delivery> {
    if (!canSteer(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const held = await this.hold(tx, id)
      if (!held) throw notFound()
      const { delivery } = held
      if (delivery.state !== 'unknown') throw deliverySettled()
      if (delivery.leaseUntil > this.clock.now()) throw deliveryInHand()
      const state = outcome === 'delivered' ? 'delivered' : 'undelivered'
      await this.end(tx, held, state, delivery.msgId)
      // What WeChat took and could not bring is spent all the same; what a person found never went out is not.
      const message = held.campaign.messages?.[delivery.channel]
      if (message && state === 'undelivered') await this.purse.giveBack(tx, message, [delivery.residentId])
      await this.ledger.append(
        tx,
        actor,
        'push.settle',
        { type: 'delivery', id },
        { before: { state: 'unknown' }, after: { state, reason: maskPersonal(reason) } },
      )
      return { ...delivery, state, changedAt: this.clock.now() }
    })
  }

  private async reported(
    appId: string,
    residentId: string,
    { msgId, templateId }: DeliveryReport,
  ): Promise<Delivery | undefined> {
    const { reads } = this.database
    const home = this.apps.mini === appId ? 'mini' : 'oa'
    const channel = `wechat_${home}`
    const numbered = await reads.findOneBy(Delivery, { residentId, channel, msgId })
    if (numbered) return numbered
    if (templateId !== undefined && (await this.book.find(templateId))?.home !== home) return undefined
    const unknown = await reads.findBy(Delivery, { residentId, channel, state: In(['unknown', 'failed']) })
    const alike: Delivery[] = []
    for (const delivery of unknown) {
      const campaign = await reads.findOneBy(Campaign, { id: delivery.campaignId })
      const mine = campaign?.messages?.[channel]?.templateId
      if (templateId === undefined || mine === templateId) alike.push(delivery)
    }
    return alike.length === 1 ? alike[0] : undefined
  }

  /** Campaign and delivery, locked in the order everybody locks them. */
  private async hold(
    tx: EntityManager,
    id: string,
  ): Promise<{ campaign: Campaign; delivery: Delivery } | null> {
    const delivery = await tx.findOneBy(Delivery, { id })
    const campaign = delivery && (await findForUpdate(tx, Campaign, { id: delivery.campaignId }))
    const [locked] = campaign ? await lockDeliveries(tx, { id }) : []
    return campaign && locked ? { campaign, delivery: locked } : null
  }

  private async end(
    tx: EntityManager,
    { campaign, delivery }: { campaign: Campaign; delivery: Delivery },
    state: 'delivered' | 'undelivered',
    msgId: string | null,
  ): Promise<void> {
    const now = this.clock.now()
    await moveDeliveries(tx, [delivery], { state, leaseUntil: 0, changedAt: now, msgId })
    await concludeWithin(tx, campaign, now)
  }
}
