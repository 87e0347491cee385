import { ElMessage } from 'element-plus'
import { reactive } from 'vue'
import { newKey } from './client'
import { isAborted, Problem, wordsOf } from './problem'

export interface ActOptions<R> {
  /** What to say when it is done; nothing where the screen itself shows it. */
  done?: string | ((reply: R) => string)
  /** Where the refusal is shown: as a toast, or by the screen itself from `problem` and `errors`. */
  show?: 'toast' | 'screen'
}

export interface Act<A extends unknown[], R> {
  busy: boolean
  problem: Problem | null
  /** Sentences by field, for `<el-form-item :error="save.errors.title">`. */
  errors: Record<string, string>
  /** @returns the reply, or undefined where it was refused */
  run(...args: A): Promise<R | undefined>
  clear(): void
}

/**
 * Runs a write: one at a time, with an idempotency key that stays the same while nobody knows whether the last try was
 * done, and with the refusal in words.
 */
export function useAct<A extends unknown[], R>(
  write: (idempotencyKey: string, ...args: A) => Promise<R>,
  { done, show = 'toast' }: ActOptions<R> = {},
): Act<A, R> {
  let key = newKey()
  const act: Act<A, R> = reactive({
    busy: false,
    problem: null,
    errors: {},
    clear() {
      act.problem = null
      act.errors = {}
    },
    async run(...args: A) {
      if (act.busy) return undefined
      act.busy = true
      act.clear()
      try {
        const reply = await write(key, ...args)
        key = newKey()
        const words = typeof done === 'function' ? done(reply) : done
        if (words) ElMessage.success({ message: words, grouping: true })
        return reply
      } catch (error) {
        if (isAborted(error)) return undefined
        if (!(error instanceof Problem)) throw error
        if (!error.isUnknown) key = newKey()
        act.problem = error
        act.errors = Object.fromEntries(error.errors.map((e) => [e.path, e.message]))
        if (show === 'toast' && error.code !== 'unauthenticated')
          ElMessage.error({ message: wordsOf(error), duration: 6_000, showClose: true, grouping: true })
        return undefined
      } finally {
        act.busy = false
      }
    },
  }) as Act<A, R>
  return act
}
