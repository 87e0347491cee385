import { createHash, randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { entities } from '../../src/office.entities'
import { createSchema, Database } from '../../src/platform/db/database'
import { migrations } from '../../src/platform/db/migrations'

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

const MIGRATIONS = join(__dirname, '..', '..', 'src', 'platform', 'db', 'migrations')
/** Of the tables as the migrations make them: another hash, another template. */
const schemaHash = (): string => {
  const hash = createHash('sha256')
  for (const file of readdirSync(MIGRATIONS).sort()) hash.update(readFileSync(join(MIGRATIONS, file)))
  return hash.digest('hex').slice(0, 12)
}

/** An empty database of the test's own, without tables. */
export async function emptyDatabase(kind: 'sqlite' | 'mysql'): Promise<TestDatabase> {
  if (kind === 'sqlite') return sqliteFile()
  const url = new URL(mysqlBase())
  const name = `guangting_test_${randomBytes(6).toString('hex')}`
  url.pathname = `/${name}`
  const drop = async () => {
    const connection = await createConnection(mysqlBase())
    await connection.query(`DROP DATABASE IF EXISTS \`${name}\``)
    await connection.end()
  }
  return { url: url.href, drop }
}

/**
 * A database of the test's own with every table and no row. Creating a hundred tables takes MariaDB seconds and emptying
 * them milliseconds, so schemas are used again by the next test file; the same with a copy on SQLite.
 */
export async function migratedDatabase(kind: 'sqlite' | 'mysql'): Promise<TestDatabase> {
  if (kind === 'mysql') return pooledSchema()
  const template = join(tmpdir(), `guangting-template-${schemaHash()}.db`)
  if (!existsSync(template)) {
    const made = sqliteFile()
    await migrate(made.url)
    // Renamed when whole: another process may be making the same.
    renameSync(made.url.slice('sqlite:'.length), template)
    await made.drop()
  }
  const copy = sqliteFile()
  copyFileSync(template, copy.url.slice('sqlite:'.length))
  return copy
}

function sqliteFile(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'guangting-'))
  return {
    url: `sqlite:${join(folder, 'test.db')}`,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

const POOL = 'guangting_pool_'

async function pooledSchema(): Promise<TestDatabase> {
  const holder = await createConnection(mysqlBase())
  const hash = schemaHash()
  for (let n = 0; ; n++) {
    const name = `${POOL}${hash}_${n}`
    // Held as long as this connection lives: a process that was killed gives its schema back by itself.
    if (!(await lock(holder, name))) continue
    const url = new URL(mysqlBase())
    url.pathname = `/${name}`
    if (!(await empty(holder, name))) {
      await holder.query(`DROP DATABASE IF EXISTS \`${name}\``)
      await migrate(url.href)
    }
    return { url: url.href, drop: () => holder.end() }
  }
}

/** @returns false where there is no whole schema of that name */
async function empty(holder: Connection, name: string): Promise<boolean> {
  const [tables] = await holder.query<RowDataPacket[]>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
    [name],
  )
  if (tables.length === 0) return false
  const [done] = await holder.query<RowDataPacket[]>(`SELECT COUNT(*) AS count FROM \`${name}\`.migrations`)
  if (Number(done[0]?.count) !== migrations.length) return false
  for (const table of tables.map((row) => String(row.name)))
    if (table !== 'migrations') await clear(holder, `\`${name}\`.\`${table}\``)
  return true
}

async function clear(holder: Connection, table: string): Promise<void> {
  const [rows] = await holder.query<RowDataPacket[]>(`SELECT 1 FROM ${table} LIMIT 1 OFFSET 1000`)
  await holder.query(rows.length > 0 ? `TRUNCATE TABLE ${table}` : `DELETE FROM ${table}`)
}

/** Jest's global teardown for MariaDB: drops the schemas nobody holds. */
export async function dropPool(): Promise<void> {
  const connection = await createConnection(mysqlBase())
  const [schemas] = await connection.query<RowDataPacket[]>(
    'SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE ?',
    [`${POOL.replaceAll('_', '\\_')}%`],
  )
  for (const name of schemas.map((row) => String(row.name)))
    if (await lock(connection, name)) await connection.query(`DROP DATABASE \`${name}\``)
  await connection.end()
}

async function lock(connection: Connection, name: string): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>('SELECT GET_LOCK(?, 0) AS held', [name])
  return Number(rows[0]?.held) === 1
}

async function migrate(url: string): Promise<void> {
  if (url.startsWith('mysql:')) await createSchema(url)
  const database = await Database.open({ url, entities, migrations })
  await database.migrate()
  await database.close()
}

function mysqlBase(): string {
  const base = process.env.TEST_MYSQL_URL
  if (!base) throw new Error('TEST_MYSQL_URL is not set')
  return base
}
