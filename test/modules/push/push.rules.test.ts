import fc from 'fast-check'
import type { Audience, Outcome } from '../../../src/modules/push'
import {
  divisionsUnder,
  dueAfter,
  isAddressed,
  isQuiet,
  isWaiting,
  openFrom,
  restAfter,
  wakingTime,
} from '../../../src/modules/push/push.rules'

const resident = { erasedAt: null, personalised: true, topics: ['食品'], divisionId: 'd2' }
const none = new Set<string>()
const at = (text: string) => Date.parse(text)

describe('who is addressed', () => {
  const topic: Audience = { kind: 'topic', topic: '食品' }
  const division: Audience = { kind: 'division', divisionId: 'd1' }

  it.each([
    ['everybody means everybody', resident, { kind: 'all' } as Audience, none, true],
    [
      'also who wants nothing by interest',
      { ...resident, personalised: false },
      { kind: 'all' } as Audience,
      none,
      true,
    ],
    ['but not who has left', { ...resident, erasedAt: 0 }, { kind: 'all' } as Audience, none, false],
    ['a topic means its followers', resident, topic, none, true],
    ['not those of another topic', { ...resident, topics: ['食品安全'] }, topic, none, false],
    ['not who switched such pushes off', { ...resident, personalised: false }, topic, none, false],
    ['not a follower who has left', { ...resident, erasedAt: 1 }, topic, none, false],
    ['a division means those under it', resident, division, new Set(['d1', 'd2']), true],
    ['not those elsewhere', resident, division, new Set(['d1']), false],
    ['not who chose none', { ...resident, divisionId: null }, division, new Set(['d1']), false],
  ])('%s', (_name, who, audience, districts, expected) => {
    expect(isAddressed(who, audience, districts)).toBe(expected)
  })

  it('a division includes its children and grandchildren, in whatever order they are listed', () => {
    const tree = [
      { id: 'd4', parentId: 'd3' },
      { id: 'd3', parentId: 'd1' },
      { id: 'd1', parentId: 'd0' },
      { id: 'd2', parentId: 'd0' },
      { id: 'd0', parentId: null },
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(tree, { minLength: 5 }), (shuffled) => {
        expect([...divisionsUnder(shuffled, 'd1')].sort()).toEqual(['d1', 'd3', 'd4'])
      }),
    )
  })
})

describe('when a delivery is tried again', () => {
  it.each([
    [1, 1],
    [2, 2],
    [6, 32],
    [7, 60],
    [8, 60],
    [1000, 60],
  ])('a busy platform after try %i: %i minutes later', (attempts, minutes) => {
    expect(dueAfter('busy', attempts, 0)).toBe(minutes * 60_000)
  })

  it('a used-up quota waits for the next Shanghai morning, at both sides of midnight', () => {
    expect(dueAfter('quota', 1, at('2026-11-24T15:59:59.999Z'))).toBe(at('2026-11-25T01:00:00.000Z'))
    expect(dueAfter('quota', 1, at('2026-11-24T16:00:00.000Z'))).toBe(at('2026-11-26T01:00:00.000Z'))
  })

  it('only waiting outcomes are put off, and never into the past', () => {
    const outcomes: Outcome[] = [
      'sent',
      'delivered',
      'refused',
      'window_closed',
      'bad_payload',
      'quota',
      'busy',
      'failed',
      'unknown',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...outcomes),
        fc.nat(100),
        fc.integer({ min: at('2020-01-01'), max: at('2040-01-01') }),
        (outcome, attempts, now) => {
          const due = dueAfter(outcome, attempts, now)
          expect(due > now).toBe(isWaiting(outcome))
          expect(due - now).toBeLessThanOrEqual(33 * 3_600_000)
        },
      ),
    )
  })
})

