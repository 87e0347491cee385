import { Refusal } from './refusal'
import type { AppKind } from './types'

export type Action = 'message' | 'click' | 'follow' | 'scan' | 'enter'

const HOUR = 3_600_000
const MINUTE = 60_000

/** What an action of the person lets the account send him: how many, for how long. */
const allowances: Record<Action, { kind: AppKind | 'both'; count: number; ms: number }> = {
  message: { kind: 'both', count: 5, ms: 48 * HOUR },
  click: { kind: 'oa', count: 3, ms: MINUTE },
  follow: { kind: 'oa', count: 3, ms: MINUTE },
  scan: { kind: 'oa', count: 3, ms: MINUTE },
  enter: { kind: 'mini', count: 2, ms: MINUTE },
}

export interface CustomWindow {
  action: Action
  until: number
  left: number
}

/** The latest action of a kind begins its allowance anew; it does not add up. */
export function openWindow(windows: CustomWindow[], action: Action, kind: AppKind, now: number): void {
  const allowance = allowances[action]
  if (allowance.kind !== 'both' && allowance.kind !== kind) return
  const fresh = { action, until: now + allowance.ms, left: allowance.count }
  const at = windows.findIndex((w) => w.action === action)
  if (at < 0) windows.push(fresh)
  else windows[at] = fresh
}

/** Takes one from the allowance that ends first. @throws Refusal 45015 none open, 45047 all used up */
export function spendWindow(windows: readonly CustomWindow[], now: number): void {
  const openNow = windows.filter((w) => now < w.until)
  if (openNow.length === 0) throw new Refusal(45015)
  const next = openNow.filter((w) => w.left > 0).sort((a, b) => a.until - b.until)[0]
  if (!next) throw new Refusal(45047)
  next.left -= 1
}
