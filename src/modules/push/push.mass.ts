import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { newId } from '../../platform/ids'
import type { Jobs } from '../../platform/jobs'
import { forbidden, notFound } from '../../platform/problem'
import { maskPersonal } from '../../platform/text'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { MassSend } from './push.mass.entities'
import { freePlace, monthOf, PER_MONTH } from './push.mass.rules'
import { canSteer } from './push.policy'
import { alreadyMassSent, massSendSettled, monthUsedUp, noServiceAccount } from './push.problems'
import type { Campaigns } from './push.service'

const TRIES = 6

/** 群发: what staff do with the month's four. The sending itself is in push.mass.sending.ts. */
export class MassSends {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly jobs: Jobs,
    private readonly campaigns: Pick<Campaigns, 'told'>,
    /** Of the 服务号; null where there is none. */
    private readonly appId: string | null,
    private readonly publicUrl: string,
  ) {}

  /**
   * Sends a published publication to everyone who follows the 服务号.
   * @throws Problem forbidden, no_service_account, nothing_to_tell, already_mass_sent, month_used_up
   */
  async create(actor: StaffActor, publicationId: string): Promise<MassSend> {
    if (!canSteer(actor)) throw forbidden()
    const { appId } = this
    if (appId === null) throw noServiceAccount()
    const { title, summary } = await this.campaigns.told({
      subject: { kind: 'publication', id: publicationId },
    })
    const words = `${title}\n\n${summary}\n\n${this.publicUrl}/publications/${publicationId}`
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.transaction((tx) =>
          this.take(tx, actor, { appId, publicationId, title, words }),
        )
      } catch (error) {
        // Somebody else took the same place, or ordered the same publication: looked at anew.
        if (!isDuplicate(error) || attempt >= TRIES) throw error
      }
    }
  }

  private async take(
    tx: EntityManager,
    actor: StaffActor,
    order: Pick<MassSend, 'appId' | 'publicationId' | 'title' | 'words'>,
  ): Promise<MassSend> {
    const { appId, publicationId } = order
    if (await tx.existsBy(MassSend, { appId, liveId: publicationId })) throw alreadyMassSent()
    const now = this.clock.now()
    const month = monthOf(now)
    const place = await placeIn(tx, appId, month)
    if (place === null) throw monthUsedUp()
    const id = newId(now)
    const row: MassSend = {
      ...order,
      id,
      month,
      place,
      liveId: publicationId,
      clientMsgId: `guangting-${id}`,
      state: 'waiting',
      doubtful: false,
      attempts: 0,
      firstTriedAt: null,
      msgId: null,
      errorCode: null,
      report: null,
      createdBy: actor.id,
      createdAt: now,
      finishedAt: null,
    }
    await tx.insert(MassSend, row)
    await this.jobs.enqueue(tx, 'push.mass-send', `${id}:0`, { payload: { massSendId: id } })
    await this.ledger.append(
      tx,
      actor,
      'push.mass_send',
      { type: 'mass_send', id },
      { before: null, after: { publicationId, month, place } },
    )
    return row
  }

  /**
   * Staff looked into what became of one of unknown outcome. It is not sent again either way; the place of one that
   * never went out is free again.
   * @throws Problem forbidden, not_found, mass_send_settled
   */
  async settle(
    actor: StaffActor,
    id: string,
    outcome: 'sent' | 'not_sent',
    reason: string,
  ): Promise<MassSend> {
    if (!canSteer(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const row = await findForUpdate(tx, MassSend, { id })
      if (!row) throw notFound()
      if (row.state !== 'unknown') throw massSendSettled()
      const ended = { finishedAt: this.clock.now(), doubtful: false }
      const change: Partial<MassSend> =
        outcome === 'sent'
          ? { ...ended, state: 'finished' }
          : { ...ended, state: 'failed', place: null, liveId: null }
      await tx.update(MassSend, { id }, change)
      await this.ledger.append(
        tx,
        actor,
        'push.settle_mass_send',
        { type: 'mass_send', id },
        { before: { state: row.state }, after: { state: change.state, reason: maskPersonal(reason) } },
      )
      return { ...row, ...change }
    })
  }

  /** Those of one month, in the order they were ordered, and how many more it has room for. */
  async list(month: string = monthOf(this.clock.now())): Promise<{
    month: string
    /** Whether there is a 服务号 at all: without one nothing was sent and nothing can be. */
    connected: boolean
    remaining: number
    items: MassSend[]
  }> {
    const { appId } = this
    if (appId === null) return { month, connected: false, remaining: 0, items: [] }
    const items = await this.database.reads.find(MassSend, { where: { appId, month }, order: { id: 'ASC' } })
    const taken = items.filter((row) => row.place !== null).length
    return { month, connected: true, remaining: PER_MONTH - taken, items }
  }
}

/** The next place of a month; the unique key decides between two who find the same. */
export async function placeIn(tx: EntityManager, appId: string, month: string): Promise<number | null> {
  const rows = await tx.find(MassSend, { select: { id: true, place: true }, where: { appId, month } })
  return freePlace(rows.map((row) => row.place))
}
