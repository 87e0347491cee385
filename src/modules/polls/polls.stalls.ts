import { randomBytes } from 'node:crypto'
import type { Clock } from '../../platform/clock'
import { sha256 } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { readTallies } from '../../platform/db/tally'
import { newId } from '../../platform/ids'
import { forbidden, notFound } from '../../platform/problem'
import type { Turns } from '../../platform/turns'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { Poll, Stall } from './polls.entities'
import { canIssueStall } from './polls.policy'
import { alreadyRevoked, notOpened, ownWork, pollClosed } from './polls.problems'
import { stateOf } from './polls.rules'
import { refuseImpossibleStall, type StallState, stallItem, stallStateOf } from './polls.stalls.rules'

export interface NewStall {
  place: string
  label: string
  endsAt: number
  ballotLimit: number
}

export interface StallCount {
  stall: Stall
  state: StallState
  ballots: number
}

/** 百姓点检日: links for tablets in a market. What tablets do with them is in polls.stall-box.ts. */
export class Stalls {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    /** Shared with the box: after a revocation nothing of this link is under way in this process. */
    private readonly turns: Turns,
  ) {}

  /**
   * @returns the secret too, which is told once and never stored
   * @throws Problem not_opened, poll_closed, own_work, forbidden, invalid_request
   */
  async issue(actor: StaffActor, pollId: string, input: NewStall): Promise<StallCount & { secret: string }> {
    return this.database.transaction(async (tx) => {
      const poll = await findForUpdate(tx, Poll, { id: pollId })
      if (!poll) throw notFound()
      if (!canIssueStall(actor, poll)) throw poll.authorId === actor.id ? ownWork() : forbidden()
      const now = this.clock.now()
      if (poll.openedAt === null) throw notOpened({ detail: '还没有开放，不能发点检日链接。' })
      if (stateOf(poll, now) === 'closed') throw pollClosed()
      refuseImpossibleStall(input, poll, now)
      // 128 bits in 22 characters: it also fits into what a mini-program code carries.
      const secret = randomBytes(16).toString('base64url')
      const stall: Stall = {
        id: newId(now),
        pollId,
        secretHash: sha256(secret),
        ...input,
        issuedBy: actor.id,
        issuedAt: now,
        revokedBy: null,
        revokedAt: null,
      }
      await tx.insert(Stall, stall)
      const subject = { type: 'poll', id: pollId }
      await this.ledger.append(tx, actor, 'polls.issue_stall', subject, {
        after: { stallId: stall.id, ...input },
      })
      return { stall, state: stallStateOf(stall, poll, now), ballots: 0, secret }
    })
  }

  /** What it has brought stays counted. @throws Problem already_revoked, forbidden */
  async revoke(actor: StaffActor, pollId: string, stallId: string): Promise<StallCount> {
    return this.turns.run(stallId, async () => {
      const [stall, poll] = await this.database.transaction(async (tx) => {
        const stall = await findForUpdate(tx, Stall, { id: stallId })
        const poll = await tx.findOneBy(Poll, { id: pollId })
        if (!stall || !poll || stall.pollId !== pollId) throw notFound()
        if (!canIssueStall(actor, poll)) throw poll.authorId === actor.id ? ownWork() : forbidden()
        if (stall.revokedAt !== null) throw alreadyRevoked()
        const change = { revokedAt: this.clock.now(), revokedBy: actor.id }
        await tx.update(Stall, { id: stallId }, change)
        const subject = { type: 'poll', id: pollId }
        await this.ledger.append(tx, actor, 'polls.revoke_stall', subject, {
          before: { stallId, revokedAt: null },
          after: { stallId, ...change },
        })
        return [{ ...stall, ...change }, poll] as const
      })
      return this.counted(poll, stall, await readTallies(this.database.reads, pollId))
    })
  }

  /** The newest first. @throws Problem not_found */
  async list(pollId: string): Promise<StallCount[]> {
    const { reads } = this.database
    const poll = await reads.findOneBy(Poll, { id: pollId })
    if (!poll) throw notFound()
    const stalls = await reads.find(Stall, { where: { pollId }, order: { id: 'DESC' } })
    const counters = stalls.length > 0 ? await readTallies(reads, pollId) : new Map<string, number>()
    return stalls.map((stall) => this.counted(poll, stall, counters))
  }

  /** Place and label of each of a poll's stalls, by its id. */
  async namesOf(pollId: string): Promise<Map<string, string>> {
    const stalls = await this.database.reads.findBy(Stall, { pollId })
    return new Map(stalls.map(({ id, place, label }) => [id, `${place} ${label}`]))
  }

  private counted(poll: Poll, stall: Stall, counters: ReadonlyMap<string, number>): StallCount {
    const state = stallStateOf(stall, poll, this.clock.now())
    return { stall, state, ballots: counters.get(stallItem(stall.id)) ?? 0 }
  }
}
