import fc from 'fast-check'
import { dueOf, isOverdue, numberOf } from '../../../src/modules/enquiries/enquiries.rules'
import { calendar, shanghaiDay, startOfShanghaiDay } from '../../../src/platform/calendar'

const at = (day: string, ms = 0) => startOfShanghaiDay(day) + ms

describe('when an answer is due', () => {
  it.each([
    ['Monday', '2026-11-23', '2026-11-30'],
    ['Tuesday', '2026-11-24', '2026-12-01'],
    ['Friday', '2026-11-27', '2026-12-04'],
    ['Saturday', '2026-11-28', '2026-12-04'],
    ['before National Day', '2026-09-28', '2026-10-10'],
  ])('five working days after a %s', (_name, received, due) => {
    expect(dueOf(calendar, at(received, 9 * 3_600_000)).on).toBe(due)
  })

  it('the Shanghai day counts, to the millisecond', () => {
    expect(dueOf(calendar, at('2026-11-24') - 1).on).toBe('2026-11-30')
    expect(dueOf(calendar, at('2026-11-24')).on).toBe('2026-12-01')
  })

  it('a year whose holidays are not announced is 暂定, one nobody has entered is a week, 暂定 too', () => {
    expect(dueOf(calendar, at('2026-11-24')).provisional).toBe(calendar.statusOf(2026) !== 'final')
    const later = Array.from({ length: 40 }, (_, i) => 2026 + i).find(
      (y) => calendar.statusOf(y) === undefined,
    )
    expect(dueOf(calendar, at(`${later}-03-01`))).toEqual({ on: `${later}-03-08`, provisional: true })
  })
})

describe('late', () => {
  const day = '2026-12-01'
  it.each([
    ['open', at('2026-12-02') - 1, false],
    ['open', at('2026-12-02'), true],
    ['assigned', at('2026-12-02'), true],
    ['answered', at('2027-12-02'), false],
    ['erased', at('2027-12-02'), false],
  ] as const)('%s at %s: %s', (state, now, late) => {
    expect(isOverdue({ state, dueOn: day }, now)).toBe(late)
  })

  it('never before five days have gone by', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2024-01-02'), max: at('2027-11-30') }),
        fc.nat(5),
        (received, days) => {
          const { on } = dueOf(calendar, received)
          const now = startOfShanghaiDay(shanghaiDay(received)) + (days + 1) * 86_400_000 - 1
          expect(isOverdue({ state: 'open', dueOn: on }, now)).toBe(false)
        },
      ),
    )
  })
})

it.each([
  [1, '2026-000001'],
  [123, '2026-000123'],
  [999_999, '2026-999999'],
  [1_000_000, '2026-1000000'],
])('number %d is %s', (n, written) => {
  expect(numberOf('2026', n)).toBe(written)
})
