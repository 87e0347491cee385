import type { Database } from '../../platform/db/database'
import { type DiffPart, wordDiff } from '../../platform/diff'
import { notFound } from '../../platform/problem'
import { maskPersonal } from '../../platform/text'
import { CommentGroupRow, OwnSentence } from './analysis.entities'
import type { CommentGroup, GroupReads } from './analysis.reads'
import type { ReadStance } from './analysis.stance'
import type { Source } from './consultations.entities'

export interface GroupMember {
  id: string
  text: string
  source: Source
  receivedAt: number
  lineId: string | null
  stance: ReadStance
  /** Against the representative, word by word. */
  differences: DiffPart[]
}

export interface GroupDetail extends CommentGroup {
  /** Groups of a topic, the largest first. */
  parts: CommentGroup[]
  /** Members that are no copies, in the order they came. */
  variants: GroupMember[]
  nextCursor: string | null
  /** Sentences that stand in one member only, those that take a stance first. */
  onlyHere: { commentId: string; text: string }[]
}

const MOST_PARTS = 100
const MOST_OWN = 50

/** What differs within a group of comments. */
export class GroupDetails {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupReads,
  ) {}

  /** One group with what differs within it. @throws Problem not_found */
  async detail(
    consultationId: string,
    groupId: string,
    page: { cursor?: string; limit: number },
  ): Promise<GroupDetail> {
    const row = await this.database.reads.findOneBy(CommentGroupRow, { consultationId, id: groupId })
    const [group] = row ? await this.groups.present([row]) : []
    if (!row || !group) throw notFound()
    const parts =
      row.level === 'topic'
        ? await this.database.reads.find(CommentGroupRow, {
            where: { topicId: row.id },
            order: { size: 'DESC', id: 'DESC' },
            take: MOST_PARTS,
          })
        : []
    const variants = row.level === 'same' ? await this.variants(row, group, page) : []
    const last = variants.length > page.limit ? variants[page.limit - 1] : undefined
    return {
      ...group,
      parts: await this.groups.present(parts),
      variants: variants.slice(0, page.limit),
      nextCursor: last?.id ?? null,
      onlyHere: row.level === 'same' ? await this.onlyHere(row.id) : [],
    }
  }

  private async variants(
    row: CommentGroupRow,
    { representative }: CommentGroup,
    { cursor, limit }: { cursor?: string; limit: number },
  ): Promise<GroupMember[]> {
    const rows = await this.database.select(
      'SELECT comment_id, stance FROM comment_analyses WHERE group_id = ? AND is_copy = 0 AND comment_id > ? ORDER BY comment_id LIMIT ?',
      [row.id, cursor ?? '', limit + 1],
    )
    const comments = await this.groups.comments(rows.map((r) => String(r.comment_id)))
    return rows.flatMap((r) => {
      const comment = comments.get(String(r.comment_id))
      if (!comment) return []
      const text = maskPersonal(comment.text)
      const { id, source, receivedAt, lineId } = comment
      const stance = String(r.stance) as ReadStance
      const differences = wordDiff(representative.text, text)
      return [{ id, text, source, receivedAt, lineId, stance, differences }]
    })
  }

  private async onlyHere(groupId: string): Promise<GroupDetail['onlyHere']> {
    const own = await this.database.reads.find(OwnSentence, {
      where: { groupId, isLone: true },
      order: { weight: 'DESC', commentId: 'ASC' },
      take: MOST_OWN,
    })
    const comments = await this.groups.comments(own.map((o) => o.commentId))
    return own.flatMap(({ commentId, startAt, endAt }) => {
      const text = comments.get(commentId)?.text.slice(startAt, endAt)
      return text ? [{ commentId, text: maskPersonal(text) }] : []
    })
  }
}
