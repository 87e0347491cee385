import { In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Seal } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { Quiz } from '../quizzes'
import type { ResidentActor } from '../residents'
import { DrawEntrant } from './draws.entities'
import type { Tickets } from './draws.tickets'
import { openClaim } from './wins.claiming'
import { type MaskedClaim, maskedClaim } from './wins.claims.rules'
import { Claim, PrizeMovement, Win, type WinState } from './wins.entities'
import { type PrizeSums, sumsOf } from './wins.movements'

export interface MyWin {
  win: Win
  quizTitle: string
  prizeName: string
  ticket: string
  /** Too late, though the clock has not come round yet. */
  isOver: boolean
  /** The last day on which what he filled in is kept, and whether it is gone. */
  claim: { keepOn: string; purged: boolean } | null
}

export interface ListedWin {
  win: Win
  claim: { masked: MaskedClaim | null; claimedAt: number; keepOn: string } | null
}

export interface PrizeBook {
  prizeId: string
  name: string
  sums: PrizeSums
}

const CHUNK = 500

/** What winners read of their prizes, staff of all, and auditors of the book. */
export class WinReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly seal: Seal,
    private readonly tickets: Tickets,
  ) {}

  /** Own ones, newest first. */
  async mine(resident: ResidentActor, page: PageRequest): Promise<Page<MyWin>> {
    const query = this.database.reads
      .createQueryBuilder(Win, 'win')
      .where('win.residentId = :id', { id: resident.id })
      .orderBy('win.id', 'DESC')
    if (page.cursor) query.andWhere('win.id < :cursor', { cursor: page.cursor })
    const rows = await query.limit(page.limit + 1).getMany()
    const told = new Map((await this.tell(rows)).map((mine) => [mine.win.id, mine]))
    return toPage(
      rows,
      page.limit,
      (win) => win.id,
      (win) => told.get(win.id) as MyWin,
    )
  }

  /** Somebody else's is not there. @throws Problem not_found */
  async findMine(resident: ResidentActor, id: string): Promise<MyWin> {
    const win = await this.database.reads.findOneBy(Win, { id, residentId: resident.id })
    const [mine] = win ? await this.tell([win]) : []
    if (!mine) throw notFound()
    return mine
  }

  private async tell(wins: readonly Win[]): Promise<MyWin[]> {
    const { reads } = this.database
    const quizzes = new Map(
      (await reads.findBy(Quiz, { id: In(wins.map((w) => w.quizId)) })).map((q) => [q.id, q]),
    )
    const entrants = await reads.findBy(DrawEntrant, { token: In(wins.map((w) => w.token)) })
    const issued = new Map(entrants.map((e) => [e.token, e.issuedTo]))
    const claims = await this.claims(wins)
    return wins.map((win) => {
      const quiz = quizzes.get(win.quizId)
      const claim = claims.get(win.id)
      return {
        win,
        quizTitle: quiz?.title ?? '',
        prizeName: quiz?.prizes.find((p) => p.id === win.prizeId)?.name ?? '',
        ticket: this.tickets.of(win.quizId, issued.get(win.token) ?? '').ticket,
        isOver: win.state === 'open' && this.clock.now() >= win.claimUntil,
        claim: claim ? { keepOn: claim.keepOn, purged: claim.purgedAt !== null } : null,
      }
    })
  }

  private async claims(wins: readonly Win[]): Promise<Map<string, Claim>> {
    const claims = await this.database.reads.findBy(Claim, { winId: In(wins.map((w) => w.id)) })
    return new Map(claims.map((c) => [c.winId, c]))
  }

  /** In the order they were given out; who they are is masked. */
  async list(quizId: string, filter: PageRequest & { state?: WinState }): Promise<Page<ListedWin>> {
    const query = this.database.reads
      .createQueryBuilder(Win, 'win')
      .where('win.quizId = :quizId', { quizId })
      .orderBy('win.id', 'ASC')
    if (filter.state) query.andWhere('win.state = :state', { state: filter.state })
    if (filter.cursor) query.andWhere('win.id > :cursor', { cursor: filter.cursor })
    const rows = await query.limit(filter.limit + 1).getMany()
    const claims = await this.claims(rows)
    return toPage(
      rows,
      filter.limit,
      (win) => win.id,
      (win) => this.listed(win, claims.get(win.id)),
    )
  }

  /** @throws Problem not_found */
  async find(id: string): Promise<ListedWin> {
    const win = await this.database.reads.findOneBy(Win, { id })
    if (!win) throw notFound()
    return this.listed(win, (await this.claims([win])).get(id))
  }

  private listed(win: Win, claim: Claim | undefined): ListedWin {
    const kept = claim && openClaim(this.seal, claim)
    const told = claim && { claimedAt: claim.claimedAt, keepOn: claim.keepOn }
    return { win, claim: told ? { ...told, masked: kept ? maskedClaim(kept) : null } : null }
  }

  /** The book of every prize, added up from its lines. @throws Problem not_found */
  async books(quizId: string): Promise<PrizeBook[]> {
    const quiz = await this.database.reads.findOneBy(Quiz, { id: quizId })
    if (!quiz || quiz.prizes.length === 0) throw notFound()
    const rows = await this.database.select(
      'SELECT prize_id, kind, SUM(quantity) AS total FROM prize_movements WHERE quiz_id = ? GROUP BY prize_id, kind',
      [quizId],
    )
    const totals = new Map(rows.map((row) => [`${row.prize_id} ${row.kind}`, Number(row.total)]))
    return quiz.prizes.map(({ id, name }) => ({
      prizeId: id,
      name,
      sums: sumsOf((kind) => totals.get(`${id} ${kind}`) ?? 0),
    }))
  }

  /** Oldest first. */
  async movements(quizId: string, page: PageRequest): Promise<Page<PrizeMovement>> {
    const query = this.database.reads
      .createQueryBuilder(PrizeMovement, 'line')
      .where('line.quizId = :quizId', { quizId })
      .orderBy('line.id', 'ASC')
    if (page.cursor) query.andWhere('line.id > :cursor', { cursor: page.cursor })
    const rows = await query.limit(page.limit + 1).getMany()
    return toPage(
      rows,
      page.limit,
      (line) => line.id,
      (line) => line,
    )
  }

  async *allMovements(quizId: string): AsyncGenerator<PrizeMovement> {
    let cursor: string | undefined
    do {
      const page: Page<PrizeMovement> = await this.movements(quizId, { limit: CHUNK, cursor })
      yield* page.items
      cursor = page.nextCursor ?? undefined
    } while (cursor)
  }
}
