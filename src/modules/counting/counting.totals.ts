import { MINUTE, type Seen } from './counting.rules'

/** More networks or kinds of devices than that there are not: /24 of IPv4 are as many. */
const NUMBERS = 2 ** 24

/** One network and one kind of device as one number. */
export const pairOf = ({ network, device }: Seen): number => network * NUMBERS + device

/** What a first reading leaves: sums by minute, network and kind of device, and none by ballot. */
export class Totals {
  ballots = 0
  firstAt = 0
  lastAt = 0
  /** Ballots of each minute from the first one on. */
  readonly minutes: number[] = []
  private readonly networks: number[] = []
  private readonly devices: number[] = []
  private readonly pairs = new Map<number, number>()

  readonly add = (ballot: Seen): void => {
    const { castAt, network, device } = ballot
    if (this.ballots++ === 0) this.firstAt = castAt
    this.lastAt = castAt
    const minute = Math.floor(castAt / MINUTE) - this.firstMinute
    while (this.minutes.length <= minute) this.minutes.push(0)
    ;(this.minutes[minute] as number)++
    if (device >= 0) this.devices[device] = this.ofDevice(device) + 1
    if (network >= 0) this.networks[network] = this.ofNetwork(network) + 1
    if (network >= 0 && device >= 0) this.pairs.set(pairOf(ballot), this.ofPair(ballot) + 1)
  }

  get firstMinute(): number {
    return Math.floor(this.firstAt / MINUTE)
  }

  ofNetwork(network: number): number {
    return this.networks[network] ?? 0
  }

  ofDevice(device: number): number {
    return this.devices[device] ?? 0
  }

  ofPair(ballot: Seen): number {
    return ballot.device < 0 ? 0 : (this.pairs.get(pairOf(ballot)) ?? 0)
  }
}
