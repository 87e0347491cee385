import { Ballot } from '../../src/modules/polls'
import type { Office } from '../../src/office'
import type { LaneKind, LaneRow } from '../../src/platform/db/lane'
import { readTallies } from '../../src/platform/db/tally'
import { newId } from '../../src/platform/ids'

/** Ballots as the lane sees them, so that a test can send it what no service would. */
export const ballotKind: LaneKind = {
  table: 'ballots',
  columns: [
    'id',
    'poll_id',
    'resident_id',
    'period',
    'answers',
    'answers_hash',
    'division_id',
    'cast_at',
    'receipt',
  ],
  gate: { table: 'polls', column: 1 },
}

/** A ballot for option q1o1; `over` replaces columns by name. */
export function ballotRow(
  pollId: string,
  residentId: string,
  over: Record<string, string | number | null> = {},
): LaneRow {
  const fields: Record<string, string | number | null> = {
    id: newId(0),
    poll_id: pollId,
    resident_id: residentId,
    period: 'poll',
    answers: JSON.stringify([{ questionId: 'q1', optionIds: ['q1o1'] }]),
    answers_hash: 'a'.repeat(64),
    division_id: null,
    cast_at: 1_000,
    receipt: 'b'.repeat(32),
    ...over,
  }
  return {
    kind: ballotKind,
    values: ballotKind.columns.map((column) => fields[column] ?? null),
    order: `ballots ${pollId} ${residentId} poll`,
    tallies: [
      [pollId, 'ballots'],
      [pollId, 'option:q1o1'],
    ],
  }
}

/** What is stored and what the counters say, after reading every ballot. */
export async function audit(office: Office, pollId: string) {
  const rows = await office.database.reads.findBy(Ballot, { pollId })
  const counters = await readTallies(office.database.reads, pollId)
  return {
    ids: rows.map((row) => row.id),
    residents: rows.map((row) => row.residentId).sort(),
    ballots: counters.get('ballots') ?? 0,
    option: counters.get('option:q1o1') ?? 0,
    recount: await office.pollReads.recount(pollId),
  }
}
