import { type Day, shanghaiDay, startOfShanghaiDay } from '../../platform/calendar'
import type { Poll } from './polls.entities'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A year of hours. */
const MOST_POINTS = 9_000

export type SeriesBy = 'day' | 'division' | 'hour'

export interface SeriesPoint {
  key: string
  ballots: number
}

/** The Shanghai hour of an instant: 2026-11-24T09. */
export function shanghaiHour(at: number): string {
  const day = shanghaiDay(at)
  const hour = Math.floor((at - startOfShanghaiDay(day)) / HOUR_MS)
  return `${day}T${String(hour).padStart(2, '0')}`
}

const startOf = (key: string) =>
  startOfShanghaiDay(key.slice(0, 10) as Day) + Number(key.slice(11, 13)) * HOUR_MS

/**
 * Every day or hour from the opening to now or the end, those without a ballot too: a line drawn through it is true.
 * At most the latest year of hours.
 */
export function completeTimes(
  by: 'day' | 'hour',
  { opensAt, closesAt, frozenAt }: Pick<Poll, 'opensAt' | 'closesAt' | 'frozenAt'>,
  counted: ReadonlyMap<string, number>,
  now: number,
): SeriesPoint[] {
  const keyOf = by === 'day' ? shanghaiDay : shanghaiHour
  const step = by === 'day' ? DAY_MS : HOUR_MS
  const keys = [...counted.keys()].sort()
  const [first, last] = [keys[0], keys.at(-1)]
  // The last instant in which a ballot may have been cast; none before the opening.
  const end = Math.min(now, frozenAt ?? closesAt, closesAt - 1)
  const from = Math.min(opensAt, first === undefined ? opensAt : startOf(first))
  const until = Math.max(end, last === undefined ? end : startOf(last))
  if (until < from) return []
  const start = startOf(keyOf(from))
  const points = Math.floor((until - start) / step) + 1
  const skipped = Math.max(0, points - MOST_POINTS)
  return Array.from({ length: points - skipped }, (_, i) => {
    const key = keyOf(start + (skipped + i) * step)
    return { key, ballots: counted.get(key) ?? 0 }
  })
}
