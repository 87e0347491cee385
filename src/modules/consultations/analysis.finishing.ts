import { type EntityManager, In, MoreThanOrEqual } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { CAMPAIGN_PERSONS, campaignOf } from './analysis.campaigns'
import { termsShown } from './analysis.chunk'
import type { ReadingDesk } from './analysis.desk'
import { type Analysis, CommentGroupRow } from './analysis.entities'
import { termsOf } from './analysis.links'
import type { Pace } from './analysis.pace'
import { coreOf, plainOf } from './analysis.sentences'
import { advance } from './analysis.state'
import { type TopicItem, TopicSpace, topicsOf } from './analysis.topics'
import { insertAll, putBuckets, takeBuckets } from './analysis.writing'
import { Comment } from './consultations.entities'

/** Of one article as many groups are looked at together, the largest first. */
const MOST_GROUPS = 1_500
/** A word or two say nothing that a topic could be made of. */
const LEAST_CORE = 6
const IDS = 500
const LISTED = 200

interface Known extends TopicItem {
  row: CommentGroupRow
}

/** What is done once all comments of a round have their groups: new topics, campaign marks, groups that lost their first text. */
export class Finishing {
  constructor(private readonly database: Database) {}

  /** A group whose first comment was erased is found by another of its texts from now on. */
  async mend(state: Analysis, desk: ReadingDesk, now: number, pace: Pace): Promise<Analysis> {
    const stale = await this.database.reads.findBy(CommentGroupRow, {
      consultationId: state.consultationId,
      isStale: true,
    })
    const texts = await this.texts(stale.map((g) => g.firstId))
    for (const group of stale) {
      await pace.rest()
      desk.forgetFirst(group.id)
      const text = texts.get(group.firstId)
      const read = text === undefined ? null : desk.text(text)
      const terms = read ? termsShown(read.reading.plain) : []
      const buckets = read && group.level === 'same' ? desk.keysOf(group.scope, read) : []
      desk.buckets.forget([...group.buckets, ...buckets])
      state = await advance(this.database, state, now, async (tx) => {
        await takeBuckets(tx, group)
        await putBuckets(tx, group.id, buckets)
        await tx.update(CommentGroupRow, { id: group.id }, { terms, buckets, isStale: false })
        return {}
      })
    }
    return state
  }

  /** Articles with groups begun since they were last looked at for topics. */
  async articles({ consultationId, topicsAt }: Analysis): Promise<string[]> {
    const rows = await this.database.select(
      "SELECT DISTINCT article_id FROM comment_groups WHERE consultation_id = ? AND is_top = 1 AND level = 'same' AND created_at >= ?",
      [consultationId, topicsAt],
    )
    return rows.map((row) => String(row.article_id))
  }

  /** Puts an article's groups that stand alone into its topics, and makes new topics of what is left. */
  async topics(state: Analysis, articleId: string, now: number, pace: Pace): Promise<Analysis> {
    const { consultationId } = state
    const rows = await this.database.reads.find(CommentGroupRow, {
      where: { consultationId, isTop: true, articleId },
      order: { size: 'DESC', id: 'ASC' },
      take: MOST_GROUPS,
    })
    const known = await this.known(rows, pace)
    const space = new TopicSpace(known)
    const there = new Map(known.filter((k) => k.row.level === 'topic').map((k) => [k.id, k.row]))
    const into = new Map<string, string[]>()
    const free: Known[] = []
    for (const item of known) {
      if (item.row.level === 'topic') continue
      await pace.rest()
      const near = [...space.neighbours(item.id)]
        .filter(([id]) => there.has(id))
        .sort((a, b) => b[1] - a[1])[0]
      if (near) into.set(near[0], [...(into.get(near[0]) ?? []), item.id])
      else free.push(item)
    }
    const byId = new Map(known.map((k) => [k.id, k.row]))
    const made = (await topicsOf(space, free, pace)).map(({ medoid, members }) => {
      const middle = byId.get(medoid)!
      const topic: CommentGroupRow = {
        ...middle,
        id: newId(now),
        level: 'topic',
        topicId: null,
        copies: 0,
        buckets: [],
        size: 0,
        isStale: false,
        terms: space.terms(members),
        hours: {},
        campaign: null,
        createdAt: now,
      }
      into.set(topic.id, members)
      return topic
    })
    if (into.size === 0) return state
    return advance(this.database, state, now, async (tx) => {
      await insertAll(tx, CommentGroupRow, made)
      for (const [topicId, members] of into) await assign(tx, topicId, members)
      return {}
    })
  }

