import { type CalendarYear, type Day, years as shippedYears } from './calendar.years'

export { type CalendarYear, type Day, shippedYears }

/** When something is due. `provisional` (暂定): a year on the way has no final holiday arrangement yet. */
export type DueDate = { on: Day; provisional: boolean }

const DAY_MS = 86_400_000
/** Shanghai keeps +08:00 all year since 1992; nothing here looks at the time zone of the machine. */
const SHANGHAI_MS = 8 * 3_600_000

/** A date needs a year of which the calendar knows nothing; the message is for staff, in Chinese. */
export class UnknownYear extends RangeError {
  override readonly name = 'UnknownYear'
  constructor(readonly year: number) {
    super(`尚未录入${year}年的节假日安排，无法计算工作日，请先在后台导入`)
  }
}

type Loaded = { first: number; working: boolean[]; provisional: boolean }

/** Working days of the State after the yearly holiday notices; the years are the only ones it answers for. */
export class WorkingCalendar {
  private readonly loaded = new Map<number, Loaded>()

  /** @throws RangeError when a year is given twice, or lists a day wrongly, twice or of another year. */
  constructor(list: readonly CalendarYear[]) {
    for (const entry of list) {
      if (this.loaded.has(entry.year)) throw new RangeError(`${entry.year}年的安排重复`)
      this.loaded.set(entry.year, load(entry))
    }
  }

  /** Whether offices work on the day. @throws UnknownYear */
  isWorkingDay(day: Day): { working: boolean; provisional: boolean } {
    return this.look(toNumber(day))
  }

  /**
   * The n-th working day after the start, which itself is not counted (民法典第二百零一条). n = 0 gives the
   * start, negative n counts backwards (for reminders). @throws UnknownYear
   */
  addWorkingDays(start: Day, n: number): DueDate {
    if (!Number.isSafeInteger(n)) throw new RangeError(`工作日数应为整数：${n}`)
    const step = n < 0 ? -1 : 1
    let at = toNumber(start)
    let { provisional } = this.look(at)
    for (let left = Math.abs(n); left > 0; ) {
      at += step
      const seen = this.look(at)
      provisional ||= seen.provisional
      if (seen.working) left--
    }
    return { on: toDay(at), provisional }
  }

  /**
   * How many working days lie after `from` up to and including `to`, so that it undoes addWorkingDays;
   * negative when `to` is earlier. @throws UnknownYear
   */
  workingDaysBetween(from: Day, to: Day): { days: number; provisional: boolean } {
    const end = toNumber(to)
    let at = toNumber(from)
    const step = end < at ? -1 : 1
    let { provisional } = this.look(at)
    let days = 0
    while (at !== end) {
      at += step
      const seen = this.look(at)
      provisional ||= seen.provisional
      if (seen.working) days += step
    }
    return { days, provisional }
  }

  /** The day itself or the next working day: a term in calendar days ends there (民法典第二百零三条). */
  workingDayFrom(day: Day): DueDate {
    let at = toNumber(day)
    let seen = this.look(at)
    let provisional = seen.provisional
    while (!seen.working) {
      seen = this.look(++at)
      provisional ||= seen.provisional
    }
    return { on: toDay(at), provisional }
  }

  /** What is known of a year; undefined when nothing is. */
  statusOf(year: number): CalendarYear['status'] | undefined {
    const known = this.loaded.get(year)
    return known && (known.provisional ? 'provisional' : 'final')
  }

  private look(at: number): { working: boolean; provisional: boolean } {
    const year = new Date(at * DAY_MS).getUTCFullYear()
    const known = this.loaded.get(year)
    if (!known) throw new UnknownYear(year)
    return { working: known.working[at - known.first]!, provisional: known.provisional }
  }
}

/** The day n calendar days later (earlier when negative). */
export function addCalendarDays(day: Day, n: number): Day {
  if (!Number.isSafeInteger(n)) throw new RangeError(`天数应为整数：${n}`)
  return toDay(toNumber(day) + n)
}

/** Calendar days from `a` to `b`, negative when `b` is earlier. */
export function daysBetween(a: Day, b: Day): number {
  return toNumber(b) - toNumber(a)
}

/** The Shanghai day in which the instant (epoch ms) lies. */
export function shanghaiDay(instantMs: number): Day {
  return toDay(Math.floor((instantMs + SHANGHAI_MS) / DAY_MS))
}

/** Epoch ms of 00:00:00.000 in Shanghai. */
export function startOfShanghaiDay(day: Day): number {
  return toNumber(day) * DAY_MS - SHANGHAI_MS
}

/** Epoch ms of 23:59:59.999 in Shanghai, the last instant that still belongs to the day. */
export function endOfShanghaiDay(day: Day): number {
  return startOfShanghaiDay(day) + DAY_MS - 1
}

/** 2026年11月24日 */
export function formatDay(day: Day): string {
  const date = new Date(toNumber(day) * DAY_MS)
  return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`
}

/** 2026年11月24日 09:30, Shanghai time. */
export function formatShanghai(instantMs: number): string {
  const day = shanghaiDay(instantMs)
  return `${formatDay(day)} ${new Date(instantMs + SHANGHAI_MS).toISOString().slice(11, 16)}`
}

function load({ year, status, off, work }: CalendarYear): Loaded {
  const first = toNumber(`${year}-01-01`)
  const length = toNumber(`${year}-12-31`) - first + 1
  const working = Array.from({ length }, (_, i) => {
    const weekday = new Date((first + i) * DAY_MS).getUTCDay()
    return weekday !== 0 && weekday !== 6
  })
  const listed = new Set<Day>()
  for (const day of [...off, ...work]) {
    const at = toNumber(day) - first
    if (at < 0 || at >= length) throw new RangeError(`${day}不属于${year}年`)
    if (listed.has(day)) throw new RangeError(`${day}重复列出`)
    listed.add(day)
  }
  for (const day of off) working[toNumber(day) - first] = false
  for (const day of work) working[toNumber(day) - first] = true
  return { first, working, provisional: status !== 'final' }
}

/** Days since 1970-01-01. */
function toNumber(day: Day): number {
  const at = /^[12]\d{3}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) / DAY_MS : Number.NaN
  // Date.parse takes 30 February for 1 March.
  if (Number.isNaN(at) || toDay(at) !== day) throw new RangeError(`日期无效：${day}`)
  return at
}

// Nearly every call is about today.
const latest = { at: Number.NaN, day: '' }

function toDay(at: number): Day {
  if (latest.at !== at) {
    latest.day = new Date(at * DAY_MS).toISOString().slice(0, 10)
    latest.at = at
  }
  return latest.day
}

/** The calendar shipped with the product. */
export const calendar = new WorkingCalendar(shippedYears)
