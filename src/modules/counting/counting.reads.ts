import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Database, Select } from '../../platform/db/database'
import { forbidden } from '../../platform/problem'
import type { BallotTraces, Counts, PollReads } from '../polls'
import { ChoiceReader } from '../polls'
import type { StaffActor } from '../staff'
import { PollCounting, SetAside } from './counting.entities'
import { without } from './counting.moves'
import { canView } from './counting.policy'
import { type Looked, Views } from './counting.views'

/** The second tally: without the ballots that are set aside, and why they are. */
export interface Counting {
  revision: number
  changedAt: number
  counted: Counts
  aside: Counts
  /** In force, and those that were, with how they ended. */
  acts: SetAside[]
}

const published = In(['in_force', 'restored'])

export class CountingReads {
  private readonly views: Views

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly polls: PollReads,
    private readonly traces: BallotTraces,
  ) {
    this.views = new Views(database, clock, polls, traces.city)
  }

  /** Null for a poll of which nothing has ever been set aside. @param all the complete tally */
  async of(pollId: string, all: Counts): Promise<Counting | null> {
    const { reads } = this.database
    const counting = await reads.findOneBy(PollCounting, { pollId })
    if (!counting || counting.revision === 0 || counting.changedAt === null) return null
    const { aside, revision, changedAt } = counting
    const acts = await reads.find(SetAside, { where: { pollId, state: published }, order: { number: 'ASC' } })
    return { revision, changedAt, aside, counted: without(all, aside), acts }
  }

  /** What has been set aside of one ballot, if anything is. */
  async ofBallot(ballotId: string): Promise<SetAside[]> {
    return actsOf(this.database.reads, ballotId)
  }

  /** Everything ever proposed for a poll, newest first. */
  acts(pollId: string): Promise<SetAside[]> {
    return this.database.reads.find(SetAside, { where: { pollId }, order: { number: 'DESC' } })
  }

  /** What the rules point at now; null when the traces have been cleared. @throws Problem forbidden, not_found */
  async view(actor: StaffActor, pollId: string): Promise<Looked | null> {
    if (!canView(actor)) throw forbidden()
    const poll = await this.polls.find(pollId)
    if (!(await this.traces.areKept(poll))) return null
    return this.views.of(poll)
  }
}

function actsOf(manager: EntityManager, ballotId: string): Promise<SetAside[]> {
  return manager
    .createQueryBuilder(SetAside, 'act')
    .where(
      "act.state = 'in_force' AND act.id IN (SELECT act_id FROM set_aside_ballots WHERE ballot_id = :ballotId)",
      {
        ballotId,
      },
    )
    .orderBy('act.number')
    .getMany()
}

/** Counts the ballots that are set aside themselves, each once: to check the counters by. */
export async function countAside(select: Select, pollId: string): Promise<Counts> {
  const reader = new ChoiceReader()
  const counts: Counts = { ballots: 0, options: {} }
  for (let after = ''; ; ) {
    const rows = await select(
      `SELECT id, answers FROM ballots WHERE id > ? AND id IN (
         SELECT a.ballot_id FROM set_aside_ballots a JOIN set_asides s ON s.id = a.act_id
         WHERE s.poll_id = ? AND s.state = 'in_force') ORDER BY id LIMIT 5000`,
      [after, pollId],
    )
    for (const { answers } of rows) {
      counts.ballots++
      const choices = reader.of(String(answers))
      for (const id of choices === '' ? [] : choices.split(','))
        counts.options[id] = (counts.options[id] ?? 0) + 1
    }
    const last = rows.at(-1)
    if (!last || rows.length < 5000) return counts
    after = String(last.id)
  }
}
