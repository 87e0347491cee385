import type { EntityManager } from 'typeorm'
import { readTallies } from '../../platform/db/tally'
import type { Actor, Ledger } from '../ledger'
import type { Logs } from '../receipts'
import { type Counts, type FrozenTally, Poll } from './polls.entities'
import type { PollFollower } from './polls.following'
import { type RowSealing, SEALED_AT_ONCE } from './polls.sealing'

/**
 * Fixes the tally for good. The caller holds the poll's row for update, which waits for every ballot under way: what
 * is counted here is all there will ever be.
 */
export async function freeze(
  tx: EntityManager,
  ledger: Ledger,
  logs: Logs,
  sealing: RowSealing,
  actor: Actor,
  poll: Poll,
  now: number,
  follower: PollFollower,
): Promise<Poll> {
  const log = await logs.seal(tx, poll.id)
  const counts = toTally(await readTallies(tx, poll.id))
  const sealed =
    log && counts.ballots <= SEALED_AT_ONCE ? await sealing.within(tx, poll, counts.ballots) : null
  const finalTally: FrozenTally = {
    ...counts,
    ...(log && { root: log.root }),
    ...(sealed && { rowsRoot: sealed.rowsRoot }),
  }
  const closesAt = Math.min(poll.closesAt, now)
  const change = { frozenAt: now, closesAt, finalTally, ...(sealed && { sealedAt: now }) }
  await tx.update(Poll, { id: poll.id }, change)
  const before = { closesAt: poll.closesAt, frozenAt: null }
  const frozen = { ...poll, ...change }
  const after = { ...change, ...(await follower.frozen(tx, frozen, now)) }
  await ledger.append(tx, actor, 'polls.close', { type: 'poll', id: poll.id }, { before, after })
  return frozen
}

/** Counters as read, as the tally of a poll. */
export function toTally(counters: ReadonlyMap<string, number>): Counts {
  const options: Record<string, number> = {}
  for (const [item, votes] of counters)
    if (item.startsWith('option:')) options[item.slice('option:'.length)] = votes
  return { ballots: counters.get('ballots') ?? 0, options }
}
