import type { Connection } from 'mysql2'
import { JOINING_LOCK } from '../keys'
import { unavailable } from '../problem'
import type { Database, Row } from './database'
import { ask, cut } from './database.mysql'
import { isOutage, isRetryable, isTimeout } from './errors'
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

const TALLY =
  'INSERT INTO tallies (subject, item, votes) VALUES ? ON DUPLICATE KEY UPDATE votes = votes + VALUES(votes)'
const INTAKE = 'INSERT INTO log_intake (id, log_id, entries) VALUES ?'
/** The row under which residents are joined: whoever joins two waits for the batches under way, and they for him. */
const NOBODY_JOINS = `SELECT name FROM keyring WHERE name = '${JOINING_LOCK}' LOCK IN SHARE MODE`
const ALIASES = 'SELECT alias_id AS id FROM resident_aliases WHERE alias_id IN (?)'
const RETRIES = 10
/** Milliseconds after which a batch is not tried again: its callers are waiting. */
const PATIENCE = 3_000

/** What a try had done when it ended; `inserted` is known before the commit is sent. */
interface Try {
  committing: boolean
  inserted: Set<Waiting>
}

/** The lane's side of MariaDB: two messages a batch, on a connection of its own. */
export class MysqlLane implements LaneStore {
  private connection: Connection | null = null

  constructor(private readonly database: Database) {}

  async flush(batch: Waiting[]): Promise<void> {
    const since = performance.now()
    let rest = batch
    for (let attempt = 1; rest.length > 0; attempt++) {
      const now: Try = { committing: false, inserted: new Set() }
      try {
        rest = await this.write(rest, now)
      } catch (error) {
        await this.leave(error)
        if (isOutage(error) && now.committing && (await this.committed(now.inserted))) {
          answer(rest, now.inserted)
          return
        }
        if (!isOutage(error) && !isRetryable(error)) return flushApart(rest, error, this)
        const tooLate = attempt >= RETRIES || performance.now() - since > PATIENCE || isTimeout(error)
        if (tooLate) throw isOutage(error) ? error : unavailable({ retryAfter: 1 })
        await new Promise((resolve) => setTimeout(resolve, attempt * 5))
      }
    }
  }

  async close(): Promise<void> {
    this.connection?.end(() => undefined)
    this.connection = null
  }

  /** @returns the rows that are still to be written: the others' gates were shut, or their residents aliases */
  private async write(batch: Waiting[], now: Try): Promise<Waiting[]> {
    this.connection ??= await this.database.dedicated()
    const { connection } = this
    const shut = await this.insert(connection, batch, now.inserted)
    if (shut.size > 0) {
      await this.query(connection, 'ROLLBACK')
      for (const [waiting, why] of shut)
        if (why === 'alias') refuseAlias(waiting)
        else waiting.resolve(why)
      return batch.filter((waiting) => !shut.has(waiting))
    }
    const tallies = new TallySteps()
    const intake = new Intake()
    for (const { row } of now.inserted) {
      tallies.add(row)
      intake.add(row.values[0] as string, row.leaf)
    }
    const steps = tallies.sorted().map((step) => [step.subject, step.item, step.by])
    const entries = intake.rows()
    const statements = [
      ...(entries.length > 0 ? [INTAKE] : []),
      ...(steps.length > 0 ? [TALLY] : []),
      'COMMIT',
    ]
    const values = [entries, steps].filter((rows) => rows.length > 0)
    now.committing = true
    await this.query(connection, statements.join('; '), values)
    answer(batch, now.inserted)
    return []
  }

