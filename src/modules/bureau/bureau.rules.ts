import { type CalendarYear, WorkingCalendar } from '../../platform/calendar'
import { invalidField } from '../../platform/problem'
import type { BureauContact } from './bureau.settings'

const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/** A year with less than this is a slip of the pen: 元旦 to 国庆 are eleven days off at the least. */
const FEWEST_DAYS_OFF = 7

/** @throws Problem invalid_request that names the field */
export function checkYear(year: CalendarYear): void {
  const weekday = year.work.find((day) => !isWeekend(day))
  if (weekday) throw invalidField('workdays', `${weekday}本来就是工作日，不用列入调休上班`)
  if (year.off.length < FEWEST_DAYS_OFF) throw invalidField('holidays', '放假的日期太少，请核对是否列全')
  try {
    new WorkingCalendar([year])
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const field = year.work.some((day) => error.message.startsWith(day)) ? 'workdays' : 'holidays'
    throw invalidField(field, error.message)
  }
}

/** The shipped years, each replaced by what was entered for it. */
export function calendarOf(
  shipped: readonly CalendarYear[],
  entered: readonly CalendarYear[],
): WorkingCalendar {
  const byYear = new Map([...shipped, ...entered].map((year) => [year.year, year]))
  return new WorkingCalendar([...byYear.values()])
}

/** `0999-1234567（工作日 9:00—17:00）`, or null where the bureau has named nobody. */
export function contactWords({ phone, hours }: BureauContact): string | null {
  if (phone === '') return null
  return hours === '' ? phone : `${phone}（${hours}）`
}
