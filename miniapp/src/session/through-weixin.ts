import { api } from '@/api/client'
import type { ReplyOf } from '@/api/contract'
import { Problem } from '@/api/problem'

/**
 * Signing in on pages in WeChat's own browser: there to WeChat, and back to the first page with a code. What must
 * outlast the way is kept by this tab alone.
 */
const KEPT = 'guangting.way-back'

interface WayBack {
  /** The page one was on. */
  to: string
}
interface Brought {
  code: string
  state: string
}

let brought: Brought | null = null
let untold: Problem | null = null

export const isInWeixin = (): boolean => /MicroMessenger/i.test(navigator.userAgent)
/** Somebody has just come back, and had agreed to the privacy statement before going. */
export const isBack = (): boolean => brought !== null

/** Signing in failed while nobody had asked for anything: said when somebody does, and only what going again won't mend. */
export function laterToldOf(error: unknown): void {
  if (error instanceof Problem && error.code === 'snapshot_only') untold = error
}

/** Before the router looks: the code leaves the address at once, and one is where one was. */
export function comeBack(): void {
  const query = new URLSearchParams(location.search)
  const [code, state] = [query.get('code'), query.get('state')]
  const kept = sessionStorage.getItem(KEPT)
  if (location.pathname !== '/' || !code || !state || !kept) return
  sessionStorage.removeItem(KEPT)
  brought = { code, state }
  history.replaceState(null, '', (JSON.parse(kept) as WayBack).to)
}

/** @throws Problem sign_in_expired, code_refused, snapshot_only, not_here */
export async function signInThroughWeixin(): Promise<ReplyOf<'post', '/api/session/web'>> {
  const body = brought
  brought = null
  if (body) return api.post('/api/session/web', { body })
  const refused = untold
  untold = null
  if (refused) throw refused
  if (!isInWeixin()) throw new Problem('not_here', 0)
  const { url } = await api.post('/api/session/web/preparation')
  if (!url) throw new Problem('not_here', 0)
  const wayBack: WayBack = { to: location.pathname + location.search + location.hash }
  sessionStorage.setItem(KEPT, JSON.stringify(wayBack))
  location.assign(url)
  // This page ends here.
  return new Promise(() => undefined)
}
