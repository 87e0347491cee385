import { onUnmounted, reactive } from 'vue'
import { Problem } from '@/api/problem'
import { kept } from '@/shell/kept'

export interface ReadOptions {
  /** Shown from the last visit until the answer is here, and while there is no network. Public things only. */
  keepAs?: string | (() => string)
  everyMs?: number
  /** Nothing is read before {@link reload} is called. */
  later?: boolean
}

/** Reads what a page shows, and keeps what is there while it is read again. */
export function useRead<T>(read: () => Promise<T>, { keepAs, everyMs, later }: ReadOptions = {}) {
  const name = () => (typeof keepAs === 'function' ? keepAs() : keepAs)
  const state = reactive({
    data: (typeof keepAs === 'string' ? kept.seen<T>(keepAs) : null) as T | null,
    loading: false,
    problem: null as Problem | null,
    /** What is shown is from an earlier visit. */
    isOld: false,
  })
  state.isOld = state.data !== null
  let turn = 0
  let gone = false

  async function reload(): Promise<void> {
    const mine = ++turn
    state.loading = true
    const keep = name()
    // A page learns what it is about only once it is open.
    if (state.data === null && keep) {
      const old = kept.seen<T>(keep)
      if (old !== null) Object.assign(state, { data: old, isOld: true })
    }
    try {
      const data = await read()
      if (mine !== turn || gone) return
      Object.assign(state, { data, problem: null, isOld: false })
      if (keep) kept.see(keep, data)
    } catch (error) {
      if (mine !== turn || gone) return
      if (!(error instanceof Problem)) throw error
      state.problem = error
    } finally {
      if (mine === turn) state.loading = false
    }
  }
  if (!later) void reload()
  const timer = everyMs ? setInterval(() => !state.loading && void reload(), everyMs) : undefined
  onUnmounted(() => {
    gone = true
    clearInterval(timer)
  })
  return Object.assign(state, { reload })
}
