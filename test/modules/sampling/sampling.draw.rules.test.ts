import fc from 'fast-check'
import {
  DrawShort,
  drawPlan,
  inspectorFits,
  type RegisterInspector,
  type Registers,
  type RegisterUnit,
  registersHashOf,
  seedOf,
  unitFits,
} from '../../../src/modules/sampling/sampling.draw.rules'
import type { DrawSettings, PlanLine } from '../../../src/modules/sampling/sampling.entities'

const unit = (code: string, over: Partial<RegisterUnit> = {}): RegisterUnit => ({
  code,
  name: `单位${code}`,
  address: '某路',
  place: '商场、超市',
  classes: ['糕点'],
  licenceUntil: '2027-12-31',
  state: 'active',
  ...over,
})
const inspector = (certNo: string, over: Partial<RegisterInspector> = {}): RegisterInspector => ({
  certNo,
  name: `甲${certNo}`,
  certUntil: '2027-12-31',
  specialties: ['食品'],
  state: 'active',
  avoids: [],
  ...over,
})
const line = (id: string, batches: number, over: Partial<PlanLine> = {}): PlanLine => ({
  id,
  optionId: id,
  item: '糕点',
  votes: 1,
  rank: 1,
  batches,
  places: [],
  tests: [],
  leftOut: false,
  reason: null,
  ...over,
})
const settings: DrawSettings = { team: 2, perUnit: 1, maxLoad: 50, specialty: '' }
const many = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i))
const registers = (units: RegisterUnit[], inspectors = many(6, (i) => inspector(`I${i}`))): Registers => ({
  on: '2026-11-24',
  units,
  inspectors,
})
const shortage = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return (error as DrawShort).shortage
  }
  return null
}

describe('who may be drawn', () => {
  const on = '2026-11-24'
  const place = (...labels: string[]) => ({
    item: '糕点',
    places: labels.map((label) => ({ optionId: null, label })),
  })
  it.each<[string, Partial<RegisterUnit>, ReturnType<typeof place>, boolean]>([
    ['in business, licence valid', {}, place(), true],
    ['on the last day of its licence', { licenceUntil: on }, place(), true],
    ['the day after', { licenceUntil: '2026-11-23' }, place(), false],
    ['licence without an end', { licenceUntil: null }, place(), true],
    ['cancelled (注销)', { state: 'cancelled' }, place(), false],
    ['suspended', { state: 'suspended' }, place(), false],
    ['another class', { classes: ['饮料'] }, place(), false],
    ['every class', { classes: ['全部'] }, place(), true],
    ['the place that was asked for', {}, place('商场、超市'), true],
    ['the same place in shorter words', {}, place('超市'), true],
    ['another place', {}, place('农贸市场', '餐饮店'), false],
    ['no place at all in the register', { place: '' }, place('超市'), false],
  ])('a unit: %s', (_, over, asked, fits) => {
    expect(unitFits(unit('U', over), asked, on)).toBe(fits)
  })
  it.each<[string, Partial<RegisterInspector>, string, boolean]>([
    ['certificate valid', {}, '', true],
    ['on its last day', { certUntil: on }, '', true],
    ['expired', { certUntil: '2026-11-23' }, '', false],
    ['away', { state: 'away' }, '', false],
    ['qualified', {}, '食品', true],
    ['not qualified', {}, '药品', false],
  ])('an inspector: %s', (_, over, specialty, fits) => {
    expect(inspectorFits(inspector('I', over), { specialty }, on)).toBe(fits)
  })
})

