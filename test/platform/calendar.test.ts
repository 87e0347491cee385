import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import chineseDays from 'chinese-days'
import fc from 'fast-check'
import {
  addCalendarDays,
  calendar,
  daysBetween,
  endOfShanghaiDay,
  formatDay,
  formatShanghai,
  shanghaiDay,
  startOfShanghaiDay,
  UnknownYear,
  WorkingCalendar,
} from '../../src/platform/calendar'
import { years } from '../../src/platform/calendar.years'

const eachDay = (year: number) => {
  const first = `${year}-01-01`
  return Array.from({ length: daysBetween(first, `${year + 1}-01-01`) }, (_, i) => addCalendarDays(first, i))
}

/** [start, working days, due, 暂定, why] */
const VECTORS: [string, number, string, boolean, string][] = [
  ['2024-02-08', 20, '2024-03-13', false, '02-09 and 02-18 work'],
  ['2025-01-20', 20, '2025-02-21', false, '01-26 and 02-08 work'],
  ['2025-09-25', 15, '2025-10-22', false, 'eight days off, 09-28 and 10-11 work'],
  ['2026-01-30', 7, '2026-02-10', false, '补正'],
  ['2026-01-30', 15, '2026-02-27', false, 'third party'],
  ['2026-01-30', 20, '2026-03-05', false, 'answer'],
  ['2026-01-30', 40, '2026-04-02', false, 'answer and extension'],
  ['2026-02-13', 7, '2026-03-02', false, 'starts the day before a working Saturday'],
  ['2026-02-13', 20, '2026-03-19', false, 'starts the day before a working Saturday'],
  ['2026-04-30', 5, '2026-05-11', false, 'Saturday 05-09 works'],
  ['2026-09-18', 7, '2026-09-29', false, 'Sunday 09-20 works, 中秋'],
  ['2026-09-18', 20, '2026-10-22', false, '中秋, 国庆, 10-10 works'],
  ['2026-11-23', 20, '2026-12-21', false, 'plain'],
  ['2026-12-03', 20, '2026-12-31', false, 'last safe start'],
  ['2026-12-04', 20, '2027-01-04', true, 'crosses into the unknown year'],
  ['2026-12-10', 20, '2027-01-08', true, 'chinese-days counts New Year’s Day and says 01-07'],
]
const SPOT: [string, boolean][] = [
  ['2026-02-14', true],
  ['2026-02-23', false],
  ['2026-02-28', true],
  ['2026-09-20', true],
  ['2026-10-10', true],
  ['2026-01-04', true],
  ['2026-05-09', true],
  ['2025-01-26', true],
  ['2025-09-28', true],
  ['2024-02-18', true],
  ['2024-02-09', true],
  ['2024-10-12', true],
  ['2026-02-19', false],
  ['2026-05-02', false],
  ['2024-02-29', true],
  ['2027-01-01', false],
  ['2027-02-05', false],
  ['2027-02-08', false],
  ['2027-04-05', false],
  ['2027-06-09', false],
  ['2027-09-15', false],
  ['2027-10-01', false],
]

test.each(VECTORS)('%s plus %d working days is %s', (start, n, on, provisional) => {
  expect(calendar.addWorkingDays(start, n)).toEqual({ on, provisional })
  expect(calendar.workingDaysBetween(start, on)).toEqual({ days: n, provisional })
})

test.each(SPOT)('%s: working is %s', (day, working) => {
  expect(calendar.isWorkingDay(day)).toEqual({ working, provisional: day.startsWith('2027') })
})

test.each([
  [2024, 251, 'final'],
  [2025, 248, 'final'],
  [2026, 248, 'final'],
  [2027, 254, 'provisional'],
] as const)('%d has %d working days and is %s', (year, total, status) => {
  expect(eachDay(year).filter((day) => calendar.isWorkingDay(day).working)).toHaveLength(total)
  expect(calendar.statusOf(year)).toBe(status)
})

test('every day of 2024–2026 agrees with chinese-days', () => {
  const all = [2024, 2025, 2026].flatMap(eachDay)
  expect(all).toHaveLength(1096)
  expect(all.filter((day) => calendar.isWorkingDay(day).working !== chineseDays.isWorkday(day))).toEqual([])
})

