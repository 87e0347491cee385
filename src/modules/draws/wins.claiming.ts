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
    return this.database.transaction(async (tx) => {
      const win = await findForUpdate(tx, Win, { id: winId })
      if (win?.residentId !== resident.id) throw notFound()
      if (win.state === 'claimed' || win.state === 'handed_over') throw alreadyClaimed()
      const now = this.clock.now()
      if (win.state === 'forfeited' || now >= win.claimUntil) throw claimOver()
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
