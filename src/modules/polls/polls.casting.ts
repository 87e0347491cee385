import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import type { LaneKind, WriteLane } from '../../platform/db/lane'
import { newId } from '../../platform/ids'
import { notFound } from '../../platform/problem'
import type { Logs } from '../receipts'
import type { ResidentActor, Residents } from '../residents'
import { Ballot, type BallotAnswer, Poll } from './polls.entities'
import { alreadyVoted, pollClosed, pollNotOpen } from './polls.problems'
import {
  canonicalAnswers,
  choicesOf,
  committedBallot,
  periodOf,
  stateOf,
  tallyItems,
  writtenAnswers,
} from './polls.rules'

const ballots: LaneKind = {
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
  person: 2,
}

/** An opened poll's questions never change; its end is guarded by the lane, so a second of staleness is harmless. */
const CACHE_MS = 1_000

export interface CastBallot {
  ballot: Ballot
  /** False when the very same ballot had been cast before. */
  isNew: boolean
}

interface Known {
  poll: Poll
  /** False for a poll that was opened before there were logs. */
  isLogged: boolean
}

/** One ballot per resident per poll or per Shanghai day, final once cast. */
export class BallotBox {
  private readonly polls = new Map<string, { found: Promise<Known | null>; until: number }>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lane: WriteLane,
    private readonly residents: Residents,
    private readonly logs: Logs,
  ) {}

  /**
   * Answers after the commit that holds the ballot and has moved the tally.
   * @throws Problem not_found, poll_not_open, poll_closed, already_voted, invalid_request
   */
  async castBallot(
    resident: ResidentActor,
    pollId: string,
    given: readonly BallotAnswer[],
  ): Promise<CastBallot> {
    const known = await this.poll(pollId)
    const poll = known?.poll
    const castAt = this.clock.now()
    const state = poll ? stateOf(poll, castAt) : 'draft'
    if (!poll || state === 'draft') throw notFound()
    if (state === 'planned') throw pollNotOpen()
    const answers = canonicalAnswers(poll.questions, given)
    const { text, hash } = writtenAnswers(answers)
    const period = periodOf(poll.votesPer, castAt)
    if (state === 'closed') return this.repeatOr(pollClosed(), pollId, resident.id, period, hash)
    const divisionId =
      resident.divisionId === undefined ? await this.residents.divisionOf(resident.id) : resident.divisionId
    const id = newId(castAt)
    const receipt = this.logs.receiptOf(id)
    const ballot: Ballot = {
      id,
      pollId,
      residentId: resident.id,
      period,
      answers,
      answersHash: hash,
      divisionId,
      castAt,
      receipt,
    }
    const outcome = await this.lane.write({
      kind: ballots,
      values: [id, pollId, resident.id, period, text, hash, divisionId, castAt, receipt],
      order: `ballots ${pollId} ${resident.id} ${period}`,
      tallies: tallyItems(answers, castAt, divisionId).map((item) => [pollId, item] as const),
      leaf: known.isLogged
        ? this.logs.leafOf(pollId, id, committedBallot(pollId, choicesOf(answers)))
        : undefined,
    })
    if (outcome === 'written') return { ballot, isNew: true }
    if (outcome === 'closed') {
      this.polls.delete(pollId)
      return this.repeatOr(pollClosed(), pollId, resident.id, period, hash)
    }
    return this.repeatOr(alreadyVoted(), pollId, resident.id, period, hash)
  }

  /** The very same ballot again is answered as the first time; anything else with `refusal`. */
  private async repeatOr(
    refusal: Error,
    pollId: string,
    residentId: string,
    period: string,
    hash: string,
  ): Promise<CastBallot> {
    const earlier = await this.database.reads.findOneBy(Ballot, { pollId, residentId, period })
    if (earlier?.answersHash === hash) return { ballot: earlier, isNew: false }
    throw earlier ? alreadyVoted() : refusal
  }

  private poll(id: string): Promise<Known | null> {
    const now = this.clock.now()
    const cached = this.polls.get(id)
    if (cached && cached.until > now && cached.until <= now + CACHE_MS) return cached.found
    if (this.polls.size > 1_000) this.polls.clear()
    const found = this.read(id).then(
      (known) => {
        // A draft may be opened at any moment, and ids that do not exist must not fill the memory.
        if (!known || known.poll.openedAt === null) this.polls.delete(id)
        return known
      },
      (error: unknown) => {
        this.polls.delete(id)
        throw error
      },
    )
    this.polls.set(id, { found, until: now + CACHE_MS })
    return found
  }

  private async read(id: string): Promise<Known | null> {
    const poll = await this.database.reads.findOneBy(Poll, { id })
    return poll && { poll, isLogged: await this.logs.exists(id) }
  }
}
