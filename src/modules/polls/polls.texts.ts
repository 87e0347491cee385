import type { Database } from '../../platform/db/database'
import type { ResidentText, TextPage, TextSource } from '../moderation'
import { Ballot, type BallotAnswer } from './polls.entities'

/** Open answers, all of one ballot together. */
export class BallotTexts implements TextSource {
  readonly type = 'ballot'

  constructor(private readonly database: Database) {}

  /** Ballots without a text, nearly all of them, come without their answers. */
  async after(after: string, before: string | null, limit: number): Promise<TextPage> {
    const rows = await this.database.select(
      `SELECT id, resident_id, cast_at, CASE WHEN answers LIKE '%"text":%' THEN answers END AS answers
       FROM ballots WHERE id > ? ${before === null ? '' : 'AND id < ?'} ORDER BY id LIMIT ${limit}`,
      before === null ? [after] : [after, before],
    )
    const texts = rows.flatMap((row) => {
      if (row.answers === null) return []
      const text = textOf(JSON.parse(String(row.answers)))
      if (text === '') return []
      const fixed = { id: String(row.id), residentId: String(row.resident_id) }
      return [{ ...fixed, text, writtenAt: Number(row.cast_at) }]
    })
    const last = rows.at(-1)
    return { texts, last: last ? String(last.id) : null }
  }

  async find(id: string): Promise<ResidentText | null> {
    const ballot = await this.database.reads.findOneBy(Ballot, { id })
    const text = ballot ? textOf(ballot.answers) : ''
    return ballot && text !== ''
      ? { id, residentId: ballot.residentId, text, writtenAt: ballot.castAt }
      : null
  }
}

const textOf = (answers: readonly BallotAnswer[]) => answers.flatMap((a) => a.text ?? []).join('\n')
