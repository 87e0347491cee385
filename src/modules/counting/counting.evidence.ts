import type { Database, Row } from '../../platform/db/database'
import { idsFrom, timeOf } from '../../platform/ids'
import { alongIds, type Poll, readTrace } from '../polls'
import type { Reading } from './counting.rules'

const CHUNK = 5_000
/** A clock may have been set back since the poll was made. */
const CLOCK_MARGIN = 7 * 24 * 3600_000

/**
 * A poll's ballots, page by page, so that however many there are only one page is held. Those of stalls are left out, as
 * their tablet is shared on purpose; what was chosen is not read. What comes in after the first reading has ended is
 * not told by a later one.
 * @param onPage how many ballots it told
 */
export function readingOf(
  database: Database,
  poll: Poll,
  onPage: (ballots: number) => void = () => undefined,
): Reading {
  const networks = new Numbers()
  const devices = new Numbers()
  const { ballots, ofPoll } = alongIds(database.kind)
  const sql = `SELECT id, resident_id, cast_at, trace FROM ${ballots}
    WHERE id > ? AND id <= ? AND ${ofPoll} AND stall_id IS NULL ORDER BY id LIMIT ${CHUNK}`
  let end = LAST_ID
  return async (tell) => {
    let after = idsFrom(poll.createdAt - CLOCK_MARGIN)
    let latest = 0
    const told = (row: Row) => {
      const trace = readTrace(row.trace === null ? null : String(row.trace))
      const castAt = Number(row.cast_at)
      // Several processes write: their clocks may differ by some milliseconds.
      latest = Math.max(castAt, latest)
      tell({
        id: String(row.id),
        castAt: latest,
        network: trace ? networks.of(trace.network) : -1,
        device: trace ? devices.of(trace.device) : -1,
        seconds: trace?.seconds ?? -1,
        // A resident's id says since when he has been known.
        age: Math.max(0, Math.floor((castAt - timeOf(String(row.resident_id))) / 1000)),
        city: trace?.city ?? 'unknown',
      })
    }
    for (;;) {
      const rows = await database.select(sql, [after, end, poll.id])
      for (const row of rows) told(row)
      onPage(rows.length)
      after = String(rows.at(-1)?.id ?? after)
      if (rows.length < CHUNK) break
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (end === LAST_ID) end = after
  }
}

const LAST_ID = 'Z'.repeat(26)

class Numbers {
  private readonly known = new Map<string, number>()

  of(text: string): number {
    const number = this.known.get(text) ?? this.known.size
    if (number === this.known.size) this.known.set(text, number)
    return number
  }
}
