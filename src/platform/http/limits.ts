import type { Clock } from '../clock'
import { rateLimited } from '../problem'

export interface Allowance {
  /** How many at once. */
  burst: number
  /** How many more each second. */
  perSecond: number
}

/** Token buckets by key (a person or an address), in memory and bounded. */
export class RateLimiter {
  private readonly buckets = new Map<string, { tokens: number; at: number }>()

  constructor(
    private readonly clock: Clock,
    private readonly capacity = 100_000,
  ) {}

  /** @throws Problem rate_limited with Retry-After */
  take(key: string, allowance: Allowance): void {
    const now = this.clock.now()
    const bucket = this.buckets.get(key) ?? { tokens: allowance.burst, at: now }
    const gained = (Math.max(0, now - bucket.at) / 1000) * allowance.perSecond
    bucket.tokens = Math.min(allowance.burst, bucket.tokens + gained)
    bucket.at = now
    this.buckets.delete(key)
    this.buckets.set(key, bucket)
    if (this.buckets.size > this.capacity) {
      const oldest = this.buckets.keys().next().value
      if (oldest !== undefined) this.buckets.delete(oldest)
    }
    if (bucket.tokens < 1)
      throw rateLimited({ retryAfter: Math.max(1, Math.ceil((1 - bucket.tokens) / allowance.perSecond)) })
    bucket.tokens -= 1
  }
}
