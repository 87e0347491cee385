import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import type { Jobs } from '../../platform/jobs'
import type { WechatClient } from '../../platform/wechat/client'
import type { SendResult } from '../../platform/wechat/sends'
import { placeIn } from './push.mass'
import { type MassReport, MassReportRow, MassSend, type MassState } from './push.mass.entities'
import { afterTry, mayTry, monthOf } from './push.mass.rules'
import { nothingToTell } from './push.problems'
import type { Campaigns } from './push.service'

const TRIES = 6
/** As WeChat would say it: this account has no mass message left. */
const NONE_LEFT = 45028
const underWay: MassState[] = ['waiting', 'sending', 'unknown', 'sent']
const SUCCESS = 'send success'

/** Hands mass messages to WeChat. Its clientmsgid makes a repeat safe: what was taken before is known, not sent again. */
export class MassSending {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly campaigns: Pick<Campaigns, 'told'>,
    private readonly client: Pick<WechatClient, 'massSend'> | null,
  ) {}

  /** One try. Two workers at once ask WeChat for the same message, which takes it once. */
  async run(id: string): Promise<void> {
    if (!this.client || !(await this.isStillPublic(id))) return
    const row = await this.claim(id)
    if (!row) return
    const { clientMsgId, words } = row
    const result = await this.client.massSend({ clientMsgId, toAll: true, text: words })
    await this.database.transaction((tx) => this.note(tx, id, result))
  }

  /** Withdrawn before it left: it does not leave any more. */
  private async isStillPublic(id: string): Promise<boolean> {
    const row = await this.database.reads.findOneBy(MassSend, { id })
    if (!row) return false
    try {
      await this.campaigns.told({ subject: { kind: 'publication', id: row.publicationId } })
      return true
    } catch (error) {
      if (!nothingToTell.is(error)) throw error
    }
    await this.database.transaction(async (tx) => {
      const held = await findForUpdate(tx, MassSend, { id })
      if (held?.state === 'waiting') await tx.update(MassSend, { id }, this.nothingSent(null))
    })
    // What may have left already is asked about all the same.
    return row.doubtful || row.state === 'sending'
  }

  private async claim(id: string): Promise<MassSend | null> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.transaction((tx) => this.claimWithin(tx, id))
      } catch (error) {
        if (!isDuplicate(error) || attempt >= TRIES) throw error
      }
    }
  }

  private async claimWithin(tx: EntityManager, id: string): Promise<MassSend | null> {
    const row = await findForUpdate(tx, MassSend, { id })
    if (row?.state !== 'waiting' && row?.state !== 'sending' && row?.state !== 'unknown') return null
    const now = this.clock.now()
    // Left in somebody's hand, it may have been taken.
    const doubtful = row.doubtful || row.state === 'sending'
    if (!mayTry({ ...row, doubtful }, now)) {
      await tx.update(
        MassSend,
        { id },
        doubtful ? { state: 'unknown', doubtful } : this.nothingSent(row.errorCode),
      )
      return null
    }
    const month = monthOf(now)
    const place = month === row.month ? row.place : await placeIn(tx, row.appId, month)
    if (place === null) {
      await tx.update(MassSend, { id }, this.nothingSent(NONE_LEFT))
      return null
    }
    const change = {
      state: 'sending' as const,
      doubtful,
      month,
      place,
      attempts: row.attempts + 1,
      firstTriedAt: row.firstTriedAt ?? now,
    }
    await tx.update(MassSend, { id }, change)
    return { ...row, ...change }
  }

  private async note(tx: EntityManager, id: string, result: SendResult): Promise<void> {
    const row = await findForUpdate(tx, MassSend, { id })
    if (row?.state !== 'sending' && row?.state !== 'unknown') return
    const now = this.clock.now()
    const { retryAt, ...step } = afterTry(row, result, now)
    if (step.state === 'failed') await tx.update(MassSend, { id }, this.nothingSent(step.errorCode))
    else await tx.update(MassSend, { id }, step)
    if (retryAt !== null) {
      const options = { runAt: retryAt, payload: { massSendId: id } }
      await this.jobs.enqueue(tx, 'push.mass-send', `${id}:${row.attempts}`, options)
    }
    if (result.kind !== 'sent' || result.msgId === null) return
    const { msgId } = result
    await tx.update(MassSend, { id }, { msgId })
    const early = await tx.findOneBy(MassReportRow, { appId: row.appId, msgId })
    if (early) await this.finish(tx, id, early.report)
  }

  private nothingSent(errorCode: number | null): Partial<MassSend> {
    return { state: 'failed', place: null, liveId: null, errorCode, finishedAt: this.clock.now() }
  }

  /** MASSSENDJOBFINISH. Kept where it comes before the reply that says which message it is about. */
  async reported(appId: string, msgId: string, report: MassReport): Promise<void> {
    try {
      await this.database.transaction(async (tx) => {
        // Held before anything is read, so that a reply being noted meanwhile is seen, or sees this.
        const rows = await tx.find(MassSend, {
          where: { appId, state: In(underWay) },
          order: { id: 'ASC' },
          lock: this.database.kind === 'mysql' ? { mode: 'pessimistic_write' } : undefined,
        })
        await tx.insert(MassReportRow, { appId, msgId, report, receivedAt: this.clock.now() })
        const row = rows.find((r) => r.msgId === msgId)
        if (row) await this.finish(tx, row.id, report)
      })
    } catch (error) {
      // Told twice.
      if (!isDuplicate(error)) throw error
    }
  }

  private async finish(tx: EntityManager, id: string, report: MassReport): Promise<void> {
    const state = report.status.toLowerCase() === SUCCESS ? 'finished' : 'failed'
    await tx.update(MassSend, { id }, { state, report, finishedAt: this.clock.now() })
  }
}
