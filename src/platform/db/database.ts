import type { Connection, Pool } from 'mysql2'
import {
  type DataSource,
  type EntityManager,
  type EntityTarget,
  type FindOptionsWhere,
  type ObjectLiteral,
} from 'typeorm'
import { ask, laneConnection, migrateMysql, openMysql } from './database.mysql'
import { openSqlite, type SqliteHandle, type SqliteStatement, sqliteHandle } from './database.sqlite'
import { isRetryable } from './errors'
import { Mutex } from './mutex'
import { SnakeCase } from './naming'
import { SqliteLog } from './sqlite-log'

export { createSchema } from './database.mysql'
export { copySqlite, type SqliteHandle } from './database.sqlite'

export type Param = string | number | null
export type Row = Record<string, string | number | null>
export type Select = (sql: string, params: Param[]) => Promise<Row[]>

export interface DatabaseOptions {
  /** `sqlite:<path>` or `mysql://user:pass@host:port/db` */
  url: string
  entities: (abstract new () => object)[]
  migrations: (new () => { name?: string })[]
  /** Milliseconds after which a query on MariaDB/MySQL is given up; 5,000 unless told. */
  queryTimeout?: number
}

const QUERY_TIMEOUT_MS = 5_000
/** Whoever asks whether the service is ready does not wait for a database that swallows what it is sent. */
const READY_MS = 2_000
const CLOSE_MS = 5_000
const RETRIES = 8

/**
 * One writer, many readers, on both databases.
 *
 * TypeORM gives every SQLite query the same connection, so a write that is acknowledged while another request's
 * transaction is open would be rolled back with it. Here every write and transaction passes one mutex, and reads use
 * a connection of their own. On MariaDB the pool isolates them and the mutex is not used.
 */
export class Database {
  private readonly mutex = new Mutex()
  private readonly statements = new Map<string, SqliteStatement>()
  private readonly log: SqliteLog | null

  private constructor(
    readonly kind: 'sqlite' | 'mysql',
    private readonly writer: DataSource,
    private readonly reader: DataSource,
    private readonly options: DatabaseOptions,
    /** Milliseconds. */
    readonly queryTimeout: number,
    private readonly owner: { release(): void } | null = null,
  ) {
    this.log = kind === 'sqlite' ? new SqliteLog(options.url.slice('sqlite:'.length)) : null
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const timeout = options.queryTimeout ?? QUERY_TIMEOUT_MS
    if (options.url.startsWith('sqlite:')) {
      const { writer, reader, owner } = await openSqlite(options)
      return new Database('sqlite', writer, reader, options, timeout, owner)
    }
    const source = await openMysql({ ...options, namingStrategy: new SnakeCase() }, timeout)
    return new Database('mysql', source, source, options, timeout)
  }

  /** Brings the schema up to date; several instances may start at once on MariaDB. */
  async migrate(): Promise<void> {
    if (this.kind === 'mysql') return migrateMysql({ ...this.options, namingStrategy: new SnakeCase() })
    await this.mutex.run(() => this.writer.runMigrations({ transaction: 'each' }))
  }

  /** Committed state, for lists and look-ups. Never write through it. */
  get reads(): EntityManager {
    return this.reader.manager
  }

