import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import type { CityNetworks, Poll, PollReads } from '../polls'
import { readingOf } from './counting.evidence'
import { READINGS, signsOf } from './counting.looking'
import { Shares, type View, viewOf } from './counting.view.rules'

export interface Looked {
  /** The last one there is; null while the first is being made. */
  view: View | null
  /** How far the next one is, where it takes longer than somebody waits. */
  looking: { since: number; percent: number } | null
}

interface Progress {
  since: number
  read: number
  of: number
}

/** Staff who look together share a view; the longer it took, the longer it is shown. */
const SHOWN_MS = 15_000
const SHOWN_TIMES = 10
const PATIENCE_MS = 3_000
const POLLS = 20

/**
 * A view costs two readings of all ballots: with millions of them, longer than a request may take. It is then made
 * beside the requests, and whoever asks is told how far it is and shown the one before.
 */
export class Views {
  private readonly shown = new Map<string, { view: View; until: number }>()
  private readonly making = new Map<string, { progress: Progress; made: Promise<View> }>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly polls: PollReads,
    private readonly city: CityNetworks,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  async of(poll: Poll): Promise<Looked> {
    const last = this.shown.get(poll.id)
    if (last && last.until > this.clock.now()) return { view: last.view, looking: null }
    const { progress, made } = this.making.get(poll.id) ?? this.begin(poll)
    const view = await within(this.patienceMs, made)
    if (view) return { view, looking: null }
    // A second reading may meet ballots that had not come when they were counted.
    const percent = Math.min(99, Math.floor((100 * progress.read) / Math.max(1, progress.of)))
    return { view: last?.view ?? null, looking: { since: progress.since, percent } }
  }

  private begin(poll: Poll) {
    const progress = { since: this.clock.now(), read: 0, of: 0 }
    const made = this.make(poll, progress)
    const making = { progress, made }
    this.making.set(poll.id, making)
    made.catch(() => undefined).finally(() => this.making.delete(poll.id))
    return making
  }

  private async make(poll: Poll, progress: Progress): Promise<View> {
    const begun = performance.now()
    const stall = await this.polls.atStalls(poll.id)
    progress.of = READINGS * ((await this.polls.tally(poll.id)).tally.ballots - stall)
    const read = readingOf(this.database, poll, (ballots) => {
      progress.read += ballots
    })
    const shares = new Shares(poll.questions.length)
    const signs = await signsOf(read, poll.questions.length, shares.add)
    const asOf = progress.since
    const view = viewOf(signs, shares, { asOf, stall, cityKnown: this.city.isKnown })
    const took = performance.now() - begun
    if (this.shown.size >= POLLS) this.shown.clear()
    this.shown.set(poll.id, { view, until: asOf + Math.max(SHOWN_MS, took * SHOWN_TIMES) })
    return view
  }
}

/** What it brings, or null if that takes longer; what fails, fails for whoever waits. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
