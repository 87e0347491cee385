/** What a text says of a date; a part left out is undefined. */
export interface Part {
  year?: number
  month?: number
  day?: number
}

/** A date, a month, a year, or a bare day as it stands in a text. */
export interface WrittenDay extends Part {
  start: number
  end: number
}

export type FullDay = Required<Part>

const written = new RegExp(
  [
    // 2026年11月24日, 11月24日, 2026年11月; the year may be mistyped in length; 18月龄 is an age
    '(?<![\\d.])(?:(?<year>\\d{3,6})[ \\t]?年[ \\t]?)?(?<month>\\d{1,2})[ \\t]?月(?![龄大子])(?:[ \\t]?(?<day>\\d{1,2})[ \\t]?[日号])?',
    // 2026-11-24, but no part of a longer number such as a standard or a version
    '(?<![\\d./A-Za-z]|[A-Za-z][- \\t])(?<isoYear>(?:19|20)\\d{2})(?<mark>[-/.])(?<isoMonth>\\d{1,2})\\k<mark>(?<isoDay>\\d{1,2})(?!\\d|[./]\\d)',
    // 2026年, but not 1300年历史
    '(?<![\\d.])(?<bareYear>[12]\\d{3})[ \\t]?年(?![历文来前代以间]|的历)',
    '(?<![\\d.])(?<bareDay>\\d{1,2})[ \\t]?[日号]',
  ].join('|'),
  'gu',
)

const numeric = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits)

/** Dates in their order. `text` has half-width digits. */
export const writtenDays = (text: string): WrittenDay[] =>
  [...text.matchAll(written)].map(({ 0: { length }, index, groups = {} }) => ({
    year: numeric(groups.year ?? groups.isoYear ?? groups.bareYear),
    month: numeric(groups.month ?? groups.isoMonth),
    day: numeric(groups.day ?? groups.isoDay ?? groups.bareDay),
    start: index,
    end: index + length,
  }))

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Days of a month from 1 to 12. */
export const daysIn = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

/** Whether the calendar has the part as far as it goes; without a year February may have 29 days. */
export const exists = ({ year, month, day }: Part): boolean => {
  if (month === undefined) return true
  if (month < 1 || month > 12) return false
  return day === undefined || (day >= 1 && day <= daysIn(year ?? 2000, month))
}

/** Whether the part names one existing day. */
export const isFull = (part: Part): part is FullDay =>
  part.year !== undefined && part.month !== undefined && part.day !== undefined && exists(part)

/** Days since 1970-01-01. */
export const dayNumber = ({ year, month, day }: FullDay): number =>
  Date.UTC(year, month - 1, day) / 86_400_000

/** 日 一 … 六 */
export const weekdayOf = (day: FullDay): string => '日一二三四五六'[(((dayNumber(day) + 4) % 7) + 7) % 7]!
