import { type EntityManager, In, IsNull, Not } from 'typeorm'
import { formatDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { newId } from '../../platform/ids'
import { quoted } from '../../platform/text'
import type { Actor } from '../ledger'
import type { Campaigns } from '../push'
import type { Quiz } from '../quizzes'
import { Resident } from '../residents'
import { Draw, DrawEntrant } from './draws.entities'
import { claimUntilOf, lastDayOf } from './draws.rules'
import { type ForfeitReason, Win } from './wins.entities'
import { noteMovements } from './wins.movements'

/** Winners told by one campaign, and rows in one statement. */
const GROUP = 500

/** A unit of a prize for whoever holds this token. */
export interface Place {
  token: string
  prizeId: string
  unit: number
  place: number
}

/** Gives prizes out, takes them back and passes them on; within the transactions of those who decide it. */
export class Allotting {
  constructor(
    private readonly clock: Clock,
    private readonly campaigns: Pick<Campaigns, 'launch' | 'everyWay'>,
  ) {}

  /** @returns ids of the wins, in the order of the places */
  async allot(
    tx: EntityManager,
    actor: Actor,
    quiz: Pick<Quiz, 'id' | 'title'>,
    draw: Draw,
    places: readonly Place[],
  ): Promise<string[]> {
    const now = this.clock.now()
    const claimUntil = claimUntilOf(draw.rule, now)
    const ids: string[] = []
    for (let at = 0; at < places.length; at += GROUP) {
      const some = places.slice(at, at + GROUP)
      const people = await holdersOf(
        tx,
        quiz.id,
        some.map((p) => p.token),
      )
      const round = draw.rounds++
      const wins = some.map((place): Win => {
        const residentId = people.get(place.token)
        if (residentId === undefined) throw new Error(`Nobody holds token ${place.token} of quiz ${quiz.id}`)
        return {
          ...untouched,
          ...place,
          id: newId(now),
          quizId: quiz.id,
          residentId,
          round,
          allottedAt: now,
          claimUntil,
        }
      })
      await tx.insert(Win, wins)
      await noteMovements(tx, actor, 'allotted', wins, now)
      await this.tell(tx, actor, quiz, round, claimUntil)
      // Whoever has left meanwhile stays in the draw, and gives way at once.
      const gone = await goneAmong(tx, wins)
      for (const win of gone) await this.forfeit(tx, actor, win, 'erased')
      ids.push(...wins.map((w) => w.id))
    }
    await tx.update(Draw, { quizId: quiz.id }, { rounds: draw.rounds })
    return ids
  }

  /** The caller holds the win's row and knows that it may be taken. */
  async forfeit(
    tx: EntityManager,
    actor: Pick<Actor, 'id' | 'name'>,
    win: Win,
    reason: ForfeitReason,
  ): Promise<void> {
    const forfeitedAt = this.clock.now()
    const change = {
      state: 'forfeited' as const,
      unit: null,
      freedUnit: win.unit,
      forfeitedAt,
      forfeitReason: reason,
    }
    await tx.update(Win, { id: win.id }, change)
    await noteMovements(tx, actor, 'forfeited', [win], forfeitedAt)
  }

  /**
   * Whoever is next in the drawn order gets what has become free, the highest prize first. The caller holds the draw's
   * row, so that nobody is passed over.
   * @returns who followed whom
   */
  async passOn(
    tx: EntityManager,
    actor: Actor,
    quiz: Pick<Quiz, 'id' | 'title'>,
    draw: Draw,
  ): Promise<{ from: string; to: string }[]> {
    const passed: { from: string; to: string }[] = []
    const { winners = [], substitutes = [] } = draw.result ?? {}
    while (draw.substitutesUsed < substitutes.length) {
      const vacant = await tx.find(Win, {
        where: { quizId: quiz.id, state: 'forfeited', successorId: IsNull(), freedUnit: Not(IsNull()) },
        order: { place: 'ASC' },
        take: Math.min(GROUP, substitutes.length - draw.substitutesUsed),
      })
      if (vacant.length === 0) break
      const places = vacant.map(({ prizeId, freedUnit }, i): Place => {
        const next = draw.substitutesUsed + i
        return {
          token: substitutes[next] as string,
          prizeId,
          unit: freedUnit as number,
          place: winners.length + next,
        }
      })
      draw.substitutesUsed += places.length
      await tx.update(Draw, { quizId: quiz.id }, { substitutesUsed: draw.substitutesUsed })
      const ids = await this.allot(tx, actor, quiz, draw, places)
      for (const [i, win] of vacant.entries()) {
        await tx.update(Win, { id: win.id }, { successorId: ids[i] })
        passed.push({ from: win.token, to: (places[i] as Place).token })
      }
    }
    return passed
  }

  /** Committed with the prize, or not at all. Which prize it is, and where it goes, nobody but the winner reads. */
  private async tell(
    tx: EntityManager,
    actor: Actor,
    quiz: Pick<Quiz, 'id' | 'title'>,
    round: number,
    claimUntil: number,
  ): Promise<void> {
    const story = {
      subjectKind: 'quiz_prize' as const,
      subjectId: quiz.id,
      title: `您在${quoted(quiz.title)}中中奖了`,
      summary: `请在${formatDay(lastDayOf(claimUntil))}前（含当天）打开小程序“我的奖品”登记领奖信息。领奖不收取任何费用。`,
      level: 'info' as const,
    }
    const channels = await this.campaigns.everyWay(tx, story)
    const audience = { kind: 'winners' as const, quizId: quiz.id, round }
    await this.campaigns.launch(tx, actor, { ...story, publicationId: quiz.id, audience, channels })
  }
}

const untouched = {
  freedUnit: null,
  state: 'open' as const,
  claimedAt: null,
  handedOverBy: null,
  handedOverAt: null,
  handedOverHow: null,
  forfeitedAt: null,
  forfeitReason: null,
  successorId: null,
}

async function holdersOf(
  tx: EntityManager,
  quizId: string,
  tokens: readonly string[],
): Promise<Map<string, string>> {
  const entrants = await tx.findBy(DrawEntrant, { quizId, token: In([...tokens]) })
  return new Map(entrants.map((e) => [e.token, e.residentId]))
}

async function goneAmong(tx: EntityManager, wins: readonly Win[]): Promise<Win[]> {
  const where = { id: In(wins.map((w) => w.residentId)), erasedAt: Not(IsNull()) }
  const gone = new Set((await tx.find(Resident, { where, select: { id: true } })).map((r) => r.id))
  return wins.filter((w) => gone.has(w.residentId))
}