  private async known(rows: readonly CommentGroupRow[], pace: Pace): Promise<Known[]> {
    const texts = await this.plains(
      rows.map((r) => r.firstId),
      pace,
    )
    return rows.flatMap((row) => {
      const terms = texts.get(row.firstId)
      return terms ? [{ id: row.id, size: row.size, terms, row }] : []
    })
  }

  private async plains(firstIds: string[], pace: Pace): Promise<Map<string, Map<string, number>>> {
    const found = new Map<string, Map<string, number>>()
    for (const [id, text] of await this.texts(firstIds)) {
      await pace.rest()
      const plain = plainOf(text)
      if (coreOf(plain).length >= LEAST_CORE) found.set(id, termsOf(plain))
    }
    return found
  }

  private async texts(commentIds: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>()
    for (let at = 0; at < commentIds.length; at += IDS) {
      const rows = await this.database.reads.find(Comment, {
        select: { id: true, text: true },
        where: { id: In(commentIds.slice(at, at + IDS)), state: 'received' },
      })
      for (const row of rows) found.set(row.id, row.text)
    }
    return found
  }

  /**
   * Marks groups that look like campaigns.
   * @param touched those that grew; null: look at all large ones
   */
  async campaigns(state: Analysis, touched: ReadonlySet<string> | null, now: number): Promise<Analysis> {
    for (const group of await this.large(state.consultationId)) {
      if (touched && !touched.has(group.id)) continue
      const text = (await this.texts([group.firstId])).get(group.firstId)
      if (text === undefined) continue
      const persons = await this.persons(group.id)
      const campaign = campaignOf(coreOf(plainOf(text)).length, persons, group.hours)
      if (JSON.stringify(campaign) === JSON.stringify(group.campaign)) continue
      state = await advance(this.database, state, now, async (tx) => {
        await tx.update(CommentGroupRow, { id: group.id }, { campaign })
        return {}
      })
    }
    return state
  }

  private async large(consultationId: string): Promise<CommentGroupRow[]> {
    const of = (isTop: boolean) =>
      this.database.reads.find(CommentGroupRow, {
        where: { consultationId, isTop, size: MoreThanOrEqual(CAMPAIGN_PERSONS) },
        order: { size: 'DESC', id: 'DESC' },
        take: LISTED,
      })
    return [...(await of(true)), ...(await of(false))].filter((g) => g.level === 'same')
  }

  /** How many different persons stand behind it, as far as a few hundred members tell. */
  private async persons(groupId: string): Promise<number> {
    const rows = await this.database.select(
      `SELECT DISTINCT c.person_key FROM comments c JOIN (SELECT comment_id FROM comment_analyses WHERE group_id = ? LIMIT ${LISTED}) m ON m.comment_id = c.id`,
      [groupId],
    )
    return rows.length
  }
}

async function assign(tx: EntityManager, topicId: string, members: readonly string[]): Promise<void> {
  await tx.update(CommentGroupRow, { id: In([...members]) }, { topicId, isTop: false })
  const groups = await tx.findBy(CommentGroupRow, { topicId })
  const size = groups.reduce((sum, g) => sum + g.size, 0)
  await tx.update(CommentGroupRow, { id: topicId }, { size })
}
