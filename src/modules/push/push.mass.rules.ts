import { shanghaiDay } from '../../platform/calendar'
import type { MassSend } from './push.mass.entities'

/** A follower receives so many of a 服务号 in a natural month; any more would fail for him. */
export const PER_MONTH = 4
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** WeChat knows a clientmsgid again for 24 hours; nothing is repeated so near the end of them that it may forget. */
const REPEAT_MS = 23 * HOUR
/** The same id may be tried again after a minute. */
const PAUSE_MS = 70_000

/** 2026-11, the natural month in Shanghai. */
export const monthOf = (instant: number): string => shanghaiDay(instant).slice(0, 7)

/** The first place of a month that nobody has; null when all four are taken. */
export function freePlace(taken: readonly (number | null)[]): number | null {
  for (let place = 1; place <= PER_MONTH; place++) if (!taken.includes(place)) return place
  return null
}

type Tried = Pick<MassSend, 'month' | 'firstTriedAt' | 'doubtful' | 'attempts'>

/** May it be handed to WeChat, for the first time or again? What may have been taken is repeated in its own month only. */
export function mayTry({ firstTriedAt, doubtful, month }: Tried, now: number): boolean {
  if (firstTriedAt === null) return true
  return now < firstTriedAt + REPEAT_MS && (!doubtful || monthOf(now) === month)
}

/** WeChat is busy, out of reach or has had enough calls: nothing was taken. */
const later: ReadonlySet<number> = new Set([-1, 40001, 40014, 42001, 45009, 45011])
/** The same clientmsgid again within a minute. */
const TOO_FAST = 45066

export type MassTry = { kind: 'sent' } | { kind: 'failed'; errcode: number } | { kind: 'unknown' }

export interface NextStep {
  state: 'sent' | 'waiting' | 'unknown' | 'failed'
  doubtful: boolean
  errorCode: number | null
  /** When it is tried again; null: never by itself. */
  retryAt: number | null
}

/** What follows from one try. `tried` counts it already. */
export function afterTry(tried: Tried, result: MassTry, now: number): NextStep {
  if (result.kind === 'sent') return { state: 'sent', doubtful: false, errorCode: null, retryAt: null }
  const doubtful = tried.doubtful || result.kind === 'unknown'
  const errorCode = result.kind === 'failed' ? result.errcode : null
  const isLater = errorCode === null || errorCode === TOO_FAST || later.has(errorCode)
  const wait =
    errorCode === null || errorCode === TOO_FAST
      ? PAUSE_MS
      : Math.max(PAUSE_MS, Math.min(2 ** Math.min(tried.attempts, 6) * MINUTE, HOUR))
  const retryAt = isLater && mayTry({ ...tried, doubtful }, now + wait) ? now + wait : null
  // A refusal after a doubtful try says nothing about that try.
  if (doubtful) return { state: 'unknown', doubtful, errorCode, retryAt }
  return { state: retryAt === null ? 'failed' : 'waiting', doubtful, errorCode, retryAt }
}
