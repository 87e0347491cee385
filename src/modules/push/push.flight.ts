import type { OutsideChannel, Sent } from './push.channel'
import type { Batch } from './push.claiming'
import type { Flying, Landed } from './push.outcomes'

/** Messages on their way to other systems: at most as many as its owner launches. */
export class Flight {
  private readonly back: { channel: OutsideChannel; flying: Flying; sent: Sent }[] = []
  private inAir = 0
  private wake: (() => void) | null = null

  /** How many have left and not come back. */
  get size(): number {
    return this.inAir
  }

  /** Nothing has come back that was not fetched. */
  get isEmpty(): boolean {
    return this.back.length === 0
  }

  /** Sends the whole batch at once. */
  launch({ campaign, channel, deliveries, addresses }: Batch & { kind: 'outside' }): void {
    for (const flying of deliveries) {
      this.inAir++
      const { id: deliveryId, residentId } = flying
      const address = addresses.get(residentId) ?? ''
      channel
        .send({ deliveryId, residentId, campaign, address })
        .then(
          (sent) => (typeof sent === 'string' ? { outcome: sent } : sent),
          // It may have gone out: only an event or a person can tell.
          (): Sent => ({ outcome: 'unknown' }),
        )
        .then((sent) => {
          this.inAir--
          this.back.push({ channel, flying, sent })
          this.wake?.()
        })
    }
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
