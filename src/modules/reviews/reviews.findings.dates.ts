import type { Day } from '../../platform/calendar'
import type { Spot } from './reviews.finding'
import {
  dayNumber,
  exists,
  type FullDay,
  isFull,
  type Part,
  type WrittenDay,
  weekdayOf,
  writtenDays,
} from './reviews.findings.written-days'

const yearsAhead = 5
/** The founding of the People's Republic: in a notice an earlier year is a slip far more often than history. */
const firstYear = 1949

const yearFault = ({ year }: Part, today: Day): string | undefined => {
  if (year === undefined) return undefined
  if (year < firstYear) return `年份“${year}年”早于${firstYear}年，请核对`
  return year > Number(today.slice(0, 4)) + yearsAhead
    ? `年份“${year}年”距今超过${yearsAhead}年，请核对`
    : undefined
}

const calendarFault = (part: Part): string | undefined => {
  if (exists(part)) return undefined
  const { year, month = 0, day } = part
  if (month < 1 || month > 12) return `没有“${month}月”，请核对日期`
  return `${year === undefined ? '' : `${year}年`}${month}月没有${day}日，请核对日期`
}

const asFull = (today: Day): FullDay => {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number)
  return { year, month, day }
}

/** The year in which month and day lie nearest to today. */
const nearestYear = ({ month = 1, day = 1 }: Part, today: Day): number => {
  const now = asFull(today)
  const away = (year: number) => Math.abs(dayNumber({ year, month, day }) - dayNumber(now))
  return [now.year - 1, now.year + 1].reduce(
    (best, year) => (away(year) < away(best) ? year : best),
    now.year,
  )
}

/** 3月1日（周一至周五）names opening days, not the weekday of that date. */
const weekdayAfter = /^[ \t]?[（(]?[ \t]?(?:星期|周|礼拜)([一二三四五六日天])(?![ \t]?[至到—～~、和及-])/u

const weekdayFault = (text: string, written: WrittenDay, part: Part, today: Day): Spot | undefined => {
  const said = weekdayAfter.exec(text.slice(written.end, written.end + 10))
  if (!said) return undefined
  const day = { ...part, year: part.year ?? nearestYear(part, today) }
  const name = said[1] === '天' ? '日' : said[1]
  if (!isFull(day) || weekdayOf(day) === name) return undefined
  const message = `${day.year}年${day.month}月${day.day}日是星期${weekdayOf(day)}，不是星期${name}，请核对`
  return odd(message, written.start, written.end + said[0].length)
}

const odd = (message: string, start: number, end: number): Spot => ({
  code: 'odd_date',
  severity: 'warning',
  message,
  start,
  end,
})

/** What may stand between the two ends of a period: a weekday, an hour, 起, and then 至. */
const through =
  /^[ \t]?(?:[（(][^（）()\n]{1,12}[)）]|(?:星期|周)[一二三四五六日天])?[ \t]?(?:上午|下午|早上|晚上)?[ \t]?(?:\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分|整|半)?))?[ \t]?起?[ \t]?(?:至|到|——?|–|－|-|~|～)[ \t]?$/u

const longestGap = 32

const joins = (text: string, first: WrittenDay, second: WrittenDay): boolean =>
  second.start - first.end <= longestGap && through.test(text.slice(first.end, second.start))

const order = ({ year = 0, month = 1, day = 1 }: Part): number => year * 372 + month * 31 + day

/** Without years 12月20日至1月5日 crosses the new year; a stretch of more than half a year hardly does. */
const endsEarly = (from: Part, to: Part): boolean => {
  const end = { ...to, month: to.month ?? from.month, day: to.day ?? (from.day && 31) }
  if (from.month === undefined || to.month === undefined)
    return from.year !== undefined && to.year !== undefined && to.year < from.year
  if (from.year !== undefined) return order(end) < order(from)
  return order(end) < order(from) && order(end) + 372 - order(from) > 186
}

const nearby = 40

/** A date without a year takes that of the date before it in the same sentence. */
const inherited = (text: string, before: WrittenDay | undefined, part: WrittenDay, year?: number) =>
  before && part.start - before.end <= nearby && !/[。\n]/.test(text.slice(before.end, part.start))
    ? year
    : undefined

/** Dates that cannot be, lie far off, end before they begin or fall on another weekday. All are warnings. */
export const dateSpots = (text: string, today: Day): Spot[] => {
  const found: Spot[] = []
  let before: WrittenDay | undefined
  let from: Part = {}
  let spoken: number | undefined
  for (const written of writtenDays(text)) {
    const joined = before !== undefined && joins(text, before, written)
    const part: Part = joined
      ? { year: written.year ?? from.year, month: written.month ?? from.month, day: written.day }
      : { year: written.year, month: written.month, day: written.day }
    // a day by itself (5日内) is a date only as the end of a period
    if (part.month === undefined && part.year === undefined) continue
    const fault = yearFault(written, today) ?? calendarFault(part)
    if (fault) found.push(odd(fault, written.start, written.end))
    else {
      if (joined && before && endsEarly(from, part))
        found.push(odd('结束日期早于开始日期，请核对', before.start, written.end))
      spoken = part.year ?? inherited(text, before, written, spoken)
      const weekday = weekdayFault(text, written, { ...part, year: spoken }, today)
      if (weekday) found.push(weekday)
    }
    before = written
    from = part
  }
  return found
}
