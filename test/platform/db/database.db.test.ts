import Libsql from 'libsql'
import { createConnection } from 'mysql2/promise'
import { DataSource } from 'typeorm'
import { createOffice } from '../../../src/office'
import { createSchema, Database, findForUpdate } from '../../../src/platform/db/database'
import { migrations } from '../../../src/platform/db/migrations'
import { Tally } from '../../../src/platform/db/tally'
import {
  openTestOffice,
  type TestDatabase,
  type TestOffice,
  testDatabase,
  testOfficeOptions,
} from '../../support/office'

declare const TEST_DATABASE: 'sqlite' | 'mysql'
const onMysql = TEST_DATABASE === 'mysql' ? describe : describe.skip
const onSqlite = TEST_DATABASE === 'sqlite' ? describe : describe.skip

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

describe('transactions', () => {
  it('60 read-then-write transactions at once lose no update', async () => {
    const key = { subject: 'lost-updates', item: 'n' }
    await test.office.database.transaction((tx) => tx.insert(Tally, { ...key, votes: 0 }))
    await Promise.all(
      Array.from({ length: 60 }, () =>
        test.office.database.transaction(async (tx) => {
          const row = await findForUpdate(tx, Tally, key)
          await new Promise((resolve) => setImmediate(resolve))
          await tx.update(Tally, key, { votes: (row?.votes ?? 0) + 1 })
        }),
      ),
    )
    expect((await test.office.database.reads.findOneBy(Tally, key))?.votes).toBe(60)
  })

  it('readers never see a transaction that is still open', async () => {
    const key = { subject: 'dirty-read', item: 'n' }
    await test.office.database.transaction(async (tx) => {
      await tx.insert(Tally, { ...key, votes: 1 })
      expect(await test.office.database.reads.findOneBy(Tally, key)).toBeNull()
    })
    expect(await test.office.database.reads.findOneBy(Tally, key)).toMatchObject({ votes: 1 })
  })
})

describe('identity', () => {
  it('openids that differ in case, spaces, width, normal form or emoji are different people', async () => {
    const openids = [
      'oAbCdEf',
      'oabcdef',
      'OABCDEF',
      'oAbCdEf ',
      ' oAbCdEf',
      'oAbCdEf\t',
      'oＡbCdEf',
      'oAbCdEﬀ',
      'oé',
      'oe\u0301',
      'o\u1e9e',
      'oß',
      'oss',
      'o张三',
      'o張三',
      'o👍',
      'o👍🏽',
      'o👎',
      'o\u200b',
      'o',
    ]
    const first = await Promise.all(openids.map((openid) => test.resident(openid)))
    expect(new Set(first.map((r) => r.id)).size).toBe(openids.length)
    const again = await Promise.all(openids.map((openid) => test.resident(openid)))
    expect(again.map((r) => r.id)).toEqual(first.map((r) => r.id))
    await test.restart()
    const later = await Promise.all(openids.map((openid) => test.resident(openid)))
    expect(later.map((r) => r.id)).toEqual(first.map((r) => r.id))
  })
})

/** Table → columns in order, whatever the database. */
async function shapeOf(database: Database): Promise<Record<string, string[]>> {
  const rows =
    database.kind === 'sqlite'
      ? await database.select(
          "SELECT m.name AS t, c.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid",
          [],
        )
      : await database.select(
          'SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position',
          [],
        )
  const shape: Record<string, string[]> = {}
  for (const { t, c } of rows) {
    shape[String(t)] ??= []
    shape[String(t)]?.push(String(c))
  }
  return shape
}

async function migrated(url: string, count = migrations.length): Promise<Database> {
  if (url.startsWith('mysql:')) await createSchema(url)
  const database = await Database.open({ url, entities: [], migrations: migrations.slice(0, count) })
  await database.migrate()
  return database
}

