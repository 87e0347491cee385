import type { Reading, Seen } from '../src/modules/counting/counting.rules'

/**
 * A poll's stream of ballots with bots planted into it. Everything comes from one seed. Who is what is known, so what
 * the rules find and what they wrongly flag can be counted.
 *
 * Honest ballots (three quarters of them spread over ten days by the hour of the day):
 * - at home: any of 1,200 networks, a telephone of the town's mix (200 kinds, the most frequent has about 7 %);
 * - behind carriers' gateways: 24 networks that thousands share;
 * - an office of 300 behind one address, most of them in the half hour after an e-mail;
 * - a campus: 4 networks, in the breaks between lessons;
 * - television: 3,000 in twelve minutes, most of them never seen before, as people come for the first time;
 * - one employer that gave everybody the same telephone (60 people, one address): what the rules cannot tell from a farm.
 * One in ten votes from outside the city; the time to answer is log-normal around 45 s, and one in a thousand knows the
 * questions already and takes 2 to 5 s. Whoever comes for the first time has been known for 20 s to 10 min.
 *
 * Bots:
 * - farm: one address, one kind of device, a ballot every 2 s, answers after 8 s;
 * - rotating: an address each, one kind of device, all within six minutes, answers after 10 to 40 s;
 * - script: addresses and devices like the town's, spread over a day, but answers after 0 to 2 s;
 * - fresh: one address, devices made up, each account 10 to 50 s old, a ballot every 10 s;
 * - drip: one address, one device, a ballot every 7 minutes, answers like a person: made so that no rule sees it;
 * - disguised: as rotating, with devices made up after the town's mix: no rule sees these either, beyond the burst itself.
 */
export const honestKinds = ['home', 'carrier', 'office', 'campus', 'television', 'uniform'] as const
export const botKinds = ['farm', 'rotating', 'script', 'fresh', 'drip', 'disguised'] as const
export type Kind = (typeof honestKinds)[number] | (typeof botKinds)[number]

export interface Planted {
  read: Reading
  /** By the ballots' ids. */
  kinds: Map<string, Kind>
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const DAYS = 10
export const QUESTIONS = 5
/** How busy each hour of the day is. */
const HOURS = [1, 1, 0, 0, 0, 1, 3, 6, 8, 8, 7, 7, 9, 8, 6, 6, 6, 7, 8, 9, 10, 9, 6, 3]

interface One {
  kind: Kind
  at: number
  network: number
  device: number
  seconds: number
  age: number
  isOutside: boolean
}

/** @param honest ballots of people; a bot kind has `bots` ballots, the office 300 and so on in proportion */
export function plant(seed: number, honest: number, bots: number): Planted {
  const roll = dice(seed)
  const pick = (n: number) => Math.floor(roll() * n)
  const between = (low: number, high: number) => low + roll() * (high - low)
  const scale = honest / 20_000
  const some = (n: number) => Math.max(1, Math.round(n * scale))
  // Zipf-like: few kinds of telephones are many.
  const weights = Array.from({ length: 200 }, (_, i) => 1 / (i + 4) ** 0.9)
  const anyDevice = () => weighted(weights, roll)
  const thinking = () => {
    if (roll() < 0.001) return Math.floor(between(2, 6))
    const normal = Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll())
    return Math.max(8, Math.round(45 * Math.exp(0.6 * normal)))
  }
  const known = (newcomers: number) =>
    roll() < newcomers ? between(20, 600) : between(DAY / 1000, 200 * 86_400)
  const ordinary = () => pick(DAYS) * DAY + weighted(HOURS, roll) * HOUR + pick(HOUR)
  const person = (kind: Kind, over: Partial<One>): One => ({
    kind,
    at: ordinary(),
    network: 10_000 + pick(1_200),
    device: anyDevice(),
    seconds: thinking(),
    age: Math.floor(known(0.3)),
    isOutside: roll() < 0.1,
    ...over,
  })
  const stream: One[] = []
  const add = (n: number, make: (i: number) => One) => {
    for (let i = 0; i < n; i++) stream.push(make(i))
  }
  add(some(9_000), () => person('home', {}))
  add(some(6_000), () => person('carrier', { network: 100 + pick(24) }))
  add(some(300), () =>
    person('office', { network: 1, at: 2 * DAY + 10 * HOUR + Math.floor(30 * MINUTE * roll() ** 2) }),
  )
  add(some(1_640), () =>
    person('campus', {
      network: 2 + pick(4),
      at: pick(DAYS) * DAY + [8, 10, 12, 17][pick(4)]! * HOUR + pick(15 * MINUTE),
    }),
  )
  add(some(3_000), () =>
    person('television', {
      network: roll() < 0.5 ? 100 + pick(24) : 10_000 + pick(1_200),
      at: 5 * DAY + 19.5 * HOUR + Math.floor(12 * MINUTE * roll() ** 1.5),
      age: Math.floor(known(0.8)),
    }),
  )
  add(some(60), () =>
    person('uniform', { network: 6, device: 777, at: 3 * DAY + 9 * HOUR + pick(20 * MINUTE) }),
  )

  add(bots, (i) =>
    person('farm', {
      network: 20,
      device: 900,
      at: DAY + 3 * HOUR + i * 2 * SECOND,
      seconds: 8,
      age: 90_000,
      isOutside: true,
    }),
  )
  add(bots, () =>
    person('rotating', {
      network: 50_000 + pick(30_000),
      device: 901,
      at: 4 * DAY + 14 * HOUR + pick(6 * MINUTE),
      seconds: Math.floor(between(10, 40)),
      isOutside: roll() < 0.7,
    }),
  )
  add(bots, () => person('script', { at: 6 * DAY + pick(DAY), seconds: pick(3) }))
  add(bots, (i) =>
    person('fresh', {
      network: 21,
      device: 1_000 + pick(500),
      at: 7 * DAY + 11 * HOUR + i * 10 * SECOND,
      seconds: Math.floor(between(8, 30)),
      age: Math.floor(between(10, 50)),
    }),
  )
  add(bots, (i) => person('drip', { network: 22, device: 902, at: DAY + i * 7 * MINUTE, age: 90_000 }))

  add(bots, () =>
    person('disguised', {
      network: 90_000 + pick(30_000),
      at: 8 * DAY + 15 * HOUR + pick(6 * MINUTE),
      seconds: Math.floor(between(10, 40)),
      isOutside: roll() < 0.7,
    }),
  )

  stream.sort((a, b) => a.at - b.at)
  const ballots = stream.map(({ kind, at, isOutside, ...known }, i) => {
    const castAt = Date.UTC(2026, 2, 2) + at
    const seen: Seen = { ...known, id: String(i), castAt, city: isOutside ? 'outside' : 'unknown' }
    return { kind, seen }
  })
  return {
    kinds: new Map(ballots.map(({ seen, kind }) => [seen.id, kind])),
    read: async (tell) => {
      for (const { seen } of ballots) tell(seen)
    },
  }
}

/** Mulberry32: the same numbers for the same seed, everywhere. */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function weighted(weights: readonly number[], roll: () => number): number {
  let left = roll() * weights.reduce((a, b) => a + b, 0)
  for (const [i, weight] of weights.entries()) {
    left -= weight
    if (left < 0) return i
  }
  return weights.length - 1
}
