import { columnFreshness, dailyFreshness } from '../../../src/modules/home'
import { calendar } from '../../../src/platform/calendar'

const at = (text: string) => Date.parse(`${text}+08:00`)
const works = (day: string) => calendar.isWorkingDay(day).working
const state = (last: string | null, now: string) =>
  dailyFreshness(last === null ? null : at(last), at(now), works).state

describe('a channel that is updated every working day, and every second day off', () => {
  it.each<[string | null, string, string]>([
    // Tuesday 24 November 2026 is a working day.
    ['2026-11-24T08:00:00', '2026-11-24T23:59:59', 'fresh'],
    ['2026-11-23T23:59:59', '2026-11-24T00:00:00', 'due'],
    ['2026-11-23T10:00:00', '2026-11-24T16:59:59', 'due'],
    ['2026-11-23T10:00:00', '2026-11-24T17:00:00', 'late'],
    // Monday without anything stays late on Tuesday morning.
    ['2026-11-22T10:00:00', '2026-11-24T09:00:00', 'late'],
    // National holiday, 1 to 7 October: nothing on the first, warned at the end of the second.
    ['2026-09-30T10:00:00', '2026-10-01T23:59:59', 'fresh'],
    ['2026-09-30T10:00:00', '2026-10-02T16:59:59', 'due'],
    ['2026-09-30T10:00:00', '2026-10-02T17:00:00', 'late'],
    ['2026-10-02T10:00:00', '2026-10-03T18:00:00', 'fresh'],
    ['2026-10-02T10:00:00', '2026-10-04T18:00:00', 'late'],
    // Saturday 10 October is worked.
    ['2026-10-09T10:00:00', '2026-10-10T18:00:00', 'late'],
    [null, '2026-10-10T08:00:00', 'late'],
    // The clock of another machine ran ahead.
    ['2026-11-25T08:00:00', '2026-11-24T18:00:00', 'fresh'],
  ])('last %s, seen %s: %s', (last, now, expected) => expect(state(last, now)).toBe(expected))

  it('is late after two weeks whatever the days were, without walking through years', () => {
    expect(dailyFreshness(0, at('2026-11-24T09:00:00'), works)).toMatchObject({ state: 'late', limitDays: 1 })
    const never = () => false
    expect(dailyFreshness(at('2026-11-10T09:00:00'), at('2026-11-24T00:00:00'), never)).toMatchObject({
      days: 14,
      state: 'late',
      limitDays: 2,
    })
  })
})

describe('a column with a limit in days', () => {
  it.each<[string, string]>([
    ['2026-11-24T10:00:00', 'fresh'],
    ['2026-11-14T10:00:00', 'fresh'],
    ['2026-11-13T10:00:00', 'due'],
    ['2026-11-11T00:00:00', 'due'],
    ['2026-11-10T23:59:59', 'late'],
  ])('of fourteen, last %s: %s', (last, expected) =>
    expect(columnFreshness(at(last), at('2026-11-24T09:00:00'), 14).state).toBe(expected),
  )
})
