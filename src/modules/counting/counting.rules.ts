/**
 * What looks like voting by machine. None of these rules looks at what was chosen: a ballot is as good as another
 * whatever it says. They only suggest; a person decides.
 */
export const ruleNames = ['burst', 'cohort', 'too_fast', 'fresh', 'out_of_city'] as const
export type RuleName = (typeof ruleNames)[number]

/** What the rules are told of a ballot. */
export interface Seen {
  id: string
  /** Epoch ms; never before that of the ballot before it. */
  castAt: number
  /** Number of a network, and of a kind of device, from 0 in the order they appear; -1 where nothing is known. */
  network: number
  device: number
  /** From the questions to the ballot, seconds; -1 where unknown. */
  seconds: number
  /** How long the voter had been known, seconds. */
  age: number
  city: 'inside' | 'outside' | 'unknown'
}

/**
 * Reads a poll's ballots one after another in the order they came, those of stalls left out. It can be asked again and
 * tells the same ballots under the same numbers, so that nothing but sums has to be kept between two readings.
 */
export type Reading = (tell: (ballot: Seen) => void) => Promise<void>

export const MINUTE = 60_000

/** The limits, as they are told to staff and written down with every act. Changing one needs a new version. */
export const limits = {
  version: 1,
  burst: { minutesAround: 60, ballots: 20, deviations: 8, ofDevice: 10, times: 5 },
  cohort: { ballots: 20, minutes: 10, times: 5 },
  tooFast: { secondsAtLeast: 3 },
  fresh: { ballots: 30, seconds: 60, gapMinutes: 10 },
} as const

/** Nobody reads a question in less than a second, and nothing at all in less than three. */
export const secondsNeeded = (questions: number): number => Math.max(limits.tooFast.secondsAtLeast, questions)

export const isTooFast = ({ seconds }: Seen, questions: number): boolean =>
  seconds >= 0 && seconds < secondsNeeded(questions)

/** What `of` would bring among `n` ballots by its share elsewhere; a kind that was never seen is not taken for none. */
export function expected(n: number, seen: number, of: number): number {
  return (n * (seen + 1)) / (of + 20)
}

/** The middle, and how far the others usually are from it: never less than chance alone makes it. */
export function paceOf(counts: readonly number[]): { middle: number; spread: number } {
  const middle = median(counts)
  const deviation = 1.4826 * median(counts.map((n) => Math.abs(n - middle)))
  return { middle, spread: Math.max(1, Math.sqrt(middle), deviation) }
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const half = sorted.length >> 1
  if (sorted.length === 0) return 0
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}
