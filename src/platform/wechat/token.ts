import { z } from 'zod'
import type { Clock } from '../clock'
import type { Log } from '../log'
import type { Answer, Wire } from './wire'

/** The token is no longer the one WeChat knows: invalid, illegal, expired. Nothing was carried out. */
const STALE: ReadonlySet<number> = new Set([40001, 40014, 42001])

/** A call that was not carried out for want of a token. */
export interface Tokenless {
  kind: 'tokenless'
  /** WeChat's reason, or -1 when it could not be asked or was busy: nothing left, so it may be tried again. */
  errcode: number
  errmsg: string
}

const reply = z.object({ access_token: z.string().min(1).max(2048), expires_in: z.number().positive() })

type Fetched = { kind: 'token'; value: string } | Tokenless

/**
 * The access token of one account and the calls made with it. stable_token answers every process the same token,
 * so nothing is shared between processes; within one, all who wait share one request.
 */
export class TokenCalls {
  #token: { value: string; until: number } | null = null
  #pending: Promise<Fetched> | null = null
  readonly #secret: string

  constructor(
    private readonly wire: Wire,
    private readonly account: { appId: string; clock: Clock; log: Log },
    secret: string,
  ) {
    this.#secret = secret
  }

  /** Calls with the token; with a new one, exactly once more, when WeChat did not know the first. */
  async call(path: string, body: unknown, query: Record<string, string> = {}): Promise<Answer | Tokenless> {
    const first = await this.token()
    if (first.kind !== 'token') return first
    const answer = await this.wire.call(path, { access_token: first.value, ...query }, body)
    if (answer.kind !== 'answered' || !STALE.has(answer.errcode)) return answer
    // Somebody else may have renewed it since: a token that just came must not be thrown away.
    if (this.#token?.value === first.value) this.#token = null
    const second = await this.token()
    if (second.kind !== 'token') return second
    return this.wire.call(path, { access_token: second.value, ...query }, body)
  }

  private async token(): Promise<Fetched> {
    if (this.#token && this.account.clock.now() < this.#token.until)
      return { kind: 'token', value: this.#token.value }
    this.#pending ??= this.fetch().finally(() => {
      this.#pending = null
    })
    return this.#pending
  }

  private async fetch(): Promise<Fetched> {
    const asked = this.account.clock.now()
    const answer = await this.wire.call(
      '/cgi-bin/stable_token',
      {},
      {
        grant_type: 'client_credential',
        appid: this.account.appId,
        secret: this.#secret,
        force_refresh: false,
      },
    )
    if (answer.kind !== 'answered') return { kind: 'tokenless', errcode: -1, errmsg: answer.why }
    const told = reply.safeParse(answer.json)
    if (answer.errcode !== 0 || !told.success) {
      const { errcode, errmsg } = answer
      this.account.log.error({ appId: this.account.appId, errcode }, 'wechat gives no token')
      return { kind: 'tokenless', errcode: errcode > 0 ? errcode : -1, errmsg }
    }
    // Renewed five minutes early, while old and new are both valid; at least a minute, or 300 would mean never kept.
    const seconds = Math.max(60, told.data.expires_in - 300)
    this.#token = { value: told.data.access_token, until: asked + seconds * 1000 }
    return { kind: 'token', value: told.data.access_token }
  }
}
