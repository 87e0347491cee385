import type { Database, SqliteHandle } from './database'
import { isOutage } from './errors'
import { Intake } from './intake'
import type { LaneKind } from './lane'
import {
  flushApart,
  type LaneStore,
  personOf,
  personsOf,
  refuseAlias,
  TallySteps,
  type Waiting,
} from './lane.batch'

/** Rows of one INSERT. */
const ROWS = 16

const TALLY =
  'INSERT INTO tallies (subject, item, votes) VALUES (?, ?, ?) ON CONFLICT (subject, item) DO UPDATE SET votes = votes + excluded.votes'

const ANY_ALIAS = 'SELECT alias_id AS id FROM resident_aliases LIMIT 1'
/** One statement whatever the number of residents. */
const ALIASES =
  'SELECT alias_id AS id FROM resident_aliases WHERE alias_id IN (SELECT value FROM json_each(?))'

const INTAKE = 'INSERT INTO log_intake (id, log_id, entries) VALUES (?, ?, ?)'

/** What the rows of a batch move besides themselves. */
interface Moves {
  tallies: TallySteps
  intake: Intake
}

/** The lane's side of SQLite: one synchronous transaction on the only writing connection. */
export class SqliteLane implements LaneStore {
  private readonly statements = new Map<string, ReturnType<SqliteHandle['prepare']>>()

  constructor(private readonly database: Database) {}

  async flush(batch: Waiting[]): Promise<void> {
    let settle: (() => void)[]
    try {
      settle = await this.database.exclusiveThenSync((handle) => this.write(handle, batch))
    } catch (error) {
      if (isOutage(error)) throw error
      return flushApart(batch, error, this)
    }
    for (const answer of settle) answer()
  }

  async close(): Promise<void> {
    this.statements.clear()
  }

  private write(handle: SqliteHandle, batch: Waiting[]): (() => void)[] {
    handle.exec('BEGIN IMMEDIATE')
    try {
      const settle: (() => void)[] = []
      const moves: Moves = { tallies: new TallySteps(), intake: new Intake() }
      const aliases = this.aliases(handle, batch)
      const open = new Map<string, boolean>()
      const admitted = new Map<LaneKind, Waiting[]>()
      for (const waiting of batch) {
        const { kind } = waiting.row
        if (aliases.has(personOf(waiting) ?? '')) settle.push(() => refuseAlias(waiting))
        else if (!this.isOpen(handle, waiting, open)) settle.push(() => waiting.resolve('closed'))
        else if (admitted.has(kind)) admitted.get(kind)?.push(waiting)
        else admitted.set(kind, [waiting])
      }
      for (const [kind, rows] of admitted)
        for (let at = 0; at < rows.length; at += ROWS)
          this.insert(handle, kind, rows.slice(at, at + ROWS), moves, settle)
      const tally = this.prepare(handle, TALLY)
      for (const step of moves.tallies.sorted()) tally.run(step.subject, step.item, step.by)
      for (const row of moves.intake.rows()) this.prepare(handle, INTAKE).run(...row)
      handle.exec('COMMIT')
      return settle
    } catch (error) {
      // A full disk has already rolled back: a second try would hide what happened.
      if (handle.inTransaction) handle.exec('ROLLBACK')
      throw error
    }
  }

  private aliases(handle: SqliteHandle, batch: readonly Waiting[]): Set<unknown> {
    const persons = personsOf(batch)
    if (persons.length === 0 || this.prepare(handle, ANY_ALIAS).all().length === 0) return new Set()
    return new Set(
      this.prepare(handle, ALIASES)
        .all(JSON.stringify(persons))
        .map((row) => row.id),
    )
  }

  private isOpen(handle: SqliteHandle, { row }: Waiting, known: Map<string, boolean>): boolean {
    const { table, column } = row.kind.gate
    const gate = row.values[column] as string
    const key = `${table} ${gate}`
    let isOpen = known.get(key)
    if (isOpen === undefined) {
      isOpen =
        this.prepare(handle, `SELECT id FROM ${table} WHERE id = ? AND frozen_at IS NULL`).all(gate)
          .length === 1
      known.set(key, isOpen)
    }
    return isOpen
  }

  /** A call costs more than a row, so a full handful of rows goes in one statement. */
  private insert(
    handle: SqliteHandle,
    kind: LaneKind,
    rows: Waiting[],
    moves: Moves,
    settle: (() => void)[],
  ): void {
    if (rows.length === ROWS) {
      try {
        const { changes } = this.prepare(handle, insertSql(kind, ROWS)).run(
          ...rows.flatMap((w) => w.row.values),
        )
        const mine = changes === ROWS ? rows : this.present(handle, kind, rows)
        for (const waiting of rows) this.settle(waiting, mine.includes(waiting), moves, settle)
        return
      } catch (error) {
        // SQLite undoes the statement, not the transaction, unless it gave up the whole.
        if (isOutage(error) || !handle.inTransaction) throw error
      }
    }
    for (const waiting of rows) this.insertAlone(handle, waiting, moves, settle)
  }

  private insertAlone(handle: SqliteHandle, waiting: Waiting, moves: Moves, settle: (() => void)[]): void {
    const { kind, values } = waiting.row
    try {
      const { changes } = this.prepare(handle, insertSql(kind, 1)).run(...values)
      this.settle(waiting, changes === 1, moves, settle)
    } catch (error) {
      if (isOutage(error) || !handle.inTransaction) throw error
      settle.push(() => waiting.reject(error))
    }
  }

  private settle(waiting: Waiting, isIn: boolean, moves: Moves, settle: (() => void)[]): void {
    if (isIn) {
      moves.tallies.add(waiting.row)
      moves.intake.add(waiting.row.values[0] as string, waiting.row.leaf)
    }
    settle.push(() => waiting.resolve(isIn ? 'written' : 'duplicate'))
  }

  /** Rows that went in know their own ids; another's row under the same unique key has another. */
  private present(handle: SqliteHandle, { table, columns }: LaneKind, rows: Waiting[]): Waiting[] {
    const [id] = columns
    const sql = `SELECT ${id} AS id FROM ${table} WHERE ${id} IN (${Array(rows.length).fill('?').join(', ')})`
    const found = this.prepare(handle, sql).all(...rows.map((w) => w.row.values[0] as string))
    const ids = new Set(found.map((row) => row.id))
    return rows.filter((w) => ids.has(w.row.values[0] as string))
  }

  private prepare(handle: SqliteHandle, sql: string) {
    let statement = this.statements.get(sql)
    if (!statement) {
      statement = handle.prepare(sql)
      this.statements.set(sql, statement)
    }
    return statement
  }
}

const inserts = new Map<string, string>()

function insertSql({ table, columns }: LaneKind, rows: number): string {
  const key = `${table} ${rows}`
  let sql = inserts.get(key)
  if (sql === undefined) {
    const row = `(${columns.map(() => '?').join(', ')})`
    sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array(rows).fill(row).join(', ')} ON CONFLICT DO NOTHING`
    inserts.set(key, sql)
  }
  return sql
}
