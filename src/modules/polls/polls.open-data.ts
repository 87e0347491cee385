import { rfc3339 } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import {
  logLines,
  notSealedYet,
  OPEN_DATA_FORMAT,
  PART,
  partLine,
  type ReceiptKeys,
  type ReceiptReads,
  resultLines,
  rowLine,
  signNote,
  withEnd,
} from '../receipts'
import { type FrozenTally, Poll } from './polls.entities'
import type { PollReads } from './polls.reads'

/** Parts read at once: some hundred kilobytes. */
const PARTS = 40

/** A second tally of a closed poll, beside the complete one: part of its file's first line, and lines before the rows. */
export interface CountingOfPoll {
  head: object
  lines: string
}

/** A duty to the right that counts some ballots apart; the office introduces it. */
export interface CountingSource {
  of(poll: Poll): Promise<CountingOfPoll | null>
}

/** What anybody may download of a closed poll, and recount without asking us again. */
export class PollOpenData {
  private counting: CountingSource = { of: async () => null }

  constructor(
    private readonly database: Database,
    private readonly keys: ReceiptKeys,
    private readonly polls: PollReads,
    private readonly receipts: ReceiptReads,
  ) {}

  register(counting: CountingSource): void {
    this.counting = counting
  }

  /** @throws Problem not_found, not_sealed_yet */
  async lines(id: string): Promise<{ poll: Poll; lines: AsyncGenerator<string> }> {
    const poll = await this.polls.find(id)
    const { finalTally } = poll
    if (!finalTally?.root || !finalTally.rowsRoot) throw notSealedYet()
    return { poll, lines: withEnd(this.content(poll, finalTally), { rows: finalTally.ballots }) }
  }

  /** The signed result: the same text and signature every time. */
  async result({ id, questions }: Poll, { ballots, options, root, rowsRoot }: FrozenTally): Promise<string> {
    const { origin } = await this.receipts.find(id)
    const counted = questions.flatMap((q) => q.options.map((o) => [o.id, options[o.id] ?? 0] as const))
    const lines = resultLines(origin, {
      ballots,
      root: root ?? '',
      rowsRoot: rowsRoot ?? '',
      options: counted,
    })
    return signNote(lines, origin, this.keys.signingKey)
  }

  private async *content(poll: Poll, tally: FrozenTally): AsyncGenerator<string> {
    const log = await this.receipts.find(poll.id)
    const counting = await this.counting.of(poll)
    const { ballots, options, root, rowsRoot } = tally
    const { id, title, intro, opensAt, closesAt, frozenAt, votesPer, questions } = poll
    const head = {
      format: OPEN_DATA_FORMAT,
      kind: 'poll',
      poll: {
        id,
        title,
        intro,
        opensAt: rfc3339(opensAt),
        closesAt: rfc3339(closesAt),
        frozenAt: rfc3339(frozenAt ?? closesAt),
        votesPer,
        questions,
      },
      log: { origin: log.origin, verifierKey: this.receipts.verifierKeyOf(log), size: log.size, root },
      rows: { size: ballots, root: rowsRoot },
      tally: { ballots, options },
      result: await this.result(poll, tally),
      ...(counting && { counting: counting.head }),
    }
    yield `${JSON.stringify(head)}\n`
    yield* logLines(this.receipts, log)
    if (counting && counting.lines !== '') yield counting.lines
    yield* this.rows(id)
  }

  private async *rows(pollId: string): AsyncGenerator<string> {
    for (let from = 0; ; from += PARTS) {
      const parts = await this.database.select(
        'SELECT number, hash, content FROM poll_rows WHERE poll_id = ? AND number >= ? AND number < ? ORDER BY number',
        [pollId, from, from + PARTS],
      )
      for (const { number, hash, content } of parts) {
        const lines = String(content)
          .split('\n')
          .map((line, i) => {
            const [salt, choices] = line.split(' ') as [string, string]
            return rowLine(Number(number) * PART + i, salt, choices)
          })
        yield partLine('r', Number(number), String(hash)) + lines.join('')
      }
      if (parts.length < PARTS) return
    }
  }
}
