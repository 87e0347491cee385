import type { Jobs } from '../src/platform/jobs'
import type { Log } from '../src/platform/log'

const IDLE_MS = 1_000

/** Claims and runs what is due until it is stopped; a job under way is finished first. */
export class JobLoop {
  private stopped = false
  private timer: NodeJS.Timeout | null = null
  private running: Promise<void> = Promise.resolve()
  private busy = false

  constructor(
    private readonly jobs: Jobs,
    private readonly log: Log,
  ) {}

  start(): void {
    this.wake()
  }

  /** Something may be due now. */
  wake(): void {
    if (this.stopped || this.busy) return
    if (this.timer) clearTimeout(this.timer)
    this.busy = true
    this.running = this.round().finally(() => {
      this.busy = false
      if (!this.stopped) this.timer = setTimeout(() => this.wake(), IDLE_MS)
    })
  }

  async stop(): Promise<void> {
    this.stopped = true
    if (this.timer) clearTimeout(this.timer)
    await this.running
  }

  private async round(): Promise<void> {
    try {
      while (!this.stopped && (await this.jobs.runDue()) > 0);
    } catch (error) {
      // The database may be away: the next round tries again.
      this.log.error({ message: String((error as Error)?.message) }, 'job loop')
    }
  }
}
