import { afterTry, freePlace, type MassTry, mayTry, monthOf } from '../../../src/modules/push/push.mass.rules'

const at = (text: string) => Date.parse(text)
const NOON = at('2026-11-24T04:00:00.000Z')
const HOUR = 3_600_000

describe('the month’s four', () => {
  it.each([
    ['2026-10-31T15:59:59.999Z', '2026-10'],
    ['2026-10-31T16:00:00.000Z', '2026-11'],
    ['2026-11-30T15:59:59.999Z', '2026-11'],
    ['2026-11-30T16:00:00.000Z', '2026-12'],
    ['2026-12-31T15:59:59.999Z', '2026-12'],
    ['2026-12-31T16:00:00.000Z', '2027-01'],
    ['2028-02-29T15:59:59.999Z', '2028-02'],
    ['2028-02-29T16:00:00.000Z', '2028-03'],
  ])('%s lies in %s in Shanghai', (instant, month) => {
    expect(monthOf(at(instant))).toBe(month)
  })

  it.each([
    [[], 1],
    [[1], 2],
    [[2, 1, 4], 3],
    [[null, null, null, null, null], 1],
    [[1, 2, 3, 4], null],
    [[4, 3, null, 2, 1], null],
  ])('of %j the next place is %j', (taken, place) => {
    expect(freePlace(taken)).toBe(place)
  })
})

describe('what may be handed to WeChat again', () => {
  const tried = { month: '2026-11', firstTriedAt: NOON, doubtful: true, attempts: 1 }

  it('a doubtful one within 23 hours of its first try, as WeChat knows its id for 24', () => {
    expect(mayTry(tried, NOON + 23 * HOUR - 1)).toBe(true)
    expect(mayTry(tried, NOON + 23 * HOUR)).toBe(false)
    expect(mayTry({ ...tried, firstTriedAt: null }, NOON + 99 * HOUR)).toBe(true)
  })

  it('a doubtful one never in the next month, where it would count as one of the next four', () => {
    const late = { ...tried, firstTriedAt: at('2026-11-30T15:30:00.000Z') }
    expect(mayTry(late, at('2026-11-30T15:59:59.999Z'))).toBe(true)
    expect(mayTry(late, at('2026-11-30T16:00:00.000Z'))).toBe(false)
    expect(mayTry({ ...late, doubtful: false }, at('2026-11-30T16:00:00.000Z'))).toBe(true)
  })

  const refusal = (errcode: number): MassTry => ({ kind: 'failed', errcode })
  it.each<[string, boolean, MassTry, string, boolean]>([
    ['taken', false, { kind: 'sent' }, 'sent', false],
    ['taken at an earlier try', true, { kind: 'sent' }, 'sent', false],
    ['a lost reply', false, { kind: 'unknown' }, 'unknown', true],
    ['out of reach', false, refusal(-1), 'waiting', true],
    ['out of reach after a lost reply', true, refusal(-1), 'unknown', true],
    ['too fast (45066) after a lost reply', true, refusal(45066), 'unknown', true],
    ['no mass message left (45028)', false, refusal(45028), 'failed', false],
    ['none left, after a lost reply', true, refusal(45028), 'unknown', false],
    ['the day’s calls used up (45009)', false, refusal(45009), 'waiting', true],
    ['bad words (45168)', false, refusal(45168), 'failed', false],
  ])('%s', (_, doubtful, result, state, again) => {
    const step = afterTry({ ...tried, doubtful }, result, NOON)
    expect([step.state, step.retryAt !== null]).toEqual([state, again])
    // An id tried again within a minute is refused.
    if (step.retryAt !== null) expect(step.retryAt - NOON).toBeGreaterThan(60_000)
  })

  it('one that never left is given up after a day and gives its place back', () => {
    const step = afterTry({ ...tried, doubtful: false }, refusal(-1), NOON + 23 * HOUR)
    expect(step).toMatchObject({ state: 'failed', errorCode: -1, retryAt: null })
  })
})
