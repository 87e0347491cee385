import fc from 'fast-check'
import {
  isShorterThanUsual,
  publicDays,
  repeatKeyOf,
  sameKeyOf,
  sameText,
  stateOf,
  tallyItems,
} from '../../../src/modules/consultations/consultations.rules'

const at = (text: string) => Date.parse(text)

describe('the period of a consultation', () => {
  test.each([
    // Shanghai midnight is 16:00 UTC.
    ['2026-11-01T01:00:00Z', '2026-11-30T01:00:00Z', 29, true],
    ['2026-11-01T01:00:00Z', '2026-11-30T15:59:59.999Z', 29, true],
    ['2026-11-01T01:00:00Z', '2026-11-30T16:00:00Z', 30, false],
    ['2026-11-01T15:59:59.999Z', '2026-12-01T01:00:00Z', 30, false],
    ['2026-11-01T16:00:00Z', '2026-12-01T15:59:59.999Z', 29, true],
    ['2026-11-01T16:00:00Z', '2026-12-01T16:00:00Z', 30, false],
    ['2027-02-01T01:00:00Z', '2027-03-02T01:00:00Z', 29, true],
    ['2027-02-01T01:00:00Z', '2027-03-03T01:00:00Z', 30, false],
    ['2028-02-01T01:00:00Z', '2028-03-01T01:00:00Z', 29, true],
    ['2028-02-01T01:00:00Z', '2028-03-02T01:00:00Z', 30, false],
    ['2028-01-30T01:00:00Z', '2028-02-29T01:00:00Z', 30, false],
    ['2026-12-15T01:00:00Z', '2027-01-14T01:00:00Z', 30, false],
  ])('%s to %s is %i days, shorter than usual: %s', (opens, closes, days, shorter) => {
    expect(publicDays(at(opens), at(closes))).toBe(days)
    expect(isShorterThanUsual(at(opens), at(closes))).toBe(shorter)
  })

  const dates = { opensAt: 1_000, closesAt: 2_000, frozenAt: null, openedAt: 500 }
  test.each([
    [{ openedAt: null }, 1_500, 'draft'],
    [{}, 999, 'planned'],
    [{}, 1_000, 'open'],
    [{}, 1_999, 'open'],
    [{}, 2_000, 'closed'],
    [{ frozenAt: 1_500 }, 1_500, 'closed'],
  ])('with %j it is at %i %s', (over, now, state) => {
    expect(stateOf({ ...dates, ...over }, now)).toBe(state)
  })
})

describe('what is the same comment', () => {
  test.each([
    ['建议增加大字标价牌。', '建议 增加大字标价牌', true],
    ['建议：增加，大字标价牌！', '建议增加大字标价牌', true],
    ['ＡＢＣ１２３', 'abc123', true],
    ['“同意”\n第五条', '同意第五条', true],
    ['罚款1.5万元', '罚款15万元', false],
    ['罚款１．５万元', '罚款1.5万元', true],
    ['3-5日内', '35日内', false],
    ['不超过10%', '不超过10', false],
    ['同意', '不同意', false],
    ['？？？', '。。。', false],
    ['？？？', '', false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(sameKeyOf(a) === sameKeyOf(b)).toBe(same)
  })

  test('taking out what does not matter twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const once = sameText(text)
        // A sign of its own alone is kept as it is; everything else must be stable.
        fc.pre(/[\p{L}\p{N}]/u.test(once))
        expect(sameText(once)).toBe(once)
      }),
    )
  })

  test('a repeat is the same person, the same clause and the same text, and nothing less', () => {
    const key = repeatKeyOf('P', 'C', '好')
    expect(repeatKeyOf('P', 'C', '好')).toBe(key)
    expect([
      repeatKeyOf('Q', 'C', '好'),
      repeatKeyOf('P', null, '好'),
      repeatKeyOf('P', 'C', '好！'),
    ]).not.toContain(key)
  })
})

describe('the counters', () => {
  const comment = fc.record({
    personKey: fc.constantFrom('p1', 'p2', 'p3'),
    clauseId: fc.constantFrom('c1', 'c2', null),
    stance: fc.constantFrom('support' as const, 'amend' as const, null),
    writerGroup: fc.constantFrom('business' as const, null),
    source: fc.constantFrom('mini_program' as const, 'letter' as const),
  })

  test('count every comment once, every person once, and every person once a clause', () => {
    fc.assert(
      fc.property(fc.array(comment, { maxLength: 40 }), (comments) => {
        const counted = new Map<string, number>()
        comments.forEach((c, i) => {
          const earlier = comments.slice(0, i).filter((e) => e.personKey === c.personKey)
          for (const item of tallyItems(c, earlier)) counted.set(item, (counted.get(item) ?? 0) + 1)
        })
        const of = (item: string) => counted.get(item) ?? 0
        expect(of('comments')).toBe(comments.length)
        expect(of('persons')).toBe(new Set(comments.map((c) => c.personKey)).size)
        for (const clauseId of ['c1', 'c2', null]) {
          const own = comments.filter((c) => c.clauseId === clauseId)
          const name = clauseId ?? '-'
          expect(of(`clause:${name}`)).toBe(own.length)
          expect(of(`persons:${name}`)).toBe(new Set(own.map((c) => c.personKey)).size)
          expect(of(`clause:${name}:amend`)).toBe(own.filter((c) => c.stance === 'amend').length)
          expect(of(`clause:${name}:unstated`)).toBe(own.filter((c) => c.stance === null).length)
        }
        expect(of('source:letter')).toBe(comments.filter((c) => c.source === 'letter').length)
        expect(of('group:business')).toBe(comments.filter((c) => c.writerGroup === 'business').length)
      }),
    )
  })

  test('have names that fit the column', () => {
    const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
    const items = tallyItems(
      { personKey: id, clauseId: id, stance: 'support', writerGroup: 'association', source: 'mini_program' },
      [],
    )
    expect(Math.max(...items.map((i) => i.length))).toBeLessThanOrEqual(80)
  })
})
