export { BureauCalendar, type DueMove, type DueSource } from './bureau.calendar'
export { CalendarYearEntry, Setting } from './bureau.entities'
export { type BureauSettings, Settings } from './bureau.settings'
