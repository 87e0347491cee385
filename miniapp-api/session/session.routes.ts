import type { SignedIn } from '../../src/modules/residents'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import { cookieOf } from '../../src/platform/http/cookies'
import { answer, type Counter } from '../../src/platform/http/serve'
import { prepareWebSignIn, signIn, signInOnWeb, signOut } from './session.contract'

/** How long a person may take on WeChat's side, in seconds. */
const PATIENCE_S = 600

const present = ({ token, expiresAt, resident }: SignedIn) => ({
  token,
  expiresAt: rfc3339(expiresAt),
  resident: { id: resident.id, ageFriendly: resident.ageFriendly },
})

/** @param secure whether the public address is https; over plain http a browser refuses `__Host-` cookies */
export function sessionRoutes(counter: Counter, { residents, webSignIn }: Office, secure: boolean): void {
  const name = secure ? '__Host-web-sign-in' : 'web-sign-in'
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`

  counter.serve(signIn, async ({ body }) => present(await residents.signIn(body.code)))
  counter.serve(prepareWebSignIn, async () => {
    const prepared = webSignIn.prepare()
    if (prepared.way === 'simulated') return { way: prepared.way }
    const { way, url, nonce } = prepared
    return answer({
      body: { way, url },
      cookies: [`${name}=${nonce}; ${attributes}; Max-Age=${PATIENCE_S}`],
    })
  })
  counter.serve(signInOnWeb, async ({ body, request }) => {
    const signedIn = await webSignIn.signIn(body.code, body.state, cookieOf(request.cookie, name))
    return answer({
      status: 201,
      body: present(signedIn),
      cookies: [`${name}=; ${attributes}; Max-Age=0`],
    })
  })
  counter.serve(signOut, ({ caller }) => residents.signOut(caller.sessionHash))
}
