import fc from 'fast-check'
import type { RetestState, SamplingBatch } from '../../../src/modules/sampling/sampling.batches.entities'
import {
  finalOf,
  isWindowOver,
  isWithoutResultsTooLong,
  retestSteps,
  unreadiness,
  windowEndOf,
} from '../../../src/modules/sampling/sampling.batches.rules'
import { addCalendarDays, calendar, shippedYears, WorkingCalendar } from '../../../src/platform/calendar'

describe('the re-inspection window', () => {
  it.each([
    ['an ordinary week', '2026-11-02', '2026-11-11'],
    ['delivered on a Friday', '2026-11-06', '2026-11-17'],
    ['delivered on a Saturday off', '2026-11-07', '2026-11-17'],
    ['delivered on a Sunday', '2026-11-08', '2026-11-17'],
    // 2026: 10-01 to 10-07 off, 09-20 and 10-10 are worked.
    ['over the National Day', '2026-09-25', '2026-10-12'],
    ['delivered on the last day before it', '2026-09-30', '2026-10-15'],
    ['delivered within it', '2026-10-03', '2026-10-15'],
    // 2026: 02-15 to 02-23 off, 02-14 and 02-28 are worked.
    ['over the Spring Festival', '2026-02-10', '2026-02-26'],
    ['with a Saturday that is worked', '2026-02-24', '2026-03-04'],
  ])('%s: %s → %s', (_, deliveredOn, ends) => {
    expect(windowEndOf(calendar, deliveredOn)).toEqual({ on: ends, provisional: false })
    expect(isWindowOver(ends, ends)).toBe(false)
    expect(isWindowOver(ends, addCalendarDays(ends, 1))).toBe(true)
  })

  it('holds seven working days after the day of delivery, never fewer, and ends on one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), (n) => {
        const deliveredOn = addCalendarDays('2024-01-02', n)
        const { on } = windowEndOf(calendar, deliveredOn)
        expect(calendar.workingDaysBetween(deliveredOn, on).days).toBe(7)
        expect(calendar.isWorkingDay(on).working).toBe(true)
      }),
    )
  })

  it('is provisional in a year whose holidays nobody knows, and costs nobody the right', () => {
    const without = new WorkingCalendar(shippedYears.filter((y) => y.year !== 2027))
    expect(windowEndOf(without, '2026-12-28')).toEqual({ on: '2027-01-08', provisional: true })
  })
})

describe('sixty days', () => {
  const closed = Date.UTC(2026, 8, 30, 10, 0, 0)
  const days = (n: number) => closed + n * 24 * 3600_000
  it.each([
    ['59 days', days(59), false],
    ['a millisecond before the 60 days are over', days(60) - 1, false],
    ['exactly 60 days', days(60), true],
    ['61 days', days(61), true],
    ['a clock behind the close', closed - 1, false],
  ])('after the close: %s', (_, now, alarmed) => {
    expect(isWithoutResultsTooLong(closed, now)).toBe(alarmed)
  })
})

describe('a re-inspection', () => {
  it('is asked for first, and its conclusion is final', () => {
    const may = (from: RetestState | 'none') => [...retestSteps[from]].sort()
    expect(may('none')).toEqual(['applied'])
    expect(may('applied')).toEqual(['declined', 'overturned', 'upheld'])
    expect([may('upheld'), may('overturned'), may('declined')]).toEqual([[], [], ['applied']])
  })
  it.each([
    [null, 'non_compliant'],
    ['applied', 'non_compliant'],
    ['declined', 'non_compliant'],
    ['upheld', 'non_compliant'],
    ['overturned', 'compliant'],
  ] as const)('%s leaves a failed batch %s', (state, final) => {
    expect(finalOf('non_compliant', state && { state })).toBe(final)
    expect(finalOf('compliant', null)).toBe('compliant')
  })
})

describe('results go out', () => {
  const handling = { hazard: '危害', cause: '原因', measures: '处置', done: false }
  const batch = (over: Partial<SamplingBatch>) =>
    ({
      batchNo: 'B1',
      state: 'compliant',
      result: { conclusion: 'compliant' },
      retest: null,
      handling: null,
      windowEnds: null,
      waiver: null,
      ...over,
    }) as SamplingBatch
  const failed = (over: Partial<SamplingBatch> = {}) =>
    batch({
      batchNo: 'B2',
      state: 'non_compliant',
      result: { conclusion: 'non_compliant' } as SamplingBatch['result'],
      handling,
      windowEnds: '2026-11-11',
      ...over,
    })
  const retest = (state: RetestState) => ({
    state,
    appliedOn: '2026-11-05',
    lab: '',
    concludedOn: null,
    note: '',
  })

  it.each<[string, SamplingBatch[], string, string | null]>([
    ['all compliant', [batch({})], '2026-11-01', null],
    ['nothing drawn', [], '2026-11-01', 'no_result'],
    [
      'one without a result',
      [batch({}), batch({ batchNo: 'B3', state: 'drawn', result: null })],
      '2026-12-01',
      'no_result',
    ],
    [
      'one that was not taken',
      [batch({}), batch({ state: 'not_taken', result: null, waiver: '停业' })],
      '2026-11-01',
      null,
    ],
    ['on the last day of the window', [failed()], '2026-11-11', 'window_open'],
    ['the day after', [failed()], '2026-11-12', null],
    [
      'without a word on what was done',
      [failed({ handling: { ...handling, measures: '' } })],
      '2026-11-12',
      'unhandled',
    ],
    ['while it is inspected again', [failed({ retest: retest('applied') })], '2027-01-01', 'retest_pending'],
    ['upheld within the window', [failed({ retest: retest('upheld') })], '2026-11-10', null],
    [
      'declined, and the window still open',
      [failed({ retest: retest('declined') })],
      '2026-11-11',
      'window_open',
    ],
    ['declined, and the window over', [failed({ retest: retest('declined') })], '2026-11-12', null],
    [
      'overturned',
      [failed({ state: 'compliant', retest: retest('overturned'), handling: null })],
      '2026-11-10',
      null,
    ],
    ['delivered to nobody yet', [failed({ windowEnds: null })], '2027-01-01', 'window_open'],
  ])('%s, on %s', (_, batches, today, kind) => {
    expect(unreadiness(batches, today)?.kind ?? null).toBe(kind)
  })

  it('names the latest of several windows', () => {
    const two = [failed(), failed({ batchNo: 'B9', windowEnds: '2026-11-20' })]
    expect(unreadiness(two, '2026-11-11')).toMatchObject({ batchNos: ['B2', 'B9'], until: '2026-11-20' })
    expect(unreadiness(two, '2026-11-12')).toMatchObject({ batchNos: ['B9'], until: '2026-11-20' })
  })
})
