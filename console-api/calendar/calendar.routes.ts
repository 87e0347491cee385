import type { Office } from '../../src/office'
import { UnknownYear } from '../../src/platform/calendar'
import type { Counter } from '../../src/platform/http/serve'
import { invalidField } from '../../src/platform/problem'
import { enterCalendar, previewCalendar, readDueDate } from './calendar.contract'

const PROVISIONAL = '暂定：期限涉及尚未公布放假安排的年份，只计法定节假日，正式安排公布后可能变动。'

interface Arrangement {
  year: number
  holidays: string[]
  workdays: string[]
  provisional: boolean
  source: string
}

export function calendarRoutes(counter: Counter, { calendar }: Pick<Office, 'calendar'>): void {
  const yearOf = ({ year, holidays, workdays, provisional, source }: Arrangement) => ({
    year,
    status: provisional ? ('provisional' as const) : ('final' as const),
    off: holidays,
    work: workdays,
    source,
  })
  counter.serve(readDueDate, async ({ query: { from, workingDays } }) => {
    try {
      const { on, provisional } = (await calendar.current()).addWorkingDays(from, workingDays)
      return { from, workingDays, on, provisional, note: provisional ? PROVISIONAL : null }
    } catch (error) {
      if (error instanceof UnknownYear) throw invalidField('from', error.message)
      throw error
    }
  })
  counter.serve(previewCalendar, async ({ body }) => ({
    year: body.year,
    moves: await calendar.preview(yearOf(body)),
  }))
  counter.serve(enterCalendar, async ({ caller, body }) => ({
    year: body.year,
    moves: await calendar.enter(caller, yearOf(body)),
  }))
}
