import type { Database } from '../../platform/db/database'
import { notFound } from '../../platform/problem'
import { Quiz } from '../quizzes'
import type { Staff } from '../staff'
import { ALGORITHM } from './draws.algorithm.rules'
import { Draw, type DrawRule, DrawShare, type SeedSource } from './draws.entities'
import { tokensOf } from './draws.following'
import { type DrawState, missingOf, stateOf } from './draws.rules'
import { Claim, type ForfeitReason, Win, type WinState } from './wins.entities'

export interface PublicShare {
  by: string
  commitment: string
  committedAt: number
  /** Null before the draw, also where its witness has told it. */
  share: string | null
  revealedAt: number | null
}

export interface PublicWin {
  token: string
  prizeId: string
  state: WinState
  /** 王**, where the winner agreed to it. */
  name: string | null
  forfeited: { at: number; reason: ForfeitReason; passedTo: string | null } | null
}

/** 公开记录: everything from which anybody can draw again and see who gets what. */
export interface DrawRecord {
  quiz: Quiz
  state: Exclude<DrawState, 'draft'>
  algorithm: string
  rule: Omit<DrawRule, 'source'>
  source: Exclude<SeedSource, { kind: 'witnesses' }> | { kind: 'witnesses' }
  value: string | null
  shares: PublicShare[]
  announcedAt: number
  closedAt: number | null
  revealUntil: number | null
  /** Names of the witnesses whose share is still to come. */
  missing: string[]
  commitment: string | null
  entrantCount: number
  entrants: string[]
  seed: string | null
  drawn: { at: number; by: string } | null
  winners: PublicWin[]
  substitutes: string[]
  /** Who followed on where a prize was given up. */
  followers: PublicWin[]
  voided: { at: number; by: string; reason: string } | null
}

const MOST_KEPT = 8

export class DrawRecords {
  /** Fixed with the end of a quiz, and asked for by everybody after the draw. */
  private readonly tokens = new Map<string, string[]>()

  constructor(
    private readonly database: Database,
    private readonly staff: Staff,
  ) {}

  /** @throws Problem not_found where there is no draw, or none that is public yet */
  async read(quizId: string, withEntrants: boolean): Promise<DrawRecord> {
    const { reads } = this.database
    const quiz = await reads.findOneBy(Quiz, { id: quizId })
    const draw = quiz?.openedAt ? await reads.findOneBy(Draw, { quizId }) : null
    if (!quiz || !draw || draw.announcedAt === null) throw notFound()
    const witnesses = await reads.find(DrawShare, { where: { quizId }, order: { ordinal: 'ASC' } })
    const { witnesses: idle } = missingOf(draw, witnesses)
    const people = [...witnesses.map((w) => w.staffId), draw.drawnBy, draw.voidBy].filter((id) => id !== null)
    const names = await this.staff.namesOf(reads, people)
    const named = (id: string | null) => names.get(id ?? '') ?? ''
    const { source, ...rule } = draw.rule
    const wins = await this.wins(quizId, draw)
    const drawnCount = draw.result?.winners.length ?? 0
    return {
      quiz,
      state: stateOf(draw, witnesses) as Exclude<DrawState, 'draft'>,
      algorithm: ALGORITHM,
      rule,
      source: source.kind === 'witnesses' ? { kind: source.kind } : source,
      value: draw.sourceValue,
      shares: sharesOf(draw, witnesses, named),
      announcedAt: draw.announcedAt,
      closedAt: draw.closedAt,
      revealUntil: draw.revealUntil,
      missing: draw.closedAt === null || draw.drawnAt !== null ? [] : idle.map(named),
      commitment: draw.commitment,
      entrantCount: draw.entrants,
      entrants: withEntrants && draw.closedAt !== null ? await this.entrants(quizId) : [],
      seed: draw.seed,
      drawn: draw.drawnAt === null ? null : { at: draw.drawnAt, by: named(draw.drawnBy) },
      winners: wins.slice(0, drawnCount),
      substitutes: draw.result?.substitutes ?? [],
      followers: wins.slice(drawnCount),
      voided:
        draw.voidAt === null
          ? null
          : { at: draw.voidAt, by: named(draw.voidBy), reason: draw.voidReason ?? '' },
    }
  }

  private async entrants(quizId: string): Promise<string[]> {
    const kept = this.tokens.get(quizId)
    if (kept) return kept
    const tokens = await tokensOf(this.database.reads, quizId)
    if (this.tokens.size >= MOST_KEPT) this.tokens.clear()
    this.tokens.set(quizId, tokens)
    return tokens
  }

  /** In the drawn order. */
  private async wins(quizId: string, draw: Draw): Promise<PublicWin[]> {
    if (draw.drawnAt === null) return []
    const { reads } = this.database
    const wins = await reads.find(Win, { where: { quizId }, order: { place: 'ASC' } })
    const shown = await reads
      .createQueryBuilder(Claim, 'claim')
      .innerJoin(Win, 'win', 'win.id = claim.winId')
      .where("win.quizId = :quizId AND claim.shownName IS NOT NULL AND win.state <> 'forfeited'", { quizId })
      .getMany()
    const nameOf = new Map(shown.map((c) => [c.winId, c.shownName]))
    const tokenOf = new Map(wins.map((w) => [w.id, w.token]))
    return wins.map((w) => ({
      token: w.token,
      prizeId: w.prizeId,
      state: w.state,
      name: nameOf.get(w.id) ?? null,
      forfeited:
        w.forfeitedAt === null || w.forfeitReason === null
          ? null
          : {
              at: w.forfeitedAt,
              reason: w.forfeitReason,
              passedTo: tokenOf.get(w.successorId ?? '') ?? null,
            },
    }))
  }
}

/** The office's first: as they enter the seed. */
function sharesOf(
  draw: Draw,
  witnesses: readonly DrawShare[],
  named: (id: string | null) => string,
): PublicShare[] {
  const isDrawn = draw.drawnAt !== null
  return [
    {
      by: '系统',
      commitment: draw.shareCommitment ?? '',
      committedAt: draw.announcedAt ?? 0,
      share: draw.share,
      revealedAt: draw.drawnAt,
    },
    ...witnesses.map((w) => ({
      by: named(w.staffId),
      commitment: w.commitment ?? '',
      committedAt: w.committedAt ?? 0,
      share: isDrawn ? w.share : null,
      revealedAt: w.revealedAt,
    })),
  ]
}
