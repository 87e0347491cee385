import type { EntityManager } from 'typeorm'
import {
  type CalendarYear,
  calendar,
  type Day,
  shippedYears,
  type WorkingCalendar,
} from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { invalidField } from '../../platform/problem'
import type { Actor, Ledger } from '../ledger'
import { CalendarYearEntry } from './bureau.entities'
import { calendarOf, checkYear } from './bureau.rules'

/** A day by which something open must be done, and where another calendar puts it. */
export interface DueMove {
  kind: string
  id: string
  title: string
  from: Day
  to: Day
  /** 暂定 under the other calendar. */
  provisional: boolean
}

/** A duty whose open matters have days that were counted in working days. */
export interface DueSource {
  moves(manager: EntityManager, calendar: WorkingCalendar): Promise<DueMove[]>
  apply(tx: EntityManager, moves: readonly DueMove[]): Promise<void>
}

/** Another instance's import is seen within this time. */
const SEEN_WITHIN_MS = 2_000

/** 工作日历: shipped with the product, and entered every November when the State Council's notice is out. */
export class BureauCalendar {
  private readonly sources: DueSource[] = []
  private known: { calendar: WorkingCalendar; until: number } | null = null

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  register(source: DueSource): void {
    this.sources.push(source)
  }

  /** As it stands, at most two seconds old. */
  async current(): Promise<WorkingCalendar> {
    const now = this.clock.now()
    if (!this.known || this.known.until <= now || this.known.until > now + SEEN_WITHIN_MS) {
      const entered = await enteredYears(this.database.reads)
      const fresh = entered.length === 0 ? calendar : calendarOf(shippedYears, entered)
      this.known = { calendar: fresh, until: now + SEEN_WITHIN_MS }
    }
    return this.known.calendar
  }

  /** What entering this year would move. @throws Problem invalid_request */
  async preview(year: CalendarYear): Promise<DueMove[]> {
    return this.movesUnder(this.database.reads, await this.withYear(this.database.reads, year))
  }

  /** Enters a year, or enters it anew; open days move with it. @throws Problem invalid_request */
  async enter(actor: Actor, year: CalendarYear): Promise<DueMove[]> {
    const moves = await this.database.transaction(async (tx) => {
      const key = String(year.year)
      const next = await this.withYear(tx, year)
      const before = await tx.findOneBy(CalendarYearEntry, { year: key })
      const { status, source } = year
      const row = { year: key, status, source, off: [...year.off], work: [...year.work] }
      await tx.save(CalendarYearEntry, { ...row, enteredBy: actor.id, enteredAt: this.clock.now() })
      const found: DueMove[] = []
      for (const duty of this.sources) {
        const moved = await duty.moves(tx, next)
        await duty.apply(tx, moved)
        found.push(...moved)
      }
      found.sort(soonestFirst)
      const change = {
        before: before && { status: before.status, off: before.off, work: before.work },
        after: { ...row, moved: found.length },
      }
      await this.ledger.append(tx, actor, 'calendar.enter', { type: 'calendar', id: key }, change)
      return found
    })
    this.known = null
    return moves
  }

  private async withYear(manager: EntityManager, year: CalendarYear): Promise<WorkingCalendar> {
    checkYear(year)
    const entered = await enteredYears(manager)
    const before = calendarOf(shippedYears, entered)
    if (year.status === 'provisional' && before.statusOf(year.year) === 'final')
      throw invalidField('provisional', '这一年已有正式安排，不能改回暂定')
    return calendarOf(shippedYears, [...entered, year])
  }

  private async movesUnder(manager: EntityManager, next: WorkingCalendar): Promise<DueMove[]> {
    const found = await Promise.all(this.sources.map((duty) => duty.moves(manager, next)))
    return found.flat().sort(soonestFirst)
  }
}

const soonestFirst = (a: DueMove, b: DueMove) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0)

async function enteredYears(manager: EntityManager): Promise<CalendarYear[]> {
  const rows = await manager.find(CalendarYearEntry)
  return rows.map(({ year, status, off, work, source }) => ({
    year: Number(year),
    status,
    off,
    work,
    source,
  }))
}