describe('a draw', () => {
  const lines = [line('a', 7), line('b', 4, { item: '饮料' }), line('c', 0, { leftOut: true })]
  const units = [
    ...many(12, (i) => unit(`U${i}`)),
    ...many(8, (i) => unit(`V${i}`, { classes: ['饮料'] })),
    unit('W', { classes: ['全部'] }),
  ]

  it('is the same from the same seed and registers, in whatever order they were read', () => {
    const seed = 'f'.repeat(64)
    const whole = registers(units)
    const turned = registers([...units].reverse(), [...whole.inspectors].reverse())
    expect(drawPlan(seed, lines, settings, turned)).toEqual(drawPlan(seed, lines, settings, whole))
    expect(registersHashOf(turned)).toBe(registersHashOf(whole))
    // Fixed for good: who changes the algorithm takes its next number.
    const { batches, teams } = drawPlan(seed, lines, settings, whole)
    expect(batches.map((b) => b.code).join(' ')).toMatchInlineSnapshot(`"U3 U2 U10 U9 U6 U11 U8 V4 V5 V7 V1"`)
    expect(teams[batches[0]?.code ?? '']).toMatchInlineSnapshot(`
[
  "I4",
  "I5",
]
`)
  })

  it('is another from another seed, secret, witness or register', () => {
    const parts = { planId: 'p', planHash: 'h', registersHash: 'r', secret: 's', witness: '123456' }
    const seeds = [parts, ...Object.keys(parts).map((key) => ({ ...parts, [key]: 'other' }))].map(seedOf)
    expect(new Set(seeds).size).toBe(seeds.length)
    expect(registersHashOf(registers(units.slice(1)))).not.toBe(registersHashOf(registers(units)))
    const codes = many(20, (i) =>
      drawPlan(`s${i}`, lines, settings, registers(units))
        .batches.map((b) => b.code)
        .join(),
    )
    expect(new Set(codes).size).toBe(20)
  })

  it('keeps every rule, whatever the registers and the seed', () => {
    const anyUnits = fc.array(
      fc.record({
        classes: fc.subarray(['糕点', '饮料', '全部'], { minLength: 1 }),
        state: fc.constantFrom('active' as const, 'active' as const, 'cancelled' as const),
        licenceUntil: fc.constantFrom('2026-11-23', '2026-11-24', '2030-01-01'),
      }),
      { minLength: 6, maxLength: 25 },
    )
    const anyInspectors = fc.array(
      fc.record({
        certUntil: fc.constantFrom('2026-11-23', '2026-11-24', '2030-01-01'),
        avoids: fc.subarray(['U0', 'U1', 'U2', 'U3']),
      }),
      { minLength: 4, maxLength: 12 },
    )
    const anySettings = fc.record({
      team: fc.integer({ min: 2, max: 3 }),
      perUnit: fc.integer({ min: 1, max: 3 }),
      maxLoad: fc.integer({ min: 1, max: 8 }),
      specialty: fc.constant(''),
    })
    let drawn = 0
    fc.assert(
      fc.property(anyUnits, anyInspectors, anySettings, fc.string(), fc.nat(6), (us, is, set, seed, n) => {
        const register = registers(
          us.map((u, i) => unit(`U${i}`, u)),
          is.map((i, at) => inspector(`I${at}`, i)),
        )
        const wanted = [line('a', n + 1), line('b', 2, { item: '饮料' })]
        let outcome: ReturnType<typeof drawPlan>
        try {
          outcome = drawPlan(seed, wanted, set, register)
        } catch (error) {
          expect(error).toBeInstanceOf(DrawShort)
          return
        }
        drawn++
        for (const l of wanted) {
          const own = outcome.batches.filter((b) => b.lineId === l.id)
          expect(own).toHaveLength(l.batches)
          for (const { code } of own) {
            const u = register.units.find((x) => x.code === code)
            expect(u && unitFits(u, l, register.on)).toBe(true)
          }
        }
        const visits = new Map<string, number>()
        for (const { code } of outcome.batches) visits.set(code, (visits.get(code) ?? 0) + 1)
        for (const n2 of visits.values()) expect(n2).toBeLessThanOrEqual(set.perUnit)
        expect(Object.keys(outcome.teams).sort()).toEqual([...visits.keys()].sort())
        const load = new Map<string, number>()
        for (const [code, team] of Object.entries(outcome.teams)) {
          expect(new Set(team).size).toBe(set.team)
          for (const certNo of team) {
            const i = register.inspectors.find((x) => x.certNo === certNo)
            expect(i && inspectorFits(i, set, register.on) && !i.avoids.includes(code)).toBe(true)
            load.set(certNo, (load.get(certNo) ?? 0) + 1)
          }
        }
        for (const n3 of load.values()) expect(n3).toBeLessThanOrEqual(set.maxLoad)
      }),
      { numRuns: 300 },
    )
    expect(drawn).toBeGreaterThan(30)
  })

  it('spreads the work evenly: no inspector goes to two units more than another', () => {
    for (const seed of many(30, (i) => `even ${i}`)) {
      const { teams } = drawPlan(seed, [line('a', 11)], settings, registers(units))
      const load = new Map(many(6, (i) => [`I${i}`, 0]))
      for (const certNo of Object.values(teams).flat()) load.set(certNo, (load.get(certNo) ?? 0) + 1)
      expect(Math.max(...load.values()) - Math.min(...load.values())).toBeLessThanOrEqual(1)
    }
  })

  it('draws every unit about equally often (a fixed thousand of seeds)', () => {
    const times = new Map<string, number>()
    for (let i = 0; i < 1000; i++)
      for (const { code } of drawPlan(
        `χ² ${i}`,
        [line('a', 3)],
        settings,
        registers(many(12, (u) => unit(`U${u}`))),
      ).batches)
        times.set(code, (times.get(code) ?? 0) + 1)
    const expected = (1000 * 3) / 12
    const chi2 = many(12, (u) => ((times.get(`U${u}`) ?? 0) - expected) ** 2 / expected).reduce(
      (a, b) => a + b,
    )
    // 11 degrees of freedom: 31.3 is passed once in a thousand, and these seeds never change.
    expect(chi2).toBeLessThan(31.3)
  })

  it.each<[string, number, number, boolean]>([
    ['one unit fewer than batches', 6, 1, false],
    ['as many units as batches', 7, 1, true],
    ['half as many, each twice', 4, 2, true],
    ['three, each twice', 3, 2, false],
  ])('%s', (_, units2, perUnit, enough) => {
    const found = shortage(() =>
      drawPlan('s', [line('a', 7)], { ...settings, perUnit }, registers(many(units2, (i) => unit(`U${i}`)))),
    )
    expect(found).toEqual(enough ? null : { kind: 'units', lineId: 'a', wanted: 7, found: units2 * perUnit })
  })

  it.each<[string, number, number, boolean]>([
    ['four inspectors, two a unit, seven units: three each are too few', 4, 3, false],
    ['four each are enough', 4, 4, true],
    ['seven units for two inspectors', 2, 7, true],
    ['one inspector makes no team', 1, 50, false],
  ])('%s', (_, people, maxLoad, enough) => {
    const found = shortage(() =>
      drawPlan(
        's',
        [line('a', 7)],
        { ...settings, maxLoad },
        registers(
          many(7, (i) => unit(`U${i}`)),
          many(people, (i) => inspector(`I${i}`)),
        ),
      ),
    )
    expect(found?.kind ?? null).toBe(enough ? null : 'inspectors')
  })

  it('lets the line with the least choice go first, so that another does not take its only units', () => {
    const scarce = [line('rich', 3), line('poor', 2, { item: '饮料' })]
    const few = [
      ...many(3, (i) => unit(`U${i}`)),
      ...many(2, (i) => unit(`W${i}`, { classes: ['饮料', '糕点'] })),
    ]
    for (const seed of many(20, (i) => `scarce ${i}`))
      expect(shortage(() => drawPlan(seed, scarce, settings, registers(few)))).toBeNull()
  })
})
