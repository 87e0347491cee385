import type { Group } from './counting.groups'
import type { Signs } from './counting.looking'
import { MINUTE, type RuleName, ruleNames, type Seen, secondsNeeded } from './counting.rules'
import type { Totals } from './counting.totals'

/** What staff are shown: numbers and times, no address, no person, no choice. */
export interface View {
  asOf: number
  /** Ballots by WeChat that were looked at; those of stalls are not. */
  ballots: number
  stall: number
  /** Of the former, those of which nothing is known. */
  untraced: number
  secondsNeeded: number
  rules: { rule: RuleName; ballots: number }[]
  pace: { from: number; ballots: number }[]
  /** How long one point of `pace` is, ms. */
  step: number
  bursts: { from: number; until: number; ballots: number; usual: number; flagged: number }[]
  cohorts: Lettered[]
  fresh: Lettered[]
  speeds: { label: string; ballots: number }[]
  ages: { label: string; ballots: number }[]
  city: { known: boolean; inside: number; outside: number; unknown: number }
}

/** A cohort under a letter: which network or telephone it is, nobody is told. */
export interface Lettered extends Group {
  name: string
}

const POINTS = 120
const LISTED = 20

/** What is shown of single ballots, summed up while they are read. */
export class Shares {
  readonly city = { inside: 0, outside: 0, unknown: 0 }
  untraced = 0
  readonly secondsNeeded: number
  private readonly speeds: Spread
  private readonly ages = new Spread([
    ['1 分钟以内', 60],
    ['1 小时以内', 3_600],
    ['1 天以内', 86_400],
    ['更早', Number.POSITIVE_INFINITY],
  ])

  constructor(questions: number) {
    this.secondsNeeded = secondsNeeded(questions)
    this.speeds = new Spread([
      [`${this.secondsNeeded} 秒以内`, this.secondsNeeded],
      ['10 秒以内', Math.max(10, this.secondsNeeded)],
      ['30 秒以内', 30],
      ['1 分钟以内', 60],
      ['更久', Number.POSITIVE_INFINITY],
    ])
  }

  readonly add = ({ city, network, seconds, age }: Seen): void => {
    this.city[city]++
    if (network < 0) this.untraced++
    this.speeds.add(seconds)
    this.ages.add(age)
  }

  rows() {
    return { speeds: this.speeds.rows(), ages: this.ages.rows() }
  }
}

export function viewOf(
  { totals, flagged, bursts, cohorts, fresh }: Signs,
  shares: Shares,
  { asOf, stall, cityKnown }: { asOf: number; stall: number; cityKnown: boolean },
): View {
  return {
    asOf,
    ballots: totals.ballots,
    stall,
    untraced: shares.untraced,
    secondsNeeded: shares.secondsNeeded,
    rules: ruleNames.map((rule) => ({ rule, ballots: flagged[rule] })),
    ...paceOf(totals),
    bursts: [...bursts].sort((a, b) => b.ballots - a.ballots).slice(0, LISTED),
    cohorts: named(cohorts),
    fresh: named(fresh),
    ...shares.rows(),
    city: { known: cityKnown, ...shares.city },
  }
}

/** Groups under letters, the largest first: 组 A … 组 Z, 组 AA. */
const named = (groups: readonly Group[]): Lettered[] =>
  groups.slice(0, LISTED).map((group, i) => ({ name: `组 ${letters(i)}`, ...group }))

export function letters(number: number): string {
  const last = String.fromCharCode(65 + (number % 26))
  return number < 26 ? last : letters(Math.floor(number / 26) - 1) + last
}

/** Ballots over the time of the poll, in whole minutes, at most so many points. */
function paceOf({ ballots, firstMinute, lastAt, minutes }: Totals): { pace: View['pace']; step: number } {
  if (ballots === 0) return { pace: [], step: MINUTE }
  const first = firstMinute * MINUTE
  const length = lastAt - first + 1
  const width = Math.max(1, Math.ceil(length / POINTS / MINUTE))
  const step = width * MINUTE
  const pace = Array.from({ length: Math.ceil(length / step) }, (_, i) => ({
    from: first + i * step,
    ballots: 0,
  }))
  for (const [minute, n] of minutes.entries())
    (pace[Math.floor(minute / width)] as { ballots: number }).ballots += n
  return { pace, step }
}

/** How many fall under each limit and no smaller one; what is unknown stands last. */
class Spread {
  private readonly counts: number[]
  private unknown = 0

  constructor(private readonly steps: readonly (readonly [label: string, below: number])[]) {
    this.counts = steps.map(() => 0)
  }

  add(value: number): void {
    if (value < 0) this.unknown++
    else (this.counts[this.steps.findIndex(([, below]) => value < below)] as number)++
  }

  rows() {
    const rows = this.steps.map(([label], i) => ({ label, ballots: this.counts[i] as number }))
    return this.unknown > 0 ? [...rows, { label: '未知', ballots: this.unknown }] : rows
  }
}
