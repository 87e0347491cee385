export { BureauCalendar, type DueMove, type DueSource } from './bureau.calendar'
export { CalendarYearEntry, Setting } from './bureau.entities'
export { contactWords } from './bureau.rules'
export {
  type BureauContact,
  type BureauSettings,
  presets,
  type QuietHours,
  Settings,
} from './bureau.settings'
