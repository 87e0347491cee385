import { createHash } from 'node:crypto'
import type { Office } from '../../src/office'

/** Every table of the test's database, for proofs that nothing changed. */
export async function tableNames({ database }: Office): Promise<string[]> {
  const sql =
    database.kind === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
      : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1'
  return (await database.select(sql, [])).map((row) => String(row.name))
}

/** A digest of the content of every table, but for the last use of sessions, which reading moves. */
export async function snapshot(
  office: Office,
  except: readonly string[] = [],
): Promise<Record<string, string>> {
  const digests: Record<string, string> = {}
  for (const table of await tableNames(office)) {
    if (table === 'sessions' || except.includes(table)) continue
    const rows = await office.database.select(`SELECT * FROM ${table}`, [])
    const lines = rows.map((row) => JSON.stringify(row)).sort()
    digests[table] =
      `${rows.length} rows ${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)}`
  }
  return digests
}
