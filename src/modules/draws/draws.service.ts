import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { canonicalJson, type Seal, sha256 } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { forbidden, ownWork } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { Quiz } from '../quizzes'
import type { Staff, StaffActor } from '../staff'
import { ALGORITHM, allot, commitmentOf, drawnOrder, seedOf } from './draws.algorithm.rules'
import { Draw, type DrawResult, DrawShare } from './draws.entities'
import { placeOf, tokensOf } from './draws.following'
import { canDraw, canVoid } from './draws.policy'
import { entrantsAltered, nothingMissing, notOverdue, sharesMissing, valueMissing } from './draws.problems'
import { type Missing, missingOf } from './draws.rules'
import { closedDraw } from './draws.seeding'
import type { Allotting, Place } from './wins.allotting'

/** 开奖: once for each quiz, by somebody who did not write it. */
export class Draws {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly seal: Seal,
    private readonly staff: Staff,
    private readonly allotting: Allotting,
  ) {}

  /**
   * Opens what was promised, puts everybody in the order that follows from it, and gives the prizes out. All that goes
   * in was fixed before: whoever asks, whenever he asks, the same comes out.
   * @throws Problem own_work, forbidden, quiz_running, no_draw, already_drawn, draw_void, shares_missing,
   *   value_missing, entrants_altered
   */
  async drawPrizes(actor: StaffActor, quizId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { quiz, draw } = await closedDraw(tx, quizId)
      if (!canDraw(actor, quiz)) throw quiz.authorId === actor.id ? ownWork() : forbidden()
      const witnesses = await tx.find(DrawShare, { where: { quizId }, order: { ordinal: 'ASC' } })
      await this.refuseIncomplete(tx, missingOf(draw, witnesses))
      const share = this.seal.open(draw.sealedShare ?? '', placeOf(quizId))
      const shares = [share, ...witnesses.map((w) => w.share ?? '')]
      const promises = [draw.shareCommitment, ...witnesses.map((w) => w.commitment)]
      const tokens = await tokensOf(tx, quizId)
      const commitment = commitmentOf(tokens)
      if (commitment !== draw.commitment || shares.some((s, i) => sha256(s) !== promises[i]))
        throw entrantsAltered()
      const seed = seedOf({ quizId, commitment, shares, value: draw.sourceValue })
      const result = allot(drawnOrder(seed, tokens), quiz.prizes, draw.rule.substitutes)
      const change = {
        share,
        sealedShare: null,
        seed,
        result,
        substitutes: result.substitutes.length,
        drawnBy: actor.id,
        drawnAt: this.clock.now(),
      }
      await tx.update(Draw, { quizId }, change)
      const drawn = { ...draw, ...change }
      await this.allotting.allot(tx, actor, quiz, drawn, placesOf(result, quiz))
      await this.allotting.passOn(tx, actor, quiz, drawn)
      const after = {
        algorithm: ALGORITHM,
        seed,
        commitment,
        resultHash: sha256(canonicalJson(result)),
        winners: result.winners.length,
        substitutes: result.substitutes.length,
      }
      await this.ledger.append(tx, actor, 'draws.draw', { type: 'quiz', id: quizId }, { after })
    })
  }

  private async refuseIncomplete(tx: EntityManager, missing: Missing): Promise<void> {
    if (missing.value) throw valueMissing()
    if (missing.witnesses.length === 0) return
    const names = [...(await this.staff.namesOf(tx, missing.witnesses)).values()].join('、')
    throw sharesMissing({ detail: `见证人${names}还没有公布份额，不能开奖。` })
  }

  /**
   * Where something never came: there is no draw, in public and for good. While nothing is missing there is only the
   * one outcome, and nobody can be rid of it.
   * @throws Problem own_work, forbidden, quiz_running, no_draw, already_drawn, draw_void, nothing_missing, not_overdue
   */
  async voidDraw(actor: StaffActor, quizId: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { quiz, draw } = await closedDraw(tx, quizId)
      if (!canVoid(actor, quiz)) throw quiz.authorId === actor.id ? ownWork() : forbidden()
      const missing = missingOf(draw, await tx.findBy(DrawShare, { quizId }))
      if (missing.witnesses.length === 0 && !missing.value) throw nothingMissing()
      const now = this.clock.now()
      if (now < (draw.revealUntil ?? now)) throw notOverdue()
      const change = { voidBy: actor.id, voidAt: now, voidReason: reason, sealedShare: null }
      await tx.update(Draw, { quizId }, change)
      const after = { reason, missing }
      await this.ledger.append(tx, actor, 'draws.void', { type: 'quiz', id: quizId }, { after })
    })
  }
}

/** Units count from 1 within each prize. */
function placesOf({ winners }: DrawResult, { prizes }: Pick<Quiz, 'prizes'>): Place[] {
  const given = new Map(prizes.map((p) => [p.id, 0]))
  return winners.map(({ token, prizeId }, place) => {
    const unit = (given.get(prizeId) ?? 0) + 1
    given.set(prizeId, unit)
    return { token, prizeId, unit, place }
  })
}