describe('migrations', () => {
  let databases: TestDatabase[] = []
  const fresh = async (kind: 'sqlite' | 'mysql') => {
    const database = await testDatabase(kind)
    databases.push(database)
    return database.url
  }
  afterEach(async () => {
    for (const database of databases) await database.drop()
    databases = []
  })

  it('run twice, interrupted after any table, or by two instances at once, they end the same', async () => {
    const url = await fresh(TEST_DATABASE)
    const whole = await migrated(url)
    const wanted = await shapeOf(whole)
    await whole.migrate()
    expect(await shapeOf(whole)).toEqual(wanted)
    await whole.close()
    expect(Object.keys(wanted).length).toBeGreaterThan(10)
    const interrupted = await fresh(TEST_DATABASE)
    for (const count of [1, 4, migrations.length - 1]) await (await migrated(interrupted, count)).close()
    const both = await Promise.all(
      TEST_DATABASE === 'mysql' ? [migrated(interrupted), migrated(interrupted)] : [migrated(interrupted)],
    )
    for (const database of both) {
      expect(await shapeOf(database)).toEqual(wanted)
      await database.close()
    }
  })

  it('a kill between a table and the note that it was made is made good by the next start', async () => {
    const url = await fresh(TEST_DATABASE)
    const before = await migrated(url)
    const wanted = await shapeOf(before)
    await before.transaction((tx) => tx.query('DELETE FROM migrations WHERE id > 3'))
    await before.close()
    const after = await migrated(url)
    expect(await shapeOf(after)).toEqual(wanted)
    const noted = await after.select('SELECT COUNT(*) AS n FROM migrations', [])
    expect(Number(noted[0]?.n)).toBe(migrations.length)
    await after.close()
  })

  it('ballots keep every column when their key changes its order, and stay unique', async () => {
    const url = await fresh(TEST_DATABASE)
    const at = migrations.findIndex((m) => m.name === 'BallotsByPoll')
    const before = await migrated(url, at)
    const row = (n: number, poll: string) => [
      `B${n}`,
      poll,
      `R${n}`,
      'poll',
      '[{"text":"多检查冷链 🧊"}]',
      'h',
      n % 2 ? null : 'D1',
      n,
      'r',
    ]
    const rows = Array.from({ length: 40 }, (_, n) => row(n, `P${n % 3}`))
    const columns = 'id, poll_id, resident_id, period, answers, answers_hash, division_id, cast_at, receipt'
    const insert = `INSERT INTO ballots (${columns}) VALUES (${Array(9).fill('?').join(', ')})`
    await before.transaction(async (tx) => {
      for (const values of rows) await tx.query(insert, values)
    })
    const all = `SELECT ${columns} FROM ballots ORDER BY id`
    const wanted = await before.select(all, [])
    await before.close()
    const after = await migrated(url)
    expect(wanted).toHaveLength(40)
    expect(await after.select(all, [])).toEqual(wanted)
    const again = ['B99', ...row(7, 'P1').slice(1)]
    await expect(after.transaction((tx) => tx.query(insert, again))).rejects.toThrow(/unique|duplicate/i)
    await after.close()
  })

  onMysql('beside SQLite', () => {
    it('both databases have the same tables and columns in the same order', async () => {
      const [sqlite, mysql] = [await migrated(await fresh('sqlite')), await migrated(await fresh('mysql'))]
      expect(await shapeOf(mysql)).toEqual(await shapeOf(sqlite))
      await sqlite.close()
      await mysql.close()
    })
  })
})

