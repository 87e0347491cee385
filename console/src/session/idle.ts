import { onScopeDispose } from 'vue'
import { untouchedFor } from '@/kit/useRead'
import { useSession } from './session.store'

/** As long as the service keeps an idle session. */
const IDLE_MS = 30 * 60_000
const KEY = 'guangting-touched'

/** Signs out where nobody has touched any window of the console for as long as the service would wait. */
export function watchIdle(): void {
  const session = useSession()
  const timer = setInterval(() => {
    const here = Date.now() - untouchedFor()
    const anywhere = Math.max(here, Number(localStorage.getItem(KEY)) || 0)
    if (here === anywhere) localStorage.setItem(KEY, String(here))
    if (Date.now() - anywhere >= IDLE_MS && session.staff) void session.signOut('idle')
  }, 15_000)
  onScopeDispose(() => clearInterval(timer))
}
