import type { Connection } from 'mysql2'
import { unavailable } from '../problem'
import type { Database, Param, Row, SqliteHandle } from './database'
import { isOutage, isRetryable } from './errors'

/** What became of a row: it went in, an earlier one holds its unique key, or its gate was shut. */
export type Outcome = 'written' | 'duplicate' | 'closed'

/** One table that takes rows from residents at speed. */
export interface LaneKind {
  table: string
  /** The first column is the ULID primary key, by which a row recognises itself. */
  columns: readonly string[]
  /** Index of the column that names the row of `gate` (a poll, quiz or consultation); written only while its
   * `frozen_at` is null, under a lock that a closing transaction waits for. */
  gate: { table: string; column: number }
}

export interface LaneRow {
  kind: LaneKind
  values: Param[]
  /** Its unique business key as one string: rows are written in this order, so that two processes never deadlock. */
  order: string
  /** Counters that move by one in the same commit: [subject, item]. */
  tallies: readonly (readonly [subject: string, item: string])[]
}

interface Waiting {
  row: LaneRow
  resolve(outcome: Outcome): void
  reject(error: unknown): void
}

const BATCH = 1_000
const QUEUE = 20_000
const RETRIES = 10

/**
 * Group commit. One flush is under way; whatever arrives meanwhile is the next batch. No timer, so an idle lane
 * answers at once. A caller is answered after the commit that holds its row; tallies move in that same commit; a row
 * the database refuses fails alone.
 */
export class WriteLane {
  private queue: Waiting[] = []
  private flushing: Promise<void> | null = null
  private connection: Connection | null = null
  private readonly statements = new Map<string, ReturnType<SqliteHandle['prepare']>>()

  constructor(private readonly database: Database) {}

  write(row: LaneRow): Promise<Outcome> {
    if (this.queue.length >= QUEUE) return Promise.reject(unavailable({ retryAfter: 1 }))
    return new Promise((resolve, reject) => {
      this.queue.push({ row, resolve, reject })
      this.flushing ??= this.run()
    })
  }

  /** Resolves when everything accepted so far is committed and answered. */
  async drain(): Promise<void> {
    while (this.flushing) await this.flushing
  }

  async close(): Promise<void> {
    await this.drain()
    this.connection?.end()
    this.connection = null
  }

  private async run(): Promise<void> {
    try {
      // Let every request of this turn of the loop join the first batch.
      await new Promise((resolve) => setImmediate(resolve))
      while (this.queue.length > 0) {
        const batch = this.queue.splice(0, BATCH)
        batch.sort((a, b) => (a.row.order < b.row.order ? -1 : a.row.order > b.row.order ? 1 : 0))
        if (this.database.kind === 'sqlite') await this.flushSqlite(batch)
        else await this.flushMysql(batch)
      }
    } finally {
      this.flushing = null
    }
  }

  private async flushSqlite(batch: Waiting[]): Promise<void> {
    const settled: (() => void)[] = []
    try {
      await this.database.exclusive((handle) => {
        handle.exec('BEGIN IMMEDIATE')
        try {
          const open = new Map<string, boolean>()
          const tallies = new Map<string, Tally>()
          for (const waiting of batch) settled.push(this.insertSqlite(handle, waiting, open, tallies))
          for (const tally of sorted(tallies))
            this.prepare(handle, TALLY_SQLITE).run(tally.subject, tally.item, tally.by)
          handle.exec('COMMIT')
        } catch (error) {
          handle.exec('ROLLBACK')
          throw error
        }
      })
    } catch (error) {
      for (const waiting of batch) waiting.reject(isOutage(error) ? unavailable({ retryAfter: 1 }) : error)
      return
    }
    for (const settle of settled) settle()
  }

