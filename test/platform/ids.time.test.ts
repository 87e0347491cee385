import fc from 'fast-check'
import { decodeTime, ulid } from 'ulid'
import { newId, timeOf } from '../../src/platform/ids'

const LAST = 2 ** 48 - 1

it('an id tells when it was made, as its standard says', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: LAST }), (at) => {
      // Each from a maker of its own: one maker's ids never go back in time.
      const id = ulid(at)
      expect([timeOf(id), decodeTime(id)]).toEqual([at, at])
    }),
    { examples: [[1], [LAST - 1], [LAST]] },
  )
  const now = Date.UTC(2026, 10, 26)
  expect(timeOf(newId(now))).toBe(now)
})

it.each([
  '',
  '0',
  'stall-of-somebody-or-other',
  '8ZZZZZZZZZ0000000000000000',
  '01K\u4e00AAAAAA0000000000000000',
])('what is none of ours was made at no time: %s', (id) => expect(timeOf(id)).toBe(0))
