import { flaggedBy, signsOf } from '../../../src/modules/counting/counting.looking'
import {
  limits,
  paceOf,
  type Reading,
  type RuleName,
  type Seen,
  secondsNeeded,
} from '../../../src/modules/counting/counting.rules'
import { letters, Shares, viewOf } from '../../../src/modules/counting/counting.view.rules'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** A whole minute. */
const START = Date.UTC(2026, 10, 26, 1, 0)

interface One {
  at: number
  network?: number
  device?: number
  seconds?: number
  age?: number
  isOutside?: boolean
}

function seenOf(ballots: readonly One[]): Seen[] {
  const sorted = [...ballots].sort((a, b) => a.at - b.at)
  return sorted.map((b, i) => ({
    id: String(i).padStart(6, '0'),
    castAt: START + b.at,
    network: b.network ?? -1,
    device: b.device ?? -1,
    seconds: b.seconds ?? -1,
    age: b.age ?? 86_400,
    city: b.isOutside ? 'outside' : 'unknown',
  }))
}
const readingOf =
  (seen: readonly Seen[]): Reading =>
  async (tell) =>
    seen.forEach(tell)
const signs = (ballots: readonly One[]) => signsOf(readingOf(seenOf(ballots)), 3)
/** Places in the order they came. */
const flagged = async (rule: RuleName, ballots: readonly One[], questions = 3): Promise<number[]> =>
  (await flaggedBy(rule, readingOf(seenOf(ballots)), questions)).map(Number)
const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i))
/** A quiet town: one ballot every ten seconds from networks and telephones of many kinds. */
const town = (n: number): One[] =>
  times(n, (i) => ({ at: i * 10 * SECOND, network: 1_000 + (i % 211), device: i % 40, seconds: 40 }))

describe('作答过快', () => {
  it.each([
    [1, 3],
    [3, 3],
    [4, 4],
    [20, 20],
  ])('%i questions need %i seconds', (questions, needed) => expect(secondsNeeded(questions)).toBe(needed))

  it('flags what is below the limit; what nobody can say is not', async () => {
    const ballots = [0, 4, 5, 6, -1].map((seconds, i) => ({ at: i, seconds }))
    expect(await flagged('too_fast', ballots, 5)).toEqual([0, 1])
  })
})

describe('同网络同设备', () => {
  const { ballots, minutes } = limits.cohort
  const farm = (n: number, every: number) => times(n, (i) => ({ at: i * every, network: 7, device: 99 }))

  it.each([
    [ballots - 1, 0],
    [ballots, ballots],
    [ballots + 1, ballots + 1],
  ])('%i in a minute: %i flagged', async (n, found) =>
    expect(await flagged('cohort', [...town(500), ...farm(n, SECOND)])).toHaveLength(found),
  )

  it.each([
    [(minutes * MINUTE) / (ballots - 1), ballots],
    [Math.ceil((minutes * MINUTE + 1) / (ballots - 1)), 0],
  ])('one each %d ms: %i flagged', async (every, found) => {
    const slow = times(ballots, (i) => ({ at: Math.ceil(i * every), network: 7, device: 99 }))
    expect(await flagged('cohort', [...town(500), ...slow])).toHaveLength(found)
  })

  it('an office of three hundred behind one address is none, nor is one model that everybody has', async () => {
    const office = times(300, (i) => ({ at: i * 4 * SECOND, network: 7, device: i % 40 }))
    expect(await flagged('cohort', [...town(2_000), ...office])).toEqual([])
    const popular = [...town(2_000), ...office].map((b) => ({ ...b, device: (b.device ?? 0) % 4 }))
    expect(await flagged('cohort', popular)).toEqual([])
  })

  it('a long farm is one group, each ballot once, and only its own ballots', async () => {
    const ballots = [...town(1_000), ...farm(200, 10 * SECOND + 1)]
    const { cohorts } = await signs(ballots)
    expect(cohorts.map((group) => group.ballots)).toEqual([200])
    const places = await flagged('cohort', ballots)
    expect(new Set(places).size).toBe(200)
    expect(new Set(places.map((i) => seenOf(ballots)[i]?.network))).toEqual(new Set([7]))
  })

  it('ballots without a trace belong to nobody', async () =>
    expect(
      await flagged(
        'cohort',
        times(500, (i) => ({ at: i })),
      ),
    ).toEqual([]))

  it('who has seen more than was asked for gives up with one more', async () =>
    expect(
      await flaggedBy('cohort', readingOf(seenOf([...town(500), ...farm(60, SECOND)])), 3, 20),
    ).toHaveLength(21))
})

