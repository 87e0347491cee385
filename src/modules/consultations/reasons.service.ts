import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { forbidden, invalidField, notFound } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { ReasonTemplate } from './assignments.entities'
import { canDispose } from './consultations.policy'
import { shippedReasons } from './reasons.shipped'

export type ReasonText = Pick<ReasonTemplate, 'disposition' | 'name' | 'reason'>

const MOST = 200

/** 理由模板: wordings that come with the product, and those of the bureau itself. */
export class Reasons {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** The bureau's own first. */
  async list(): Promise<(ReasonText & { id: string; own: boolean })[]> {
    const own = await this.database.reads.find(ReasonTemplate, { order: { id: 'DESC' }, take: MOST })
    return [...own.map((t) => ({ ...t, own: true })), ...shippedReasons.map((t) => ({ ...t, own: false }))]
  }

  /** @throws Problem forbidden, invalid_request when there are too many */
  async add(actor: StaffActor, text: ReasonText): Promise<ReasonTemplate> {
    if (!canDispose(actor)) throw forbidden()
    const now = this.clock.now()
    const template = { id: newId(now), ...text, authorId: actor.id, createdAt: now }
    return this.database.transaction(async (tx) => {
      if ((await tx.count(ReasonTemplate)) >= MOST)
        throw invalidField('name', `理由模板至多 ${MOST} 个，请先删去不用的`)
      await tx.insert(ReasonTemplate, template)
      const subject = { type: 'reason_template', id: template.id }
      await this.ledger.append(tx, actor, 'consultations.add_reason', subject, { after: text })
      return template
    })
  }

  /** @throws Problem forbidden, not_found, also for one that came with the product */
  async remove(actor: StaffActor, id: string): Promise<void> {
    if (!canDispose(actor)) throw forbidden()
    await this.database.transaction(async (tx) => {
      const template = await findForUpdate(tx, ReasonTemplate, { id })
      if (!template) throw notFound()
      await tx.delete(ReasonTemplate, { id })
      const { disposition, name, reason } = template
      const before = { disposition, name, reason }
      await this.ledger.append(
        tx,
        actor,
        'consultations.remove_reason',
        { type: 'reason_template', id },
        { before },
      )
    })
  }
}
