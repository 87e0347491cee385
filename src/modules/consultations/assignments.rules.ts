import {
  addCalendarDays,
  type Day,
  type DueDate,
  shanghaiDay,
  UnknownYear,
  type WorkingCalendar,
} from '../../platform/calendar'

export const DAYS_AT_MOST = 60

/** A year nobody has entered must not stop the work: seven calendar days for five working days then, 暂定. */
export function assignmentDue(calendar: WorkingCalendar, assignedAt: number, withinDays: number): DueDate {
  const on = shanghaiDay(assignedAt)
  try {
    return calendar.addWorkingDays(on, withinDays)
  } catch (error) {
    if (!(error instanceof UnknownYear)) throw error
    return { on: addCalendarDays(on, Math.ceil((withinDays * 7) / 5)), provisional: true }
  }
}

/** From the first moment of the day after, while anything of it is unanswered. */
export const isAssignmentOverdue = (dueOn: Day, open: number, now: number): boolean =>
  open > 0 && shanghaiDay(now) > dueOn
