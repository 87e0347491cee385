import { calendar, UnknownYear } from '../../src/platform/calendar'
import type { Counter } from '../../src/platform/http/serve'
import { invalidField } from '../../src/platform/problem'
import { readDueDate } from './calendar.contract'

const PROVISIONAL = '暂定：期限涉及尚未公布放假安排的年份，只计法定节假日，正式安排公布后可能变动。'

export function calendarRoutes(counter: Counter): void {
  counter.serve(readDueDate, async ({ query: { from, workingDays } }) => {
    try {
      const { on, provisional } = calendar.addWorkingDays(from, workingDays)
      return { from, workingDays, on, provisional, note: provisional ? PROVISIONAL : null }
    } catch (error) {
      if (error instanceof UnknownYear) throw invalidField('from', error.message)
      throw error
    }
  })
}
