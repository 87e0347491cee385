import type { CheckLabel, CheckState, ContentCheck } from './moderation.entities'

export type Verdict = 'pass' | 'review' | 'risky' | 'away'

const SECOND = 1_000
const FIRST_RETRY_MS = 30 * SECOND
const LONGEST_RETRY_MS = 3600 * SECOND

/** Half a minute after the first try, twice as long after each further one, an hour at most; for ever. */
export function retryDelay(attempts: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 20), LONGEST_RETRY_MS)
}

type Change = Pick<ContentCheck, 'state' | 'label' | 'dueAt' | 'checkedAt'>

/** What a verdict makes of a text; `attempts` counts this one. Nothing but `pass` shows it. */
export function afterVerdict(verdict: Verdict, attempts: number, now: number): Change {
  if (verdict === 'pass') return { state: 'passed', label: null, dueAt: null, checkedAt: now }
  const dueAt = verdict === 'away' ? now + retryDelay(attempts) : null
  return { state: 'held', label: verdict, dueAt, checkedAt: verdict === 'away' ? null : now }
}

/** The person is known only to the 服务号, whose openids WeChat does not check: people read the text. */
export function unaskable(now: number): Change {
  const label: CheckLabel = 'no_openid'
  return { state: 'held', label, dueAt: null, checkedAt: now }
}

/** May others see it? A text nobody has looked at yet may not. */
export const isShown = (state: CheckState | undefined): boolean => state === 'passed' || state === 'released'

/** What stands where a text may not be shown. */
export const placeholder = (state: CheckState | undefined): string =>
  state === 'rejected' ? '〔未通过审核〕' : '〔待审核〕'
