import { Between, MoreThan } from 'typeorm'
import type { Database } from '../../platform/db/database'
import type { ResidentText, TextPage, TextSource } from '../moderation'
import { Comment } from './consultations.entities'

/** What residents said themselves; what staff entered from a letter is not asked about. */
export class CommentTexts implements TextSource {
  readonly type = 'comment'

  constructor(private readonly database: Database) {}

  async after(after: string, before: string | null, limit: number): Promise<TextPage> {
    const rows = await this.database.reads.find(Comment, {
      // Bounds are no ids of comments: what was read is after them, what is not settled before.
      where: { id: before === null ? MoreThan(after) : Between(`${after}0`, before) },
      order: { id: 'ASC' },
      take: limit,
    })
    return { texts: rows.flatMap(textOf), last: rows.at(-1)?.id ?? null }
  }

  async find(id: string): Promise<ResidentText | null> {
    const comment = await this.database.reads.findOneBy(Comment, { id })
    return (comment && textOf(comment)[0]) ?? null
  }
}

function textOf({ id, residentId, state, text, receivedAt }: Comment): ResidentText[] {
  return residentId !== null && state === 'received' ? [{ id, residentId, text, writtenAt: receivedAt }] : []
}
