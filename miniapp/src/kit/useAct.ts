import { reactive } from 'vue'
import { newKey } from '@/api/client'
import { Problem } from '@/api/problem'

export interface Act<A extends unknown[], R> {
  busy: boolean
  problem: Problem | null
  /** Sentences by field, as the contract names it. */
  errors: Record<string, string>
  /** @returns the reply, or undefined where it was not done; `problem` says why */
  run(...args: A): Promise<R | undefined>
  clear(): void
}

/**
 * Runs a write: one at a time, and with an idempotency key that stays the same while nobody knows whether the last try
 * was done, so that pressing again never does it twice.
 */
export function useAct<A extends unknown[], R>(write: (idempotencyKey: string, ...args: A) => Promise<R>) {
  let key = newKey()
  const act: Act<A, R> = reactive({
    busy: false,
    problem: null,
    errors: {},
    clear() {
      Object.assign(act, { problem: null, errors: {} })
    },
    async run(...args: A) {
      if (act.busy) return undefined
      act.busy = true
      act.clear()
      try {
        const reply = await write(key, ...args)
        key = newKey()
        return reply
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        if (!error.isUnknown) key = newKey()
        act.problem = error
        act.errors = Object.fromEntries(error.errors.map((e) => [e.path, e.message]))
        return undefined
      } finally {
        act.busy = false
      }
    },
  }) as Act<A, R>
  return act
}
