import type { EntityManager } from 'typeorm'
import { findForUpdate } from '../../platform/db/database'
import { Poll, type PollLoop } from './polls.entities'

/**
 * A duty to the right that acts in the very transaction that freezes a poll; the office introduces it. What it returns
 * stands in the ledger beside the act.
 */
export interface PollFollower {
  /** The poll's row is held for update: no ballot is on its way any more. */
  frozen(tx: EntityManager, poll: Poll, now: number): Promise<object>
}

/** Nothing to the right has to know. */
export const nobodyFollows: PollFollower = { frozen: async () => ({}) }

/** Part of a publishing transaction, whose ledger entry stands for it: residents find plan and results at the poll. */
export async function linkLoop(tx: EntityManager, pollId: string, part: PollLoop): Promise<void> {
  const poll = await findForUpdate(tx, Poll, { id: pollId })
  if (poll) await tx.update(Poll, { id: pollId }, { loop: { ...poll.loop, ...part } })
}
