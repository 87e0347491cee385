import { rfc3339 } from '../../platform/clock'
import type { Database, Select } from '../../platform/db/database'
import type { CountingOfPoll, CountingSource, Counts, Poll } from '../polls'
import { type ReceiptKeys, type ReceiptReads, signNote } from '../receipts'
import { without } from './counting.moves'

const CHUNK = 5_000
const TRIES = 5

/**
 * The second tally in the published file, signed: which rows are counted apart and by which act. A row leads to nobody,
 * so neither does this; who counts the rows without them gets the second tally.
 */
export class CountingOpenData implements CountingSource {
  constructor(
    private readonly database: Database,
    private readonly keys: ReceiptKeys,
    private readonly receipts: ReceiptReads,
  ) {}

  async of(poll: Poll): Promise<CountingOfPoll | null> {
    const { finalTally } = poll
    if (!finalTally) return null
    const { origin } = await this.receipts.find(poll.id)
    // One moment: an act may be settled while somebody downloads. SQLite has no snapshot beside its writer.
    for (let tries = 0; ; tries++) {
      const before = await this.revisionOf(poll.id)
      const found = await this.read(poll, finalTally, origin)
      if (tries === TRIES || before === (await this.revisionOf(poll.id))) return found
    }
  }

  private async revisionOf(pollId: string): Promise<number> {
    const [row] = await this.database.select('SELECT revision FROM poll_countings WHERE poll_id = ?', [
      pollId,
    ])
    return Number(row?.revision ?? 0)
  }

  private read(poll: Poll, finalTally: Counts, origin: string): Promise<CountingOfPoll | null> {
    return this.database.snapshot(async (select) => {
      const [counting] = await select(
        'SELECT aside, revision, changed_at FROM poll_countings WHERE poll_id = ?',
        [poll.id],
      )
      const revision = Number(counting?.revision ?? 0)
      if (!counting || revision === 0) return null
      const aside = JSON.parse(String(counting.aside))
      const counted = without(finalTally, aside)
      const acts = await this.acts(select, poll.id)
      const options = poll.questions.flatMap((q) => q.options.map((o) => o.id))
      const lines = [
        `${origin}/counting`,
        `revision ${revision}`,
        `ballots ${counted.ballots}`,
        `aside ${aside.ballots}`,
        ...acts.map((act) => `act ${act.number} ${act.rule} ${act.ballots}`),
        ...options.map((id) => `option ${id} ${counted.options[id] ?? 0}`),
      ]
      const head = {
        revision,
        changedAt: rfc3339(Number(counting.changed_at)),
        ballots: counted.ballots,
        aside: aside.ballots,
        options: Object.fromEntries(options.map((id) => [id, counted.options[id] ?? 0])),
        acts: acts.map(({ number, rule, ballots, reason, approvedAt }) => ({
          number,
          rule,
          ballots,
          reason,
          approvedAt: rfc3339(approvedAt),
        })),
        note: signNote(lines, origin, this.keys.signingKey),
      }
      return { head, lines: await this.rows(select, poll.id, acts) }
    })
  }

  private async acts(select: Select, pollId: string) {
    const rows = await select(
      "SELECT id, number, rule, ballots, reason, approved_at FROM set_asides WHERE poll_id = ? AND state = 'in_force' ORDER BY number",
      [pollId],
    )
    return rows.map((row) => ({
      id: String(row.id),
      number: Number(row.number),
      rule: String(row.rule),
      ballots: Number(row.ballots),
      reason: String(row.reason),
      approvedAt: Number(row.approved_at),
    }))
  }

  /** By the salts of the rows, in their order, which says nothing about who voted when. */
  private async rows(
    select: Select,
    pollId: string,
    acts: readonly { id: string; number: number }[],
  ): Promise<string> {
    const lines: string[] = []
    for (const { id, number } of acts) {
      const salts: string[] = []
      for (let after = ''; ; ) {
        const rows = await select(
          `SELECT ballot_id FROM set_aside_ballots WHERE act_id = ? AND ballot_id > ? ORDER BY ballot_id LIMIT ${CHUNK}`,
          [id, after],
        )
        for (const row of rows)
          salts.push(this.keys.rowSaltOf(pollId, String(row.ballot_id)).toString('base64url'))
        if (rows.length < CHUNK) break
        after = String(rows.at(-1)?.ballot_id)
      }
      for (const salt of salts.sort()) lines.push(`["a",${number},"${salt}"]\n`)
    }
    return lines.join('')
  }
}
