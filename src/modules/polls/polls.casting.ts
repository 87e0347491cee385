import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import type { LaneKind, WriteLane } from '../../platform/db/lane'
import { newId } from '../../platform/ids'
import { notFound } from '../../platform/problem'
import type { Logs } from '../receipts'
import type { ResidentActor, Residents } from '../residents'
import { Ballot, type BallotAnswer, Poll, type Stall } from './polls.entities'
import { alreadyVoted, keyReused, pollClosed, pollNotOpen, stallFull } from './polls.problems'
import {
  canonicalAnswers,
  choicesOf,
  committedBallot,
  periodOf,
  stateOf,
  tallyItems,
  writtenAnswers,
} from './polls.rules'
import { STALL_PERIOD, stallItems, stallRefusal, stallVoterId, writtenAtOf } from './polls.stalls.rules'
import type { BallotTraces } from './polls.traces'
import type { BallotOrigin } from './polls.traces.rules'

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
    'stall_id',
    'written_at',
    'trace',
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

/** A ballot as a stall's tablet brings it. */
export interface StallBallot {
  /** Made on the tablet, one for each ballot: the same key is the same ballot, however often it comes. */
  key: string
  /** How long ago it was written, in ms. */
  age: number
  answers: readonly BallotAnswer[]
}

/** Whose ballot it is, as far as counting has to know. */
interface Voter {
  id: string
  period: string
  divisionOf: () => Promise<string | null>
  stall: { id: string; writtenAt: number } | null
  /** Nothing of a stall's tablet, which many people share, nor of what was said in chat. */
  origin: BallotOrigin | undefined
  /** Why nothing new is taken from this voter, whatever the poll says. */
  refusal: Error | null
  /** What is said when another ballot holds this voter's place. */
  taken: () => Error
}

interface Known {
  poll: Poll
  /** False for a poll that was opened before there were logs. */
  isLogged: boolean
}

/** One ballot per resident per poll or per Shanghai day, or per key of a stall's tablet; final once cast. */
export class BallotBox {
  private readonly polls = new Map<string, { found: Promise<Known | null>; until: number }>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lane: WriteLane,
    private readonly residents: Residents,
    private readonly logs: Logs,
    private readonly traces: BallotTraces,
  ) {}

  /**
   * Answers after the commit that holds the ballot and has moved the tally.
   * @param origin where it came from, for fair counting; decides nothing here
   * @throws Problem not_found, poll_not_open, poll_closed, already_voted, invalid_request
   */
  async castBallot(
    resident: ResidentActor,
    pollId: string,
    given: readonly BallotAnswer[],
    origin?: BallotOrigin,
  ): Promise<CastBallot> {
    const known = await this.poll(pollId)
    const castAt = this.clock.now()
    return this.cast(known, castAt, given, {
      id: resident.id,
      period: periodOf(known?.poll.votesPer ?? 'poll', castAt),
      divisionOf: async () =>
        resident.divisionId === undefined ? this.residents.divisionOf(resident.id) : resident.divisionId,
      stall: null,
      origin,
      refusal: null,
      taken: alreadyVoted,
    })
  }

  /**
   * As {@link castBallot}, for somebody at a stall: this process's clock decides whether poll and link are open.
   * @param room false when the link has brought all that it may
   * @throws Problem not_found, poll_not_open, poll_closed, stall_revoked, stall_over, stall_full, key_reused,
   * invalid_request
   */
  async castAtStall(stall: Stall, { key, age, answers }: StallBallot, room: boolean): Promise<CastBallot> {
    const known = await this.poll(stall.pollId)
    const castAt = this.clock.now()
    const writtenAt = writtenAtOf(age, castAt)
    return this.cast(known, castAt, answers, {
      id: stallVoterId(stall.pollId, key),
      period: STALL_PERIOD,
      // Where a stall stands says nothing about where its visitors live.
      divisionOf: async () => null,
      stall: { id: stall.id, writtenAt },
      origin: undefined,
      refusal: stallRefusal(stall, writtenAt, castAt) ?? (room ? null : stallFull()),
      taken: keyReused,
    })
  }

  private async cast(
    known: Known | null,
    castAt: number,
    given: readonly BallotAnswer[],
    voter: Voter,
  ): Promise<CastBallot> {
    const poll = known?.poll
    const state = poll ? stateOf(poll, castAt) : 'draft'
    if (!poll || state === 'draft') throw notFound()
    if (state === 'planned') throw pollNotOpen()
    const answers = canonicalAnswers(poll.questions, given)
    const { text, hash } = writtenAnswers(answers)
    const pollId = poll.id
    const { period, stall } = voter
    if (state === 'closed') return this.repeatOr(pollClosed(), pollId, voter, hash)
    if (voter.refusal) return this.repeatOr(voter.refusal, pollId, voter, hash)
    const divisionId = await voter.divisionOf()
    const trace = await this.traces.of(poll, voter.origin, castAt)
    const id = newId(castAt)
    const receipt = this.logs.receiptOf(id)
    const ballot: Ballot = {
      id,
      pollId,
      residentId: voter.id,
      period,
      answers,
      answersHash: hash,
      divisionId,
      castAt,
      receipt,
      stallId: stall?.id ?? null,
      writtenAt: stall?.writtenAt ?? null,
      trace,
    }
    const items = tallyItems(answers, castAt, divisionId)
    if (stall) items.push(...stallItems(stall.id))
    const outcome = await this.lane.write({
      kind: ballots,
      values: [
        id,
        pollId,
        voter.id,
        period,
        text,
        hash,
        divisionId,
        castAt,
        receipt,
        ballot.stallId,
        ballot.writtenAt,
        trace,
      ],
      order: `ballots ${pollId} ${voter.id} ${period}`,
      tallies: items.map((item) => [pollId, item] as const),
      leaf: known.isLogged
        ? this.logs.leafOf(pollId, ballot, committedBallot(pollId, choicesOf(answers)))
        : undefined,
    })
    if (outcome === 'written') return { ballot, isNew: true }
    if (outcome === 'closed') {
      this.polls.delete(pollId)
      return this.repeatOr(pollClosed(), pollId, voter, hash)
    }
    return this.repeatOr(voter.taken(), pollId, voter, hash)
  }

  /** The very same ballot again is answered as the first time; anything else with `refusal`. */
  private async repeatOr(
    refusal: Error,
    pollId: string,
    { id, period, taken }: Voter,
    hash: string,
  ): Promise<CastBallot> {
    const earlier = await this.database.reads.findOneBy(Ballot, { pollId, residentId: id, period })
    if (earlier?.answersHash === hash) return { ballot: earlier, isNew: false }
    throw earlier ? taken() : refusal
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
