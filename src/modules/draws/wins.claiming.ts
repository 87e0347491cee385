import type { Clock } from '../../platform/clock'
import type { Seal } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { notFound } from '../../platform/problem'
import type { ResidentActor } from '../residents'
import { Draw } from './draws.entities'
import { alreadyClaimed, claimOver } from './draws.problems'
import { keepOnOf } from './draws.rules'
import { type KeptClaim, keptOf, maskName, type NewClaim } from './wins.claims.rules'
import { Claim, Win } from './wins.entities'

export const claimPlaceOf = (winId: string) => `claims.sealed.${winId}`

export const openClaim = (seal: Seal, { winId, sealed }: Claim): KeptClaim | null =>
  sealed === null ? null : (JSON.parse(seal.open(sealed, claimPlaceOf(winId))) as KeptClaim)

/** 领奖登记, by the winner himself. */
export class Claiming {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly seal: Seal,
  ) {}

  /** Somebody else's win is not there. @throws Problem not_found, invalid_request, already_claimed, claim_over */
  async claimPrize(resident: ResidentActor, winId: string, input: NewClaim): Promise<Win> {
    const kept = keptOf(input)
    // Most who try in vain are told so without a transaction; who is not is asked again under the lock.
    claimable(await this.database.reads.findOneBy(Win, { id: winId }), resident, this.clock.now())
    return this.database.transaction(async (tx) => {
      const now = this.clock.now()
      const win = claimable(await findForUpdate(tx, Win, { id: winId }), resident, now)
      const { rule } = await tx.findOneByOrFail(Draw, { quizId: win.quizId })
      const change = { state: 'claimed' as const, claimedAt: now }
      await tx.update(Win, { id: winId }, change)
      await tx.insert(Claim, {
        winId,
        sealed: this.seal.seal(JSON.stringify(kept), claimPlaceOf(winId)),
        // Nobody under 14 is named in public, not even so.
        shownName: input.showName && input.isOver14 ? maskName(input.name) : null,
        claimedAt: now,
        keepOn: keepOnOf(rule, now),
        purgedAt: null,
      })
      return { ...win, ...change }
    })
  }
}

/** His own win, which he may claim now. @throws Problem not_found, already_claimed, claim_over */
function claimable(win: Win | null, resident: ResidentActor, now: number): Win {
  if (win?.residentId !== resident.id) throw notFound()
  if (win.state === 'claimed' || win.state === 'handed_over') throw alreadyClaimed()
  if (win.state === 'forfeited' || now >= win.claimUntil) throw claimOver()
  return win
}
