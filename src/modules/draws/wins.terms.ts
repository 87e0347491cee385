import { IsNull, LessThan, LessThanOrEqual } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import type { Actor, Ledger } from '../ledger'
import { Quiz } from '../quizzes'
import { Draw } from './draws.entities'
import type { Allotting } from './wins.allotting'
import { Claim, Win } from './wins.entities'

/** Wins and claims in one transaction. */
const CHUNK = 500

/** What the clock does about prizes: passes on what nobody claimed in time, and forgets whose they were. */
export class PrizeTerms {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly allotting: Allotting,
  ) {}

  /** @returns in how many draws something was passed on or given up */
  async forfeitDue(actor: Actor): Promise<number> {
    const rows = await this.database.select(
      `SELECT quiz_id AS id FROM wins WHERE state = 'open' AND claim_until <= ?
       UNION SELECT w.quiz_id AS id FROM wins w JOIN draws d ON d.quiz_id = w.quiz_id
         WHERE w.state = 'forfeited' AND w.successor_id IS NULL AND d.substitutes_used < d.substitutes`,
      [this.clock.now()],
    )
    for (const { id } of rows) await this.settle(actor, String(id))
    return rows.length
  }

  private async settle(actor: Actor, quizId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const draw = await findForUpdate(tx, Draw, { quizId })
      const quiz = await tx.findOneBy(Quiz, { id: quizId })
      if (!draw || !quiz) return
      const where = { quizId, state: 'open' as const, claimUntil: LessThanOrEqual(this.clock.now()) }
      const due = await tx.find(Win, { where, order: { place: 'ASC' }, take: CHUNK })
      const late: string[] = []
      for (const { id } of due) {
        const win = await findForUpdate(tx, Win, { id })
        if (win?.state !== 'open') continue
        await this.allotting.forfeit(tx, actor, win, 'late')
        late.push(win.token)
      }
      const passed = await this.allotting.passOn(tx, actor, quiz, draw)
      if (late.length === 0 && passed.length === 0) return
      const subject = { type: 'quiz', id: quizId }
      await this.ledger.append(tx, actor, 'draws.pass_on', subject, { after: { late, passed } })
    })
  }

  /** 个人信息保护法第四十七条: what was promised to go on a day is gone the day after. @returns how many went */
  async purgeDue(actor: Actor): Promise<number> {
    const now = this.clock.now()
    const today = shanghaiDay(now)
    let purged = 0
    for (let some = CHUNK; some === CHUNK; purged += some)
      some = await this.database.transaction(async (tx) => {
        const where = { purgedAt: IsNull(), keepOn: LessThan(today) }
        const due = await tx.find(Claim, { where, select: { winId: true }, take: CHUNK })
        for (const { winId } of due)
          await tx.update(Claim, { winId }, { sealed: null, shownName: null, purgedAt: now })
        const subject = { type: 'claims', id: today }
        const after = { purged: due.length }
        if (due.length > 0) await this.ledger.append(tx, actor, 'draws.purge_claims', subject, { after })
        return due.length
      })
    if (purged > 0) await this.database.scrub()
    return purged
  }
}
