import {
  addCalendarDays,
  type DueDate,
  shanghaiDay,
  UnknownYear,
  type WorkingCalendar,
} from '../../platform/calendar'
import type { Enquiry } from './enquiries.entities'

/** Working days within which an enquiry is answered, the day it came not counted. */
export const ANSWER_WITHIN = 5
export const QUESTION_MAX = 500
export const ANSWER_MAX = 2000
/** Questions of one person on one Shanghai day. */
export const QUESTIONS_PER_DAY = 20

/** A year nobody has entered must not cost a resident the ticket: a week then, 暂定. */
export function dueOf(calendar: WorkingCalendar, receivedAt: number): DueDate {
  const on = shanghaiDay(receivedAt)
  try {
    return calendar.addWorkingDays(on, ANSWER_WITHIN)
  } catch (error) {
    if (error instanceof UnknownYear) return { on: addCalendarDays(on, 7), provisional: true }
    throw error
  }
}

/** 2026-000123 */
export const numberOf = (year: string, ordinal: number) => `${year}-${String(ordinal).padStart(6, '0')}`

/** From the first moment of the day after; an answered one is never late any more. */
export function isOverdue(enquiry: Pick<Enquiry, 'state' | 'dueOn'>, now: number): boolean {
  const waits = enquiry.state === 'open' || enquiry.state === 'assigned'
  return waits && shanghaiDay(now) > enquiry.dueOn
}
