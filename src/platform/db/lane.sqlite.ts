import type { Database, SqliteHandle } from './database'
import { isOutage } from './errors'
import {
  flushApart,
  type LaneStore,
  personOf,
  personsOf,
  refuseAlias,
  TallySteps,
  type Waiting,
} from './lane.batch'

const TALLY =
  'INSERT INTO tallies (subject, item, votes) VALUES (?, ?, ?) ON CONFLICT (subject, item) DO UPDATE SET votes = votes + excluded.votes'

const ANY_ALIAS = 'SELECT alias_id AS id FROM resident_aliases LIMIT 1'
/** One statement whatever the number of residents. */
const ALIASES =
  'SELECT alias_id AS id FROM resident_aliases WHERE alias_id IN (SELECT value FROM json_each(?))'

/** The lane's side of SQLite: one synchronous transaction on the only writing connection. */
export class SqliteLane implements LaneStore {
  private readonly statements = new Map<string, ReturnType<SqliteHandle['prepare']>>()

  constructor(private readonly database: Database) {}

  async flush(batch: Waiting[]): Promise<void> {
    let settle: (() => void)[]
    try {
      settle = await this.database.exclusive((handle) => this.write(handle, batch))
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
      const open = new Map<string, boolean>()
      const tallies = new TallySteps()
      const aliases = this.aliases(handle, batch)
      const settle = batch.map((waiting) =>
        aliases.has(personOf(waiting) ?? '')
          ? () => refuseAlias(waiting)
          : this.insert(handle, waiting, open, tallies),
      )
      const tally = this.prepare(handle, TALLY)
      for (const step of tallies.sorted()) tally.run(step.subject, step.item, step.by)
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

  private insert(
    handle: SqliteHandle,
    { row, resolve, reject }: Waiting,
    open: Map<string, boolean>,
    tallies: TallySteps,
  ): () => void {
    const { kind, values } = row
    const gate = values[kind.gate.column] as string
    const gateKey = `${kind.gate.table} ${gate}`
    let isOpen = open.get(gateKey)
    if (isOpen === undefined) {
      const sql = `SELECT id FROM ${kind.gate.table} WHERE id = ? AND frozen_at IS NULL`
      isOpen = this.prepare(handle, sql).all(gate).length === 1
      open.set(gateKey, isOpen)
    }
    if (!isOpen) return () => resolve('closed')
    try {
      const { changes } = this.prepare(handle, insertSql(kind.table, kind.columns)).run(...values)
      if (changes === 0) return () => resolve('duplicate')
      tallies.add(row)
      return () => resolve('written')
    } catch (error) {
      // SQLite undoes the statement, not the transaction: the neighbours stay, unless it gave up the whole.
      if (isOutage(error) || !handle.inTransaction) throw error
      return () => reject(error)
    }
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

function insertSql(table: string, columns: readonly string[]): string {
  let sql = inserts.get(table)
  if (sql === undefined) {
    const marks = columns.map(() => '?').join(', ')
    sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks}) ON CONFLICT DO NOTHING`
    inserts.set(table, sql)
  }
  return sql
}
