import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { maskPersonal } from '../../platform/text'
import { Comment } from './consultations.entities'

/** functions.md 182: five who say the same within thirty days are a matter of its own. */
export const COMMON_FROM = 5
export const COMMON_WITHIN_DAYS = 30

/** 共性问题: the same said by many within a month, to be answered in public of the bureau's own accord. */
export interface CommonProblem {
  consultationId: string
  title: string
  /** As `listComments` takes it. */
  groupId: string
  clauseId: string | null
  text: string
  size: number
  lastAt: number
}

const DAY_MS = 24 * 3600_000
const MOST = 50

export class CommonProblems {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The most frequent first. */
  async list(): Promise<CommonProblem[]> {
    const since = this.clock.now() - COMMON_WITHIN_DAYS * DAY_MS
    // Counters say which texts came often enough at all; only of those the days are looked at.
    const often = await this.database.select(
      `SELECT c.id, c.title, t.item, t.votes FROM consultations c JOIN tallies t ON t.subject = c.texts_id
       WHERE c.closes_at >= ? AND t.votes >= ? ORDER BY t.votes DESC, t.item LIMIT ${MOST}`,
      [since, COMMON_FROM],
    )
    const found = await Promise.all(
      often.map((row) =>
        this.recent(String(row.id), String(row.title), String(row.item), Number(row.votes), since),
      ),
    )
    return found.filter((p) => p !== null)
  }

  private async recent(
    consultationId: string,
    title: string,
    groupId: string,
    size: number,
    since: number,
  ): Promise<CommonProblem | null> {
    const latest = await this.database.reads.find(Comment, {
      where: { consultationId, sameKey: groupId },
      order: { id: 'DESC' },
      take: COMMON_FROM,
    })
    const [newest, oldest] = [latest[0], latest.at(-1)]
    if (!newest || !oldest || latest.length < COMMON_FROM || oldest.receivedAt < since) return null
    const { clauseId, text, receivedAt: lastAt } = newest
    return { consultationId, title, groupId, clauseId, text: maskPersonal(text), size, lastAt }
  }
}
