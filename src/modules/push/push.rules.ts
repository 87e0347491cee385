import { addCalendarDays, shanghaiDay, startOfShanghaiDay } from '../../platform/calendar'
import type { Resident } from '../residents'
import type { Division } from '../staff'
import type { Audience, CampaignState, DeliveryState, Outcome, Rest } from './push.entities'

/** Still to be sent: a campaign is not done while it has one of these, and cancelling ends them. */
export const waitingStates = ['queued', 'busy', 'quota'] as const satisfies readonly DeliveryState[]

export const isWaiting = (state: DeliveryState) => (waitingStates as readonly string[]).includes(state)
export const isOver = (state: CampaignState) => state === 'done' || state === 'cancelled'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Nobody's phone rings at midnight because a quota has been renewed then. */
const MORNING = 9 * HOUR

/**
 * When a delivery with this outcome may be tried again (epoch ms): a busy platform after 1, 2, 4 … at most 60 minutes,
 * a used-up quota on the next Shanghai day at 9:00. Other outcomes are final and keep `now`.
 */
export function dueAfter(outcome: Outcome, attempts: number, now: number): number {
  if (outcome === 'busy') return now + Math.min(2 ** Math.min(Math.max(attempts, 1) - 1, 6) * MINUTE, HOUR)
  if (outcome === 'quota') return startOfShanghaiDay(addCalendarDays(shanghaiDay(now), 1)) + MORNING
  return now
}

/** Nobody's phone rings in the night for what can wait; Shanghai hours, the first one quiet, the last one not. */
const QUIET_FROM = 22 * HOUR
const QUIET_TO = 8 * HOUR

/** Is this instant (epoch ms) between 22:00 and 8:00 in Shanghai? */
export function isQuiet(now: number): boolean {
  const sinceMidnight = now - startOfShanghaiDay(shanghaiDay(now))
  return sinceMidnight >= QUIET_FROM || sinceMidnight < QUIET_TO
}

/** When the quiet hours in which `now` lies are over (epoch ms); `now` itself outside them. */
export function wakingTime(now: number): number {
  if (!isQuiet(now)) return now
  const today = startOfShanghaiDay(shanghaiDay(now))
  return now - today < QUIET_TO
    ? today + QUIET_TO
    : startOfShanghaiDay(addCalendarDays(shanghaiDay(now), 1)) + QUIET_TO
}

/** A channel that leaves the house may be used from then on: its rest is over, and it is day or urgent. */
export function openFrom(rest: Rest | undefined, isUrgent: boolean, now: number): number {
  const rested = Math.max(now, rest?.until ?? 0)
  return isUrgent ? rested : wakingTime(rested)
}

const REST_MS = 5_000
const LONGEST_REST_MS = 10 * MINUTE
/** So few go out after a rest, to see whether the other side is back. */
export const PROBE = 4
/** So many must go wrong before it looks like more than chance; after a rest, one. */
const ALARMING = 3

/**
 * What a channel does after these outcomes of one wave: while the other side is away, every further message would end
 * unknown, so it rests for 5, 10, 20 … at most 600 seconds; with its quota used up until the next morning.
 * @returns undefined when it need not rest
 */
export function restAfter(
  outcomes: readonly Outcome[],
  before: Rest | undefined,
  now: number,
): Rest | undefined {
  if (outcomes.includes('quota')) return { until: dueAfter('quota', 1, now), times: 1 }
  const astray = outcomes.filter((o) => o === 'unknown' || o === 'busy' || o === 'failed').length
  const times = before?.times ?? 0
  if (astray >= (times > 0 ? 1 : ALARMING) && astray * 2 > outcomes.length)
    // Those of one wave come back in several handfuls: they are one reason to rest, not several.
    return before && before.until > now
      ? before
      : { until: now + Math.min(REST_MS * 2 ** Math.min(times, 10), LONGEST_REST_MS), times: times + 1 }
  return undefined
}

/**
 * May this resident be addressed? Never who has left. 个人信息保护法第二十四条: who has switched pushes by interest
 * off gets none that is chosen by topic.
 * @param districts the divisions an audience by division means; unused for other audiences
 */
export function isAddressed(
  resident: Pick<Resident, 'erasedAt' | 'personalised' | 'topics' | 'divisionId'>,
  audience: Audience,
  districts: ReadonlySet<string>,
): boolean {
  if (resident.erasedAt !== null) return false
  switch (audience.kind) {
    case 'all':
      return true
    case 'topic':
      return resident.personalised && resident.topics.includes(audience.topic)
    case 'division':
      return resident.divisionId !== null && districts.has(resident.divisionId)
    // They took part and are told what came of it; who took part is asked of the duty that knows.
    case 'voters':
    case 'commenters':
    case 'asker':
    case 'winners':
      return true
  }
}

/** A division and everything under it. */
export function divisionsUnder(all: readonly Pick<Division, 'id' | 'parentId'>[], top: string): Set<string> {
  const under = new Set([top])
  // The set grows while it is walked, so grandchildren are found too.
  for (const id of under) for (const d of all) if (d.parentId === id) under.add(d.id)
  return under
}
