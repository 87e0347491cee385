import { day } from '@/kit/format'

const DAY = 24 * 60 * 60_000
/** The law's usual period: fewer days need a reason that is published. */
export const USUAL_DAYS = 30

/** Shanghai days between two instants; the first one is not counted. As the service counts. */
export function publicDays(opensAt: string | number, closesAt: string | number): number {
  return Math.round((Date.parse(day(closesAt)) - Date.parse(day(opensAt))) / DAY)
}

/** What a window means for somebody today. */
export function timeLeft(
  c: Record<'state' | 'opensAt' | 'closesAt', string>,
  now: number = Date.now(),
): { words: string; isSoon: boolean } {
  if (c.state === 'draft') return { words: '未开放', isSoon: false }
  if (c.state === 'closed') return { words: '已截止', isSoon: false }
  if (c.state === 'planned') return { words: `${publicDays(now, c.opensAt)} 天后开始`, isSoon: false }
  const days = publicDays(now, c.closesAt)
  return { words: days === 0 ? '今天截止' : `还剩 ${days} 天`, isSoon: days <= 3 }
}
