import { sha256 } from '../../platform/crypto'
import { invalidField, type Problem } from '../../platform/problem'
import type { Poll, Stall } from './polls.entities'
import { stallOver, stallRevoked } from './polls.problems'

const HOUR_MS = 3_600_000
/**
 * A tablet that was without network brings what it has gathered: for a day after the link's end, and only while the
 * poll is open.
 */
export const GRACE_MS = 24 * HOUR_MS
/** A market day rarely brings a thousand; more than this is no market day. */
export const BALLOT_LIMIT = { preset: 2_000, most: 5_000 }

/** The unique part of a stall ballot's time: its key alone says which ballot it is, whatever day it arrives. */
export const STALL_PERIOD = 'stall'

export type StallState = 'open' | 'grace' | 'over' | 'revoked'

/** Open until just before `endsAt`. */
export function stallStateOf(
  stall: Pick<Stall, 'endsAt' | 'revokedAt'>,
  poll: Pick<Poll, 'closesAt' | 'frozenAt'>,
  now: number,
): StallState {
  if (stall.revokedAt !== null) return 'revoked'
  if (poll.frozenAt !== null || now >= poll.closesAt) return 'over'
  if (now < stall.endsAt) return 'open'
  return now < stall.endsAt + GRACE_MS ? 'grace' : 'over'
}

/**
 * When a ballot was written, by the server's clock: a tablet's clock may be wrong, and how long a ballot has waited on
 * it is right all the same. Never in the future.
 */
export function writtenAtOf(age: number, now: number): number {
  return now - Math.max(0, age)
}

/** Why a link does not take a ballot written then and brought now; the poll's own window is judged apart. */
export function stallRefusal(
  stall: Pick<Stall, 'endsAt' | 'revokedAt'>,
  writtenAt: number,
  now: number,
): Problem | null {
  if (stall.revokedAt !== null) return stallRevoked()
  if (now < stall.endsAt) return null
  return now < stall.endsAt + GRACE_MS && writtenAt < stall.endsAt ? null : stallOver()
}

/**
 * Stands where a resident's id stands, so that the unique key of ballots is also that of a tablet's keys. Begins with
 * S, as no ULID does; of one poll, so that a tablet that gets a new link goes on with the ballots it has.
 */
export function stallVoterId(pollId: string, key: string): string {
  const digits = BigInt(`0x${sha256(`stall\n${pollId}\n${key}`).slice(0, 31)}`).toString(32)
  return `S${digits.padStart(25, '0').toUpperCase()}`
}

export const STALL_CHANNEL = 'channel:stall'
/** The counters that a stall's ballot moves beside those of every ballot. */
export function stallItems(stallId: string): string[] {
  return [STALL_CHANNEL, stallItem(stallId)]
}
export const stallItem = (stallId: string) => `stall:${stallId}`

/** @throws Problem invalid_request */
export function refuseImpossibleStall(
  { endsAt }: Pick<Stall, 'endsAt'>,
  poll: Pick<Poll, 'closesAt'>,
  now: number,
): void {
  if (endsAt <= now) throw invalidField('endsAt', '结束时间已经过去')
  if (endsAt > poll.closesAt) throw invalidField('endsAt', '结束时间不能晚于投票的结束时间')
}
