import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Seal } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { forbidden, notFound, ownWork } from '../../platform/problem'
import type { Ledger } from '../ledger'
import { Quiz } from '../quizzes'
import type { StaffActor } from '../staff'
import { Draw } from './draws.entities'
import { canForfeit, canHandOver, canReveal } from './draws.policy'
import { alreadyHandedOver, claimPurged, notClaimed, winOver } from './draws.problems'
import type { Allotting } from './wins.allotting'
import { openClaim } from './wins.claiming'
import type { KeptClaim } from './wins.claims.rules'
import { Claim, type DecidedReason, type Handover, Win } from './wins.entities'
import { noteMovements } from './wins.movements'

/** What staff do with a prize that has been won. */
export class PrizeDesk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly seal: Seal,
    private readonly allotting: Allotting,
  ) {}

  /** Whose it is and where it goes, unmasked; noted in the book. @throws Problem forbidden, not_claimed, claim_purged */
  async revealClaim(actor: StaffActor, winId: string): Promise<KeptClaim> {
    if (!canReveal(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      if (!(await tx.existsBy(Win, { id: winId }))) throw notFound()
      const claim = await tx.findOneBy(Claim, { winId })
      if (!claim) throw notClaimed()
      const kept = openClaim(this.seal, claim)
      if (!kept) throw claimPurged()
      await this.ledger.append(tx, actor, 'draws.reveal_claim', { type: 'win', id: winId })
      return kept
    })
  }

  /** The winner has it. @throws Problem forbidden, not_claimed, already_handed_over, win_over */
  async handOver(actor: StaffActor, winId: string, how: Handover): Promise<Win> {
    if (!canHandOver(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const win = await held(tx, winId)
      if (win.state === 'open') throw notClaimed()
      const handedOverAt = this.clock.now()
      const change = {
        state: 'handed_over' as const,
        handedOverBy: actor.id,
        handedOverAt,
        handedOverHow: how,
      }
      await tx.update(Win, { id: winId }, change)
      await noteMovements(tx, actor, 'handed_over', [win], handedOverAt)
      const after = { state: change.state, how }
      const subject = { type: 'win', id: winId }
      await this.ledger.append(tx, actor, 'draws.hand_over', subject, { before: { state: win.state }, after })
      return { ...win, ...change }
    })
  }

  /**
   * The winner does not want it, cannot be reached, or took part against the rules: whoever is next gets it, and the
   * public record says why. Nobody who wrote the quiz decides it.
   * @throws Problem forbidden, own_work, already_handed_over, win_over
   */
  async forfeit(actor: StaffActor, winId: string, reason: DecidedReason): Promise<void> {
    if (!canForfeit(actor)) throw forbidden()
    await this.database.transaction(async (tx) => {
      const known = await tx.findOneBy(Win, { id: winId })
      if (!known) throw notFound()
      const quiz = await tx.findOneByOrFail(Quiz, { id: known.quizId })
      if (quiz.authorId === actor.id) throw ownWork()
      // The draw's row first, as the clock takes them.
      const draw = await findForUpdate(tx, Draw, { quizId: quiz.id })
      const win = await held(tx, winId)
      await this.allotting.forfeit(tx, actor, win, reason)
      const passed = draw ? await this.allotting.passOn(tx, actor, quiz, draw) : []
      const change = { before: { state: win.state }, after: { state: 'forfeited', reason, passed } }
      await this.ledger.append(tx, actor, 'draws.forfeit', { type: 'win', id: winId }, change)
    })
  }
}

/** A win that is still in somebody's hands, held for update. */
async function held(tx: EntityManager, id: string): Promise<Win> {
  const win = await findForUpdate(tx, Win, { id })
  if (!win) throw notFound()
  if (win.state === 'handed_over') throw alreadyHandedOver()
  if (win.state === 'forfeited') throw winOver()
  return win
}
