import { z } from 'zod'
import type { Log } from '../log'
import { problem, unavailable } from '../problem'
import { type Answer, Wire } from './wire'

export const codeRefused = problem(
  'code_refused',
  'unauthenticated',
  '微信登录凭证无效或已使用，请重新进入后再试。',
)

export const snapshotOnly = problem(
  'snapshot_only',
  'unauthenticated',
  '现在看到的是微信的预览页面，请点页面下方的“使用完整服务”再参与。',
)

export interface WechatIdentity {
  appId: string
  /** Compared byte by byte; never leaves the server. */
  openid: string
  unionid?: string
  /** The code may not be used again: seen to here too, not by WeChat alone. */
  singleUse: boolean
}

/** Who stands behind a `wx.login` code. */
export interface IdentitySource {
  /** @throws Problem code_refused, unavailable */
  exchange(code: string): Promise<WechatIdentity>
}

/** Bytes: more would not fit where it is kept sealed. WeChat's have 28. */
const LONGEST_OPENID = 512

/**
 * Stands in for WeChat where there is none: `sim:<openid>` is that person, as often as he likes;
 * `sim:<openid>:<anything>` is the same person once.
 */
export class SimulatedIdentity implements IdentitySource {
  constructor(private readonly appId: string) {}

  async exchange(code: string): Promise<WechatIdentity> {
    const [, openid, once] = /^sim:([^:]+)(:.*)?$/su.exec(code) ?? []
    if (!openid || Buffer.byteLength(openid) > LONGEST_OPENID) throw codeRefused()
    return { appId: this.appId, openid, singleUse: once !== undefined }
  }
}

/** Not valid, used before, or of a person WeChat keeps out (40226); the rest is no fault of the person's. */
const REFUSED: ReadonlySet<number> = new Set([40029, 40163, 40226, 41008])
const reply = z.object({
  openid: z
    .string()
    .min(1)
    .max(LONGEST_OPENID / 4),
  unionid: z.string().optional(),
})

/** code2session. The session_key it also answers is not read: nothing here needs it. */
export class MiniProgramIdentity implements IdentitySource {
  readonly #options: { apiBase: string; appId: string; secret: string; log?: Log; timeoutMs?: number }
  readonly #wire: Wire

  constructor(
    options: { apiBase: string; appId: string; secret: string; log?: Log; timeoutMs?: number },
    fetchImpl?: typeof fetch,
  ) {
    this.#options = options
    this.#wire = new Wire({ ...options, secrets: [options.secret] }, fetchImpl)
  }

  async exchange(code: string): Promise<WechatIdentity> {
    const { appId, secret, log } = this.#options
    const answer = await this.#wire.call('/sns/jscode2session', {
      appid: appId,
      secret,
      js_code: code,
      grant_type: 'authorization_code',
    })
    return personIn(answer, appId, log)
  }
}

/** Who WeChat's answer to a code names. @throws Problem code_refused, unavailable */
export function personIn(answer: Answer, appId: string, log?: Log): WechatIdentity {
  if (answer.kind !== 'answered')
    throw unavailable({ detail: '微信暂时没有回应，请稍后再试。', retryAfter: 3 })
  if (REFUSED.has(answer.errcode)) throw codeRefused()
  const told = reply.safeParse(answer.json)
  if (answer.errcode === 0 && told.success) {
    const { openid, unionid } = told.data
    return { appId, openid, unionid: unionid || undefined, singleUse: true }
  }
  // 45011: a hundred tries a minute; negative codes: WeChat itself is busy; else our own appid or secret.
  if (answer.errcode > 0 && answer.errcode !== 45011)
    log?.error({ appId, errcode: answer.errcode }, 'wechat signs nobody in')
  throw unavailable({ detail: '微信暂时繁忙，请稍后再试。', retryAfter: 3 })
}
