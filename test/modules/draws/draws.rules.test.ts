import fc from 'fast-check'
import {
  agreedValue,
  claimUntilOf,
  type DrawRule,
  defaultRule,
  dialled,
  keepOnOf,
  keptOf,
  lastDayOf,
  maskedClaim,
  maskName,
  refuseImpossible,
  revealUntilOf,
  sumsOf,
  writtenValue,
} from '../../../src/modules/draws'
import { Problem } from '../../../src/platform/problem'

/** An instant as the clock on the wall in Shanghai shows it. */
const wall = (text: string) => Date.parse(`${text}+08:00`)
const paths = (work: () => unknown): string[] => {
  try {
    work()
    return []
  } catch (error) {
    return error instanceof Problem ? (error.errors ?? []).map((e) => e.path) : ['not a problem']
  }
}

describe('until when a prize is claimed', () => {
  it.each([
    ['2026-12-01T00:00:00.000', 15, '2026-12-17T00:00:00.000', '2026-12-16'],
    ['2026-12-01T23:59:59.999', 15, '2026-12-17T00:00:00.000', '2026-12-16'],
    ['2026-12-02T00:00:00.000', 15, '2026-12-18T00:00:00.000', '2026-12-17'],
    ['2026-12-31T18:00:00.000', 1, '2027-01-02T00:00:00.000', '2027-01-01'],
    ['2028-02-28T12:00:00.000', 1, '2028-03-01T00:00:00.000', '2028-02-29'],
  ])('drawn %s, %d days: too late from %s', (drawn, claimDays, until, lastDay) => {
    const claimUntil = claimUntilOf({ claimDays }, wall(drawn))
    expect([claimUntil, lastDayOf(claimUntil)]).toEqual([wall(until), lastDay])
  })
})

describe('how long a claim is kept', () => {
  it.each([
    ['2026-12-01T00:00:00.000', 90, '2027-03-01'],
    ['2026-12-01T23:59:59.999', 90, '2027-03-01'],
    ['2026-12-02T00:00:00.000', 30, '2027-01-01'],
  ])('claimed %s, %d days: on %s for the last time', (claimed, keepDays, on) => {
    expect(keepOnOf({ keepDays }, wall(claimed))).toBe(on)
  })
})

const rule = (source: DrawRule['source'], revealDays = 7): DrawRule => ({
  ...defaultRule([]),
  source,
  revealDays,
})
const lottery = (announcedOn: string) =>
  ({ kind: 'public', name: '某彩票', writing: '', announcedOn }) as const

describe('until when shares and values come', () => {
  it.each([
    ['witnesses, from the end', rule({ kind: 'witnesses', witnessIds: [] }), '2026-12-09T00:00:00.000'],
    ['a value, from its day', rule(lottery('2026-12-05')), '2026-12-13T00:00:00.000'],
    ['a value whose day has passed', rule(lottery('2026-11-30')), '2026-12-09T00:00:00.000'],
    ['one day', rule({ kind: 'system' }, 1), '2026-12-03T00:00:00.000'],
  ])('%s', (_name, written, until) => {
    expect(revealUntilOf(written, wall('2026-12-01T23:59:59.999'))).toBe(wall(until))
  })
})

describe('a rule that cannot be', () => {
  const quiz = { closesAt: wall('2026-12-01T18:00:00'), authorId: 'author' }
  it.each([
    ['a value that is public on the last day', rule(lottery('2026-12-01')), ['source.announcedOn']],
    ['a value that is public before the end', rule(lottery('2026-11-30')), ['source.announcedOn']],
    ['a value of the next day', rule(lottery('2026-12-02')), []],
    [
      'the author as a witness',
      rule({ kind: 'witnesses', witnessIds: ['a', 'author'] }),
      ['source.witnessIds.1'],
    ],
    ['a witness twice', rule({ kind: 'witnesses', witnessIds: ['a', 'b', 'a'] }), ['source.witnessIds.2']],
    ['two witnesses', rule({ kind: 'witnesses', witnessIds: ['a', 'b'] }), []],
  ])('%s', (_name, written, wanted) => {
    expect(paths(() => refuseImpossible(written, quiz))).toEqual(wanted)
  })

  it('is not the preset one: as many follow on as there are prizes, a thousand at most', () => {
    const prizes = (count: number) => [{ id: 'p1', name: '袋', count }]
    expect(defaultRule([...prizes(3), ...prizes(10)]).substitutes).toBe(13)
    expect(defaultRule(prizes(5_000)).substitutes).toBe(1_000)
    expect(defaultRule([]).source).toEqual({ kind: 'system' })
  })
})