onSqlite('SQLite as it is opened', () => {
  it('the writer is WAL with synchronous FULL and secure_delete; the reader cannot write', async () => {
    const { database } = test.office
    const pragma = (name: string) =>
      database.exclusive((handle) => Object.values(handle.prepare(`PRAGMA ${name}`).all()[0] ?? {})[0])
    expect([
      await pragma('journal_mode'),
      await pragma('synchronous'),
      await pragma('secure_delete'),
    ]).toEqual(['wal', 2, 1])
    expect(await database.select('PRAGMA query_only', [])).toEqual([{ query_only: 1 }])
    await expect(database.reads.insert(Tally, { subject: 's', item: 'i', votes: 1 })).rejects.toThrow(
      /readonly/,
    )
    await test.restart()
    expect(
      await test.office.database.exclusive((handle) => handle.prepare('PRAGMA synchronous').all()),
    ).toEqual([{ synchronous: 2 }])
  })

  it('a transaction that failed leaves nothing, and what comes after it is on the disk', async () => {
    const { database } = test.office
    await expect(
      database.transaction(async (tx) => {
        await tx.insert(Tally, { subject: 'rolled-back', item: 'n', votes: 1 })
        await tx.query('INSERT INTO no_such_table VALUES (1)')
      }),
    ).rejects.toThrow(/no_such_table/)
    await database.transaction((tx) => tx.insert(Tally, { subject: 'kept', item: 'n', votes: 1 }))
    const path = test.databaseUrl.slice('sqlite:'.length)
    const other = await new DataSource({
      type: 'better-sqlite3',
      driver: Libsql,
      database: path,
    }).initialize()
    const rows = await other.query("SELECT subject FROM tallies WHERE subject IN ('kept', 'rolled-back')")
    await other.destroy()
    expect(rows).toEqual([{ subject: 'kept' }])
  })
})

onMysql('MariaDB as it is opened', () => {
  it('every connection of the pool, the first too, is strict, UTC, patient for 3 s and READ COMMITTED', async () => {
    const { database } = test.office
    const settings = await Promise.all(
      Array.from({ length: 12 }, () =>
        database.select(
          'SELECT @@sql_mode AS mode, @@innodb_lock_wait_timeout AS wait, @@time_zone AS zone, @@tx_isolation AS level, @@idle_transaction_timeout AS idle, @@character_set_connection AS charset, CONNECTION_ID() AS id, SLEEP(0.05) AS slept',
          [],
        ),
      ),
    )
    expect(new Set(settings.map(([row]) => row?.id)).size).toBe(12)
    for (const [row] of settings)
      expect(row).toMatchObject({
        mode: expect.stringContaining('STRICT_ALL_TABLES'),
        wait: 3,
        zone: '+00:00',
        level: 'READ-COMMITTED',
        idle: 10,
        charset: 'utf8mb4',
      })
  })

  it('a text that does not fit is refused, never cut', async () => {
    const { database } = test.office
    await expect(
      database.transaction((tx) => tx.insert(Tally, { subject: 's'.repeat(27), item: 'i', votes: 1 })),
    ).rejects.toMatchObject({ errno: 1406 })
  })

  it('a schema is made as utf8mb4 even where the server defaults to latin1', async () => {
    const other = await testDatabase('mysql')
    const root = await createConnection(process.env.TEST_MYSQL_URL ?? '')
    try {
      await createSchema(other.url)
      await (await createOffice(testOfficeOptions(other.url, test.clock))).close()
      const [tables] = await root.query(
        "SELECT DISTINCT table_collation AS c FROM information_schema.tables WHERE table_schema = ? AND table_name <> 'migrations'",
        [new URL(other.url).pathname.slice(1)],
      )
      expect(tables).toEqual([{ c: 'utf8mb4_bin' }])
    } finally {
      await root.end()
      await other.drop()
    }
  })
})

it('a slow query is not printed: its parameters are what residents wrote', async () => {
  const printed: string[] = []
  const spies = (['log', 'warn', 'error', 'info'] as const).map((way) =>
    jest.spyOn(console, way).mockImplementation((...words: unknown[]) => void printed.push(words.join(' '))),
  )
  const test = await openTestOffice()
  try {
    const logger = (
      test.office.database.reads.dataSource as unknown as {
        logger: { logQuerySlow(ms: number, sql: string, params: string[]): void }
      }
    ).logger
    logger.logQuerySlow(9_000, 'SELECT ?', ['13800138000'])
    expect(printed).toEqual([])
  } finally {
    for (const spy of spies) spy.mockRestore()
    await test.close()
  }
})
