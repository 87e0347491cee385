import { onScopeDispose, reactive } from 'vue'
import { isAborted, Problem } from './problem'

/**
 * Reads what a screen shows, keeps what is there while it is read again, and stops when the screen goes.
 * @param everyMs reads again, while somebody is looking
 * @param first what another reply brought along: then nothing is read at the start
 */
export function useRead<T>(read: (signal: AbortSignal) => Promise<T>, everyMs?: number, first?: T | null) {
  const state = reactive({
    data: (first ?? null) as T | null,
    loading: false,
    problem: null as Problem | null,
  })
  let underWay: AbortController | undefined

  async function reload(): Promise<void> {
    underWay?.abort()
    const mine = new AbortController()
    underWay = mine
    state.loading = true
    try {
      state.data = (await read(mine.signal)) as never
      state.problem = null
    } catch (error) {
      if (isAborted(error)) return
      if (!(error instanceof Problem)) throw error
      state.problem = error
    } finally {
      if (underWay === mine) state.loading = false
    }
  }
  if (first === undefined || first === null) void reload()
  const timer = everyMs
    ? setInterval(() => {
        if (document.visibilityState === 'visible' && isAttended() && !state.loading) void reload()
      }, everyMs)
    : undefined
  onScopeDispose(() => {
    clearInterval(timer)
    underWay?.abort()
  })
  return Object.assign(state, { reload })
}

/** A screen that nobody touches must not keep the session alive. */
const ATTENDED_MS = 5 * 60_000
let touchedAt = Date.now()
for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel'])
  addEventListener(
    event,
    () => {
      touchedAt = Date.now()
    },
    { passive: true, capture: true },
  )
export const isAttended = (): boolean => Date.now() - touchedAt < ATTENDED_MS
export const untouchedFor = (): number => Date.now() - touchedAt
