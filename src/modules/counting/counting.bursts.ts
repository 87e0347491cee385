import { expected, limits, MINUTE, paceOf, type Seen } from './counting.rules'
import type { Totals } from './counting.totals'

export interface Burst {
  from: number
  /** The end of its last minute. */
  until: number
  ballots: number
  /** What a minute around it usually brings. */
  usual: number
  flagged: number
}

interface Span {
  from: number
  until: number
  usual: number
  ballots: number
  /** How many of each kind of device came in it. */
  devices: Map<number, number>
}

/**
 * Minutes that bring far more than those around them (median and median deviation, which a burst itself hardly moves).
 * A push or a television programme does so too: of a burst only those kinds of devices are flagged that are many times
 * as frequent in it as in the rest of the poll.
 */
export class Bursts {
  private readonly spans: Span[]

  constructor(private readonly totals: Totals) {
    this.spans = spansOf(totals)
  }

  /** A second reading: which devices came in them. */
  readonly watch = ({ castAt, device }: Seen): void => {
    const span = this.at(castAt)
    if (!span) return
    span.ballots++
    span.devices.set(device, (span.devices.get(device) ?? 0) + 1)
  }

  /** Once all have been watched. */
  isFlagged({ castAt, device }: Seen): boolean {
    const span = this.at(castAt)
    return span !== undefined && this.isOutOfProportion(span, device)
  }

  found(): Burst[] {
    return this.spans.map((span) => {
      const { from, until, usual, ballots, devices } = span
      let flagged = 0
      for (const [kind, n] of devices) if (this.isOutOfProportion(span, kind)) flagged += n
      return { from, until, ballots, usual, flagged }
    })
  }

  private isOutOfProportion({ ballots, devices }: Span, kind: number): boolean {
    const n = devices.get(kind) ?? 0
    if (kind < 0 || n < limits.burst.ofDevice) return false
    const { totals } = this
    return n >= limits.burst.times * expected(ballots, totals.ofDevice(kind) - n, totals.ballots - ballots)
  }

  private at(castAt: number): Span | undefined {
    let [low, high] = [0, this.spans.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.spans[middle] as Span).until <= castAt) low = middle + 1
      else high = middle
    }
    const span = this.spans[low]
    return span && castAt >= span.from ? span : undefined
  }
}

function spansOf({ minutes, firstMinute }: Totals): Span[] {
  const { minutesAround, ballots, deviations } = limits.burst
  const spans: Span[] = []
  for (const [minute, n] of minutes.entries()) {
    if (n < ballots) continue
    const around = minutes.slice(Math.max(0, minute - minutesAround), minute + minutesAround + 1)
    const { middle, spread } = paceOf(around)
    if (n < middle + deviations * spread) continue
    const from = (firstMinute + minute) * MINUTE
    const open = spans.at(-1)
    // One quiet minute between two does not make two of them.
    if (open && from <= open.until + MINUTE) open.until = from + MINUTE
    else spans.push({ from, until: from + MINUTE, usual: middle, ballots: 0, devices: new Map() })
  }
  return spans
}
