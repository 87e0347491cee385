import { setImmediate as turn } from 'node:timers/promises'

const SLICE_MS = 8

/** Long work in the process that also answers requests: everybody else gets a turn after each slice. */
export class Pace {
  private readonly begun = performance.now()
  private since = this.begun

  constructor(private readonly stepMs = Number.POSITIVE_INFINITY) {}

  /** The step has taken as long as it may. */
  get isOver(): boolean {
    return performance.now() - this.begun > this.stepMs
  }

  async rest(): Promise<void> {
    if (performance.now() - this.since < SLICE_MS) return
    await turn()
    this.since = performance.now()
  }
}
