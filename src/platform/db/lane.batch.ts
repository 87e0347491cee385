import { unavailable } from '../problem'
import type { LaneRow, Outcome } from './lane'

/** A row in the lane and the caller who waits for it. Settling it twice does nothing. */
export interface Waiting {
  row: LaneRow
  resolve(outcome: Outcome): void
  reject(error: unknown): void
}

/** Writes batches into one kind of database. */
export interface LaneStore {
  /**
   * Settles every row it can, after the commit. A row the database refuses is rejected alone.
   * @throws what keeps the rows that are not settled from being written: the database is away, full or locked
   */
  flush(batch: Waiting[]): Promise<void>
  close(): Promise<void>
}

/** The resident a row is of, where its kind says so. */
export function personOf({ row }: Waiting): string | null {
  const { kind, values } = row
  return kind.person === undefined ? null : (values[kind.person] as string | null)
}

export function personsOf(batch: readonly Waiting[]): string[] {
  return [...new Set(batch.map(personOf))].filter((id) => id !== null).sort()
}

/** He was joined with himself while this was on its way. */
export function refuseAlias(waiting: Waiting): void {
  waiting.reject(unavailable({ retryAfter: 1 }))
}

export interface TallyStep {
  subject: string
  item: string
  by: number
}

/** Adds up what the rows of a batch move, so that a counter is touched once per batch. */
export class TallySteps {
  private readonly steps = new Map<string, TallyStep>()

  add(row: LaneRow): void {
    for (const [subject, item] of row.tallies) {
      const key = `${subject} ${item}`
      const step = this.steps.get(key)
      if (step) step.by++
      else this.steps.set(key, { subject, item, by: 1 })
    }
  }

  /** In one order everywhere, so that two processes never wait for each other in a ring. */
  sorted(): TallyStep[] {
    return [...this.steps].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, step]) => step)
  }
}

/** Someone's row is at fault: halves are tried until it stands alone and is refused, and all others are written. */
export async function flushApart(batch: Waiting[], error: unknown, store: LaneStore): Promise<void> {
  const [only] = batch
  if (batch.length === 1) {
    only?.reject(error)
    return
  }
  const middle = batch.length >> 1
  await store.flush(batch.slice(0, middle))
  await store.flush(batch.slice(middle))
}