  /** Gates, inserts and the look-up of what went in: one round trip, two when a unique key was already taken. */
  private async insert(
    connection: Connection,
    batch: Waiting[],
    inserted: Set<Waiting>,
  ): Promise<Map<Waiting, 'closed' | 'alias'>> {
    const groups = byKind(batch).sort(([a], [b]) => (a.table < b.table ? -1 : 1))
    const persons = personsOf(batch)
    const statements =
      persons.length > 0 ? ['START TRANSACTION', NOBODY_JOINS, ALIASES] : ['START TRANSACTION']
    const params: unknown[] = persons.length > 0 ? [persons] : []
    const first = statements.length
    for (const [{ table, columns, gate }, list] of groups) {
      const [id] = columns
      statements.push(`SELECT id FROM ${gate.table} WHERE id IN (?) AND frozen_at IS NULL LOCK IN SHARE MODE`)
      params.push([...new Set(list.map((w) => w.row.values[gate.column]))].sort())
      statements.push(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES ? ON DUPLICATE KEY UPDATE ${id} = ${id}`,
      )
      params.push(list.map((w) => w.row.values))
    }
    const results = (await this.query(connection, statements.join('; '), params)) as unknown[]
    const shut = new Map<Waiting, 'closed' | 'alias'>()
    const aliases = new Set(first > 1 ? (results[2] as Row[]).map((row) => row.id) : [])
    for (const [i, [kind, list]] of groups.entries()) {
      const open = new Set((results[first + i * 2] as Row[]).map((row) => row.id))
      for (const w of list) {
        if (aliases.has(personOf(w))) shut.set(w, 'alias')
        else if (!open.has(w.row.values[kind.gate.column] as string)) shut.set(w, 'closed')
      }
      const { affectedRows } = results[first + 1 + i * 2] as { affectedRows: number }
      const mine = affectedRows === list.length ? list : await this.present(connection, kind, list)
      for (const w of mine) inserted.add(w)
    }
    return shut
  }

  /** Rows that went in know their own ids; another's row under the same unique key has another. */
  private async present(
    connection: Connection,
    kind: LaneKind,
    list: Waiting[],
    lock = '',
  ): Promise<Waiting[]> {
    const [id] = kind.columns
    const sql = `SELECT ${id} AS id FROM ${kind.table} WHERE ${id} IN (?) ${lock}`
    const rows = (await this.query(connection, sql, [list.map((w) => w.row.values[0])])) as Row[]
    const ids = new Set(rows.map((row) => row.id))
    return list.filter((w) => ids.has(w.row.values[0] as string))
  }

  /**
   * After the connection broke while COMMIT was on its way. The locking read waits until the broken transaction has
   * ended one way or the other, so what it sees is final: a batch that did commit is answered and never counted
   * twice, one that did not may be written again.
   * @throws when that cannot be told in time; the callers' next try finds the rows if they are there
   */
  private async committed(inserted: Set<Waiting>): Promise<boolean> {
    try {
      this.connection ??= await this.database.dedicated()
      for (const [kind, list] of byKind([...inserted]))
        if ((await this.present(this.connection, kind, list, 'LOCK IN SHARE MODE')).length > 0) return true
      return false
    } catch (error) {
      this.drop(error)
      throw isOutage(error) ? error : unavailable({ retryAfter: 1 })
    }
  }

  /** Leaves no transaction open behind a try that failed. */
  private async leave(error: unknown): Promise<void> {
    if (isOutage(error)) this.drop(error)
    else if (this.connection) await this.query(this.connection, 'ROLLBACK').catch((e) => this.drop(e))
  }

  private drop(error: unknown): void {
    if (this.connection) cut(this.connection, error)
    this.connection = null
  }

  private query(connection: Connection, sql: string, values: unknown[] = []): Promise<unknown> {
    return ask(connection, sql, values, this.database.queryTimeout)
  }
}

function answer(batch: Waiting[], inserted: Set<Waiting>): void {
  for (const waiting of batch) waiting.resolve(inserted.has(waiting) ? 'written' : 'duplicate')
}

function byKind(batch: Waiting[]): [LaneKind, Waiting[]][] {
  const kinds = new Map<LaneKind, Waiting[]>()
  for (const waiting of batch) {
    const list = kinds.get(waiting.row.kind)
    if (list) list.push(waiting)
    else kinds.set(waiting.row.kind, [waiting])
  }
  return [...kinds]
}