describe('短时突增', () => {
  it('a pace is robust: one wild minute does not move it', () =>
    expect([paceOf([4, 4, 4, 4, 900]).middle, paceOf([4, 4, 4, 4, 900]).spread]).toEqual([4, 2]))

  it('a programme on television is a burst, and none of its ballots is flagged', async () => {
    const tv = times(400, (i) => ({ at: 3_000 * SECOND + i * 300, network: 5_000 + i, device: i % 40 }))
    const { bursts } = await signs([...town(600), ...tv])
    expect(bursts.length).toBeGreaterThan(0)
    expect(bursts.filter((b) => b.flagged > 0)).toEqual([])
  })

  it('bots with an address each are found in it by their one kind of device', async () => {
    const bots = times(200, (i) => ({ at: 3_000 * SECOND + i * 300, network: 5_000 + i, device: 99 }))
    const ballots = [...town(600), ...bots]
    const places = await flagged('burst', ballots)
    expect(places).toHaveLength(200)
    expect(new Set(places.map((i) => seenOf(ballots)[i]?.device))).toEqual(new Set([99]))
  })

  it.each([
    [limits.burst.ballots - 1, 0],
    [limits.burst.ballots, 1],
  ])('%i in a silent minute: %i burst', async (n, found) =>
    expect((await signs([{ at: 0 }, ...times(n, (i) => ({ at: 5 * MINUTE + i }))])).bursts).toHaveLength(
      found,
    ),
  )

  it('no ballots, no burst', async () => expect((await signs([])).bursts).toEqual([]))
})

describe('新身份连续投票', () => {
  const { ballots, seconds, gapMinutes } = limits.fresh
  const run = (n: number, over: Partial<One> = {}) =>
    times(n, (i) => ({ at: i * SECOND, network: 7, age: seconds - 1, ...over }))

  it.each<[string, One[], number]>([
    ['one too few', run(ballots - 1), 0],
    ['enough', run(ballots), ballots],
    ['known for a minute', run(ballots, { age: seconds }), 0],
    ['no network', run(ballots, { network: -1 }), 0],
    ['one who has been here before in their midst', [...run(ballots), { at: 15_500, network: 7 }], 0],
    [
      'a pause too long',
      run(ballots).map((b, i) => ({ ...b, at: i < 15 ? b.at : b.at + gapMinutes * MINUTE })),
      0,
    ],
    [
      'a pause just short enough',
      run(ballots).map((b, i) => ({ ...b, at: i < 15 ? b.at : b.at + gapMinutes * MINUTE - SECOND })),
      ballots,
    ],
  ])('%s', async (_, some, found) => expect(await flagged('fresh', some)).toHaveLength(found))
})

it('市外网络 is what is known to be outside', async () =>
  expect(await flagged('out_of_city', [{ at: 0 }, { at: 1, isOutside: true }])).toEqual([1]))

it.each([
  [0, 'A'],
  [25, 'Z'],
  [26, 'AA'],
  [27, 'AB'],
])('group %i is 组 %s', (number, name) => expect(letters(number)).toBe(name))

it('a view adds up: every ballot stands once in its pace, its speeds and its ages', async () => {
  const seen = seenOf(town(777).map((b, i) => ({ ...b, seconds: (i % 90) - 1, age: i * 200 })))
  const shares = new Shares(3)
  const found = await signsOf(readingOf(seen), 3, shares.add)
  const view = viewOf(found, shares, { asOf: START, stall: 5, cityKnown: false })
  const sum = (rows: readonly { ballots: number }[]) => rows.reduce((n, row) => n + row.ballots, 0)
  expect([sum(view.pace), sum(view.speeds), sum(view.ages), view.city.unknown]).toEqual([777, 777, 777, 777])
  expect(view.pace.length).toBeLessThanOrEqual(120)
  expect(JSON.stringify(view)).not.toContain('network')
})
