/** Instants and days as the bureau's clock shows them, whatever the browser's zone. */
const zone = 'Asia/Shanghai'
const parts = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('zh-CN', { timeZone: zone, hourCycle: 'h23', ...options })
const dayParts = parts({ year: 'numeric', month: '2-digit', day: '2-digit' })
const timeParts = parts({ hour: '2-digit', minute: '2-digit' })
const secondParts = parts({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
const numbers = new Intl.NumberFormat('zh-CN')

type Instant = string | number | Date | null | undefined
const none = '—'
const dateOf = (instant: string | number | Date) => new Date(instant)

/** `2026-11-24` */
export const day = (instant: Instant): string =>
  instant === null || instant === undefined ? none : dayParts.format(dateOf(instant)).replaceAll('/', '-')
/** `09:30` */
export const clock = (instant: Instant): string =>
  instant === null || instant === undefined ? none : timeParts.format(dateOf(instant))
/** `2026-11-24 09:30` */
export const minute = (instant: Instant): string =>
  instant === null || instant === undefined ? none : `${day(instant)} ${clock(instant)}`
/** `2026-11-24 09:30:15`, for ledgers and sheets */
export const second = (instant: Instant): string =>
  instant === null || instant === undefined ? none : `${day(instant)} ${secondParts.format(dateOf(instant))}`
/** `11月24日 09:30`, where the year is plain */
export const short = (instant: Instant): string => {
  if (instant === null || instant === undefined) return none
  const [, month = '', date = ''] = day(instant).split('-')
  return `${Number(month)}月${Number(date)}日 ${clock(instant)}`
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** `3 小时前`, `2 天后`: how far an instant is. */
export function ago(instant: string | number | Date, now = Date.now()): string {
  const distance = dateOf(instant).getTime() - now
  const size = Math.abs(distance)
  const suffix = distance > 0 ? '后' : '前'
  if (size < MINUTE) return distance > 0 ? '马上' : '刚刚'
  if (size < HOUR) return `${Math.floor(size / MINUTE)} 分钟${suffix}`
  if (size < DAY) return `${Math.floor(size / HOUR)} 小时${suffix}`
  return `${Math.floor(size / DAY)} 天${suffix}`
}

/** `12,345` */
export const count = (n: number | null | undefined): string =>
  n === null || n === undefined ? none : numbers.format(n)
/** `12.3%` of a whole; a whole of nothing has no shares. */
export const share = (part: number, whole: number): string =>
  whole === 0 ? none : `${((part / whole) * 100).toFixed(1)}%`
/** `1.2 MB` */
export function bytes(n: number): string {
  if (n < 1024) return `${n} B`
  if (n < 1024 * 1024) return `${(n / 1024).toFixed(1)} KB`
  return `${(n / 1024 / 1024).toFixed(1)} MB`
}

/** “…”, with the quotation marks inside as ‘…’: titles bring their own. */
export const quoted = (text: string): string => `“${text.replaceAll('“', '‘').replaceAll('”', '’')}”`
