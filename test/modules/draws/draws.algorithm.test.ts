import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  ALGORITHM,
  allot,
  byHashThenToken,
  commitmentOf,
  drawnOrder,
  seedOf,
  Tickets,
  tokenOf,
} from '../../../src/modules/draws'

const hex = (text: string) => createHash('sha256').update(text).digest('hex')
const token = fc.integer({ min: 0, max: 0xffffffff }).map((n) => hex(`t${n}`).slice(0, 24))
const tokens = (max: number) => fc.uniqueArray(token, { maxLength: max })
const share = fc.integer().map((n) => hex(`s${n}`))
const prizes = fc
  .array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 })
  .map((counts) => counts.map((count, i) => ({ id: `p${i + 1}`, count })))
const value = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }))

/** As GET /api/quizzes/{id}/draw tells it, as far as docs/draw.py reads it. */
const records = fc.record({
  algorithm: fc.constant(ALGORITHM),
  quizId: fc.uuid(),
  entrants: tokens(60),
  shares: fc.array(share, { minLength: 1, maxLength: 8 }).map((all) => all.map((s) => ({ share: s }))),
  source: value.map((v) => ({ value: v })),
  prizes,
  rule: fc.integer({ min: 0, max: 30 }).map((substitutes) => ({ substitutes })),
})
type Drawn = (typeof records extends fc.Arbitrary<infer R> ? R : never) & object

function drawn(record: Drawn) {
  const commitment = commitmentOf(record.entrants)
  const shares = record.shares.map((s) => s.share)
  const seed = seedOf({ quizId: record.quizId, commitment, shares, value: record.source.value })
  const { winners, substitutes } = allot(
    drawnOrder(seed, record.entrants),
    record.prizes,
    record.rule.substitutes,
  )
  return [commitment, seed, winners.map((w) => [w.token, w.prizeId]), substitutes]
}

describe('the fixed algorithm', () => {
  it('commits to the entrants as `sort | sha256sum` would, in whatever order they come', () => {
    expect(commitmentOf([])).toBe(hex(''))
    expect(commitmentOf(['b', 'a'])).toBe(hex('a\nb\n'))
    fc.assert(fc.property(tokens(40), (all) => commitmentOf(all) === commitmentOf([...all].reverse())))
  })

  it('one entrant changed, left out or added changes the commitment', () => {
    fc.assert(
      fc.property(tokens(40), token, fc.nat(), (all, other, at) => {
        fc.pre(all.length > 0 && !all.includes(other))
        const changed = all.map((t, i) => (i === at % all.length ? other : t))
        const variants = [changed, all.slice(1), [...all, other]].map(commitmentOf)
        return new Set([commitmentOf(all), ...variants]).size === 4
      }),
    )
  })

  it('any other share, value, quiz or order of shares is another seed', () => {
    const parts = { quizId: 'q', commitment: hex('c'), shares: [hex('1'), hex('2')], value: null }
    const seeds = [
      parts,
      { ...parts, quizId: 'r' },
      { ...parts, commitment: hex('d') },
      { ...parts, shares: [hex('2'), hex('1')] },
      { ...parts, shares: [hex('1')] },
      { ...parts, value: '' },
      { ...parts, value: '01 02' },
    ].map(seedOf)
    expect(new Set(seeds).size).toBe(seeds.length)
  })

  it('nobody wins twice, tiers go in their order, and those who follow on come next', () => {
    fc.assert(
      fc.property(
        tokens(60),
        prizes,
        fc.integer({ min: 0, max: 30 }),
        fc.string(),
        (all, tiers, more, seed) => {
          const order = drawnOrder(seed, all)
          const { winners, substitutes } = allot(order, tiers, more)
          const total = tiers.reduce((sum, t) => sum + t.count, 0)
          expect([...winners.map((w) => w.token), ...substitutes]).toEqual(
            order.slice(0, Math.min(total, all.length) + more),
          )
          expect([...order].sort()).toEqual([...all].sort())
          const wanted = tiers.flatMap((t) => Array.from({ length: t.count }, () => t.id))
          expect(winners.map((w) => w.prizeId)).toEqual(wanted.slice(0, all.length))
          expect(winners).toHaveLength(Math.min(total, all.length))
        },
      ),
    )
  })

  it.each([
    ['nobody takes part', 0, [2, 3], 4, [], 0],
    ['fewer than the first tier', 1, [2, 3], 4, ['p1'], 0],
    ['more tiers than entrants', 4, [2, 3], 4, ['p1', 'p1', 'p2', 'p2'], 0],
    ['exactly as many', 5, [2, 3], 4, ['p1', 'p1', 'p2', 'p2', 'p2'], 0],
    ['one follows on', 6, [2, 3], 4, ['p1', 'p1', 'p2', 'p2', 'p2'], 1],
    ['nobody may follow on', 9, [2, 3], 0, ['p1', 'p1', 'p2', 'p2', 'p2'], 0],
  ])('%s', (_name, people, counts, more, wanted, following) => {
    const all = Array.from({ length: people }, (_, i) => hex(`${i}`).slice(0, 24))
    const tiers = counts.map((count, i) => ({ id: `p${i + 1}`, count }))
    const { winners, substitutes } = allot(drawnOrder('seed', all), tiers, more)
    expect([winners.map((w) => w.prizeId), substitutes.length]).toEqual([wanted, following])
  })

  it('equal hashes, which nobody will ever see, go by token', () => {
    const pairs = [
      ['b', '1'],
      ['a', '2'],
      ['a', '1'],
    ] as const
    expect([...pairs].sort(byHashThenToken).map(([h, t]) => h + t)).toEqual(['a1', 'a2', 'b1'])
    expect(byHashThenToken(['a', '1'], ['a', '1'])).toBe(0)
  })
})

