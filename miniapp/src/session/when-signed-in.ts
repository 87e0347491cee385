import { onUnmounted, watch } from 'vue'
import { kept } from '@/shell/kept'
import { CONSENT_VERSION } from './consent'
import { session } from './session'

/** Whether signing in would ask nothing: somebody is here, or has agreed before. */
export const isWelcome = (): boolean => session.isKnown || kept.get<string>('consent') === CONSENT_VERSION

/** Reads what is mine now, or once somebody has signed in; nobody is asked just for looking. */
export function whenSignedIn(read: () => void): void {
  if (isWelcome()) {
    read()
    return
  }
  const stop = watch(
    () => session.token,
    (token) => {
      if (!token) return
      stop()
      read()
    },
  )
  onUnmounted(stop)
}
