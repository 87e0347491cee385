import type { ReplyOf } from '@/kit/client'

export type DueMove = ReplyOf<'post', '/api/staff/calendar/preview'>['moves'][number]

const DAY_MS = 86_400_000
const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']
const atNoon = (day: string) => Date.parse(`${day}T12:00:00Z`)
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
export const weekday = (day: string): string => weekdays[new Date(atNoon(day)).getUTCDay()] ?? ''

export interface ParsedDays {
  days: string[]
  /** What could not be read as a day, word by word. */
  unread: string[]
}

const full = String.raw`(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?`
const point = String.raw`(?:${full}|(\d{1,2})月(\d{1,2})日?|(\d{1,2})日)`
const range = new RegExp(`^${point}(?:[至~～—–到]+${point})?$`)

/**
 * Days as the notice of the State Council and as spreadsheets write them: `2027-01-01`, `1月1日至3日`,
 * `2月5日（周五）至2月11日`, one or many in a line. What is not said, year or month, is that of the year asked for or
 * of the day before it.
 */
export function parseDays(text: string, year: number): ParsedDays {
  const words = text
    .replace(/[（(][^）)]*[）)]/g, '')
    .replace(/\s*([至~～—–到])\s*/g, '$1')
    .split(/[\s,，、;；。]+/)
    .filter(Boolean)
  const days = new Set<string>()
  const unread: string[] = []
  let month = 0
  for (const word of words) {
    const found = range.exec(word)
    const one = (at: number, monthBefore: number): string | null => {
      const g = (n: number) => (found?.[at + n] === undefined ? null : Number(found[at + n]))
      const y = g(0) ?? year
      const m = g(1) ?? g(3) ?? monthBefore
      const d = g(2) ?? g(4) ?? g(5)
      if (d === null || m === 0) return null
      const day = `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
      // The 31st of a month of 30 days is no day.
      return Number.isNaN(atNoon(day)) || dayOf(atNoon(day)) !== day ? null : day
    }
    const first = found ? one(1, month) : null
    if (!first) {
      unread.push(word)
      continue
    }
    month = Number(first.slice(5, 7))
    const isRange = found?.slice(7).some((g) => g !== undefined) === true
    const last = isRange ? one(7, month) : first
    if (!last || last < first || atNoon(last) - atNoon(first) > 31 * DAY_MS) {
      unread.push(word)
      continue
    }
    month = Number(last.slice(5, 7))
    for (let at = atNoon(first); at <= atNoon(last); at += DAY_MS) days.add(dayOf(at))
  }
  return { days: [...days].sort(), unread }
}

/** Consecutive days in one piece: `2月5日至11日`. */
export function piecesOf(days: readonly string[]): string[] {
  const pieces: string[][] = []
  for (const day of days) {
    const last = pieces.at(-1)
    if (last && atNoon(day) - atNoon(last.at(-1) as string) === DAY_MS) last.push(day)
    else pieces.push([day])
  }
  const words = (day: string) => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日（${weekday(day)}）`
  return pieces.map((p) =>
    p.length === 1
      ? words(p[0] as string)
      : `${words(p[0] as string)}至${words(p.at(-1) as string)}，${p.length} 天`,
  )
}

export const moveKinds: Record<string, string> = {
  enquiry: '留言',
  answer_assignment: '交办答复',
  sampling_retest: '抽检复检期限',
}
/** `晚 3 天`; the same day may have been provisional before, and be so no longer. */
export function shift(from: string, to: string): string {
  const days = Math.round((atNoon(to) - atNoon(from)) / DAY_MS)
  if (days === 0) return '日期不变'
  return days > 0 ? `晚 ${days} 天` : `早 ${-days} 天`
}
