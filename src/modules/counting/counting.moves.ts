import type { EntityManager } from 'typeorm'
import { type BallotAnswer, type Counts } from '../polls'
import { PollCounting } from './counting.entities'

const CHUNK = 1_000

/**
 * What an act adds to what is set aside, or takes from it: its ballots that no other act in force holds. The caller
 * holds the poll's counting row, so that acts move one after another.
 */
export async function alone(tx: EntityManager, pollId: string, actId: string): Promise<Counts> {
  const counts: Counts = { ballots: 0, options: {} }
  for (let after = ''; ; ) {
    const rows: { id: string; answers: string }[] = await tx.query(
      `SELECT b.id AS id, b.answers AS answers FROM set_aside_ballots a JOIN ballots b ON b.id = a.ballot_id
       WHERE a.act_id = ? AND a.ballot_id > ? AND NOT EXISTS (
         SELECT 1 FROM set_aside_ballots o JOIN set_asides s ON s.id = o.act_id
         WHERE o.ballot_id = a.ballot_id AND o.act_id <> a.act_id AND s.state = 'in_force' AND s.poll_id = ?)
       ORDER BY a.ballot_id LIMIT ${CHUNK}`,
      [actId, after, pollId],
    )
    for (const { answers } of rows) {
      counts.ballots++
      for (const { optionIds } of JSON.parse(answers) as BallotAnswer[])
        for (const id of optionIds) counts.options[id] = (counts.options[id] ?? 0) + 1
    }
    const last = rows.at(-1)
    if (!last || rows.length < CHUNK) return counts
    after = last.id
  }
}

/** @param sign 1 sets aside, -1 restores */
export async function move(
  tx: EntityManager,
  counting: PollCounting,
  by: Counts,
  sign: 1 | -1,
  now: number,
): Promise<PollCounting> {
  const options = { ...counting.aside.options }
  for (const [id, n] of Object.entries(by.options)) {
    options[id] = (options[id] ?? 0) + sign * n
    if (options[id] === 0) delete options[id]
  }
  const aside = { ballots: counting.aside.ballots + sign * by.ballots, options }
  const change = { aside, revision: counting.revision + 1, changedAt: now }
  await tx.update(PollCounting, { pollId: counting.pollId }, change)
  return { ...counting, ...change }
}

/** A tally without what is set aside. */
export function without(all: Counts, aside: Counts): Counts {
  const options = Object.fromEntries(
    Object.entries(all.options).map(([id, n]) => [id, n - (aside.options[id] ?? 0)]),
  )
  return { ballots: all.ballots - aside.ballots, options }
}
