import { createHash } from 'node:crypto'
import type { Database } from '../../platform/db/database'
import { forbidden } from '../../platform/problem'
import type { Ledger } from '../ledger'
import { notSealedYet, type ReceiptKeys, type ReceiptReads } from '../receipts'
import type { StaffActor } from '../staff'
import { canAudit } from './polls.policy'
import type { PollReads } from './polls.reads'
import { ChoiceReader } from './polls.scan'

const CHUNK = 500

/**
 * For auditors alone: what each entry of a closed poll's log holds, and which published row it is. With it, and with
 * the published file, they see that the rows are what residents sent. It joins receipts with choices, so the book says
 * who fetched it.
 */
export class PollOpenings {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly keys: ReceiptKeys,
    private readonly polls: PollReads,
    private readonly receipts: ReceiptReads,
  ) {}

  /** @throws Problem forbidden, not_found, not_sealed_yet */
  async lines(actor: StaffActor, pollId: string): Promise<AsyncGenerator<string>> {
    if (!canAudit(actor)) throw forbidden()
    const poll = await this.polls.find(pollId, true)
    if (!poll.finalTally?.rowsRoot) throw notSealedYet()
    const { size } = await this.receipts.find(pollId)
    await this.database.transaction((tx) =>
      this.ledger.append(
        tx,
        actor,
        'polls.fetch_openings',
        { type: 'poll', id: pollId },
        { after: { size } },
      ),
    )
    return this.all(pollId, size)
  }

  private async *all(pollId: string, size: number): AsyncGenerator<string> {
    const sha = createHash('sha256')
    let chunk: string[] = []
    let index = 0
    for await (const { receipt } of this.receipts.entries(pollId, size)) {
      chunk.push(this.keys.idOf(receipt))
      if (chunk.length < CHUNK) continue
      const text = await this.opened(pollId, chunk, index)
      sha.update(text)
      yield text
      index += chunk.length
      chunk = []
    }
    const text = await this.opened(pollId, chunk, index)
    sha.update(text)
    yield text
    yield `${JSON.stringify({ end: { openings: size }, sha256: sha.digest('hex') })}\n`
  }

  /** A ballot that is no longer there is left out: whoever compares finds its number missing. */
  private async opened(pollId: string, ids: readonly string[], from: number): Promise<string> {
    if (ids.length === 0) return ''
    const rows = await this.database.selectByKeys('ballots', ['id', 'answers'], 'id', [...ids])
    const answers = new Map(rows.map((row) => [String(row.id), String(row.answers)]))
    const reader = new ChoiceReader()
    const lines = ids.flatMap((id, i) => {
      const stored = answers.get(id)
      if (stored === undefined) return []
      const rowSalt = this.keys.rowSaltOf(pollId, id).toString('base64url')
      return [
        `${JSON.stringify(['o', from + i, this.keys.saltOf(pollId, id), reader.of(stored), rowSalt])}\n`,
      ]
    })
    return lines.join('')
  }
}
