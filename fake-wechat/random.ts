/** Repeatable chance (mulberry32). Each fault draws from its own stream, so one does not shift another. */
export class Chance {
  private state: number

  constructor(seed: number, stream: string) {
    let hash = seed >>> 0
    for (const char of stream) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0
    this.state = hash
  }

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  /** Draws only where the rate leaves something to chance. */
  hits(rate: number): boolean {
    return rate > 0 && (rate >= 1 || this.next() < rate)
  }
}
