import fc from 'fast-check'
import { flaggedBy, signsOf } from '../../../src/modules/counting/counting.looking'
import { type Reading, ruleNames, type Seen } from '../../../src/modules/counting/counting.rules'
import { bursts, type Cohort, cohorts, freshRuns, flaggedBy as wholeFlagged, wholeOf } from './counting.whole'

const QUESTIONS = 4
const START = Date.UTC(2026, 10, 26, 1, 0)
const MINUTE = 60_000

/** A stretch of a poll: how many ballots, how far apart, and from how many networks and kinds of devices. */
const stretch = fc.record({
  ballots: fc.integer({ min: 1, max: 90 }),
  every: fc.constantFrom(0, 300, 2_000, 10_000, 31_000),
  pause: fc.constantFrom(0, 1, MINUTE, 10 * MINUTE, 10 * MINUTE + 1, 3 * 60 * MINUTE),
  networks: fc.constantFrom(1, 2, 40),
  devices: fc.constantFrom(1, 2, 40),
  untraced: fc.constantFrom(0, 0, 7),
  newcomers: fc.constantFrom(0, 0.5, 1),
  dice: fc.array(fc.nat(999), { minLength: 7, maxLength: 7 }),
})

const poll = fc.array(stretch, { maxLength: 12 }).map((stretches) => {
  const seen: Seen[] = []
  const numbers = { network: new Map<number, number>(), device: new Map<number, number>() }
  const numbered = (kind: 'network' | 'device', n: number) => {
    const known = numbers[kind]
    if (!known.has(n)) known.set(n, known.size)
    return known.get(n) as number
  }
  let castAt = START
  for (const { ballots, every, pause, networks, devices, untraced, newcomers, dice } of stretches) {
    castAt += pause
    for (let i = 0; i < ballots; i++) {
      castAt += every
      const roll = (dice[i % dice.length] as number) + i * 7
      const isTraced = untraced === 0 || roll % untraced !== 0
      seen.push({
        id: String(seen.length).padStart(6, '0'),
        castAt,
        network: isTraced ? numbered('network', roll % networks) : -1,
        device: isTraced ? numbered('device', (roll >> 1) % devices) : -1,
        seconds: isTraced ? (roll % 12) - 1 : -1,
        age: roll % 10 < newcomers * 10 ? roll % 60 : 60 + roll,
        city: roll % 3 === 0 ? 'outside' : 'inside',
      })
    }
  }
  return seen
})
const readingOf =
  (seen: readonly Seen[]): Reading =>
  async (tell) =>
    seen.forEach(tell)
const told = (groups: readonly Cohort[]) =>
  groups
    .map(({ from, until, flagged }) => ({ from, until, ballots: flagged.length }))
    .sort((a, b) => b.ballots - a.ballots || a.from - b.from || a.until - b.until)

it('one after another, the rules find what they find in all ballots at once', async () => {
  const met = { bursts: 0, cohorts: 0, fresh: 0 }
  await fc.assert(
    fc.asyncProperty(poll, async (seen) => {
      const whole = wholeOf(seen, QUESTIONS)
      const signs = await signsOf(readingOf(seen), QUESTIONS)
      for (const rule of ruleNames) {
        const places = wholeFlagged(rule, whole)
        expect([rule, (await flaggedBy(rule, readingOf(seen), QUESTIONS)).map(Number)]).toEqual([
          rule,
          places,
        ])
        expect(signs.flagged[rule]).toBe(places.length)
      }
      expect(signs.bursts).toEqual(bursts(whole).map((b) => ({ ...b, flagged: b.flagged.length })))
      expect(signs.cohorts).toEqual(told(cohorts(whole)))
      expect(signs.fresh).toEqual(told(freshRuns(whole)))
      met.bursts += signs.flagged.burst
      met.cohorts += signs.cohorts.length
      met.fresh += signs.fresh.length
    }),
    { numRuns: 400 },
  )
  // The polls made up are such that every rule has something to find.
  expect(Math.min(met.bursts, met.cohorts, met.fresh)).toBeGreaterThan(50)
})
