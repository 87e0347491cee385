import { z } from 'zod'
import { problem, unavailable } from '../problem'

export const codeRefused = problem(
  'code_refused',
  'unauthenticated',
  '微信登录凭证无效或已使用，请重新进入后再试。',
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

/**
 * Stands in for WeChat where there is none: `sim:<openid>` is that person, as often as he likes;
 * `sim:<openid>:<anything>` is the same person once.
 */
export class SimulatedIdentity implements IdentitySource {
  constructor(private readonly appId: string) {}

  async exchange(code: string): Promise<WechatIdentity> {
    const [, openid, once] = /^sim:([^:]+)(:.*)?$/su.exec(code) ?? []
    if (!openid) throw codeRefused()
    return { appId: this.appId, openid, singleUse: once !== undefined }
  }
}

const reply = z.object({
  openid: z.string().min(1).optional(),
  unionid: z.string().optional(),
  errcode: z.number().optional(),
})

/** code2session. The session_key it also answers is not read: nothing here needs it. */
export class MiniProgramIdentity implements IdentitySource {
  constructor(
    private readonly options: { apiBase: string; appId: string; secret: string; timeoutMs?: number },
    private readonly fetchImpl: typeof fetch = fetch,
  ) {}

  async exchange(code: string): Promise<WechatIdentity> {
    const { apiBase, appId, secret } = this.options
    const query = new URLSearchParams({
      appid: appId,
      secret,
      js_code: code,
      grant_type: 'authorization_code',
    })
    let answer: z.infer<typeof reply>
    try {
      const response = await this.fetchImpl(`${apiBase}/sns/jscode2session?${query}`, {
        signal: AbortSignal.timeout(this.options.timeoutMs ?? 5_000),
      })
      answer = reply.parse(await response.json())
    } catch {
      throw unavailable({ detail: '微信暂时没有回应，请稍后再试。', retryAfter: 3 })
    }
    // 45011: a hundred tries a minute; negative codes: WeChat itself is busy.
    if ((answer.errcode ?? 0) < 0 || answer.errcode === 45011)
      throw unavailable({ detail: '微信暂时繁忙，请稍后再试。', retryAfter: 3 })
    if (answer.errcode || !answer.openid) throw codeRefused()
    return { appId, openid: answer.openid, unionid: answer.unionid, singleUse: true }
  }
}
