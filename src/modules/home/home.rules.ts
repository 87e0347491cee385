import {
  addCalendarDays,
  type Day,
  daysBetween,
  shanghaiDay,
  startOfShanghaiDay,
} from '../../platform/calendar'

/** 网站、微信公众号工作日每日更新，节假日每两日更新: looked at from this hour of the Shanghai day on. */
const CHECKED_FROM_MS = 17 * 3_600_000
/** Nothing for two weeks is 内容不更新, whatever the days in between were. */
export const TWO_WEEKS = 14

export type UpdateState = 'fresh' | 'due' | 'late'

export interface Freshness {
  /** Calendar days since the last one; null when there never was one. */
  days: number | null
  limitDays: number
  state: UpdateState
}

/**
 * A channel updated every working day, and at least every second day off. Due from the morning of a day that wants an
 * update, late from 17:00 on, and late until something appears.
 * @param works whether offices work on the day
 */
export function dailyFreshness(lastAt: number | null, now: number, works: (day: Day) => boolean): Freshness {
  const today = shanghaiDay(now)
  const limitDays = works(today) ? 1 : 2
  if (lastAt === null) return { days: null, limitDays, state: 'late' }
  const last = shanghaiDay(lastAt)
  const days = daysBetween(last, today)
  if (days >= TWO_WEEKS) return { days, limitDays, state: 'late' }
  const wanted = (day: Day) => {
    const yesterday = addCalendarDays(day, -1)
    return works(day) || (!works(yesterday) && yesterday > last)
  }
  for (let day = addCalendarDays(last, 1); day < today; day = addCalendarDays(day, 1))
    if (wanted(day)) return { days, limitDays, state: 'late' }
  if (days <= 0 || !wanted(today)) return { days, limitDays, state: 'fresh' }
  const isLate = now >= startOfShanghaiDay(today) + CHECKED_FROM_MS
  return { days, limitDays, state: isLate ? 'late' : 'due' }
}

/** A column that wants something within so many days: due in their last fifth, late once they are over. */
export function columnFreshness(lastAt: number | null, now: number, limitDays: number): Freshness {
  if (lastAt === null) return { days: null, limitDays, state: 'late' }
  const days = daysBetween(shanghaiDay(lastAt), shanghaiDay(now))
  if (days >= limitDays) return { days, limitDays, state: 'late' }
  return { days, limitDays, state: days >= limitDays - Math.ceil(limitDays / 5) ? 'due' : 'fresh' }
}