  private insertSqlite(
    handle: SqliteHandle,
    { row, resolve, reject }: Waiting,
    open: Map<string, boolean>,
    tallies: Map<string, Tally>,
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
      const sql = `INSERT INTO ${kind.table} (${kind.columns.join(', ')}) VALUES (${kind.columns.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`
      const { changes } = this.prepare(handle, sql).run(...values)
      if (changes === 0) return () => resolve('duplicate')
      addTallies(tallies, row)
      return () => resolve('written')
    } catch (error) {
      // SQLite undoes the statement, not the transaction: the neighbours stay.
      if (isOutage(error)) throw error
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

  private async flushMysql(batch: Waiting[]): Promise<void> {
    let rest = batch
    for (let attempt = 1; rest.length > 0; attempt++) {
      let committing = false
      try {
        const connection = await this.mysql()
        const written = await this.insertMysql(connection, rest)
        if (written.closed.size > 0) {
          await query(connection, 'ROLLBACK')
          rest = rest.filter((w) => {
            if (!written.closed.has(w)) return true
            w.resolve('closed')
            return false
          })
          continue
        }
        const tallies = new Map<string, Tally>()
        for (const w of written.inserted) addTallies(tallies, w.row)
        const values = sorted(tallies).map((t) => [t.subject, t.item, t.by])
        committing = true
        if (values.length > 0) await query(connection, `${TALLY_MYSQL}; COMMIT`, [values])
        else await query(connection, 'COMMIT')
        for (const w of rest) w.resolve(written.inserted.has(w) ? 'written' : 'duplicate')
        return
      } catch (error) {
        if (await this.survived(error, rest, committing)) return
        if (
          (isRetryable(error) || isOutage(error)) &&
          attempt < RETRIES &&
          !(isOutage(error) && attempt >= 3)
        ) {
          await new Promise((resolve) => setTimeout(resolve, attempt * 5))
          continue
        }
        if (isOutage(error)) {
          for (const w of rest) w.reject(unavailable({ retryAfter: 1 }))
          return
        }
        const only = rest.length === 1 ? rest[0] : undefined
        if (only) only.reject(error)
        // Someone's row is at fault: each goes alone, so that only the faulty one is refused.
        else for (const w of rest) await this.flushMysql([w])
        return
      }
    }
  }

  /** Gates, inserts and the look-up of what went in: one round trip, two when a unique key was already taken. */
  private async insertMysql(connection: Connection, batch: Waiting[]) {
    const kinds = new Map<LaneKind, Waiting[]>()
    for (const w of batch) kinds.set(w.row.kind, [...(kinds.get(w.row.kind) ?? []), w])
    const statements: string[] = ['START TRANSACTION']
    const params: unknown[] = []
    const groups = [...kinds].sort(([a], [b]) => (a.table < b.table ? -1 : 1))
    for (const [kind, list] of groups) {
      const gates = [...new Set(list.map((w) => w.row.values[kind.gate.column]))].sort()
      statements.push(
        `SELECT id FROM ${kind.gate.table} WHERE id IN (?) AND frozen_at IS NULL LOCK IN SHARE MODE`,
      )
      params.push(gates)
      statements.push(
        `INSERT INTO ${kind.table} (${kind.columns.join(', ')}) VALUES ? ON DUPLICATE KEY UPDATE ${kind.columns[0]} = ${kind.columns[0]}`,
      )
      params.push(list.map((w) => w.row.values))
    }
    const results = (await query(connection, statements.join('; '), params)) as unknown[]
    const closed = new Set<Waiting>()
    const inserted = new Set<Waiting>()
    for (const [i, [kind, list]] of groups.entries()) {
      const open = new Set((results[1 + i * 2] as Row[]).map((r) => r.id))
      for (const w of list) if (!open.has(w.row.values[kind.gate.column] as string)) closed.add(w)
      const { affectedRows } = results[2 + i * 2] as { affectedRows: number }
      if (affectedRows === list.length) for (const w of list) inserted.add(w)
      else for (const w of await this.present(connection, kind, list)) inserted.add(w)
    }
    return { closed, inserted }
  }

  private async present(connection: Connection, kind: LaneKind, list: Waiting[]): Promise<Waiting[]> {
    const id = kind.columns[0]
    const sql = `SELECT ${id} AS id FROM ${kind.table} WHERE ${id} IN (?)`
    const rows = (await query(connection, sql, [list.map((w) => w.row.values[0])])) as Row[]
    const ids = new Set(rows.map((r) => r.id))
    return list.filter((w) => ids.has(w.row.values[0] as string))
  }

  /**
   * After an error: leaves the connection clean. When it broke while COMMIT was on its way, asks the database which
   * rows are there, so that a batch that did commit is answered and never counted twice.
   */
  private async survived(error: unknown, batch: Waiting[], committing: boolean): Promise<boolean> {
    const outage = isOutage(error)
    if (!outage) {
      const connection = this.connection
      if (connection) await query(connection, 'ROLLBACK').catch(() => this.drop())
      return false
    }
    this.drop()
    if (!committing) return false
    try {
      const connection = await this.mysql()
      const present = new Set<Waiting>()
      for (const kind of new Set(batch.map((w) => w.row.kind)))
        for (const w of await this.present(
          connection,
          kind,
          batch.filter((b) => b.row.kind === kind),
        ))
          present.add(w)
      if (present.size > 0) {
        for (const w of batch) w.resolve(present.has(w) ? 'written' : 'duplicate')
        return true
      }
    } catch {
      // Still away: answered below.
    }
    // The commit may yet land, so a second try could count twice. The resident's next try finds the row if it is there.
    for (const w of batch) w.reject(unavailable({ retryAfter: 1 }))
    return true
  }

  private drop(): void {
    this.connection?.destroy()
    this.connection = null
  }

  private async mysql(): Promise<Connection> {
    this.connection ??= await this.database.dedicated()
    return this.connection
  }
}

interface Tally {
  subject: string
  item: string
  by: number
}

const TALLY_SQLITE =
  'INSERT INTO tallies (subject, item, votes) VALUES (?, ?, ?) ON CONFLICT (subject, item) DO UPDATE SET votes = votes + excluded.votes'
const TALLY_MYSQL =
  'INSERT INTO tallies (subject, item, votes) VALUES ? ON DUPLICATE KEY UPDATE votes = votes + VALUES(votes)'

function addTallies(tallies: Map<string, Tally>, row: LaneRow): void {
  for (const [subject, item] of row.tallies) {
    const key = `${subject} ${item}`
    const tally = tallies.get(key)
    if (tally) tally.by++
    else tallies.set(key, { subject, item, by: 1 })
  }
}

function sorted(tallies: Map<string, Tally>): Tally[] {
  return [...tallies].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, tally]) => tally)
}

function query(connection: Connection, sql: string, values: unknown[] = []): Promise<unknown> {
  return new Promise((resolve, reject) =>
    connection.query({ sql, values, timeout: 10_000 }, (error, result) =>
      error ? reject(error) : resolve(result),
    ),
  )
}
