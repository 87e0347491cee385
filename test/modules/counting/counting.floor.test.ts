import { type Found, foundBy } from '../../../bench/fair.count'
import { honestKinds, plant } from '../../../bench/fair.plant'
import { type RuleName, ruleNames } from '../../../src/modules/counting/counting.rules'

/** `npm run bench:fair` prints the whole of it, at twenty thousand ballots. */
const judged = ruleNames.filter((rule) => rule !== 'out_of_city')
const share = ({ all, flagged }: { all: number; flagged: number }) => flagged / all

describe.each([11, 12, 13])('among 6,000 honest ballots with 200 of each kind of bot (seed %i)', (seed) => {
  const planted = plant(seed, 6_000, 200)
  let of: Found['of']
  beforeAll(async () => {
    ;({ of } = await foundBy(planted, judged))
  })

  it.each<[RuleName, 'farm' | 'rotating' | 'script' | 'fresh']>([
    ['cohort', 'farm'],
    ['burst', 'rotating'],
    ['too_fast', 'script'],
    ['fresh', 'fresh'],
  ])('%s finds nine in ten of the %s', async (rule, kind) =>
    expect(share((await foundBy(planted, [rule])).of[kind])).toBeGreaterThanOrEqual(0.9),
  )

  it('an office, a campus and television are not flagged; of all people at most one in a hundred', () => {
    for (const kind of ['office', 'campus', 'television'] as const) expect(share(of[kind])).toBeLessThan(0.01)
    const wrongly = honestKinds.reduce((n, kind) => n + of[kind].flagged, 0)
    expect(wrongly).toBeLessThanOrEqual(60)
  })

  it('is honest about what it cannot see: who drips, and who looks like everybody', () =>
    expect(Math.max(share(of.drip), share(of.disguised))).toBeLessThan(0.05))
})
