import { In, LessThanOrEqual } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import type { TextCheck } from '../../platform/wechat/text-check'
import type { Residents } from '../residents'
import { ContentCheck } from './moderation.entities'
import { afterVerdict, unaskable } from './moderation.rules'
import type { ResidentText, TextSource } from './moderation.sources'

/** Texts asked about in one tick, and at a time: WeChat takes 4,000 a minute. */
const PER_TICK = 400
const AT_ONCE = 8
/** For so long one worker has a text in hand. */
const LEASE_MS = 120_000

/** Asks about what is due. Run twice, a text may be asked about twice; what is settled is never changed again. */
export class TextChecking {
  private readonly sources: ReadonlyMap<string, TextSource>

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly residents: Residents,
    private readonly textCheck: TextCheck,
    sources: readonly TextSource[],
  ) {
    this.sources = new Map(sources.map((s) => [s.type, s]))
  }

  /** @returns how many were asked about */
  async checkDue(): Promise<number> {
    const claimed = await this.claim()
    const rest = [...claimed]
    const work = async () => {
      for (let check = rest.shift(); check; check = rest.shift()) await this.ask(check)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return claimed.length
  }

  private claim(): Promise<ContentCheck[]> {
    const now = this.clock.now()
    return this.database.transaction(async (tx) => {
      const mysql = this.database.kind === 'mysql'
      const due = await tx.find(ContentCheck, {
        where: { dueAt: LessThanOrEqual(now) },
        order: { dueAt: 'ASC' },
        take: PER_TICK,
        lock: mysql ? { mode: 'pessimistic_write', onLocked: 'skip_locked' } : undefined,
      })
      if (due.length === 0) return []
      await tx.update(ContentCheck, { id: In(due.map((c) => c.id)) }, { dueAt: now + LEASE_MS })
      return due
    })
  }

  private async ask(check: ContentCheck): Promise<void> {
    const text = await this.sources.get(check.subjectType)?.find(check.subjectId)
    if (!text) {
      // Erased meanwhile: nothing is left to be shown or held.
      await this.database.transaction((tx) => tx.delete(ContentCheck, { id: check.id }))
      return
    }
    const openid = await this.openidOf(text)
    const attempts = check.attempts + 1
    const verdict = openid === null ? null : await this.textCheck.check({ openid, text: text.text })
    const now = this.clock.now()
    const change = verdict === null ? unaskable(now) : afterVerdict(verdict, attempts, now)
    await this.database.transaction((tx) =>
      // Staff may have decided meanwhile, and they have the last word.
      tx.update(ContentCheck, { id: check.id, state: In(['pending', 'held']) }, { ...change, attempts }),
    )
  }

  private async openidOf({ residentId }: ResidentText): Promise<string | null> {
    const { appId } = this.textCheck
    const current = await this.residents.currentId(residentId)
    const openids = await this.residents.openidsOf(current)
    return openids.find((o) => appId === null || o.appId === appId)?.openid ?? null
  }
}
