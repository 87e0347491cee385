import { In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { Poll } from '../polls'
import { Publication } from '../publications'
import { isWithoutResultsTooLong, RESULTS_WITHIN } from './sampling.batches.rules'

const DAY_MS = 24 * 3600_000
/** Of the newest so many that are old enough; a bureau holds a handful a year. */
const LOOKED_AT = 500

export interface PollWithoutResults {
  id: string
  title: string
  closedAt: number
  /** Whole days since it ended. */
  days: number
}

/** 投票结束满六十天还没有公布结果: said aloud until there are results. */
export class PollsWithoutResults {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The longest overdue first. */
  async list(): Promise<PollWithoutResults[]> {
    const now = this.clock.now()
    const polls = await this.database.reads
      .createQueryBuilder(Poll, 'p')
      .where('p.openedAt IS NOT NULL AND p.closesAt <= :until', { until: now - RESULTS_WITHIN * DAY_MS })
      .orderBy('p.closesAt', 'DESC')
      .limit(LOOKED_AT)
      .getMany()
    const overdue = await this.without(polls)
    return overdue
      .filter((p) => isWithoutResultsTooLong(p.closesAt, now))
      .map((p) => this.alarmOf(p, now))
      .sort((a, b) => a.closedAt - b.closedAt)
  }

  /** Null while there is still time, or once there are results. */
  async of(poll: Poll): Promise<PollWithoutResults | null> {
    const now = this.clock.now()
    const ended = poll.openedAt !== null && isWithoutResultsTooLong(poll.closesAt, now)
    if (!ended || (await this.without([poll])).length === 0) return null
    return this.alarmOf(poll, now)
  }

  private alarmOf({ id, title, closesAt }: Poll, now: number): PollWithoutResults {
    return { id, title, closedAt: closesAt, days: Math.floor((now - closesAt) / DAY_MS) }
  }

  /** Results that were withdrawn are none. */
  private async without(polls: readonly Poll[]): Promise<Poll[]> {
    const told = polls.flatMap((p) => p.loop.results ?? [])
    const live = await this.database.reads.find(Publication, {
      select: { id: true, withdrawnAt: true, liveVersionId: true },
      where: { id: In(told) },
    })
    const out = new Set(
      live.filter((p) => p.liveVersionId !== null && p.withdrawnAt === null).map((p) => p.id),
    )
    return polls.filter((p) => !p.loop.results || !out.has(p.loop.results))
  }
}
