import { addCalendarDays, shanghaiDay, startOfShanghaiDay } from '../platform/calendar'
import type { Clock } from '../platform/clock'

/** The instant of an hour of the Shanghai day that lies `days` from today. */
export function hourOf(today: number, days: number, hour: number): number {
  return startOfShanghaiDay(addCalendarDays(shanghaiDay(today), days)) + hour * 3600_000
}

interface Event {
  at: number
  order: number
  run: () => Promise<unknown>
}

/**
 * The demo city's past, lived through in order: the clock is set to each event's time before it happens, so that the
 * services stamp, hash and chain everything as they would have.
 */
export class Timeline implements Clock {
  private readonly events: Event[] = []
  private instant: number

  constructor(private readonly today: number) {
    this.instant = today
  }

  now(): number {
    return this.instant
  }

  /** @param at epoch ms, never after today */
  add(at: number, run: () => Promise<unknown>): void {
    this.events.push({ at: Math.min(at, this.today), order: this.events.length, run })
  }

  async live(): Promise<void> {
    this.events.sort((a, b) => a.at - b.at || a.order - b.order)
    for (const event of this.events) {
      this.instant = Math.max(event.at, this.instant === this.today ? event.at : this.instant)
      await event.run()
    }
    this.instant = this.today
  }
}
