import { type EntityManager, In, Not } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Seal } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { reassign } from '../../platform/db/reassign'
import { systemActor } from '../ledger'
import type { PersonalDataHolder } from '../residents'
import { DrawEntrant } from './draws.entities'
import type { Tickets } from './draws.tickets'
import type { Allotting } from './wins.allotting'
import { openClaim } from './wins.claiming'
import { Claim, Win } from './wins.entities'

/** What draws hold of a resident: that he took part, what he won, and what he filled in to get it. */
export class WinsOfResident implements PersonalDataHolder {
  readonly name = 'wins'

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly seal: Seal,
    private readonly tickets: Tickets,
    private readonly allotting: Allotting,
  ) {}

  async export(residentId: string): Promise<unknown> {
    const { reads } = this.database
    const entrants = await reads.findBy(DrawEntrant, { residentId })
    const wins = await reads.findBy(Win, { residentId })
    const claims = await reads.findBy(Claim, { winId: In(wins.map((w) => w.id)) })
    const claimOf = new Map(claims.map((c) => [c.winId, c]))
    return {
      entries: entrants.map(({ quizId, issuedTo }) => ({ quizId, ...this.tickets.of(quizId, issuedTo) })),
      wins: wins.map(({ id, quizId, prizeId, token, state, allottedAt, handedOverAt }) => {
        const claim = claimOf.get(id)
        return {
          ...{ id, quizId, prizeId, token, state, allottedAt, handedOverAt },
          claim: claim && {
            ...openClaim(this.seal, claim),
            claimedAt: claim.claimedAt,
            keepOn: claim.keepOn,
          },
        }
      }),
    }
  }

  /** Name, telephone and address go at once. What he has not got yet is free for whoever is next. */
  async erase(tx: EntityManager, residentId: string): Promise<null> {
    const wins = await tx.find(Win, {
      where: { residentId, state: Not('forfeited') },
      lock: tx.dataSource.options.type === 'mysql' ? { mode: 'pessimistic_write' } : undefined,
    })
    const all = await tx.find(Win, { where: { residentId }, select: { id: true } })
    await tx.update(
      Claim,
      { winId: In(all.map((w) => w.id)) },
      { sealed: null, shownName: null, purgedAt: this.clock.now() },
    )
    for (const win of wins.filter((w) => w.state !== 'handed_over'))
      await this.allotting.forfeit(tx, systemActor, win, 'erased')
    return null
  }

  /** Where both take part, or both have won, the younger's stays under a name nobody acts under: it is passed on. */
  async join(tx: EntityManager, from: string, to: string): Promise<void> {
    await reassign(tx, { table: 'draw_entrants', column: 'resident_id' }, from, to)
    await reassign(tx, { table: 'wins', column: 'resident_id' }, from, to)
  }
}
