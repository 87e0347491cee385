import type { Database } from '../../platform/db/database'
import type { Receipted, ReceiptSource } from '../receipts'

/** Where the receipts of ballots lead. */
export class BallotReceipts implements ReceiptSource {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Receipted | null> {
    const [row] = await this.database.select(
      'SELECT b.poll_id, b.cast_at, p.title FROM ballots b JOIN polls p ON p.id = b.poll_id WHERE b.id = ?',
      [id],
    )
    return row
      ? { kind: 'ballot', logId: String(row.poll_id), title: String(row.title), takenAt: Number(row.cast_at) }
      : null
  }
}
