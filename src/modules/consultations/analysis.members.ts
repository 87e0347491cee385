import type { Database, Row } from '../../platform/db/database'
import type { CommentGroupRow } from './analysis.entities'
import type { Source } from './consultations.entities'

export interface ListedMember {
  id: string
  source: Source
}

type Part = Pick<CommentGroupRow, 'id' | 'firstId' | 'size'>

const MOST_MEMBERS = 100
/** SELECTs of one statement: SQLite joins up to 500. */
const UNITED = 200
const IDS = 2_000

/**
 * The first hundred members of each of these groups, in the order they came; of a topic those of its largest groups. In
 * a few questions, however many groups a page shows.
 */
export async function firstMembers(
  database: Database,
  rows: readonly CommentGroupRow[],
): Promise<Map<string, ListedMember[]>> {
  const topics = rows.filter((r) => r.level === 'topic').map((r) => r.id)
  const within = await partsOf(database, topics)
  const parts = new Map(rows.map((r) => [r.id, r.level === 'topic' ? enough(within.get(r.id) ?? []) : [r]]))
  const ids = await idsOf(database, [...parts.values()].flat())
  const listed = new Map(
    [...parts].map(([id, some]) => {
      const all = some.flatMap((part) => ids.get(part.id) ?? [])
      return [id, all.sort().slice(0, MOST_MEMBERS)] as const
    }),
  )
  const sources = await sourcesOf(database, [...new Set([...listed.values()].flat())])
  return new Map(
    [...listed].map(([id, some]) => [
      id,
      some.flatMap((member) => {
        const source = sources.get(member)
        return source ? [{ id: member, source }] : []
      }),
    ]),
  )
}

/** As many of them as it takes to list a hundred members. */
function enough(parts: readonly Part[]): Part[] {
  let members = 0
  return parts.filter((part) => {
    const isMore = members < MOST_MEMBERS
    members += part.size
    return isMore
  })
}

/** Of each topic the largest groups. */
async function partsOf(database: Database, topicIds: readonly string[]): Promise<Map<string, Part[]>> {
  const one = `SELECT topic_id, id, first_id, size FROM comment_groups WHERE topic_id = ? ORDER BY size DESC, id LIMIT ${MOST_MEMBERS}`
  const rows = await united(
    database,
    topicIds.map((id) => [one, id]),
  )
  const found = new Map<string, Part[]>()
  for (const row of rows)
    push(found, String(row.topic_id), {
      id: String(row.id),
      firstId: String(row.first_id),
      size: Number(row.size),
    })
  return found
}

/** A hundred of each at the most that say letter by letter what the first says, and a hundred that do not. */
async function idsOf(database: Database, parts: readonly Part[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const { id, firstId, size } of parts) if (size === 1) found.set(id, [firstId])
  const one = (isCopy: 0 | 1) =>
    `SELECT group_id, comment_id FROM comment_analyses WHERE group_id = ? AND is_copy = ${isCopy} ORDER BY comment_id LIMIT ${MOST_MEMBERS}`
  const several = parts.filter((p) => p.size > 1)
  const rows = await united(
    database,
    several.flatMap(({ id }): [string, string][] => [
      [one(1), id],
      [one(0), id],
    ]),
  )
  for (const row of rows) push(found, String(row.group_id), String(row.comment_id))
  return found
}

async function sourcesOf(database: Database, commentIds: readonly string[]): Promise<Map<string, Source>> {
  const found = new Map<string, Source>()
  for (let at = 0; at < commentIds.length; at += IDS) {
    const some = commentIds.slice(at, at + IDS)
    for (const row of await database.selectByKeys('comments', ['id', 'source'], 'id', some))
      found.set(String(row.id), String(row.source) as Source)
  }
  return found
}

/** Many limited SELECTs, each with one parameter, in few statements. */
async function united(
  database: Database,
  selects: readonly (readonly [sql: string, param: string])[],
): Promise<Row[]> {
  const rows: Row[] = []
  for (let at = 0; at < selects.length; at += UNITED) {
    const some = selects.slice(at, at + UNITED)
    const sql = some.map(([one]) => `SELECT * FROM (${one}) AS one`).join(' UNION ALL ')
    const found = await database.select(
      sql,
      some.map(([, param]) => param),
    )
    rows.push(...found)
  }
  return rows
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}
