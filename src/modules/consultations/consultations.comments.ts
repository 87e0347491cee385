import { In, MoreThan, type SelectQueryBuilder } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { maskPersonal } from '../../platform/text'
import type { ResidentActor } from '../residents'
import { CommentAnalysis, CommentFlagRow } from './analysis.entities'
import type { CommentFlag } from './analysis.flags'
import { GroupReads } from './analysis.reads'
import type { ReadStance } from './analysis.stance'
import {
  type AnswerState,
  Clause,
  Comment,
  type CommentState,
  Consultation,
  type Source,
  type Stance,
} from './consultations.entities'

export interface CommentFilter {
  /** `-`: comments on the draft as a whole. */
  clauseId?: string
  groupId?: string
  stance?: Stance
  /** Stance as it stands after reading: the person's where somebody looked, else the machine's. */
  read?: ReadStance
  source?: Source
  state?: CommentState | AnswerState
  lineId?: string
  /** Given to a division. */
  assignmentId?: string
  flag?: CommentFlag
  /** Words that stand in the text as staff see it. */
  q?: string
}

/** A comment beside what it is about and whether somebody said the same before. */
export interface ListedComment extends Comment {
  clauseLabel: string | null
  duplicateOf: string | null
  /** What was read in it; null until it is analysed, and once it is erased. */
  reading: CommentAnalysis | null
}

const CHUNK = 1_000

/** Members of a group that one index holds in the order they came. */
interface Stretch {
  groupId: string
  isCopy: number
}

/** Lists of comments, for staff and for the person who wrote them. */
export class CommentReads {
  private readonly groups: GroupReads

  constructor(private readonly database: Database) {
    this.groups = new GroupReads(database)
  }

