import type { Clock } from '../clock'

const FAILURES = 3
const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 30 * 60_000

/** After some failures in a row nobody asks for a while, each time longer; then one asks, and its luck decides. */
export class Breaker {
  private failures = 0
  private pauses = 0
  private until = 0
  private isTrying = false

  constructor(private readonly clock: Clock) {}

  /** Whether one may ask now; whoever is let in says how it went. */
  enter(): boolean {
    if (this.pauses === 0) return true
    if (this.clock.now() < this.until || this.isTrying) return false
    this.isTrying = true
    return true
  }

  succeeded(): void {
    Object.assign(this, { failures: 0, pauses: 0, isTrying: false })
  }

  failed(): void {
    this.failures++
    if (!this.isTrying && this.failures < FAILURES) return
    this.isTrying = false
    this.failures = 0
    this.until = this.clock.now() + Math.min(FIRST_PAUSE_MS * 2 ** this.pauses, LONGEST_PAUSE_MS)
    this.pauses++
  }
}
