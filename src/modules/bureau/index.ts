export { BureauCalendar, type DueMove, type DueSource } from './bureau.calendar'
export { CalendarYearEntry } from './bureau.entities'
