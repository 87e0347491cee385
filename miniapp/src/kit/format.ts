/** Instants as the bureau's clock shows them. Phones' own zones and formats differ, and old ones lack Intl. */
const HOUR = 3_600_000
const shanghai = (instant: string | number) => new Date(new Date(instant).getTime() + 8 * HOUR)
const two = (n: number) => String(n).padStart(2, '0')

/** `2026年11月24日` */
export function day(instant: string | number): string {
  const at = shanghai(instant)
  return `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日`
}
/** `11月24日 09:30` */
export function minute(instant: string | number): string {
  const at = shanghai(instant)
  return `${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
}
/** `2026年11月24日 09:30` */
export const moment = (instant: string | number): string =>
  `${shanghai(instant).getUTCFullYear()}年${minute(instant)}`

interface Window {
  state: 'planned' | 'open' | 'closed'
  opensAt: string
  closesAt: string
}
export const stateNames = { planned: '未开始', open: '进行中', closed: '已结束' } as const
/** `11月30日 18:00 截止` */
export const term = ({ state, opensAt, closesAt }: Window): string =>
  state === 'planned'
    ? `${minute(opensAt)} 开始`
    : `${minute(closesAt)} ${state === 'open' ? '截止' : '已截止'}`

/** `12,345` */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
/** `33.3%`; nothing has no shares. */
export const share = (part: number, whole: number): string =>
  whole === 0 ? '—' : `${((part / whole) * 100).toFixed(1)}%`
/** `03:05` */
export const countdown = (ms: number): string => {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`
}
