import { onUnmounted, reactive } from 'vue'
import { Problem } from '@/api/problem'
import { kept } from '@/shell/kept'

export interface ReadOptions {
  /** Shown from the last visit until the answer is here, and while there is no network. Public things only. */
  keepAs?: string
  everyMs?: number
  /** Nothing is read before {@link reload} is called. */
  later?: boolean
}

/** Reads what a page shows, and keeps what is there while it is read again. */
export function useRead<T>(read: () => Promise<T>, { keepAs, everyMs, later }: ReadOptions = {}) {
  const state = reactive({
    data: (keepAs ? kept.seen<T>(keepAs) : null) as T | null,
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
    try {
      const data = await read()
      if (mine !== turn || gone) return
      Object.assign(state, { data, problem: null, isOld: false })
      if (keepAs) kept.see(keepAs, data)
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
