import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Libsql from 'libsql'
import { DataSource } from 'typeorm'
import type { DatabaseOptions, Param, Row } from './database'
import { SnakeCase } from './naming'
import { QuietLogger } from './quiet-logger'
import { ownSqlite } from './sqlite-owner'

export type SqliteStatement = { all(...params: Param[]): Row[]; run(...params: Param[]): { changes: number } }
export interface SqliteHandle {
  prepare(sql: string): SqliteStatement
  exec(sql: string): void
  pragma(sql: string): unknown
  readonly inTransaction: boolean
}

/** The connection under a data source. */
export function sqliteHandle(source: DataSource): SqliteHandle {
  return (source.driver as unknown as { databaseConnection: SqliteHandle }).databaseConnection
}

/** One writing connection, one that cannot write, and the lock that keeps other processes out. */
export async function openSqlite(
  options: DatabaseOptions,
): Promise<{ writer: DataSource; reader: DataSource; owner: { release(): void } }> {
  const path = options.url.slice('sqlite:'.length)
  mkdirSync(dirname(path), { recursive: true })
  const owner = ownSqlite(path)
  const source = (pragmas: string[]) =>
    new DataSource({
      type: 'better-sqlite3',
      driver: Libsql,
      database: path,
      entities: options.entities,
      migrations: options.migrations,
      namingStrategy: new SnakeCase(),
      logger: new QuietLogger(),
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
    // 16 MiB of log before pages are copied back: a page that many ballots touch is copied once.
    'wal_autocheckpoint = 4000',
  ])
  const reader = await source(['query_only = ON', 'busy_timeout = 5000'])
  return { writer, reader, owner }
}

/** A consistent copy of a database that another process has open: reading is allowed to everybody. */
export function copySqlite(path: string, copy: string): void {
  const source = new Libsql(path, { timeout: 5_000 })
  try {
    source.exec(`VACUUM INTO '${copy.replaceAll("'", "''")}'`)
  } finally {
    source.close()
  }
}