describe('a ticket', () => {
  const tickets = new Tickets(Buffer.alloc(32, 7))

  it('shows which token is its holder’s, and the token shows nothing of him', () => {
    const { token: mine, ticket } = tickets.of('quiz', 'resident')
    expect(mine).toBe(hex(`quiz\n${ticket}`).slice(0, 24))
    expect(tokenOf('quiz', ticket)).toBe(mine)
    expect(tickets.of('quiz', 'resident')).toEqual({ token: mine, ticket })
    const others = [tickets.of('quiz', 'other'), tickets.of('other', 'resident')]
    expect(new Set([mine, ...others.map((o) => o.token)]).size).toBe(3)
    expect(new Tickets(Buffer.alloc(32, 8)).of('quiz', 'resident').token).not.toBe(mine)
  })
})

/** Seeds are fixed, so these figures are the same on every run: they fail only when the algorithm changes. */
describe('1,000,000 draws', () => {
  const DRAWS = 1_000_000
  const entrants = ['a', 'b', 'c', 'd', 'e']
  const first = new Map<string, number>()
  const orders = new Map<string, number>()

  beforeAll(() => {
    for (let i = 0; i < DRAWS; i++) {
      const [one = '', two = '', three = ''] = drawnOrder(String(i), entrants)
      first.set(one, (first.get(one) ?? 0) + 1)
      orders.set(one + two + three, (orders.get(one + two + three) ?? 0) + 1)
    }
  })

  const chiSquared = (counts: Map<string, number>, cells: number) => {
    const expected = DRAWS / cells
    expect(counts.size).toBe(cells)
    return [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)
  }

  it('favour nobody for the first prize: χ² with 4 degrees of freedom below its 99.9 % point', () => {
    expect(chiSquared(first, 5)).toBeLessThan(18.47)
  })

  it('favour no order of the first three: χ² with 59 degrees of freedom below its 99.9 % point', () => {
    expect(chiSquared(orders, 60)).toBeLessThan(98.32)
  })
})

const python = spawnSync('python3', ['--version']).status === 0
if (!python) console.log('Skipped: python3 is not on this machine, docs/draw.py was not run.')

;(python ? describe : describe.skip)('docs/draw.py', () => {
  const docs = join(__dirname, '..', '..', '..', 'docs')
  const driver =
    'import json, sys; sys.path.insert(0, sys.argv[1]); from draw import draw; print(json.dumps([draw(r) for r in json.load(sys.stdin)]))'

  it('and the server agree on 1,000 random cases', () => {
    const cases = fc.sample(records, { numRuns: 1_000, seed: 2026 })
    const { stdout, stderr } = spawnSync('python3', ['-B', '-c', driver, docs], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual(cases.map(drawn))
  })
})
