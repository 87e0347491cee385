import type { MigrationInterface } from 'typeorm'
import { addColumns, addIndex, createTable, limitText } from '../../../src/platform/db/columns'
import { createSchema, Database } from '../../../src/platform/db/database'
import { type TestDatabase, testDatabase } from '../../support/office'

let where: TestDatabase
beforeEach(async () => {
  where = await testDatabase()
})
afterEach(() => where.drop())

const table = createTable(1764000009901, {
  name: 'things',
  columns: [{ name: 'id', kind: 'id' }],
  primary: ['id'],
})
const columns = addColumns(1764000009902, 'things', [
  { name: 'size', kind: 'count', preset: 7 },
  { name: 'colour', kind: 'key', length: 10, preset: "o'red" },
  { name: 'note', kind: 'text', nullable: true },
])
const index = addIndex(1764000009903, 'things', 'things_i1', ['colour', 'id'])

async function open(migrations: (new () => MigrationInterface)[]): Promise<Database> {
  if (where.url.startsWith('mysql:')) await createSchema(where.url)
  const database = await Database.open({ url: where.url, entities: [], migrations })
  try {
    await database.migrate()
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

it('columns and an index are added to rows that are there; what was interrupted can be run again', async () => {
  const before = await open([table])
  await before.transaction((tx) => tx.query("INSERT INTO things (id) VALUES ('a')"))
  await before.close()
  const after = await open([table, columns, index])
  try {
    expect(await after.select('SELECT id, size, colour, note FROM things', [])).toEqual([
      { id: 'a', size: 7, colour: "o'red", note: null },
    ])
    await after.transaction(async (tx) => {
      const { queryRunner } = tx
      if (!queryRunner) throw new Error('A transaction has a query runner')
      for (const again of [columns, index]) await new again().up(queryRunner)
    })
    await after.transaction((tx) => tx.query("INSERT INTO things (id, colour) VALUES ('b', 'blue')"))
    expect(await after.select('SELECT size FROM things WHERE colour = ?', ['blue'])).toEqual([{ size: 7 }])
    await expect(
      after.transaction((tx) => tx.query("INSERT INTO things (id, size) VALUES ('c', NULL)")),
    ).rejects.toThrow()
  } finally {
    await after.close()
  }
})

it('a text becomes one that an index holds whole; one too long for that stops it, and stays', async () => {
  const notes = createTable(1764000009904, {
    name: 'notes',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'said', kind: 'text', nullable: true },
    ],
    primary: ['id'],
  })
  const limit = limitText(1764000009905, 'notes', { name: 'said', length: 40, nullable: true })
  const whole = addIndex(1764000009906, 'notes', 'notes_said', ['id', 'said'])
  const before = await open([notes])
  const [fits, tooLong] = ['x'.repeat(40), 'y'.repeat(41)]
  await before.transaction((tx) =>
    tx.query('INSERT INTO notes (id, said) VALUES (?, ?), (?, ?), (?, NULL)', ['a', fits, 'b', tooLong, 'c']),
  )
  await before.close()
  const isMysql = where.url.startsWith('mysql:')
  if (isMysql) await expect(open([notes, limit, whole])).rejects.toThrow(/too long/i)
  const between = await open([notes])
  expect(await between.select("SELECT said FROM notes WHERE id = 'b'", [])).toEqual([{ said: tooLong }])
  if (isMysql) await between.transaction((tx) => tx.query("DELETE FROM notes WHERE id = 'b'"))
  await between.close()
  const after = await open([notes, limit, whole])
  try {
    expect(await after.select("SELECT id, said FROM notes WHERE id <> 'b' ORDER BY id", [])).toEqual([
      { id: 'a', said: fits },
      { id: 'c', said: null },
    ])
    await after.transaction(async (tx) => {
      for (const again of [limit, whole]) if (tx.queryRunner) await new again().up(tx.queryRunner)
    })
  } finally {
    await after.close()
  }
})
