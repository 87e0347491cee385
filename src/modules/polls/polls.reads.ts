import { type EntityManager, IsNull, Not } from 'typeorm'
import { shanghaiDay, startOfShanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { readCounter, readTallies } from '../../platform/db/tally'
import { idsFrom } from '../../platform/ids'
import { notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { listWindows, openedIds, type WindowFilter } from '../../platform/window'
import type { ResidentActor } from '../residents'
import type { StaffActor } from '../staff'
import { toTally } from './polls.closing'
import { Ballot, type Counts, Poll } from './polls.entities'
import { allowedActs, type PollAct } from './polls.policy'
import { type PollState, periodOf, stateOf, writtenAnswers } from './polls.rules'
import { alongIds, countBallots } from './polls.scan'
import { completeTimes, type SeriesBy, type SeriesPoint } from './polls.series.rules'
import { STALL_CHANNEL } from './polls.stalls.rules'

export interface PollTally {
  poll: Poll
  asOf: number
  final: boolean
  tally: Counts
  /** Once final: what the log of receipts and the published rows are bound by, where there are any. */
  roots?: { root?: string; rowsRoot?: string }
}

const CHUNK = 1_000
/** A clock may have been set back since a poll was made; no ballot may be missed for it. */
const CLOCK_MARGIN = 7 * 24 * 3600_000

/** Through the unique key, which begins with the poll: there are few polls and very many ballots. */
export const OF_RESIDENT = 'ballot.poll_id IN (SELECT id FROM polls) AND ballot.resident_id = :residentId'

/** Everything one resident has cast, oldest first. */
export function ballotsOf(manager: EntityManager, residentId: string): Promise<Ballot[]> {
  return manager
    .createQueryBuilder(Ballot, 'ballot')
    .where(OF_RESIDENT, { residentId })
    .orderBy('ballot.id')
    .getMany()
}

/** What residents and staff read about polls. Counts come from counters, never from counting rows. */
export class PollReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Newest first; `drafts` also shows what nobody has opened yet. */
  list(filter: WindowFilter): Promise<Page<Poll>> {
    return listWindows(this.database.reads, Poll, filter, this.clock.now())
  }

  /** Ballots of each of these polls, by its id. */
  async counts(polls: readonly Poll[]): Promise<Map<string, number>> {
    const ids = polls.map((p) => p.id)
    const live = await readCounter(this.database.reads, ids, 'ballots')
    return new Map(polls.map((p) => [p.id, p.finalTally?.ballots ?? live.get(p.id) ?? 0]))
  }

  /** @throws Problem not_found, also for a draft unless `drafts` */
  async find(id: string, drafts = false): Promise<Poll> {
    const poll = await this.database.reads.findOneBy(Poll, { id })
    if (!poll || (poll.openedAt === null && !drafts)) throw notFound()
    return poll
  }

  async findOpened(id: string): Promise<Poll | null> {
    return this.database.reads.findOneBy(Poll, { id, openedAt: Not(IsNull()) })
  }

  /** The poll whose results this publication is; there are few polls. */
  async ofResults(publicationId: string): Promise<string | null> {
    const polls = await this.database.reads.find(Poll, { select: { id: true, loop: true } })
    return polls.find((poll) => poll.loop.results === publicationId)?.id ?? null
  }

  /** Ids of everything residents may see. */
  openedIds(): AsyncGenerator<string> {
    return openedIds(this.database.reads, Poll)
  }

  state(poll: Poll): PollState {
    return stateOf(poll, this.clock.now())
  }

  async tally(id: string, drafts = false): Promise<PollTally> {
    const poll = await this.find(id, drafts)
    if (poll.finalTally && poll.frozenAt !== null) {
      const { root, rowsRoot, ...tally } = poll.finalTally
      return { poll, asOf: poll.frozenAt, final: true, tally, roots: { root, rowsRoot } }
    }
    return {
      poll,
      asOf: this.clock.now(),
      final: false,
      tally: toTally(await readTallies(this.database.reads, id)),
    }
  }

  /** How many of a poll's ballots were cast at stalls; the others came by WeChat. */
  async atStalls(id: string): Promise<number> {
    return (await readCounter(this.database.reads, [id], STALL_CHANNEL)).get(id) ?? 0
  }

  /**
   * Ballots per Shanghai day or hour, none left out, or per division, in that key's order. Hours are counted since
   * version 0022 of the schema: ballots cast earlier stand in their day only.
   */
  async series(id: string, by: SeriesBy): Promise<SeriesPoint[]> {
    const prefix = `${by}:`
    const counters = await readTallies(this.database.reads, id)
    const counted = new Map(
      [...counters].flatMap(([item, ballots]) =>
        item.startsWith(prefix) ? [[item.slice(prefix.length), ballots] as const] : [],
      ),
    )
    if (by !== 'division') return completeTimes(by, await this.find(id, true), counted, this.clock.now())
    return [...counted].map(([key, ballots]) => ({ key, ballots })).sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  allowed(staff: StaffActor, poll: Poll): PollAct[] {
    return allowedActs(staff, poll, this.clock.now())
  }

  /** Today's ballot where one may be cast a day, otherwise the only one. @throws Problem not_found */
  async myBallot(resident: ResidentActor, pollId: string): Promise<Ballot> {
    const poll = await this.find(pollId)
    const period = periodOf(poll.votesPer, this.clock.now())
    const ballot = await this.database.reads.findOneBy(Ballot, { pollId, residentId: resident.id, period })
    if (!ballot) throw notFound({ detail: '您还没有投票。' })
    return ballot
  }

  async myBallots(resident: ResidentActor, page: PageRequest): Promise<Page<Ballot & { pollTitle: string }>> {
    const query = this.database.reads
      .createQueryBuilder(Ballot, 'ballot')
      .where(OF_RESIDENT, { residentId: resident.id })
      .orderBy('ballot.id', 'DESC')
    if (page.cursor) query.andWhere('ballot.id < :cursor', { cursor: page.cursor })
    const rows = await query.limit(page.limit + 1).getMany()
    const titles = new Map<string, string>()
    for (const id of new Set(rows.map((r) => r.pollId))) titles.set(id, (await this.find(id)).title)
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => ({ ...row, pollTitle: titles.get(row.pollId) ?? '' }),
    )
  }

  /** Polls begun and ended in a Shanghai year, and the ballots cast in it. */
  async ofYear(year: string): Promise<{ opened: number; closed: number; ballots: number }> {
    const [first, next] = [
      startOfShanghaiDay(`${year}-01-01`),
      startOfShanghaiDay(`${Number(year) + 1}-01-01`),
    ]
    const within = (column: string) => `SUM(CASE WHEN ${column} >= ? AND ${column} < ? THEN 1 ELSE 0 END)`
    const begun = 'CASE WHEN opened_at > opens_at THEN opened_at ELSE opens_at END'
    const [polls] = await this.database.select(
      `SELECT ${within(begun)} AS opened, ${within('frozen_at')} AS closed FROM polls WHERE opened_at IS NOT NULL`,
      [first, next, first, next],
    )
    const [cast] = await this.database.select(
      'SELECT SUM(t.votes) AS ballots FROM polls p JOIN tallies t ON t.subject = p.id AND t.item >= ? AND t.item < ?',
      [`day:${year}-`, `day:${year}.`],
    )
    return {
      opened: Number(polls?.opened ?? 0),
      closed: Number(polls?.closed ?? 0),
      ballots: Number(cast?.ballots ?? 0),
    }
  }

  currentYear(): string {
    return shanghaiDay(this.clock.now()).slice(0, 4)
  }

  /** All ballots in the order they were given ids, a thousand at a time. */
  async *ballots(pollId: string): AsyncGenerator<Ballot> {
    const poll = await this.database.reads.findOneBy(Poll, { id: pollId })
    let after = idsFrom((poll?.createdAt ?? 0) - CLOCK_MARGIN)
    const { ofPoll } = alongIds(this.database.kind)
    for (;;) {
      const rows = await this.database.reads
        .createQueryBuilder(Ballot, 'ballot')
        .where('ballot.id > :after', { after })
        .andWhere(ofPoll.replace('?', ':pollId'), { pollId })
        .orderBy('ballot.id')
        .limit(CHUNK)
        .getMany()
      yield* rows
      const last = rows.at(-1)
      if (!last || rows.length < CHUNK) return
      after = last.id
    }
  }

  /** Counts the ballots themselves, for the check that the counters are right. Reads everything: never on a request. */
  async recount(pollId: string): Promise<Counts> {
    const poll = await this.database.reads.findOneBy(Poll, { id: pollId })
    if (!poll) return { ballots: 0, options: {} }
    const { database } = this
    return countBallots((sql, params) => database.select(sql, params), database.kind, poll)
  }
}

/** The hash goes with the texts: of a short one it would tell what it was. */
function withoutTexts(ballot: Ballot): Pick<Ballot, 'answers' | 'answersHash'> {
  const answers = ballot.answers.filter((a) => a.text === undefined)
  return { answers, answersHash: writtenAnswers(answers).hash }
}

/** Removes what a resident wrote; the choices stay, as they are counted. */
export async function eraseBallotTexts(tx: EntityManager, residentId: string): Promise<Set<string>> {
  const ballots = await ballotsOf(tx, residentId)
  for (const ballot of ballots)
    if (ballot.answers.some((a) => a.text !== undefined))
      await tx.update(Ballot, { id: ballot.id }, withoutTexts(ballot))
  return new Set(ballots.map((b) => b.pollId))
}
