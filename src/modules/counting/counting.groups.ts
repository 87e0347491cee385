import { expected, limits, MINUTE, type Seen } from './counting.rules'
import { pairOf, type Totals } from './counting.totals'

/** Ballots that a rule points at together. */
export interface Group {
  from: number
  until: number
  ballots: number
}

const begun = ({ castAt }: Seen): Group => ({ from: castAt, until: castAt, ballots: 1 })
function extend(group: Group, { castAt }: Seen): void {
  group.until = castAt
  group.ballots++
}
/** The largest first; of equals the one that began first, then the one that ended first. */
const ordered = (groups: readonly Group[]) =>
  [...groups].sort((a, b) => b.ballots - a.ballots || a.from - b.from || a.until - b.until)

interface Recent extends Seen {
  /** Which one of its network's ballots this is. */
  place: number
}

interface Window {
  recent: Recent[]
  /** How many of them, from the first on, have been flagged. */
  taken: number
  group: Group | undefined
}

/**
 * Many ballots from one network and one kind of device in a few minutes, and many times as many as that kind of device
 * would bring there by its share elsewhere: an office or a campus shares an address, but not one telephone.
 */
export class Cohorts {
  private readonly places: number[] = []
  private readonly windows = new Map<number, Window>()
  private readonly groups: Group[] = []
  /** Windows that hold ballots; those of long ago are emptied now and then, or they would add up to all ballots. */
  private readonly held = new Set<Window>()
  private sweepAt = 0

  constructor(
    private readonly totals: Totals,
    private readonly flag: (id: string) => void,
  ) {}

  readonly watch = (ballot: Seen): void => {
    const { network, device, castAt } = ballot
    if (network < 0) return
    const place = (this.places[network] ?? 0) + 1
    this.places[network] = place
    const { totals } = this
    const { ballots, times } = limits.cohort
    const together = totals.ofPair(ballot)
    if (together < ballots) return
    this.sweep(castAt)
    const window = this.windowOf(ballot)
    const { recent } = window
    recent.push({ ...ballot, place })
    this.held.add(window)
    forget(window, castAt)
    const n = recent.length
    if (n < ballots) return
    const beside = place - (recent[0] as Recent).place + 1
    const elsewhere = totals.ballots - totals.ofNetwork(network)
    if (n < times * expected(beside, totals.ofDevice(device) - together, elsewhere)) return
    for (; window.taken < n; window.taken++) this.take(window, recent[window.taken] as Recent)
  }

  found(): Group[] {
    return ordered(this.groups)
  }

  private take(window: Window, ballot: Recent): void {
    if (window.group) extend(window.group, ballot)
    else {
      window.group = begun(ballot)
      this.groups.push(window.group)
    }
    this.flag(ballot.id)
  }

  private sweep(now: number): void {
    if (now < this.sweepAt) return
    this.sweepAt = now + limits.cohort.minutes * MINUTE
    for (const window of this.held) {
      forget(window, now)
      if (window.recent.length === 0) this.held.delete(window)
    }
  }

  private windowOf(ballot: Seen): Window {
    const pair = pairOf(ballot)
    const known = this.windows.get(pair)
    if (known) return known
    const window: Window = { recent: [], taken: 0, group: undefined }
    this.windows.set(pair, window)
    return window
  }
}

function forget(window: Window, now: number): void {
  const { recent } = window
  let gone = 0
  while (gone < recent.length && now - (recent[gone] as Recent).castAt > limits.cohort.minutes * MINUTE)
    gone++
  if (gone === 0) return
  recent.splice(0, gone)
  window.taken = Math.max(0, window.taken - gone)
}

interface Run {
  group: Group
  /** Until there are enough of them: then they are flagged, and those that follow at once. */
  ids: string[]
}

/** One network's ballots in a row, all of residents who had been known for less than a minute. */
export class FreshRuns {
  private readonly runs = new Map<number, Run>()
  private readonly groups: Group[] = []

  constructor(private readonly flag: (id: string) => void) {}

  readonly watch = (ballot: Seen): void => {
    const { network, castAt, age, id } = ballot
    const { ballots, seconds, gapMinutes } = limits.fresh
    if (network < 0) return
    const run = this.runs.get(network)
    if (age >= seconds) {
      this.runs.delete(network)
    } else if (!run || castAt - run.group.until > gapMinutes * MINUTE) {
      this.runs.set(network, { group: begun(ballot), ids: [id] })
    } else {
      extend(run.group, ballot)
      this.follow(run, id, ballots)
    }
  }

  found(): Group[] {
    return ordered(this.groups)
  }

  private follow({ group, ids }: Run, id: string, enough: number): void {
    ids.push(id)
    if (group.ballots < enough) return
    if (group.ballots === enough) this.groups.push(group)
    for (const one of ids.splice(0)) this.flag(one)
  }
}