const shared = '/work/shared/data/calendar-cn-2024-2027.json'
const sharedTest = existsSync(shared) ? test : test.skip
if (!existsSync(shared)) process.stdout.write('calendar: shared data absent, comparison skipped\n')
sharedTest('the shipped years equal the shared data', () => {
  const data = JSON.parse(readFileSync(shared, 'utf8')) as {
    years: Record<string, { off: string[]; work: string[] }>
  }
  expect(Object.keys(data.years).map(Number)).toEqual(years.map((entry) => entry.year))
  for (const { year, off, work } of years) expect({ off, work }).toEqual(pick(data.years[year]!))
  function pick({ off, work }: { off: string[]; work: string[] }) {
    return { off, work }
  }
})

describe('a year nobody entered', () => {
  test.each([
    ['2028-01-01', () => calendar.isWorkingDay('2028-01-01'), 2028],
    ['the last days of 2027', () => calendar.addWorkingDays('2027-12-30', 2), 2028],
    ['a start in 2023', () => calendar.addWorkingDays('2023-12-29', 1), 2023],
    ['counting backwards', () => calendar.addWorkingDays('2024-01-02', -1), 2023],
    ['counting between', () => calendar.workingDaysBetween('2027-12-01', '2028-01-01'), 2028],
    ['rolling forward', () => new WorkingCalendar(years.slice(0, 1)).workingDayFrom('2025-01-01'), 2025],
  ])('%s: is refused, never guessed', (_, ask, year) => {
    expect(ask).toThrow(UnknownYear)
    expect(ask).toThrow(`尚未录入${year}年的节假日安排`)
    expect(ask).toThrow(RangeError)
  })

  test('the last day known can still be reached', () => {
    expect(calendar.addWorkingDays('2027-12-30', 1)).toEqual({ on: '2027-12-31', provisional: true })
  })
})

test('a term in calendar days that ends on a day off ends on the next working day', () => {
  expect(calendar.workingDayFrom('2026-02-15')).toEqual({ on: '2026-02-24', provisional: false })
  expect(calendar.workingDayFrom('2026-02-14')).toEqual({ on: '2026-02-14', provisional: false })
  expect(calendar.workingDayFrom('2027-01-01')).toEqual({ on: '2027-01-04', provisional: true })
})

test('a deadline becomes final, and moves, when the missing notice is entered', () => {
  const entered = { ...years[3]!, status: 'final' as const, work: ['2027-01-03'] }
  const updated = new WorkingCalendar([...years.slice(0, 3), entered])
  expect(updated.addWorkingDays('2026-12-10', 20)).toEqual({ on: '2027-01-07', provisional: false })
})

test.each([
  ['a year twice', [years[0]!, years[0]!], /重复/],
  ['a day of another year', [{ ...years[0]!, off: ['2025-01-01'] }], /不属于2024年/],
  ['a day both off and working', [{ ...years[0]!, off: ['2024-05-01'], work: ['2024-05-01'] }], /重复列出/],
  ['a day that does not exist', [{ ...years[1]!, off: ['2025-02-29'] }], /日期无效/],
])('a calendar with %s is refused', (_, list, reason) => {
  expect(() => new WorkingCalendar(list)).toThrow(reason)
})

describe('for any start and number', () => {
  const start = fc.integer({ min: 0, max: 1095 }).map((n) => addCalendarDays('2024-01-01', n))
  const count = fc.integer({ min: 0, max: 120 })

  test('zero working days later is the start', () => {
    fc.assert(fc.property(start, (day) => calendar.addWorkingDays(day, 0).on === day))
  })

  test('adding in two steps equals adding at once', () => {
    fc.assert(
      fc.property(start, count, count, (day, m, n) => {
        const twice = calendar.addWorkingDays(calendar.addWorkingDays(day, m).on, n)
        expect(calendar.addWorkingDays(day, m + n).on).toBe(twice.on)
      }),
    )
  })

  test('the due date is a working day after the start, and grows with n and with the start', () => {
    fc.assert(
      fc.property(start, count, (day, n) => {
        const due = calendar.addWorkingDays(day, n + 1)
        expect(calendar.isWorkingDay(due.on).working).toBe(true)
        expect(due.on > calendar.addWorkingDays(day, n).on).toBe(true)
        expect(calendar.addWorkingDays(addCalendarDays(day, 1), n + 1).on >= due.on).toBe(true)
        expect(due.provisional).toBe(due.on >= '2027')
      }),
    )
  })

  test('counting between undoes adding, forwards and backwards', () => {
    fc.assert(
      fc.property(
        start.filter((day) => day >= '2025'),
        fc.integer({ min: -120, max: 120 }),
        (day, n) => {
          expect(calendar.workingDaysBetween(day, calendar.addWorkingDays(day, n).on).days).toBe(n)
        },
      ),
    )
  })

  test('calendar days add and subtract without loss', () => {
    const far = fc.integer({ min: -200_000, max: 200_000 })
    fc.assert(fc.property(start, far, (day, n) => daysBetween(day, addCalendarDays(day, n)) === n))
  })

  test('every instant lies within its Shanghai day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -631_152_000_000, max: 4_102_444_800_000 }), (instant) => {
        const day = shanghaiDay(instant)
        expect(startOfShanghaiDay(day)).toBeLessThanOrEqual(instant)
        expect(endOfShanghaiDay(day)).toBeGreaterThanOrEqual(instant)
      }),
    )
  })
})

