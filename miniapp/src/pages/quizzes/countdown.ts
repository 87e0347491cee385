import { onUnmounted, reactive } from 'vue'

/** When the paper is handed in by itself: a request takes a moment, and one that comes late does not count. */
export const HAND_IN_MS = 3_000

/**
 * Counts down to an end that only the service knows. It said how long was left when it answered, which was after it had
 * been asked: counted from the moment of asking, this clock may be early by the time an answer takes, and is never
 * late, whatever the phone's own clock shows.
 */
export function useCountdown(atEnd: () => void) {
  const state = reactive({ left: 0, isRunning: false })
  let end = 0
  let timer: ReturnType<typeof setInterval> | undefined

  const stop = () => {
    clearInterval(timer)
    state.isRunning = false
  }
  const tick = () => {
    state.left = Math.max(0, end - Date.now())
    if (!state.isRunning || state.left > HAND_IN_MS) return
    stop()
    atEnd()
  }
  onUnmounted(stop)
  return Object.assign(state, {
    stop,
    /** @param askedAt `Date.now()` right before the question left */
    follow(remaining: number, askedAt: number): void {
      end = askedAt + remaining
      clearInterval(timer)
      state.isRunning = true
      timer = setInterval(tick, 250)
      tick()
    },
  })
}
