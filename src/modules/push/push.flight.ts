import type { Departure } from '../../platform/wechat/client'
import { breath } from './push.breath'
import type { Notice, OutsideChannel, Sent } from './push.channel'
import type { Batch } from './push.claiming'
import type { FlightJournal } from './push.journal'
import type { Flying, Landed } from './push.outcomes'

/** So many are sent before others have a turn: what has come back is not to wait for a whole batch. */
const TOGETHER = 16

const STAYED: Sent = { outcome: 'busy' }

/** Messages on their way to other systems: at most as many as its owner launches. */
export class Flight {
  private readonly back: { channel: OutsideChannel; flying: Flying; sent: Sent }[] = []
  private inAir = 0
  private wake: (() => void) | null = null

  /** @param journal without one, a kill leaves `unknown` whatever was claimed for this flight */
  constructor(private readonly journal: FlightJournal | null) {}

  /** To be called before deliveries are claimed for it. @returns what they are claimed under */
  board(): string | null {
    return this.journal?.board() ?? null
  }

  /** Nothing is in the air any more. @param isSettled all that came back is in the database */
  end(isSettled: boolean): void {
    this.journal?.end(isSettled)
  }

  /** How many have left and not come back. */
  get size(): number {
    return this.inAir
  }

  /** Nothing has come back that was not fetched. */
  get isEmpty(): boolean {
    return this.back.length === 0
  }

  /** Sends the batch, one right after the other, without waiting for what comes back. */
  async launch({
    campaign,
    channel,
    deliveries,
    addresses,
    flightId,
  }: Batch & { kind: 'outside' }): Promise<void> {
    // What is wrong with it, each send finds out for itself.
    await channel.ready?.().catch(() => undefined)
    const journal = flightId === null ? null : this.journal
    for (const [n, flying] of deliveries.entries()) {
      const address = addresses.get(flying.residentId) ?? ''
      this.launchOne({ channel, flying, journal }, { campaign, address })
      if (n % TOGETHER === TOGETHER - 1) await breath()
    }
  }

  private launchOne(
    { channel, flying, journal }: { channel: OutsideChannel; flying: Flying; journal: FlightJournal | null },
    letter: Pick<Notice, 'campaign' | 'address'>,
  ): void {
    const departure: Departure = {
      // Where it cannot be written down that a message leaves, it does not.
      leaves: () => journal?.leave(flying) ?? true,
      stays: () => journal?.came(flying, STAYED),
    }
    if (!channel.tellsDeparture && !departure.leaves()) {
      this.back.push({ channel, flying, sent: STAYED })
      return
    }
    this.inAir++
    channel
      .send({ deliveryId: flying.id, residentId: flying.residentId, ...letter }, departure)
      .then(
        (sent) => (typeof sent === 'string' ? { outcome: sent } : sent),
        // It may have gone out: only an event or a person can tell.
        (): Sent => ({ outcome: 'unknown' }),
      )
      .then((sent) => {
        journal?.came(flying, sent)
        this.inAir--
        this.back.push({ channel, flying, sent })
        this.wake?.()
      })
  }

  /** Waits until at most so many are in the air. */
  async until(size: number): Promise<void> {
    while (this.inAir > Math.max(size, 0))
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    this.wake = null
  }

  /** Takes back what could not be written down. */
  keep(landed: readonly Landed[]): void {
    for (const { channel, results } of landed)
      for (const result of results) this.back.push({ channel, ...result })
  }

  /** What has come back since the last time, by channel. */
  landed(): Landed[] {
    const byChannel = new Map<OutsideChannel, Landed>()
    for (const { channel, flying, sent } of this.back.splice(0)) {
      const landed = byChannel.get(channel) ?? { channel, results: [] }
      landed.results.push({ flying, sent })
      byChannel.set(channel, landed)
    }
    return [...byChannel.values()]
  }
}