test('the day changes at midnight in Shanghai, one millisecond after 23:59:59.999', () => {
  const last = Date.parse('2026-11-24T23:59:59.999+08:00')
  expect(endOfShanghaiDay('2026-11-24')).toBe(last)
  expect(shanghaiDay(last)).toBe('2026-11-24')
  expect(shanghaiDay(last + 1)).toBe('2026-11-25')
  expect(startOfShanghaiDay('2026-11-25')).toBe(last + 1)
  expect(formatShanghai(last)).toBe('2026年11月24日 23:59')
  expect(formatShanghai(last + 1)).toBe('2026年11月25日 00:00')
  expect(formatShanghai(Date.parse('2026-01-04T01:05:00Z'))).toBe('2026年1月4日 09:05')
  expect(formatDay('2024-02-29')).toBe('2024年2月29日')
})

test('29 February exists in 2024 only, and wrong dates or counts are refused', () => {
  expect(addCalendarDays('2024-02-28', 1)).toBe('2024-02-29')
  expect(addCalendarDays('2024-02-29', 1)).toBe('2024-03-01')
  expect(addCalendarDays('2024-02-29', 365)).toBe('2025-02-28')
  expect(calendar.addWorkingDays('2024-02-28', 1).on).toBe('2024-02-29')
  for (const day of ['2025-02-29', '2026-13-01', '2026-1-1', '20261124', '', '2026-11-24T00:00']) {
    expect(() => addCalendarDays(day, 1)).toThrow(/日期无效/)
  }
  expect(() => calendar.addWorkingDays('2026-11-24', 1.5)).toThrow(RangeError)
  expect(() => addCalendarDays('2026-11-24', Number.NaN)).toThrow(RangeError)
  expect(() => shanghaiDay(Number.NaN)).toThrow(RangeError)
})

test('the time zone of the machine changes nothing', () => {
  const root = join(__dirname, '../..')
  const script = `
    const { transformSync } = require('@swc/core'), { readFileSync } = require('fs'), Module = require('module')
    require.extensions['.ts'] = (m, file) => m._compile(transformSync(readFileSync(file, 'utf8'),
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }).code, file)
    const c = require('./src/platform/calendar.ts')
    const at = Date.parse('2026-03-08T15:59:59.999Z')
    console.log(JSON.stringify([c.shanghaiDay(at), c.shanghaiDay(at + 1), c.formatShanghai(at),
      c.startOfShanghaiDay('2026-11-01'), c.addCalendarDays('2026-03-07', 2), c.daysBetween('2026-03-01', '2026-11-30'),
      c.calendar.addWorkingDays('2026-01-30', 40), c.calendar.isWorkingDay('2026-02-28')]))`
  const under = (TZ: string) =>
    execFileSync(process.execPath, ['-e', script], {
      cwd: root,
      env: { ...process.env, TZ },
      encoding: 'utf8',
    })
  const answer = under('Asia/Shanghai')
  expect(JSON.parse(answer).slice(0, 3)).toEqual(['2026-03-08', '2026-03-09', '2026年3月8日 23:59'])
  for (const zone of ['America/New_York', 'Pacific/Kiritimati']) expect(under(zone)).toBe(answer)
})