  /** In the order they came. Personal data in the texts is masked unless `unmasked`. */
  async list(
    consultationId: string,
    page: PageRequest & CommentFilter,
    unmasked = false,
  ): Promise<Page<ListedComment>> {
    const rows: Comment[] = []
    // One stretch after the other: each is read in its own order, however many comments it has.
    for (const stretch of page.groupId ? await this.stretches(consultationId, page.groupId) : [null])
      rows.push(...(await this.rows(consultationId, page, stretch, unmasked)))
    rows.sort((a, b) => (a.id < b.id ? -1 : 1)).splice(page.limit + 1)
    const labels = await this.citations(rows.map((r) => r.clauseId))
    const firsts = await this.firsts(consultationId, rows)
    const readings = await this.readings(rows)
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => ({
        ...listed(row, labels, firsts),
        reading: readings.get(row.id) ?? null,
        text: unmasked ? row.text : maskPersonal(row.text),
      }),
    )
  }

  /** The copies of a group's first text, and the others; of a topic those of all its groups. */
  private async stretches(consultationId: string, groupId: string): Promise<Stretch[]> {
    const groups = await this.groups.within(consultationId, groupId)
    return groups.flatMap((id) => [1, 0].map((isCopy) => ({ groupId: id, isCopy })))
  }

  private rows(
    consultationId: string,
    {
      limit,
      cursor,
      clauseId,
      stance,
      source,
      state,
      lineId,
      assignmentId,
      flag,
      read,
      q,
    }: PageRequest & CommentFilter,
    stretch: Stretch | null,
    unmasked: boolean,
  ): Promise<Comment[]> {
    const query = this.database.reads
      .createQueryBuilder(Comment, 'c')
      .where('c.consultationId = :consultationId', { consultationId })
    if (stretch === null) query.orderBy('c.id', 'ASC')
    else
      query
        .innerJoin(
          CommentAnalysis,
          'a',
          'a.commentId = c.id AND a.groupId = :groupId AND a.isCopy = :isCopy',
          stretch,
        )
        .orderBy('a.commentId', 'ASC')
    if (flag)
      query.innerJoin(
        CommentFlagRow,
        'f',
        'f.consultationId = :consultationId AND f.flag = :flag AND f.commentId = c.id',
        { flag },
      )
    if (read) query.innerJoin(CommentAnalysis, 'r', 'r.commentId = c.id AND r.stance = :read', { read })
    if (cursor) query.andWhere('c.id > :cursor', { cursor })
    if (clauseId === '-') query.andWhere('c.clauseId IS NULL')
    else if (clauseId) query.andWhere('c.clauseId = :clauseId', { clauseId })
    if (stance) query.andWhere('c.stance = :stance', { stance })
    if (source) query.andWhere('c.source = :source', { source })
    if (lineId) query.andWhere('c.lineId = :lineId', { lineId })
    if (assignmentId)
      query.innerJoin(
        'assigned_comments',
        'given',
        'given.comment_id = c.id AND given.assignment_id = :assignmentId',
        { assignmentId },
      )
    if (state === 'unanswered') query.andWhere('c.lineId IS NULL')
    else if (state === 'answered') query.andWhere('c.lineId IS NOT NULL')
    else if (state) query.andWhere('c.state = :state', { state })
    return q ? this.matching(query, q, limit + 1, unmasked) : query.limit(limit + 1).getMany()
  }

  /** What was read in these comments, by their ids. */
  async readings(rows: readonly Pick<Comment, 'id'>[]): Promise<Map<string, CommentAnalysis>> {
    if (rows.length === 0) return new Map()
    const found = await this.database.reads.findBy(CommentAnalysis, { commentId: In(rows.map((r) => r.id)) })
    return new Map(found.map((a) => [a.commentId, a]))
  }

  /** Those whose text as shown holds the words: a hidden telephone number is not found by guessing at it. */
  private async matching(
    query: SelectQueryBuilder<Comment>,
    q: string,
    wanted: number,
    unmasked: boolean,
  ): Promise<Comment[]> {
    const words = q.toLowerCase()
    // Most words are Chinese, and turning a hundred thousand texts into small letters takes as long as reading them.
    const text = words === words.toUpperCase() ? 'c.text' : 'LOWER(c.text)'
    query
      .andWhere(`${text} LIKE :like ESCAPE '!'`, { like: `%${words.replace(/[!%_]/g, '!$&')}%` })
      .limit(CHUNK)
    const found: Comment[] = []
    for (let after = ''; ; ) {
      const rows = await query.clone().andWhere('c.id > :after', { after }).getMany()
      const shows = ({ text }: Comment) =>
        (unmasked ? text : maskPersonal(text)).toLowerCase().includes(words)
      found.push(...rows.filter(shows))
      after = rows.at(-1)?.id ?? ''
      if (rows.length < CHUNK || found.length >= wanted) return found.slice(0, wanted)
    }
  }

  /** Newest first. */
  async mine(
    resident: ResidentActor,
    page: PageRequest,
  ): Promise<Page<Comment & { consultationTitle: string; clauseLabel: string | null }>> {
    const query = this.database.reads
      .createQueryBuilder(Comment, 'c')
      .where('c.residentId = :id', { id: resident.id })
      .orderBy('c.id', 'DESC')
    if (page.cursor) query.andWhere('c.id < :cursor', { cursor: page.cursor })
    const rows = await query.limit(page.limit + 1).getMany()
    const labels = await this.citations(rows.map((r) => r.clauseId))
    const ids = [...new Set(rows.map((r) => r.consultationId))]
    const found = await this.database.reads.findBy(Consultation, { id: In(ids) })
    const titles = new Map(found.map((c) => [c.id, c.title]))
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => ({
        ...row,
        consultationTitle: titles.get(row.consultationId) ?? '',
        clauseLabel: row.clauseId && (labels.get(row.clauseId) ?? null),
      }),
    )
  }

  /** How each clause is cited from its article down: 第十条第二款（三）. */
  async citations(clauseIds: readonly (string | null)[]): Promise<Map<string, string>> {
    const known = new Map<string, Clause>()
    const wanted = [...new Set(clauseIds)].filter((id) => id !== null)
    for (let missing = wanted; missing.length > 0; ) {
      for (const clause of await this.database.reads.findBy(Clause, { id: In(missing) }))
        known.set(clause.id, clause)
      const parents = [...known.values()].flatMap((c) =>
        c.parentId && isWithinArticle(c) && !known.has(c.parentId) ? [c.parentId] : [],
      )
      missing = [...new Set(parents)]
    }
    return new Map(wanted.map((id) => [id, cite(known, id)]))
  }

  /** The first comment of each text, by key. */
  private async firsts(consultationId: string, rows: readonly Comment[]): Promise<Map<string, string>> {
    const keys = [...new Set(rows.flatMap((r) => (r.sameKey === null ? [] : [r.sameKey])))]
    if (keys.length === 0) return new Map()
    const found = await this.database.select(
      `SELECT same_key, MIN(id) AS id FROM comments WHERE consultation_id = ? AND same_key IN (${keys.map(() => '?').join(', ')}) GROUP BY same_key`,
      [consultationId, ...keys],
    )
    return new Map(found.map((row) => [String(row.same_key), String(row.id)]))
  }

  /** All comments in the order of their ids, a thousand at a time. */
  async *all(consultationId: string): AsyncGenerator<Comment> {
    let after = ''
    for (;;) {
      const rows = await this.database.reads.find(Comment, {
        where: { consultationId, id: MoreThan(after) },
        order: { id: 'ASC' },
        take: CHUNK,
      })
      yield* rows
      const last = rows.at(-1)
      if (!last || rows.length < CHUNK) return
      after = last.id
    }
  }
}

function listed(
  row: Comment,
  labels: ReadonlyMap<string, string>,
  firsts: ReadonlyMap<string, string>,
): Omit<ListedComment, 'reading'> {
  const first = row.sameKey === null ? undefined : firsts.get(row.sameKey)
  return {
    ...row,
    clauseLabel: row.clauseId && (labels.get(row.clauseId) ?? null),
    duplicateOf: first === undefined || first === row.id ? null : first,
  }
}

const isWithinArticle = (clause: Clause) => ['paragraph', 'item', 'subitem'].includes(clause.kind)

export function cite(known: ReadonlyMap<string, Clause>, id: string): string {
  const labels: string[] = []
  for (let clause = known.get(id); clause; ) {
    labels.unshift(clause.label)
    clause = isWithinArticle(clause) && clause.parentId ? known.get(clause.parentId) : undefined
  }
  return labels.join('')
}
