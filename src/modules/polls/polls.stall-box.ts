import type { Clock } from '../../platform/clock'
import { sha256 } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { readCounter } from '../../platform/db/tally'
import { Problem } from '../../platform/problem'
import type { Turns } from '../../platform/turns'
import type { BallotBox, CastBallot, StallBallot } from './polls.casting'
import { Poll, Stall } from './polls.entities'
import { stallUnknown } from './polls.problems'
import { GRACE_MS, type StallState, stallItem, stallStateOf } from './polls.stalls.rules'

export interface OpenStall {
  stall: Stall
  poll: Poll
  state: StallState
  /** The last moment at which ballots written in time are taken. */
  takesUntil: number
  ballots: number
}

/** What became of one ballot; a refused one is not counted and may be brought again. */
export type StallOutcome = { key: string; cast: CastBallot } | { key: string; refusal: Problem }

/** What a tablet with a stall's link may do: see the poll, and bring the ballots it has gathered. */
export class StallBox {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ballotBox: BallotBox,
    private readonly turns: Turns,
  ) {}

  /** Also of a link that is over: its tablet may still hold ballots. @throws Problem stall_unknown */
  async open(secret: string): Promise<OpenStall> {
    const stall = await this.find(secret)
    const poll = await this.database.reads.findOneByOrFail(Poll, { id: stall.pollId })
    return {
      stall,
      poll,
      state: stallStateOf(stall, poll, this.clock.now()),
      takesUntil: Math.min(stall.endsAt + GRACE_MS, poll.closesAt),
      ballots: await this.counted(stall),
    }
  }

  /**
   * Each ballot stands for itself: what is refused keeps no other from being counted. Answers after the commits.
   * @throws Problem stall_unknown
   */
  async castBallots(secret: string, ballots: readonly StallBallot[]): Promise<StallOutcome[]> {
    const { id } = await this.find(secret)
    return this.turns.run(id, async () => {
      // Read anew: it may have been revoked while this waited for its turn.
      const stall = await this.find(secret)
      const room = stall.ballotLimit - (await this.counted(stall))
      if (ballots.length <= room) return Promise.all(ballots.map((ballot) => this.cast(stall, ballot, true)))
      // Near the limit one after the other, as one that was counted before takes no room.
      const outcomes: StallOutcome[] = []
      let left = room
      for (const ballot of ballots) {
        const outcome = await this.cast(stall, ballot, left > 0)
        if ('cast' in outcome && outcome.cast.isNew) left--
        outcomes.push(outcome)
      }
      return outcomes
    })
  }

  private async cast(stall: Stall, ballot: StallBallot, room: boolean): Promise<StallOutcome> {
    const { key } = ballot
    try {
      return { key, cast: await this.ballotBox.castAtStall(stall, ballot, room) }
    } catch (error) {
      if (error instanceof Problem) return { key, refusal: error }
      throw error
    }
  }

  private async counted({ id, pollId }: Stall): Promise<number> {
    const counters = await readCounter(this.database.reads, [pollId], stallItem(id))
    return counters.get(pollId) ?? 0
  }

  private async find(secret: string): Promise<Stall> {
    const stall = await this.database.reads.findOneBy(Stall, { secretHash: sha256(secret) })
    if (!stall) throw stallUnknown()
    return stall
  }
}
