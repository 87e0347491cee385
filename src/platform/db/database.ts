import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Libsql from 'libsql'
import mysql, { type Connection, type Pool, type PoolConnection } from 'mysql2'
import { createConnection } from 'mysql2/promise'
import {
  DataSource,
  DefaultNamingStrategy,
  type EntityManager,
  type EntityTarget,
  type FindOptionsWhere,
  type ObjectLiteral,
} from 'typeorm'
import { isRetryable } from './errors'
import { Mutex } from './mutex'

export type Param = string | number | null
export type Row = Record<string, string | number | null>

type SqliteStatement = { all(...params: Param[]): Row[]; run(...params: Param[]): { changes: number } }
export interface SqliteHandle {
  prepare(sql: string): SqliteStatement
  exec(sql: string): void
  pragma(sql: string): unknown
}

export interface DatabaseOptions {
  /** `sqlite:<path>` or `mysql://user:pass@host:port/db` */
  url: string
  entities: (abstract new () => object)[]
  migrations: (new () => { name?: string })[]
  /** Milliseconds after which a query on MariaDB/MySQL is given up. */
  queryTimeout?: number
}

const RETRIES = 8

class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined, prefixes: string[]): string {
    return super.columnName(custom ?? property.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), '', prefixes)
  }
}

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

  private constructor(
    readonly kind: 'sqlite' | 'mysql',
    private readonly writer: DataSource,
    private readonly reader: DataSource,
    private readonly url: string,
    private readonly queryTimeout: number,
  ) {}

  static async open(options: DatabaseOptions): Promise<Database> {
    const timeout = options.queryTimeout ?? 10_000
    const database = options.url.startsWith('sqlite:')
      ? await openSqlite(options)
      : await openMysql(options, timeout)
    const [kind, writer, reader] = database
    return new Database(kind, writer, reader, options.url, timeout)
  }

  /** Brings the schema up to date; several instances may start at once on MariaDB. */
  async migrate(): Promise<void> {
    if (this.kind === 'sqlite') {
      await this.mutex.run(() => this.writer.runMigrations({ transaction: 'each' }))
      return
    }
    const guard = await createConnection({ uri: this.url, connectTimeout: 10_000 })
    try {
      await guard.query("SELECT GET_LOCK('guangting_migrations', 60)")
      await this.writer.runMigrations({ transaction: 'none' })
    } finally {
      await guard.end()
    }
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
        return await this.writer.transaction('READ COMMITTED', work)
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

  /** Synchronous work on SQLite's only writing connection, kept apart from every transaction. */
  exclusive<T>(work: (handle: SqliteHandle) => T): Promise<T> {
    return this.mutex.run(async () => work(sqliteHandle(this.writer)))
  }

  /** A MariaDB connection of the caller's own that takes several statements in one message. */
  async dedicated(): Promise<Connection> {
    const connection = mysql.createConnection({
      ...mysqlOptions(this.url),
      multipleStatements: true,
      connectTimeout: 5_000,
    })
    connection.on('error', () => connection.destroy())
    await new Promise<void>((resolve, reject) => connection.connect((e) => (e ? reject(e) : resolve())))
    await new Promise<void>((resolve, reject) =>
      connection.query(SESSION_SETTINGS, (e) => (e ? reject(e) : resolve())),
    )
    return connection
  }

  async ready(): Promise<boolean> {
    try {
      await this.select('SELECT 1', [])
      return true
    } catch {
      return false
    }
  }

  /** After an erasure on SQLite: the removed text must leave the write-ahead log too. */
  async scrub(): Promise<void> {
    if (this.kind === 'sqlite') await this.exclusive((handle) => handle.pragma('wal_checkpoint(TRUNCATE)'))
  }

  async close(): Promise<void> {
    this.statements.clear()
    if (this.reader !== this.writer) await this.reader.destroy()
    await this.mutex.run(() => this.writer.destroy())
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

function sqliteHandle(source: DataSource): SqliteHandle {
  return (source.driver as unknown as { databaseConnection: SqliteHandle }).databaseConnection
}

async function openSqlite(options: DatabaseOptions): Promise<['sqlite', DataSource, DataSource]> {
  const path = options.url.slice('sqlite:'.length)
  mkdirSync(dirname(path), { recursive: true })
  const source = (pragmas: string[]) =>
    new DataSource({
      type: 'better-sqlite3',
      driver: Libsql,
      database: path,
      entities: options.entities,
      migrations: options.migrations,
      namingStrategy: new SnakeCase(),
      statementCacheSize: 500,
      timeout: 5_000,
      prepareDatabase: (db: SqliteHandle) => {
        for (const pragma of pragmas) db.pragma(pragma)
      },
    }).initialize()
  // FULL: an acknowledged vote survives power loss. secure_delete: erased personal data leaves the file.
  const writer = await source([
    'journal_mode = WAL',
    'synchronous = FULL',
    'secure_delete = ON',
    'busy_timeout = 5000',
  ])
  const reader = await source(['query_only = ON', 'busy_timeout = 5000'])
  return ['sqlite', writer, reader]
}

// Strict mode: a value that does not fit is refused, never cut. The lock wait is shorter than a client's patience.
const SESSION_SETTINGS =
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO', innodb_lock_wait_timeout = 5, time_zone = '+00:00'"

function mysqlOptions(url: string) {
  const parsed = new URL(url)
  return {
    host: decodeURIComponent(parsed.hostname),
    port: Number(parsed.port || 3306),
    user: decodeURIComponent(parsed.username || 'root'),
    password: decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    charset: 'utf8mb4_bin',
    // Without FOUND_ROWS, an upsert that changes nothing counts as 0 affected rows: the write lane counts on it.
    flags: ['-FOUND_ROWS'],
  }
}

async function openMysql(
  options: DatabaseOptions,
  timeout: number,
): Promise<['mysql', DataSource, DataSource]> {
  const { database, flags, user, ...server } = mysqlOptions(options.url)
  const source = new DataSource({
    type: 'mysql',
    ...server,
    username: user,
    database,
    flags,
    entities: options.entities,
    migrations: options.migrations,
    namingStrategy: new SnakeCase(),
    bigNumberStrings: false,
    connectTimeout: 5_000,
    maxQueryExecutionTime: timeout,
    enableQueryTimeout: true,
    logging: false,
    extra: { connectionLimit: 12, enableKeepAlive: true, maxIdle: 12 },
  })
  await source.initialize()
  const pool = (source.driver as unknown as { pool: Pool }).pool
  pool.on('connection', (connection: PoolConnection) => connection.query(SESSION_SETTINGS))
  return ['mysql', source, source]
}

/** Creates the schema with an explicit character set where it is missing: a bare server may default to latin1. */
export async function createSchema(url: string): Promise<void> {
  const { database, flags: _flags, ...server } = mysqlOptions(url)
  const connection = await createConnection({ ...server, connectTimeout: 5_000 })
  try {
    await connection.query(
      `CREATE DATABASE IF NOT EXISTS \`${database.replaceAll('`', '')}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    )
  } finally {
    await connection.end()
  }
}
