import { Problem, unavailable } from '../problem'
import type { Database, Param } from './database'
import { isOutage } from './errors'
import { TURNS } from './gather'
import type { LogLeaf } from './intake'
import type { LaneStore, Waiting } from './lane.batch'
import { MysqlLane } from './lane.mysql'
import { SqliteLane } from './lane.sqlite'

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
  /**
   * Index of the column that names the resident. A row of one who has become another's alias (`resident_aliases`) is
   * refused as unavailable in the same commit that would have held it: his next try comes under the right name.
   */
  person?: number
}

export interface LaneRow {
  kind: LaneKind
  values: Param[]
  /** Its unique business key as one string: rows are written in this order, so that two processes never deadlock. */
  order: string
  /** Counters that move by one in the same commit: [subject, item]. */
  tallies: readonly (readonly [subject: string, item: string])[]
  /** What the row adds to an append-only log in the same commit. */
  leaf?: LogLeaf
}

const BATCH_ROWS = 1_000
/** A batch travels as one statement, which MariaDB takes up to max_allowed_packet (4 MiB on old servers). */
const BATCH_CHARACTERS = 1_000_000
const QUEUE = 20_000

/**
 * Group commit. One flush is under way; whatever arrives meanwhile is the next batch. No timer, so an idle lane
 * answers at once. A caller is answered after the commit that holds its row; tallies move in that same commit; a row
 * the database refuses fails alone.
 */
export class WriteLane {
  private queue: Waiting[] = []
  private flushing: Promise<void> | null = null
  private closed = false
  private readonly store: LaneStore

  constructor(database: Database) {
    this.store = database.kind === 'sqlite' ? new SqliteLane(database) : new MysqlLane(database)
  }

  /** @throws Problem unavailable when the database is away, the lane is full, or it has been closed */
  write(row: LaneRow): Promise<Outcome> {
    if (this.closed || this.queue.length >= QUEUE) return Promise.reject(unavailable({ retryAfter: 1 }))
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
    this.closed = true
    await this.drain()
    await this.store.close()
  }

  private async run(): Promise<void> {
    try {
      while (this.queue.length > 0) {
        await this.gather()
        const batch = this.take()
        try {
          await this.store.flush(batch)
        } catch (error) {
          refuse(batch, error)
          // The others have waited as long: they are told now, not one patience after another.
          if (isOutage(error)) refuse(this.queue.splice(0), error)
        }
      }
    } finally {
      this.flushing = null
    }
  }

  /** Lets turns of the event loop pass while each brings more rows: a commit costs the same for one and for many. */
  private async gather(): Promise<void> {
    for (let turn = 0, before = 0; turn < TURNS && this.queue.length > before; turn++) {
      before = this.queue.length
      if (before >= BATCH_ROWS) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  private take(): Waiting[] {
    let size = 0
    let count = 0
    for (const { row } of this.queue) {
      for (const value of row.values) size += typeof value === 'string' ? value.length : 8
      if (count > 0 && (count === BATCH_ROWS || size > BATCH_CHARACTERS)) break
      count++
    }
    const batch = this.queue.splice(0, count)
    return batch.sort((a, b) => (a.row.order < b.row.order ? -1 : a.row.order > b.row.order ? 1 : 0))
  }
}

function refuse(rows: Waiting[], error: unknown): void {
  const excused = isOutage(error) || error instanceof Problem
  for (const waiting of rows) waiting.reject(excused ? unavailable({ retryAfter: 1 }) : error)
}
