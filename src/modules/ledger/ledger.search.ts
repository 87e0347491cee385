import type { SelectQueryBuilder } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { toPage } from '../../platform/schemas'
import type { LedgerEntry } from './ledger.entities'
import { actionNames, dutyNames, subjectNames } from './ledger.names'
import { filtered, type LedgerFilter } from './ledger.reads'
import type { Subject } from './ledger.service'

/** Where subjects of one type have their titles. */
export interface TitledSubjects {
  subjectType: string
  table: string
  column: string
}

export interface FoundEntries {
  items: LedgerEntry[]
  nextCursor: string | null
  /** Entries before this one have not been looked at; null where all have been. */
  searchedDownTo: number | null
}

/**
 * No index finds words inside texts, so entries are looked at, newest first: so many at a time, between which others
 * have their turn (SQLite answers on the thread that takes votes), and so many for one page at the most.
 */
const WINDOW = 1_000
const MOST_WINDOWS = 20
const MOST_TERMS = 5

const literal = (text: string) => `%${text.replace(/[!%_]/g, '!$&')}%`
const like = (column: string, parameter: string) => `LOWER(${column}) LIKE :${parameter} ESCAPE '!'`
const breath = () => new Promise((resolve) => setImmediate(resolve))
const codesNamed = (names: Readonly<Record<string, string>>, term: string) =>
  Object.keys(names).filter((code) => names[code]?.toLowerCase().includes(term))

/** Free words over the book: who, which act, what about (by title or number), and what was written down. */
export class LedgerSearch {
  constructor(
    private readonly database: Database,
    private readonly titled: readonly TitledSubjects[],
    private readonly window = WINDOW,
  ) {}

  /** Every word must be found somewhere in the entry. Newest first. */
  async search(filter: LedgerFilter, words: string): Promise<FoundEntries> {
    const terms = words.toLowerCase().split(/\s+/).filter(Boolean).slice(0, MOST_TERMS)
    const found: LedgerEntry[] = []
    let cursor = filter.cursor
    for (let n = 0; n < MOST_WINDOWS; n++) {
      const floor = await this.floorBelow({ ...filter, cursor })
      const query = filtered(this.database.reads, { ...filter, cursor })
      if (floor !== null) query.andWhere('entry.seq >= :floor', { floor })
      for (const [i, term] of terms.entries()) this.require(query, term, i)
      found.push(...(await query.limit(filter.limit + 1 - found.length).getMany()))
      const isFull = found.length > filter.limit
      if (isFull || floor === null)
        return {
          ...toPage(
            found,
            filter.limit,
            (e) => String(e.seq),
            (e) => e,
          ),
          searchedDownTo: null,
        }
      cursor = String(floor)
      await breath()
    }
    return { items: found, nextCursor: cursor ?? null, searchedDownTo: Number(cursor) }
  }

  /** Titles of what these entries are about, by type and number. */
  async titles(subjects: readonly Subject[]): Promise<(subject: Subject) => string | null> {
    const known = new Map<string, string>()
    const keyOf = ({ type, id }: Subject) => `${type} ${id}`
    for (const { subjectType, table, column } of this.titled) {
      const ids = [...new Set(subjects.filter((s) => s.type === subjectType).map((s) => s.id))]
      if (ids.length === 0) continue
      const marks = ids.map(() => '?').join(', ')
      const rows = await this.database.select(
        `SELECT id, ${column} AS title FROM ${table} WHERE id IN (${marks})`,
        ids,
      )
      for (const { id, title } of rows) known.set(keyOf({ type: subjectType, id: String(id) }), String(title))
    }
    return (subject) => known.get(keyOf(subject)) ?? null
  }

  /** The last entry of the next window, or null where the book ends within it. */
  private async floorBelow(filter: LedgerFilter): Promise<number | null> {
    const last = await filtered(this.database.reads, filter)
      .select('entry.seq', 'seq')
      .offset(this.window - 1)
      .limit(1)
      .getRawOne<{ seq: string | number }>()
    return last ? Number(last.seq) : null
  }

  private require(query: SelectQueryBuilder<LedgerEntry>, term: string, i: number): void {
    const [words, json] = [`words${i}`, `json${i}`]
    const ways = [
      like('entry.actorName', words),
      like('entry.before', json),
      like('entry.after', json),
      ...this.titled.map(
        ({ subjectType, table, column }) =>
          `(entry.subjectType = '${subjectType}' AND EXISTS (SELECT 1 FROM ${table} t WHERE t.id = entry.subjectId AND ${like(`t.${column}`, words)}))`,
      ),
    ]
    // Codes and numbers are ASCII, which MariaDB compares with nothing else.
    if (/^[\x21-\x7e]+$/.test(term)) ways.push(like('entry.action', words), like('entry.subjectId', words))
    const actions = codesNamed(actionNames, term)
    const types = codesNamed(subjectNames, term)
    if (actions.length > 0) ways.push(`entry.action IN (:...actions${i})`)
    if (types.length > 0) ways.push(`entry.subjectType IN (:...types${i})`)
    const duties = codesNamed(dutyNames, term)
    ways.push(...duties.map((duty) => `entry.action LIKE '${duty}%'`))
    query.andWhere(`(${ways.join(' OR ')})`, {
      [words]: literal(term),
      // As it stands in JSON: what JSON writes differently is looked for as written there.
      [json]: literal(JSON.stringify(term).slice(1, -1)),
      [`actions${i}`]: actions,
      [`types${i}`]: types,
    })
  }
}
