import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * The column kinds both databases agree on. Identity hangs only on `id`, `key` and `day` columns: on MariaDB they are
 * ASCII and compared byte by byte, because its Unicode collations merge case, width and trailing spaces.
 */
export type ColumnKind =
  | 'id' // ULID
  | 'key' // ASCII business key, length given, at most 191
  | 'name' // short text for people, never compared
  | 'text'
  | 'json'
  | 'instant' // epoch milliseconds
  | 'day' // YYYY-MM-DD, Asia/Shanghai
  | 'count'
  | 'flag'

export interface Column {
  name: string
  kind: ColumnKind
  length?: number
  nullable?: boolean
}

export interface TableShape {
  name: string
  columns: Column[]
  primary: string[]
  unique?: string[][]
  indexes?: string[][]
  /**
   * SQLite keeps the rows in the primary key's own tree: one tree less to write for each row. MariaDB always does.
   * For many small rows; wide ones are better apart.
   */
  clustered?: boolean
}

const MAX_KEY = 191

function sqlType(column: Column, mysql: boolean): string {
  const ascii = (n: number) =>
    mysql ? `varchar(${n}) CHARACTER SET ascii COLLATE ascii_bin` : `varchar(${n})`
  switch (column.kind) {
    case 'id':
      return ascii(26)
    case 'key':
      if (!column.length || column.length > MAX_KEY)
        throw new Error(`${column.name}: key needs a length up to ${MAX_KEY}`)
      return ascii(column.length)
    case 'day':
      return ascii(10)
    case 'name':
      return `varchar(${column.length ?? MAX_KEY})`
    case 'text':
    case 'json':
      return mysql ? 'mediumtext' : 'text'
    case 'instant':
    case 'count':
      return 'bigint'
    case 'flag':
      return mysql ? 'tinyint' : 'integer'
  }
}

const quote = (name: string) => `\`${name}\``
const list = (names: string[]) => names.map(quote).join(', ')

/** The statements that create one table; each can be run again after an interruption. */
export function createTableSql(shape: TableShape, mysql: boolean): string[] {
  const columns = shape.columns.map(
    (c) => `${quote(c.name)} ${sqlType(c, mysql)}${c.nullable ? '' : ' NOT NULL'}`,
  )
  const unique = (shape.unique ?? []).map((u, i) =>
    mysql ? `UNIQUE KEY ${quote(`${shape.name}_u${i + 1}`)} (${list(u)})` : `UNIQUE (${list(u)})`,
  )
  const inline = mysql
    ? (shape.indexes ?? []).map((x, i) => `KEY ${quote(`${shape.name}_i${i + 1}`)} (${list(x)})`)
    : []
  const body = [...columns, `PRIMARY KEY (${list(shape.primary)})`, ...unique, ...inline].join(', ')
  const clustered = shape.clustered ? ' WITHOUT ROWID' : ''
  const options = mysql ? ' ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin' : clustered
  const create = `CREATE TABLE IF NOT EXISTS ${quote(shape.name)} (${body})${options}`
  const separate = mysql
    ? []
    : (shape.indexes ?? []).map(
        (x, i) =>
          `CREATE INDEX IF NOT EXISTS ${quote(`${shape.name}_i${i + 1}`)} ON ${quote(shape.name)} (${list(x)})`,
      )
  return [create, ...separate]
}

type MigrationClass = new () => MigrationInterface

/**
 * A migration that creates one table. One change each, because DDL commits by itself on MariaDB.
 * @param stamp 13-digit number that orders all migrations; never reused, never changed once landed
 */
export function createTable(stamp: number, shape: TableShape): MigrationClass {
  return class implements MigrationInterface {
    name = `Create_${shape.name}_${stamp}`
    async up(queryRunner: QueryRunner): Promise<void> {
      const mysql = queryRunner.dataSource.options.type === 'mysql'
      for (const sql of createTableSql(shape, mysql)) await queryRunner.query(sql)
    }
    async down(): Promise<void> {
      throw new Error('Migrations only go forward: restore a backup to go back')
    }
  }
}

/** A column for a table that has rows already: what they get must be said, unless null will do. */
export type AddedColumn = Column & ({ nullable: true } | { preset: string | number })

/**
 * A migration that adds columns. Each is looked for first, so that it can be run again after an interruption.
 * @param stamp as in `createTable`
 */
export function addColumns(stamp: number, table: string, columns: AddedColumn[]): MigrationClass {
  return class implements MigrationInterface {
    name = `Alter_${table}_${stamp}`
    async up(queryRunner: QueryRunner): Promise<void> {
      const mysql = queryRunner.dataSource.options.type === 'mysql'
      const rows: { name: string }[] = mysql
        ? await queryRunner.query(
            'SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?',
            [table],
          )
        : await queryRunner.query(`PRAGMA table_info(${quote(table)})`)
      const there = new Set(rows.map((row) => row.name))
      for (const column of columns) {
        if (there.has(column.name)) continue
        await queryRunner.query(
          `ALTER TABLE ${quote(table)} ADD COLUMN ${quote(column.name)} ${sqlType(column, mysql)}${presetSql(column)}`,
        )
      }
    }
    async down(): Promise<void> {
      throw new Error('Migrations only go forward: restore a backup to go back')
    }
  }
}

function presetSql(column: AddedColumn): string {
  if (!('preset' in column)) return ''
  const { preset } = column
  return ` NOT NULL DEFAULT ${typeof preset === 'number' ? preset : `'${preset.replaceAll("'", "''")}'`}`
}

/**
 * A migration that adds one index; it can be run again after an interruption.
 * @param stamp as in `createTable`
 */
export function addIndex(stamp: number, table: string, name: string, columns: string[]): MigrationClass {
  return class implements MigrationInterface {
    name = `Index_${name}_${stamp}`
    async up(queryRunner: QueryRunner): Promise<void> {
      if (queryRunner.dataSource.options.type === 'mysql') {
        const there = await queryRunner.query(
          'SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ?',
          [table, name],
        )
        if (there.length > 0) return
        await queryRunner.query(`ALTER TABLE ${quote(table)} ADD INDEX ${quote(name)} (${list(columns)})`)
        return
      }
      await queryRunner.query(
        `CREATE INDEX IF NOT EXISTS ${quote(name)} ON ${quote(table)} (${list(columns)})`,
      )
    }
    async down(): Promise<void> {
      throw new Error('Migrations only go forward: restore a backup to go back')
    }
  }
}

/**
 * A migration that makes a text of limited length, ASCII only, out of one without limit, so that an index can hold it
 * whole. MariaDB only: SQLite knows one kind of text. A longer one that is there stops it, and nothing is cut.
 * @param stamp as in `createTable`
 */
export function limitText(
  stamp: number,
  table: string,
  { name, length, nullable }: LimitedText,
): MigrationClass {
  return class implements MigrationInterface {
    name = `Limit_${table}_${name}_${stamp}`
    async up(queryRunner: QueryRunner): Promise<void> {
      if (queryRunner.dataSource.options.type !== 'mysql') return
      await queryRunner.query(
        `ALTER TABLE ${quote(table)} MODIFY COLUMN ${quote(name)}
         varchar(${length}) CHARACTER SET ascii COLLATE ascii_bin${nullable ? '' : ' NOT NULL'}`,
      )
    }
    async down(): Promise<void> {
      throw new Error('Migrations only go forward: restore a backup to go back')
    }
  }
}

interface LimitedText {
  name: string
  length: number
  nullable?: boolean
}
