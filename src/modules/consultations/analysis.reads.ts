import { type EntityManager, In } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { readTallies } from '../../platform/db/tally'
import { invalidField } from '../../platform/problem'
import { maskPersonal } from '../../platform/text'
import { Analysis, type Campaign, CommentAnalysis, CommentGroupRow } from './analysis.entities'
import { type LabelName, labelNames } from './analysis.labels'
import { firstMembers } from './analysis.members'
import type { ReadStance } from './analysis.stance'
import { Comment, type Source } from './consultations.entities'

export interface CommentGroup {
  id: string
  clauseId: string | null
  size: number
  /** Of these, letter by letter as the representative. */
  copies: number
  representative: { id: string; text: string }
  /** The first hundred ids; all of them are listed by `groupId`. */
  members: string[]
  sources: Source[]
  terms: string[]
  kind: 'duplicate' | 'similar' | 'single'
  /** As read in the representative. */
  stance: ReadStance | null
  campaign: Campaign | null
  topicId: string | null
}

export interface AgreementRate {
  label: LabelName | 'group'
  judged: number
  agreed: number
}

const IDS = 500

/** Groups of comments that say the same or are about the same, as staff see them. */
export class GroupReads {
  constructor(private readonly database: Database) {}

  /**
   * Ids of the comments in these groups, ascending, each once; of a topic those of all its groups.
   * @throws Problem invalid_request naming the groups that this consultation does not have
   */
  async membersOf(tx: EntityManager, consultationId: string, groupIds: readonly string[]): Promise<string[]> {
    const groups = await tx.findBy(CommentGroupRow, { consultationId, id: In([...groupIds]) })
    const known = new Set(groups.map((g) => g.id))
    const missing = groupIds.filter((id) => !known.has(id))
    if (missing.length > 0)
      throw invalidField('groupIds', `本次征集里没有这些意见组：${missing.slice(0, 20).join('、')}`)
    const ids = await sameGroups(tx, groups)
    const found: string[] = []
    for (let at = 0; at < ids.length; at += IDS) {
      const rows = await tx.find(CommentAnalysis, {
        select: { commentId: true },
        where: { groupId: In(ids.slice(at, at + IDS)) },
      })
      for (const row of rows) found.push(row.commentId)
    }
    return found.sort()
  }

  /** Groups whose members are listed by this id: itself, or those of the topic. */
  async within(consultationId: string, groupId: string): Promise<string[]> {
    const group = await this.database.reads.findOneBy(CommentGroupRow, { consultationId, id: groupId })
    return group ? sameGroups(this.database.reads, [group]) : []
  }

  /** The largest first. @param articleId only those of one article; `-` for the draft as a whole */
  async list(
    consultationId: string,
    { articleId, cursor, limit }: { articleId?: string; cursor?: string; limit: number },
  ): Promise<{ groups: CommentGroup[]; nextCursor: string | null }> {
    const query = this.database.reads
      .createQueryBuilder(CommentGroupRow, 'g')
      .where('g.consultationId = :consultationId AND g.isTop = 1', { consultationId })
      .orderBy('g.size', 'DESC')
      .addOrderBy('g.id', 'DESC')
    if (articleId) query.andWhere('g.articleId = :articleId', { articleId })
    const after = /^(\d+)\.(\w+)$/.exec(cursor ?? '')
    if (after)
      query.andWhere('(g.size < :size OR (g.size = :size AND g.id < :after))', {
        size: Number(after[1]),
        after: after[2],
      })
    const rows = await query.limit(limit + 1).getMany()
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      groups: await this.present(shown),
      nextCursor: rows.length > limit && last ? `${last.size}.${last.id}` : null,
    }
  }

  /** Those of these comments that still have their text. */
  async comments(ids: readonly string[]): Promise<Map<string, Comment>> {
    if (ids.length === 0) return new Map()
    const rows = await this.database.reads.findBy(Comment, { id: In([...ids]), state: 'received' })
    return new Map(rows.map((c) => [c.id, c]))
  }

  async present(rows: readonly CommentGroupRow[]): Promise<CommentGroup[]> {
    const firsts = await this.comments(rows.map((r) => r.firstId))
    const stances = await this.stances(rows.map((r) => r.firstId))
    const listed = await firstMembers(this.database, rows)
    return rows.flatMap((row): CommentGroup[] => {
      const first = firsts.get(row.firstId)
      if (!first) return []
      const members = listed.get(row.id) ?? []
      const { id, clauseId, size, copies, terms, campaign, topicId } = row
      return [
        {
          id,
          clauseId,
          size,
          copies,
          representative: { id: first.id, text: maskPersonal(first.text) },
          members: members.map((m) => m.id),
          sources: [...new Set(members.map((m) => m.source))],
          terms,
          kind: row.level === 'topic' ? 'similar' : size > 1 ? 'duplicate' : 'single',
          stance: stances.get(row.firstId) ?? null,
          campaign,
          topicId,
        },
      ]
    })
  }

  private async stances(commentIds: readonly string[]): Promise<Map<string, ReadStance>> {
    if (commentIds.length === 0) return new Map()
    const keys = [...new Set(commentIds)]
    const rows = await this.database.selectByKeys(
      'comment_analyses',
      ['comment_id', 'stance'],
      'comment_id',
      keys,
    )
    return new Map(rows.map((r) => [String(r.comment_id), String(r.stance) as ReadStance]))
  }

  /** How far the analysis is, what it counted, and how often people agreed with it. */
  async overview(consultationId: string): Promise<{
    analysed: number
    counters: Map<string, number>
    agreement: AgreementRate[]
  }> {
    const state = await this.database.reads.findOneBy(Analysis, { consultationId })
    if (!state) return { analysed: 0, counters: new Map(), agreement: rates(new Map()) }
    const counters = await readTallies(this.database.reads, state.countersId)
    return { analysed: state.analysed + state.erased, counters, agreement: rates(counters) }
  }
}

const rates = (counters: ReadonlyMap<string, number>): AgreementRate[] =>
  [...labelNames, 'group' as const].map((label) => ({
    label,
    judged: counters.get(`judged:${label}`) ?? 0,
    agreed: counters.get(`agreed:${label}`) ?? 0,
  }))

async function sameGroups(manager: EntityManager, groups: readonly CommentGroupRow[]): Promise<string[]> {
  const topics = groups.filter((g) => g.level === 'topic').map((g) => g.id)
  const within =
    topics.length === 0
      ? []
      : await manager.find(CommentGroupRow, {
          where: { topicId: In(topics) },
          order: { size: 'DESC', id: 'ASC' },
        })
  return [...new Set([...groups.filter((g) => g.level === 'same'), ...within].map((g) => g.id))]
}