  /**
   * One use case, all or nothing. On MariaDB a deadlock runs `work` again, so it must touch nothing but the database.
   */
  async transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    if (this.kind === 'sqlite') return this.mutex.run(() => this.writer.transaction(work))
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.writer.transaction(work)
      } catch (error) {
        if (!isRetryable(error) || attempt >= RETRIES) throw error
        await new Promise((resolve) => setTimeout(resolve, attempt * 3))
      }
    }
  }

  /** A plain SELECT on the reading side, without TypeORM's cost: for paths taken by every request. */
  async select(sql: string, params: Param[]): Promise<Row[]> {
    if (this.kind === 'sqlite') {
      let statement = this.statements.get(sql)
      if (!statement) {
        statement = sqliteHandle(this.reader).prepare(sql)
        this.statements.set(sql, statement)
      }
      return statement.all(...params)
    }
    const pool = (this.reader.driver as unknown as { pool: Pool }).pool
    return new Promise((resolve, reject) =>
      pool.query({ sql, values: params, timeout: this.queryTimeout }, (error, rows) =>
        error ? reject(error) : resolve(rows as Row[]),
      ),
    )
  }

  /**
   * Rows by their keys, many in one call, for paths taken by every request. On SQLite they travel as one JSON text each
   * way: handing over single values costs more than finding them. Names come from the code, never from outside.
   */
  async selectByKeys(table: string, columns: readonly string[], key: string, keys: string[]): Promise<Row[]> {
    if (this.kind === 'sqlite') {
      const sql = `SELECT json_group_array(json_array(${columns.join(', ')})) AS found FROM ${table} WHERE ${key} IN (SELECT value FROM json_each(?))`
      const [row] = await this.select(sql, [JSON.stringify(keys)])
      const found = JSON.parse(String(row?.found)) as (string | number | null)[][]
      return found.map((values) => Object.fromEntries(columns.map((name, i) => [name, values[i] ?? null])))
    }
    const places = keys.map(() => '?').join(', ')
    return this.select(`SELECT ${columns.join(', ')} FROM ${table} WHERE ${key} IN (${places})`, keys)
  }

  /** Synchronous work on SQLite's only writing connection, kept apart from every transaction. */
  exclusive<T>(work: (handle: SqliteHandle) => T): Promise<T> {
    return this.mutex.run(async () => work(sqliteHandle(this.writer)))
  }

  /**
   * As {@link exclusive}, for one transaction whose commit does not wait for the disk: the event loop goes on, and this
   * resolves when the disk has it. Until then nobody may be told that it is done.
   */
  async exclusiveThenSync<T>(work: (handle: SqliteHandle) => T): Promise<T> {
    if (this.log?.isLost) await this.log.sync()
    const result = await this.exclusive((handle) => {
      handle.exec('PRAGMA synchronous = NORMAL')
      try {
        return work(handle)
      } finally {
        handle.exec('PRAGMA synchronous = FULL')
      }
    })
    await this.log?.sync()
    return result
  }

  /**
   * Reads that all see one moment, however long they take. On SQLite only a process that has a copy to itself asks for
   * it, and every read there sees the same.
   */
  async snapshot<T>(work: (select: Select) => Promise<T>): Promise<T> {
    if (this.kind === 'sqlite') return work((sql, params) => this.select(sql, params))
    const connection = await this.dedicated()
    const query = (sql: string, params: Param[] = []) => ask(connection, sql, params, this.queryTimeout)
    try {
      // Whoever reads millions of rows is silent between two of them for longer than a request may be.
      await query('SET SESSION sql_mode = @@sql_mode /*M!100300 , idle_transaction_timeout = 600 */')
      await query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
      await query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
      return await work((sql, params) => query(sql, params) as Promise<Row[]>)
    } finally {
      connection.end(() => undefined)
    }
  }

  /** A MariaDB connection of the caller's own that takes several statements in one message. */
  dedicated(): Promise<Connection> {
    return laneConnection(this.options.url, this.queryTimeout)
  }

  async ready(): Promise<boolean> {
    if (this.log?.isLost) return false
    const asked = this.select('SELECT 1', []).then(
      () => true,
      () => false,
    )
    return Promise.race([asked, after(READY_MS, false)])
  }

  /** After an erasure on SQLite: the removed text must leave the write-ahead log too. */
  async scrub(): Promise<void> {
    if (this.kind === 'sqlite') await this.exclusive((handle) => handle.pragma('wal_checkpoint(TRUNCATE)'))
  }

  /** A consistent copy of an SQLite database while it is in use, as one file. Fails where `path` exists. */
  async copyTo(path: string): Promise<void> {
    if (this.kind !== 'sqlite') throw new Error('copyTo is for SQLite; use mariadb-dump on a server')
    await this.exclusive((handle) => handle.exec(`VACUUM INTO '${path.replaceAll("'", "''")}'`))
  }

  async close(): Promise<void> {
    this.statements.clear()
    if (!this.writer.isInitialized) return
    if (this.reader !== this.writer) await this.reader.destroy()
    // A black-holed MariaDB does not even answer a good-bye.
    await Promise.race([this.mutex.run(() => this.writer.destroy()), after(CLOSE_MS, undefined)])
    this.log?.close()
    this.owner?.release()
  }
}

/** The row, locked until the transaction ends; on SQLite the writer's mutex is the lock. */
export function findForUpdate<E extends ObjectLiteral>(
  tx: EntityManager,
  entity: EntityTarget<E>,
  where: FindOptionsWhere<E>,
): Promise<E | null> {
  const lock = tx.dataSource.options.type === 'mysql' ? { mode: 'pessimistic_write' as const } : undefined
  return tx.findOne(entity, { where, lock })
}

function after<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, ms, value).unref())
}
