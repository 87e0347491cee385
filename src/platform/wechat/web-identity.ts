import { z } from 'zod'
import type { Log } from '../log'
import { type IdentitySource, personIn, snapshotOnly, type WechatIdentity } from './identity'
import { Wire } from './wire'

export interface WebIdentityOptions {
  apiBase: string
  /** Where people are sent to say who they are; a person's browser reaches it, the server never does. */
  openBase: string
  appId: string
  secret: string
  log?: Log
  /** The unionid of a follower, where the exchange does not tell it. Throws nothing. */
  unionOf?: (openid: string) => Promise<string | undefined>
}

/** An answer to somebody on a preview page names nobody: each visit is another made-up person. */
const snapshot = z.object({ is_snapshotuser: z.literal(1) })

/** 网页授权 of the 服务号, snsapi_base: who opened a page in WeChat's own browser, without asking him anything. */
export class WebIdentity implements IdentitySource {
  readonly #options: WebIdentityOptions
  readonly #wire: Wire

  constructor(options: WebIdentityOptions, fetchImpl?: typeof fetch) {
    this.#options = options
    this.#wire = new Wire({ ...options, secrets: [options.secret] }, fetchImpl)
  }

  /** WeChat compares the order of the parameters too. @param state letters and digits, at most 128 */
  authorizeUrl(redirect: string, state: string): string {
    const { openBase, appId } = this.#options
    const query = `appid=${encodeURIComponent(appId)}&redirect_uri=${encodeURIComponent(redirect)}`
    return `${openBase.replace(/\/+$/, '')}/connect/oauth2/authorize?${query}&response_type=code&scope=snsapi_base&state=${state}#wechat_redirect`
  }

  /** The tokens it also answers are not read: nothing here needs them. @throws Problem code_refused, unavailable */
  async exchange(code: string): Promise<WechatIdentity> {
    const { appId, secret, log, unionOf } = this.#options
    const answer = await this.#wire.call('/sns/oauth2/access_token', {
      appid: appId,
      secret,
      code,
      grant_type: 'authorization_code',
    })
    if (answer.kind === 'answered' && snapshot.safeParse(answer.json).success) throw snapshotOnly()
    const identity = personIn(answer, appId, log)
    return { ...identity, unionid: identity.unionid ?? (await unionOf?.(identity.openid)) }
  }
}
