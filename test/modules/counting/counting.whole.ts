import {
  expected,
  limits,
  paceOf,
  type RuleName,
  type Seen,
  secondsNeeded,
} from '../../../src/modules/counting/counting.rules'

/**
 * The rules as they are said, over all ballots at once and without a thought of memory: what a reading one after another
 * is held against. One place for each ballot, in the order they came.
 */
export interface Evidence {
  /** Epoch ms. */
  castAt: number[]
  /** Number of a network, and of a kind of device; -1 where nothing is known. */
  network: number[]
  device: number[]
  /** From the questions to the ballot, seconds; -1 where unknown. */
  seconds: number[]
  /** How long the voter had been known, seconds. */
  age: number[]
  isOutside: boolean[]
  /** How many questions the poll asks. */
  questions: number
}

export function wholeOf(ballots: readonly Seen[], questions: number): Evidence {
  return {
    castAt: ballots.map((b) => b.castAt),
    network: ballots.map((b) => b.network),
    device: ballots.map((b) => b.device),
    seconds: ballots.map((b) => b.seconds),
    age: ballots.map((b) => b.age),
    isOutside: ballots.map((b) => b.city === 'outside'),
    questions,
  }
}

const MINUTE = 60_000

export interface Burst {
  from: number
  /** The end of its last minute. */
  until: number
  ballots: number
  /** What a minute around it usually brings. */
  usual: number
  /** Places of the ballots from kinds of devices that are out of proportion in it. */
  flagged: number[]
}

export interface Cohort {
  from: number
  until: number
  flagged: number[]
}

/** Places that a rule points at, ascending. */
export function flaggedBy(rule: RuleName, evidence: Evidence): number[] {
  switch (rule) {
    case 'burst':
      return ascending(bursts(evidence).flatMap((b) => b.flagged))
    case 'cohort':
      return ascending(cohorts(evidence).flatMap((c) => c.flagged))
    case 'fresh':
      return ascending(freshRuns(evidence).flatMap((c) => c.flagged))
    case 'too_fast':
      return placesWhere(evidence, (i) => {
        const seconds = evidence.seconds[i] as number
        return seconds >= 0 && seconds < secondsNeeded(evidence.questions)
      })
    case 'out_of_city':
      return placesWhere(evidence, (i) => evidence.isOutside[i] === true)
  }
}

/**
 * Minutes that bring far more than those around them (median and median deviation, which a burst itself hardly moves).
 * A push or a television programme does so too: of a burst only those kinds of devices are flagged that are many times
 * as frequent in it as in the rest of the poll.
 */
export function bursts(evidence: Evidence): Burst[] {
  const { castAt, device } = evidence
  if (castAt.length === 0) return []
  const first = Math.floor((castAt[0] as number) / MINUTE)
  const last = Math.floor((castAt.at(-1) as number) / MINUTE)
  const counts = new Array<number>(last - first + 1).fill(0)
  for (const at of castAt) (counts[Math.floor(at / MINUTE) - first] as number)++
  const { minutesAround, ballots, deviations } = limits.burst
  const spans: { from: number; until: number; usual: number }[] = []
  for (const [minute, n] of counts.entries()) {
    if (n < ballots) continue
    const { middle, spread } = paceOf(
      counts.slice(Math.max(0, minute - minutesAround), minute + minutesAround + 1),
    )
    if (n < middle + deviations * spread) continue
    const open = spans.at(-1)
    if (open && minute <= open.until + 1) open.until = minute + 1
    else spans.push({ from: minute, until: minute + 1, usual: middle })
  }
  const all = new Counted(device)
  let place = 0
  return spans.map(({ from, until, usual }) => {
    const [begin, end] = [(first + from) * MINUTE, (first + until) * MINUTE]
    while (place < castAt.length && (castAt[place] as number) < begin) place++
    const inside: number[] = []
    for (; place < castAt.length && (castAt[place] as number) < end; place++) inside.push(place)
    const here = new Counted(inside.map((i) => device[i] as number))
    const flagged = inside.filter((i) => {
      const kind = device[i] as number
      const n = here.of(kind)
      if (kind < 0 || n < limits.burst.ofDevice) return false
      return (
        n >= limits.burst.times * expected(inside.length, all.of(kind) - n, castAt.length - inside.length)
      )
    })
    return { from: begin, until: end, ballots: inside.length, usual, flagged }
  })
}

