import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { moveTallies } from '../../platform/db/tally'
import { newId } from '../../platform/ids'
import { alreadyOpened, forbidden, invalidField, notFound, notOpened, ownWork } from '../../platform/problem'
import { dueIds } from '../../platform/window'
import type { Actor, Ledger } from '../ledger'
import type { Logs } from '../receipts'
import type { StaffActor } from '../staff'
import { freeze, YEARS, yearOf } from './consultations.closing'
import { currentDraft } from './consultations.drafting'
import { Consultation, type Contact } from './consultations.entities'
import { canClose, canCreate, canOpen, isOwnWork } from './consultations.policy'
import { consultationClosed, draftMissing } from './consultations.problems'
import { isShorterThanUsual, SHORTEST_PERIOD_DAYS } from './consultations.rules'

export interface NewConsultation {
  title: string
  explanation: string
  contact: Contact
  opensAt: number
  closesAt: number
  shorterReason?: string
}

/** 意见征集: what staff do with a consultation. Drafts, comments and letters are in files of their own. */
export class Consultations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly logs: Logs,
  ) {}

  /** @throws Problem invalid_request (also for fewer than 30 days without a reason), forbidden */
  async createConsultation(actor: StaffActor, input: NewConsultation): Promise<Consultation> {
    if (!canCreate(actor)) throw forbidden()
    const { opensAt, closesAt, shorterReason } = input
    if (closesAt <= opensAt) throw invalidField('closesAt', '结束时间应晚于开始时间')
    const now = this.clock.now()
    if (closesAt <= now) throw invalidField('closesAt', '结束时间已经过去')
    if (isShorterThanUsual(opensAt, closesAt) && !shorterReason)
      throw invalidField(
        'shorterReason',
        `征求意见的期限一般不少于${SHORTEST_PERIOD_DAYS}日，少于${SHORTEST_PERIOD_DAYS}日的请说明理由`,
      )
    const consultation: Consultation = {
      id: newId(now),
      ...input,
      shorterReason: shorterReason ?? null,
      authorId: actor.id,
      openedBy: null,
      openedAt: null,
      frozenAt: null,
      finalTally: null,
      textsId: newId(now),
      createdAt: now,
      reportedAt: null,
      reportId: null,
      overdueNotedAt: null,
    }
    return this.database.transaction(async (tx) => {
      await tx.insert(Consultation, consultation)
      const subject = { type: 'consultation', id: consultation.id }
      await this.ledger.append(tx, actor, 'consultations.create', subject, { after: input })
      return consultation
    })
  }

  /**
   * Lets residents see it; they comment from `opensAt` on.
   * @throws Problem own_work, already_opened, draft_missing, consultation_closed
   */
  async openConsultation(actor: StaffActor, id: string): Promise<Consultation> {
    if (!canOpen(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const consultation = await findForUpdate(tx, Consultation, { id })
      if (!consultation) throw notFound()
      const draft = await currentDraft(tx, id)
      if (isOwnWork(actor, consultation, draft)) throw ownWork()
      if (consultation.openedAt !== null) throw alreadyOpened()
      if (!draft) throw draftMissing()
      const now = this.clock.now()
      if (now >= consultation.closesAt) throw consultationClosed({ detail: '结束时间已过，请重新设定时间。' })
      const change = { openedAt: now, openedBy: actor.id }
      await tx.update(Consultation, { id }, change)
      await this.logs.begin(tx, 'consultation', id)
      await moveTallies(tx, [[YEARS, `opened:${yearOf(Math.max(now, consultation.opensAt))}`, 1]])
      const after = { ...change, draft: { version: draft.version, sourceHash: draft.sourceHash } }
      await this.ledger.append(
        tx,
        actor,
        'consultations.open',
        { type: 'consultation', id },
        { before: { openedAt: null }, after },
      )
      return { ...consultation, ...change }
    })
  }

  /** Ends it before its time and freezes the tally. @throws Problem not_opened, consultation_closed */
  async closeConsultation(actor: StaffActor, id: string): Promise<Consultation> {
    if (!canClose(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const consultation = await findForUpdate(tx, Consultation, { id })
      if (!consultation) throw notFound()
      if (consultation.openedAt === null) throw notOpened()
      if (consultation.frozenAt !== null) throw consultationClosed()
      return this.freezeWithin(tx, actor, consultation)
    })
  }

  /** The clock's part: freezes every consultation whose time is over. @returns how many */
  async freezeDue(actor: Actor): Promise<number> {
    const due = await dueIds(this.database.reads, Consultation, this.clock.now())
    for (const id of due)
      await this.database.transaction(async (tx) => {
        const consultation = await findForUpdate(tx, Consultation, { id })
        if (consultation && consultation.frozenAt === null) await this.freezeWithin(tx, actor, consultation)
      })
    return due.length
  }

  private freezeWithin(tx: EntityManager, actor: Actor, consultation: Consultation): Promise<Consultation> {
    return freeze(tx, this.ledger, this.logs, actor, consultation, this.clock.now())
  }
}
