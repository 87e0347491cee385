import { z } from 'zod'
import type { Clock } from '../clock'
import type { Log } from '../log'
import type { Answer, Departure, Wire } from './wire'

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

export interface Token {
  value: string
  /** Epoch ms: to be renewed then. */
  until: number
}

/** Where the processes of one office keep the token they share. */
export interface TokenShelf {
  /**
   * The token that is there, unless it is the stale one; or the caller is to fetch a new one and `put` it; or another
   * process is doing so.
   */
  take(appId: string, stale: string | null): Promise<Token | 'fetch' | 'wait'>
  /** @param token null: none was to be had */
  put(appId: string, token: Token | null): Promise<void>
}

/** While another process asks; after 10 s this one does so itself. */
const LOOK_AGAIN_MS = 25
const MOST_LOOKS = 400

type Fetched = { kind: 'token'; value: string } | Tokenless

/**
 * The access token of one account and the calls made with it. Within one process all who wait share one request; with a
 * shelf, so do all processes of the office and those that come after a crash.
 */
export class TokenCalls {
  #token: Token | null = null
  /** The one WeChat no longer knew. */
  #stale: string | null = null
  #shelf: TokenShelf | null = null
  #pending: Promise<Fetched> | null = null
  readonly #secret: string

  constructor(
    private readonly wire: Wire,
    private readonly account: { appId: string; clock: Clock; log: Log },
    secret: string,
  ) {
    this.#secret = secret
  }

  share(shelf: TokenShelf): void {
    this.#shelf = shelf
  }

  async ready(): Promise<void> {
    await this.token()
  }

  /** Calls with the token; with a new one, exactly once more, when WeChat did not know the first. */
  async call(
    path: string,
    body: unknown,
    query: Record<string, string> = {},
    departure?: Departure,
  ): Promise<Answer | Tokenless> {
    const first = await this.token()
    if (first.kind !== 'token') return first
    const answer = await this.wire.call(path, { access_token: first.value, ...query }, body, departure)
    if (answer.kind !== 'answered' || !STALE.has(answer.errcode)) return answer
    departure?.stays?.()
    // Somebody else may have renewed it since: a token that just came must not be thrown away.
    if (this.#token?.value === first.value) {
      this.#token = null
      this.#stale = first.value
    }
    const second = await this.token()
    if (second.kind !== 'token') return second
    return this.wire.call(path, { access_token: second.value, ...query }, body, departure)
  }

  private async token(): Promise<Fetched> {
    if (this.#token && this.account.clock.now() < this.#token.until)
      return { kind: 'token', value: this.#token.value }
    this.#pending ??= this.renew().finally(() => {
      this.#pending = null
    })
    return this.#pending
  }

  private async renew(): Promise<Fetched> {
    const shelf = this.#shelf
    if (!shelf) return this.fetch()
    const { appId, log } = this.account
    try {
      for (let looks = 0; looks < MOST_LOOKS; looks++) {
        const found = await shelf.take(appId, this.#stale)
        if (found === 'fetch') break
        if (found !== 'wait') {
          this.#token = found
          return { kind: 'token', value: found.value }
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
      }
    } catch (error) {
      // stable_token answers every process the same: with the database away each asks for itself.
      log.warn({ appId, message: String((error as Error)?.message) }, 'wechat token not shared')
      return this.fetch()
    }
    const fetched = await this.fetch()
    const token = fetched.kind === 'token' ? this.#token : null
    // What could not be put there is fetched again by others, after the lease.
    await shelf.put(appId, token).catch(() => undefined)
    return fetched
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
