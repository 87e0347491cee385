import { equalSecrets, newToken, sha256 } from '../../platform/crypto'
import { problem } from '../../platform/problem'
import type { WebIdentity } from '../../platform/wechat/web-identity'
import type { Residents, SignedIn } from './residents.service'

export const signInExpired = problem(
  'sign_in_expired',
  'unauthenticated',
  '登录页面已过期，或者不是从这里打开的，请重新进入。',
)

/** How somebody who has opened a page may sign in. */
export type WebWay =
  | { way: 'simulated' }
  /** `nonce` stays with the browser; WeChat brings back what was made of it, and only that browser can match it. */
  | { way: 'wechat'; url: string; nonce: string }

/** Letters and digits only, as WeChat asks. */
const stateOf = (nonce: string) => sha256(`web-sign-in\n${nonce}`)

/** Signing in on a page in WeChat's browser: by the 服务号, where the mini-program has `wx.login`. */
export class WebSignIn {
  constructor(
    private readonly residents: Residents,
    private readonly source: WebIdentity | null,
    private readonly publicUrl: string,
  ) {}

  /** What a page must know before it asks for anything. */
  get way(): WebWay['way'] {
    return this.source ? 'wechat' : 'simulated'
  }

  /** People come back to the first page and nowhere else: where they were is kept by their browser. */
  prepare(): WebWay {
    if (!this.source) return { way: 'simulated' }
    const nonce = newToken()
    return { way: 'wechat', url: this.source.authorizeUrl(`${this.publicUrl}/`, stateOf(nonce)), nonce }
  }

  /**
   * @param nonce as the browser kept it
   * @throws Problem sign_in_expired, code_refused, snapshot_only, unavailable
   */
  async signIn(code: string, state: string, nonce: string | undefined): Promise<SignedIn> {
    if (!this.source || !nonce || !equalSecrets(stateOf(nonce), state)) throw signInExpired()
    return this.residents.signIn(code, this.source)
  }
}
