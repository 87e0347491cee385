/** Source of "now". Every rule about time receives one, so tests can stop it. */
export interface Clock {
  /** Current instant in epoch milliseconds (UTC). */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** RFC 3339 UTC with milliseconds, the form every reply uses. */
export function rfc3339(instant: number): string {
  return new Date(instant).toISOString()
}

/** Epoch milliseconds of an RFC 3339 text that a contract has already checked. */
export function instantOf(text: string): number {
  return Date.parse(text)
}
