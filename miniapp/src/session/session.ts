import { reactive } from 'vue'
import { call } from '@/api/client'
import type { Input, Method, PathOf, ReplyOf } from '@/api/contract'
import { Problem } from '@/api/problem'
import { reading, useElder } from '@/reading/reading'
import { kept } from '@/shell/kept'
import { askConsent, CONSENT_VERSION } from './consent'
import { openSession } from './sign-in'
import { isBack } from './through-weixin'

/** Who is here. The token stays on the phone, so that nobody signs in twice for one thing. */
export const session = reactive({
  token: kept.get<string>('token'),
  get isKnown(): boolean {
    return this.token !== null
  },
})

let underWay: Promise<void> | null = null

/**
 * Signs in where nobody is, after the privacy statement has been agreed to; several who ask at once wait for one.
 * @throws Problem consent_refused, not_here, and what the service says
 */
export function signIn(): Promise<void> {
  if (session.token) return Promise.resolve()
  underWay ??= begin().finally(() => {
    underWay = null
  })
  return underWay
}

async function begin(): Promise<void> {
  const isNew = kept.get<string>('consent') !== CONSENT_VERSION
  // Whoever comes back from WeChat agreed before going there.
  if (isNew && !(__WEB__ && isBack()) && !(await askConsent())) throw new Problem('consent_refused', 0)
  const { token, resident } = await openSession()
  keepToken(token)
  if (isNew) {
    await call('put', '/api/me/preferences', { body: { consentVersion: CONSENT_VERSION } }, token)
    kept.set('consent', CONSENT_VERSION)
  }
  if (resident.ageFriendly && !reading.elder) useElder(true)
}

export function keepToken(token: string | null): void {
  session.token = token
  kept.set('token', token)
}

/** Ends the session here; what is shown of it goes, and nothing that was counted. */
export async function signOut(): Promise<void> {
  const { token } = session
  keepToken(null)
  // The token is of no use here any more, whether the service could be told or not.
  if (token) await call('delete', '/api/session', {}, token).catch(() => undefined)
}

/** Nobody is here any more, and nothing on this phone tells who was. */
export function leave(): void {
  session.token = null
  kept.forgetPerson()
}

/** In the resident's name: signs in first, and once more when the session has run out. */
async function asResident<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  input?: Input<M, P>,
): Promise<ReplyOf<M, P>> {
  await signIn()
  try {
    return await call(method, path, input, session.token)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'unauthenticated') throw error
    // Refused before anything was done: the same again is no second time.
    keepToken(null)
    await signIn()
    return call(method, path, input, session.token)
  }
}

/** What only the resident may read or do. */
export const mine = {
  get: <P extends PathOf<'get'>>(path: P, input?: Input<'get', P>) => asResident('get', path, input),
  post: <P extends PathOf<'post'>>(path: P, input?: Input<'post', P>) => asResident('post', path, input),
  put: <P extends PathOf<'put'>>(path: P, input?: Input<'put', P>) => asResident('put', path, input),
  delete: <P extends PathOf<'delete'>>(path: P, input?: Input<'delete', P>) =>
    asResident('delete', path, input),
}