/**
 * Many ballots from one network and one kind of device in a few minutes, and many times as many as that kind of device
 * would bring there by its share elsewhere: an office or a campus shares an address, but not one telephone.
 */
export function cohorts(evidence: Evidence): Cohort[] {
  const { castAt, network, device } = evidence
  const { ballots, minutes, times } = limits.cohort
  const ofNetwork = placesBy(network)
  const devices = new Counted(device)
  const found: Cohort[] = []
  for (const places of ofNetwork.values()) {
    if (places.length < ballots) continue
    for (const [kind, group] of placesBy(device, places)) {
      if (group.length < ballots) continue
      const share = { n: devices.of(kind) - group.length, of: castAt.length - places.length }
      const flagged: number[] = []
      let left = 0
      let taken = 0
      for (let right = 0; right < group.length; right++) {
        const end = castAt[group[right] as number] as number
        while (end - (castAt[group[left] as number] as number) > minutes * MINUTE) left++
        const n = right - left + 1
        if (n < ballots) continue
        const beside = countWithin(places, group[left] as number, group[right] as number)
        if (n < times * expected(beside, share.n, share.of)) continue
        taken = Math.max(taken, left)
        for (; taken <= right; taken++) flagged.push(group[taken] as number)
      }
      if (flagged.length > 0) found.push(cohortOf(evidence, flagged))
    }
  }
  return found.sort((a, b) => b.flagged.length - a.flagged.length || a.from - b.from)
}

/** One network's ballots in a row, all of residents who had been known for less than a minute. */
export function freshRuns(evidence: Evidence): Cohort[] {
  const { castAt, network, age } = evidence
  const { ballots, seconds, gapMinutes } = limits.fresh
  const found: Cohort[] = []
  for (const places of placesBy(network).values()) {
    let run: number[] = []
    const end = () => {
      if (run.length >= ballots) found.push(cohortOf(evidence, run))
      run = []
    }
    for (const place of places) {
      const before = run.at(-1)
      const gap = before === undefined ? 0 : (castAt[place] as number) - (castAt[before] as number)
      if (gap > gapMinutes * MINUTE) end()
      if ((age[place] as number) < seconds) run.push(place)
      else end()
    }
    end()
  }
  return found.sort((a, b) => b.flagged.length - a.flagged.length || a.from - b.from)
}

class Counted {
  private readonly counts = new Map<number, number>()

  constructor(numbers: Iterable<number>) {
    for (const n of numbers) this.counts.set(n, this.of(n) + 1)
  }

  of(number: number): number {
    return this.counts.get(number) ?? 0
  }
}

/** Places by their number, those without one left out. */
function placesBy(numbers: readonly number[], among?: readonly number[]): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  const add = (place: number) => {
    const number = numbers[place] as number
    if (number < 0) return
    const group = groups.get(number)
    if (group) group.push(place)
    else groups.set(number, [place])
  }
  if (among) for (const place of among) add(place)
  else for (let place = 0; place < numbers.length; place++) add(place)
  return groups
}

/** How many of ascending places lie between two of them, both counted. */
function countWithin(places: readonly number[], from: number, until: number): number {
  return below(places, until + 1) - below(places, from)
}

function below(places: readonly number[], place: number): number {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] as number) < place) low = middle + 1
    else high = middle
  }
  return low
}

const cohortOf = ({ castAt }: Evidence, flagged: number[]): Cohort => ({
  from: castAt[flagged[0] as number] as number,
  until: castAt[flagged.at(-1) as number] as number,
  flagged,
})

const placesWhere = ({ castAt }: Evidence, is: (place: number) => boolean): number[] => {
  const found: number[] = []
  for (let place = 0; place < castAt.length; place++) if (is(place)) found.push(place)
  return found
}

const ascending = (places: number[]) => [...new Set(places)].sort((a, b) => a - b)
