import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { sha256 } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { forbidden, notFound } from '../../platform/problem'
import type { Ledger } from '../ledger'
import { type BallotTraces, Poll } from '../polls'
import type { StaffActor } from '../staff'
import { PollCounting, SetAside } from './counting.entities'
import { readingOf } from './counting.evidence'
import { flaggedBy } from './counting.looking'
import { alone, move } from './counting.moves'
import { canApprove, canPropose, canRestore } from './counting.policy'
import {
  actSettled,
  nothingMatches,
  notOpened,
  ownWork,
  tooManyMatch,
  tracesCleared,
} from './counting.problems'
import { limits, type RuleName } from './counting.rules'

/** More than that is no pattern of machines but a rule that does not fit. */
export const AT_MOST = 100_000
const ROWS = 500

/**
 * 另列: ballots a rule points at are counted apart, for a reason, by two persons. They stay in the complete count, in the
 * log and with their receipts; both counts are published; everything can be taken back.
 */
export class SettingAside {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly traces: BallotTraces,
  ) {}

  /**
   * Fixes the set that the rule points at in this moment; nothing moves before somebody else approves it.
   * @throws Problem forbidden, not_found, not_opened, traces_cleared, nothing_matches, too_many_match
   */
  async propose(actor: StaffActor, pollId: string, rule: RuleName, reason: string): Promise<SetAside> {
    if (!canPropose(actor)) throw forbidden()
    const poll = await this.database.reads.findOneBy(Poll, { id: pollId })
    if (!poll) throw notFound()
    if (poll.openedAt === null) throw notOpened({ detail: '还没有开放，没有选票。' })
    if (!(await this.traces.areKept(poll))) throw tracesCleared()
    const ids = await flaggedBy(rule, readingOf(this.database, poll), poll.questions.length, AT_MOST)
    if (ids.length === 0) throw nothingMatches()
    if (ids.length > AT_MOST) throw tooManyMatch()
    const now = this.clock.now()
    return this.database.transaction(async (tx) => {
      await this.hold(tx, pollId)
      const act: SetAside = {
        id: newId(now),
        pollId,
        number: (await tx.countBy(SetAside, { pollId })) + 1,
        rule,
        limits,
        state: 'proposed',
        reason,
        ballots: ids.length,
        setHash: sha256(ids.join('\n')),
        proposedBy: actor.id,
        proposedAt: now,
        approvedBy: null,
        approvedAt: null,
        endedBy: null,
        endedAt: null,
        endReason: null,
      }
      await tx.insert(SetAside, act)
      for (let at = 0; at < ids.length; at += ROWS) {
        const some = ids.slice(at, at + ROWS)
        await tx.query(
          `INSERT INTO set_aside_ballots (act_id, ballot_id) VALUES ${some.map(() => '(?, ?)').join(', ')}`,
          some.flatMap((id) => [act.id, id]),
        )
      }
      const { number, ballots, setHash } = act
      await this.ledger.append(
        tx,
        actor,
        'polls.propose_aside',
        { type: 'poll', id: pollId },
        { after: { act: act.id, number, rule, limits, reason, ballots, setHash } },
      )
      return act
    })
  }

  /** From now on they are counted apart. @throws Problem forbidden, own_work, not_found, act_settled */
  async approve(actor: StaffActor, pollId: string, actId: string): Promise<SetAside> {
    return this.settle(pollId, actId, async (tx, counting, act) => {
      if (!canApprove(actor, act)) throw act.proposedBy === actor.id ? ownWork() : forbidden()
      if (act.state !== 'proposed') throw actSettled()
      const now = this.clock.now()
      const { aside, revision } = await move(tx, counting, await alone(tx, pollId, actId), 1, now)
      const change = { state: 'in_force' as const, approvedBy: actor.id, approvedAt: now }
      await tx.update(SetAside, { id: actId }, change)
      await this.ledger.append(
        tx,
        actor,
        'polls.approve_aside',
        { type: 'poll', id: pollId },
        {
          before: { aside: counting.aside },
          after: { act: actId, number: act.number, setHash: act.setHash, aside, revision },
        },
      )
      return { ...act, ...change }
    })
  }

  /** Counts them as all others again; a proposal is withdrawn. @throws Problem forbidden, not_found, act_settled */
  async restore(actor: StaffActor, pollId: string, actId: string, reason: string): Promise<SetAside> {
    if (!canRestore(actor)) throw forbidden()
    return this.settle(pollId, actId, async (tx, counting, act) => {
      if (act.state !== 'proposed' && act.state !== 'in_force') throw actSettled()
      const now = this.clock.now()
      const inForce = act.state === 'in_force'
      const { aside, revision } = inForce
        ? await move(tx, counting, await alone(tx, pollId, actId), -1, now)
        : counting
      const state = inForce ? ('restored' as const) : ('withdrawn' as const)
      const change = { state, endedBy: actor.id, endedAt: now, endReason: reason }
      await tx.update(SetAside, { id: actId }, change)
      await this.ledger.append(
        tx,
        actor,
        'polls.restore_aside',
        { type: 'poll', id: pollId },
        {
          before: { state: act.state, aside: counting.aside },
          after: { act: actId, number: act.number, state, reason, aside, revision },
        },
      )
      return { ...act, ...change }
    })
  }

  private settle(
    pollId: string,
    actId: string,
    work: (tx: EntityManager, counting: PollCounting, act: SetAside) => Promise<SetAside>,
  ): Promise<SetAside> {
    return this.database.transaction(async (tx) => {
      if (!(await tx.existsBy(SetAside, { id: actId, pollId }))) throw notFound()
      const counting = await this.hold(tx, pollId)
      const act = await findForUpdate(tx, SetAside, { id: actId })
      if (!act) throw notFound()
      return work(tx, counting, act)
    })
  }

  /** One after another within a poll, and apart from the poll's own row, for which ballots under way would wait. */
  private async hold(tx: EntityManager, pollId: string): Promise<PollCounting> {
    const verb = this.database.kind === 'mysql' ? 'INSERT IGNORE' : 'INSERT OR IGNORE'
    const empty = JSON.stringify({ ballots: 0, options: {} })
    await tx.query(
      `${verb} INTO poll_countings (poll_id, aside, revision, changed_at) VALUES (?, ?, 0, NULL)`,
      [pollId, empty],
    )
    return (await findForUpdate(tx, PollCounting, { pollId })) as PollCounting
  }
}
