import type { Socket } from 'node:net'
import mysql, {
  type Connection,
  type Pool,
  type PoolConnection,
  type PoolOptions,
  type QueryError,
} from 'mysql2'
import { DataSource, type NamingStrategyInterface } from 'typeorm'
import { sha256 } from '../crypto'
import type { DatabaseOptions, Row } from './database'
import { QuietLogger } from './quiet-logger'

const CONNECT_MS = 3_000
const ACQUIRE_MS = 3_000
const MIGRATION_LOCK_S = 60
const POOL = 12

/**
 * Strict mode: a value that does not fit is refused, never cut. The lock wait is shorter than a client's patience. A
 * transaction whose client fell silent is ended (MariaDB only), so that a cut cable does not hold locks for hours.
 */
const sessionSettings = (silentSeconds: number) => [
  `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO', innodb_lock_wait_timeout = 3, time_zone = '+00:00' /*M!100300 , idle_transaction_timeout = ${silentSeconds} */`,
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
]
const POOL_SETTINGS = sessionSettings(10)
const LANE_SETTINGS = sessionSettings(3)

interface SourceOptions extends DatabaseOptions {
  namingStrategy: NamingStrategyInterface
}

function serverOf(url: string) {
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
    connectTimeout: CONNECT_MS,
  }
}

/** @param timeout ms after which a query is given up; 0 waits, as long changes of a schema need */
export function openMysql(options: SourceOptions, timeout: number): Promise<DataSource> {
  const { user, ...server } = serverOf(options.url)
  return new DataSource({
    type: 'mysql',
    driver: { ...mysql, createPool },
    ...server,
    username: user,
    entities: options.entities,
    migrations: options.migrations,
    namingStrategy: options.namingStrategy,
    bigNumberStrings: false,
    maxQueryExecutionTime: timeout,
    enableQueryTimeout: timeout > 0,
    logging: false,
    logger: new QuietLogger(),
    extra: { connectionLimit: POOL, maxIdle: POOL },
  }).initialize()
}

/** One instance at a time, and without the limits that requests live under. */
export async function migrateMysql(options: SourceOptions): Promise<void> {
  const guard = await connect(options.url, {})
  const lock = `guangting:${sha256(serverOf(options.url).database).slice(0, 40)}`
  try {
    const [row] = (await ask(guard, 'SELECT GET_LOCK(?, ?) AS held', [lock, MIGRATION_LOCK_S], 0)) as Row[]
    if (row?.held !== 1) throw new Error('Another instance has been migrating the schema for a minute')
    const source = await openMysql(options, 0)
    try {
      await source.runMigrations({ transaction: 'none' })
    } finally {
      await source.destroy()
    }
  } finally {
    guard.end(() => undefined)
  }
}

/** Creates the schema with an explicit character set where it is missing: a bare server may default to latin1. */
export async function createSchema(url: string): Promise<void> {
  const { database } = serverOf(url)
  const connection = await connect(url, { database: undefined })
  try {
    const name = database.replaceAll('`', '')
    const sql = `CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`
    await ask(connection, sql, [], 0)
  } finally {
    connection.end(() => undefined)
  }
}

/** A connection that takes several statements in one message. */
export async function laneConnection(url: string, timeout: number): Promise<Connection> {
  const connection = await connect(url, { multipleStatements: true })
  try {
    await ask(connection, LANE_SETTINGS.join('; '), [], timeout)
    return connection
  } catch (error) {
    cut(connection, error)
    throw error
  }
}

function connect(url: string, over: mysql.ConnectionOptions): Promise<Connection> {
  const connection = mysql.createConnection({ ...serverOf(url), ...over })
  // Whoever asks next is told; without a listener a lost connection would end the process.
  connection.on('error', () => undefined)
  return new Promise((resolve, reject) =>
    connection.connect((error) => (error ? reject(error) : resolve(connection))),
  )
}

export function ask(
  connection: Connection,
  sql: string,
  values: unknown[],
  timeout: number,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const command = connection.query({ sql, values, timeout: timeout || undefined }, (error, result) => {
      if (error) stopTimer(command)
      if (error) reject(error)
      else resolve(result)
    })
  })
}

/** mysql2 leaves the timer of a query running when its connection breaks, which keeps a process from ending. */
function stopTimer(command: object): void {
  const { queryTimeout } = command as { queryTimeout?: NodeJS.Timeout | null }
  if (queryTimeout) clearTimeout(queryTimeout)
}

/** Ends a connection that is no good at once, with everything that still waits on it. */
export function cut(connection: Connection, error: unknown): void {
  const { stream } = connection as unknown as { stream: Socket }
  stream.destroy(error instanceof Error ? error : new Error('Connection given up'))
}

/** The pool TypeORM and `select` take connections from, made safe against a database that falls silent. */
function createPool(options: PoolOptions): Pool {
  const pool = mysql.createPool(options)
  const idle = new Set<PoolConnection>()
  pool.on('acquire', (connection) => idle.delete(connection))
  pool.on('release', (connection) => idle.add(connection))
  // When one was not answered, the idle ones lead into the same silence: better found out now than by a request each.
  const silent = (error: unknown) => {
    for (const connection of idle) cut(connection, error)
    idle.clear()
  }
  pool.on('connection', (connection) => prepare(connection, silent))
  const acquire = pool.getConnection.bind(pool)
  // mysql2 lets callers wait for a free connection without end.
  pool.getConnection = (done) => {
    let told = false
    const patience = setTimeout(() => {
      told = true
      const error = Object.assign(new Error('No database connection in time'), {
        code: 'POOL_ACQUIRE_TIMEOUT',
      })
      done(error, undefined as unknown as PoolConnection)
    }, ACQUIRE_MS)
    acquire((error, connection) => {
      clearTimeout(patience)
      if (!told) done(error, connection)
      else if (!error) connection.release()
    })
  }
  return pool
}

function prepare(connection: PoolConnection, silent: (error: unknown) => void): void {
  // A second error on a connection that has left the pool must not end the process.
  connection.on('error', () => undefined)
  const query = connection.query.bind(connection) as (...args: unknown[]) => { onResult?: Answer }
  // A query given up leaves its connection waiting for the answer: it may not go back to the pool.
  const guarded = (...args: unknown[]) => {
    const command = query(...args)
    const answer = command.onResult
    if (answer)
      command.onResult = (error, ...rest) => {
        answer.call(command, error, ...rest)
        if (error) stopTimer(command)
        if (error?.code !== 'PROTOCOL_SEQUENCE_TIMEOUT') return
        cut(connection, error)
        silent(error)
      }
    return command
  }
  connection.query = guarded as unknown as PoolConnection['query']
  for (const sql of POOL_SETTINGS)
    ask(connection, sql, [], CONNECT_MS).catch((error: unknown) => cut(connection, error))
}

type Answer = (error: QueryError | null, ...rest: unknown[]) => void
