import type { Database } from '../../platform/db/database'
import type { Receipted, ReceiptSource } from '../receipts'

/** Where the receipts of comments lead. */
export class CommentReceipts implements ReceiptSource {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Receipted | null> {
    const [row] = await this.database.select(
      `SELECT c.consultation_id, c.received_at, w.title FROM comments c
       JOIN consultations w ON w.id = c.consultation_id WHERE c.id = ?`,
      [id],
    )
    return row
      ? {
          kind: 'comment',
          logId: String(row.consultation_id),
          title: String(row.title),
          takenAt: Number(row.received_at),
        }
      : null
  }
}
