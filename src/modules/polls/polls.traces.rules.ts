import { hash } from 'node:crypto'
import { BlockList, isIP } from 'node:net'

/** Where a ballot came from, as the counter saw it; none of it is stored as it is. */
export interface BallotOrigin {
  address: string
  /** The User-Agent header. */
  agent: string
  /** What {@link stampPaper} gave out with the questions. */
  paper?: string | undefined
}

export type City = 'inside' | 'outside' | 'unknown'

/** What is kept of a ballot's origin: equal within one poll where the origin was alike, and nothing beyond that. */
export interface Trace {
  network: string
  device: string
  /** Between the questions and the ballot; null where nobody can say. */
  seconds: number | null
  city: City
}

/** 48 bits: enough to tell a million networks apart, too few to be of use elsewhere. */
const MARK = 8
const SECONDS_AT_MOST = 86_400
const cities: Record<City, string> = { inside: 'i', outside: 'o', unknown: 'u' }
const cityOf = new Map(Object.entries(cities).map(([city, letter]) => [letter, city as City]))

/** Of a hash cut to 48 bits nobody can go on from where it ended: a secret before the text is as good as an HMAC. */
const mark = (key: Buffer, text: string) =>
  hash('sha256', key.toString('hex') + text, 'base64url').slice(0, MARK)

/** The network a household, an office or a mast shares: /24 of IPv4, /48 of IPv6; null for what is no address. */
export function networkOf(address: string): string | null {
  const family = isIP(address)
  if (family === 4) return address.slice(0, address.lastIndexOf('.'))
  if (family !== 6) return null
  const [head = '', tail] = (address.split('%')[0] as string).toLowerCase().split('::') as [string, string?]
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  // A dotted quad at the end stands for two groups.
  const width = [...left, ...right].reduce((n, group) => n + (group.includes('.') ? 2 : 1), 0)
  const groups =
    tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - width)).fill('0'), ...right]
  return groups
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

export function traceOf(key: Buffer, origin: BallotOrigin, castAt: number, city: City): Trace | null {
  const network = networkOf(origin.address)
  if (network === null) return null
  const openedAt = origin.paper === undefined ? null : openedAtOf(key, origin.paper)
  const seconds = openedAt === null ? null : Math.floor(castAt / 1000) - openedAt
  return {
    network: mark(key, `network ${network}`),
    device: mark(key, `device ${origin.agent}`),
    seconds: seconds === null || seconds < 0 ? null : Math.min(seconds, SECONDS_AT_MOST),
    city,
  }
}

export const writtenTrace = ({ network, device, seconds, city }: Trace): string =>
  `${network}.${device}.${seconds ?? ''}.${cities[city]}`

/** @returns null for what is none */
export function readTrace(text: string | null): Trace | null {
  const match = /^([\w-]{8})\.([\w-]{8})\.(\d{0,5})\.([iou])$/.exec(text ?? '')
  if (!match) return null
  const [, network = '', device = '', seconds = '', letter = ''] = match
  return {
    network,
    device,
    seconds: seconds === '' ? null : Number(seconds),
    city: cityOf.get(letter) ?? 'unknown',
  }
}

/** Goes out with the questions and comes back with the ballot: when they were read, which nobody can write earlier. */
export function stampPaper(key: Buffer, now: number): string {
  const at = Math.floor(now / 1000).toString(36)
  return `${at}.${mark(key, `paper ${at}`)}`
}

/** Epoch seconds; null for a stamp that is not ours: no ballot is refused for it. */
function openedAtOf(key: Buffer, paper: string): number | null {
  const [at = '', given] = paper.split('.')
  return given === mark(key, `paper ${at}`) ? Number.parseInt(at, 36) : null
}

/** The city's networks, as the bureau has been told them by the carriers; without a list nobody can say. */
export class CityNetworks {
  private readonly list = new BlockList()

  /** @param networks single addresses or CIDR ranges */
  constructor(private readonly networks: readonly string[]) {
    for (const entry of networks) {
      const [address, bits] = entry.split('/') as [string, string?]
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
      if (bits === undefined) this.list.addAddress(address, family)
      else this.list.addSubnet(address, Number(bits), family)
    }
  }

  get isKnown(): boolean {
    return this.networks.length > 0
  }

  of(address: string): City {
    const family = isIP(address)
    if (!this.isKnown || family === 0) return 'unknown'
    return this.list.check(address, family === 6 ? 'ipv6' : 'ipv4') ? 'inside' : 'outside'
  }
}