describe('what two people have read', () => {
  const by = (...entered: [string, string][]) =>
    agreedValue(entered.map(([staffId, text]) => ({ staffId, entered: writtenValue(text) })))
  it.each([
    [null, by()],
    [null, by(['a', '01 02'])],
    [null, by(['a', '01 02'], ['b', '01 03'])],
    ['01 02', by(['a', '01 02'], ['b', ' ０１\u3000 ０２ '])],
    [null, by(['a', '01 02'], ['b', '1 2'])],
    ['01 03', by(['a', '01 02'], ['b', '01 03'], ['c', '01 03'])],
  ])('%s', (wanted, got) => expect(got).toBe(wanted))
})

describe('a claim', () => {
  const adult = { name: '王小明', phone: '138 0013 8000', isOver14: true }
  const child = { ...adult, isOver14: false }
  const guardian = { guardianName: '王大明', guardianPhone: '010-88886666', guardianConsent: true }

  it.each<[string, object, string[]]>([
    ['of an adult', adult, []],
    ['under 14 without a guardian', child, ['guardianName', 'guardianPhone', 'guardianConsent']],
    [
      'under 14, guardian does not agree',
      { ...child, ...guardian, guardianConsent: false },
      ['guardianConsent'],
    ],
    ['under 14 with a guardian', { ...child, ...guardian }, []],
    ['of an adult with a guardian', { ...adult, guardianName: '王大明' }, ['guardianName']],
    ['no telephone', { ...adult, phone: '12345' }, ['phone']],
    ['a guardian’s telephone', { ...child, ...guardian, guardianPhone: '1' }, ['guardianPhone']],
  ])('%s', (_name, claim, wanted) => {
    expect(paths(() => keptOf(claim as typeof adult))).toEqual(wanted)
  })

  it('is kept as it is dialled, without whether the name is shown', () => {
    expect(keptOf({ ...adult, showName: true })).toEqual({ ...adult, phone: '13800138000' })
    expect(keptOf({ ...child, ...guardian }).guardianPhone).toBe('01088886666')
  })

  it.each([
    ['13800138000', '13800138000'],
    ['+86 138-0013-8000', '13800138000'],
    ['１３８００１３８０００', '13800138000'],
    ['(010) 8888 6666', '01088886666'],
    ['0731-8888666', '07318888666'],
    ['12315', null],
    ['23800138000', null],
    ['138001380001', null],
    ['1380013800a', null],
    ['', null],
  ])('telephone %s', (typed, wanted) => expect(dialled(typed)).toBe(wanted))

  it('shows nothing in a list by which anybody is found', () => {
    expect(maskedClaim(keptOf({ ...child, ...guardian, address: '听澜路0号' }))).toEqual({
      name: '王**',
      phone: '138****8000',
      hasAddress: true,
      isOver14: false,
      guardian: { name: '王**', phone: '010****6666' },
    })
    expect(maskName('欧')).toBe('欧**')
  })
})

it('a book always adds up: stock is what is left, promised, and handed over', () => {
  const counts = fc.record({
    stock_in: fc.nat(100),
    allotted: fc.nat(100),
    forfeited: fc.nat(100),
    handed_over: fc.nat(100),
  })
  fc.assert(
    fc.property(counts, (quantity) => {
      const sums = sumsOf((kind) => quantity[kind])
      return (
        sums.stock === sums.left + sums.outstanding + sums.handedOver &&
        sums.allotted === sums.forfeited + sums.outstanding + sums.handedOver
      )
    }),
  )
})
