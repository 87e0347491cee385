import { addCalendarDays, shanghaiDay, startOfShanghaiDay } from '../../platform/calendar'
import type { Resident } from '../residents'
import type { Division } from '../staff'
import type { Audience, CampaignState, DeliveryState, Outcome } from './push.entities'

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
  }
}

/** A division and everything under it. */
export function divisionsUnder(all: readonly Pick<Division, 'id' | 'parentId'>[], top: string): Set<string> {
  const under = new Set([top])
  // The set grows while it is walked, so grandchildren are found too.
  for (const id of under) for (const d of all) if (d.parentId === id) under.add(d.id)
  return under
}