describe('quiet hours', () => {
  const night = { from: '22:00', to: '08:00' }
  const lunch = { from: '12:00', to: '13:30' }
  const late = { from: '00:00', to: '06:00' }
  const till = { from: '21:30', to: '00:00' }

  it.each([
    ['night, 21:59:59.999', night, '2026-11-24T13:59:59.999Z', null],
    ['night, 22:00', night, '2026-11-24T14:00:00.000Z', '2026-11-25T00:00:00.000Z'],
    ['night, 23:59:59.999', night, '2026-11-24T15:59:59.999Z', '2026-11-25T00:00:00.000Z'],
    ['night, 0:00', night, '2026-11-24T16:00:00.000Z', '2026-11-25T00:00:00.000Z'],
    ['night, 7:59:59.999', night, '2026-11-24T23:59:59.999Z', '2026-11-25T00:00:00.000Z'],
    ['night, 8:00', night, '2026-11-25T00:00:00.000Z', null],
    ['within a day, 11:59:59.999', lunch, '2026-11-24T03:59:59.999Z', null],
    ['within a day, 12:00', lunch, '2026-11-24T04:00:00.000Z', '2026-11-24T05:30:00.000Z'],
    ['within a day, 13:29:59.999', lunch, '2026-11-24T05:29:59.999Z', '2026-11-24T05:30:00.000Z'],
    ['within a day, 13:30', lunch, '2026-11-24T05:30:00.000Z', null],
    ['from midnight, 23:59:59.999', late, '2026-11-24T15:59:59.999Z', null],
    ['from midnight, 0:00', late, '2026-11-24T16:00:00.000Z', '2026-11-24T22:00:00.000Z'],
    ['to midnight, 21:29:59.999', till, '2026-11-24T13:29:59.999Z', null],
    ['to midnight, 21:30', till, '2026-11-24T13:30:00.000Z', '2026-11-24T16:00:00.000Z'],
    ['to midnight, 23:59:59.999', till, '2026-11-24T15:59:59.999Z', '2026-11-24T16:00:00.000Z'],
    ['to midnight, 0:00', till, '2026-11-24T16:00:00.000Z', null],
    ['over the new year', night, '2026-12-31T15:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ])('%s', (_name, hours, now, waking) => {
    expect([isQuiet(at(now), hours), wakingTime(at(now), hours)]).toEqual([
      waking !== null,
      at(waking ?? now),
    ])
  })

  const wall = fc
    .integer({ min: 0, max: 24 * 60 - 1 })
    .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`)
  const hours = fc.record({ from: wall, to: wall }).filter(({ from, to }) => from !== to)
  const instant = fc.integer({ min: at('2020-01-01'), max: at('2040-01-01') })

  it('what may wait always waits for the first minute that is not quiet; what is urgent never waits for it', () => {
    fc.assert(
      fc.property(instant, hours, (now, quiet) => {
        const waking = openFrom(undefined, false, now, quiet)
        expect(isQuiet(waking, quiet)).toBe(false)
        expect(waking === now).toBe(!isQuiet(now, quiet))
        expect(waking - now).toBeLessThan(24 * 3_600_000)
        // Not a moment longer: the millisecond before was still quiet.
        if (waking > now) expect(isQuiet(waking - 1, quiet)).toBe(true)
        expect(openFrom(undefined, true, now, quiet)).toBe(now)
        expect(openFrom({ until: now + 7, times: 1 }, true, now, quiet)).toBe(now + 7)
      }),
    )
  })

  it('the hours and those turned round share the day between them', () => {
    fc.assert(
      fc.property(instant, hours, (now, { from, to }) => {
        expect(isQuiet(now, { from, to })).toBe(!isQuiet(now, { from: to, to: from }))
      }),
    )
  })
})

describe('when a channel rests', () => {
  const all = (outcome: Outcome, n: number): Outcome[] => Array(n).fill(outcome)

  it('for 5, 10, 20 … at most 600 seconds while most go astray, then not at all', () => {
    let rest: ReturnType<typeof restAfter>
    const rests: number[] = []
    let now = 0
    for (let n = 0; n < 9; n++) {
      rest = restAfter(all('unknown', 4), rest, now)
      rests.push((rest!.until - now) / 1000)
      now = rest!.until
    }
    expect(rests).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600])
    expect(restAfter(all('sent', 4), rest, now)).toBeUndefined()
  })

  it.each([
    ['two of three', [...all('unknown', 2), ...all('sent', 1)], false],
    ['half of six', [...all('unknown', 3), ...all('sent', 3)], false],
    [
      'four of seven, by whatever name',
      [...all('unknown', 2), 'busy', 'failed', ...all('sent', 3)] as Outcome[],
      true,
    ],
    ['refusals are answers', all('refused', 32), false],
  ])('%s', (_name, outcomes, rests) => {
    expect(restAfter(outcomes, undefined, 0) !== undefined).toBe(rests)
  })

  it('the handfuls of one wave are one reason', () => {
    const first = restAfter(all('unknown', 10), undefined, 1000)
    expect(restAfter(all('unknown', 22), first, 1200)).toEqual(first)
  })

  it('after a rest one that goes astray is reason enough for the next, longer one', () => {
    const first = restAfter(all('failed', 20), undefined, 0)
    expect(restAfter(['failed'], first, first!.until)).toEqual({ until: first!.until + 10_000, times: 2 })
    expect(restAfter(['failed', 'sent'], first, first!.until)).toBeUndefined()
  })

  it('one message that says the quota is used up stops the day', () => {
    expect(restAfter([...all('sent', 31), 'quota'], undefined, at('2026-11-24T05:00:00Z'))).toEqual({
      until: at('2026-11-25T01:00:00Z'),
      times: 1,
    })
  })
})
