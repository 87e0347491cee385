import { z } from 'zod'
import type { Log } from '../log'

/** What became of one call, as far as this side can know. Calling never throws. */
export type Answer =
  /** `errcode` 0 where WeChat sent none; `json` is null for an image, `bytes` are the answer as it came. */
  | { kind: 'answered'; errcode: number; errmsg: string; json: unknown; bytes: Buffer }
  /** Certain: the request never left this machine. */
  | { kind: 'unreached'; why: string }
  /** The request may have been carried out; what came back, if anything, does not say. */
  | { kind: 'lost'; why: 'timeout' | 'reset' | 'garbled' }

export interface WireOptions {
  /** Without a slash at the end. */
  apiBase: string
  log?: Log
  /** For one request, from the first byte to the last; 5,000 ms unless given. */
  timeoutMs?: number
  /** What no message and no log line may repeat. */
  secrets?: readonly string[]
}

const outcome = z.object({ errcode: z.number().int().optional(), errmsg: z.string().optional() })

/** The network under every call to WeChat: bodies out, answers sorted by what is certain about them. */
export class Wire {
  readonly #options: WireOptions
  readonly #fetch: typeof fetch

  constructor(options: WireOptions, fetchImpl: typeof fetch = fetch) {
    this.#options = { ...options, apiBase: options.apiBase.replace(/\/+$/, '') }
    this.#fetch = fetchImpl
  }

  /** GET without a body, POST with one. The query may hold a token: it is never logged. */
  async call(path: string, query: Record<string, string>, body?: unknown): Promise<Answer> {
    const answer = await this.exchange(path, query, body)
    if (answer.kind !== 'answered') this.#options.log?.warn({ api: path, why: answer.why }, 'wechat away')
    else if (answer.errcode !== 0)
      this.#options.log?.debug({ api: path, errcode: answer.errcode }, 'wechat refused')
    return answer
  }

  private async exchange(path: string, query: Record<string, string>, body: unknown): Promise<Answer> {
    const { apiBase, timeoutMs = 5_000 } = this.#options
    const search = new URLSearchParams(query)
    let bytes: Buffer
    // AbortSignal.timeout would keep each request, long answered, until its time is up: thousands in a push.
    const late = new AbortController()
    const timer = setTimeout(
      () => late.abort(new DOMException('No answer in time', 'TimeoutError')),
      timeoutMs,
    )
    try {
      const response = await this.#fetch(`${apiBase}${path}?${search}`, {
        method: body === undefined ? 'GET' : 'POST',
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        // A redirect would carry the token elsewhere.
        redirect: 'error',
        signal: late.signal,
      })
      bytes = Buffer.from(await response.arrayBuffer())
    } catch (error) {
      return failure(error)
    } finally {
      clearTimeout(timer)
    }
    if (isImage(bytes)) return { kind: 'answered', errcode: 0, errmsg: '', json: null, bytes }
    const json = parsed(bytes.toString('utf8'))
    const told = outcome.safeParse(json)
    if (!told.success) return { kind: 'lost', why: 'garbled' }
    const { errcode = 0, errmsg = '' } = told.data
    return { kind: 'answered', errcode, errmsg: this.discreet(errmsg, query), json, bytes }
  }

  /** What WeChat says about a fault, less the secrets it may quote, at most 200 characters. */
  private discreet(errmsg: string, query: Record<string, string>): string {
    const secrets = [...(this.#options.secrets ?? []), ...Object.values(query)].filter((s) => s.length > 7)
    return Array.from(secrets.reduce((text, secret) => text.replaceAll(secret, '…'), errmsg))
      .slice(0, 200)
      .join('')
  }
}

/** JPEG or PNG: the one kind of answer that is not JSON. */
function isImage(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 4).toString('hex')
  return start.startsWith('ffd8ff') || start === '89504e47'
}

/** Message ids exceed 2^53 and would be rounded: their digits are kept as text. */
const LONG_ID = /("msg_?(?:data_)?id"\s*:\s*)(\d+)/g

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(LONG_ID, '$1"$2"'))
  } catch {
    return undefined
  }
}

/** Faults in looking up, connecting and shaking hands: until then no byte of the request was written. */
const BEFORE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EMFILE|ENFILE|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_WRONG_VERSION_NUMBER|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/

const fault = z.object({ code: z.string(), syscall: z.string().optional() })
const thrown = z.object({ name: z.string(), cause: z.unknown().optional() })

/** Read by shape: an error of fetch may come from another realm, where instanceof knows nothing. */
function failure(error: unknown): Answer {
  const { name, cause } = thrown.safeParse(error).data ?? {}
  if (name === 'TimeoutError') return { kind: 'lost', why: 'timeout' }
  const { code = '', syscall } = fault.safeParse(cause).data ?? {}
  const connecting = syscall === 'connect' || syscall === 'getaddrinfo'
  if (connecting || (syscall === undefined && BEFORE.test(code))) return { kind: 'unreached', why: code }
  return { kind: 'lost', why: code.includes('TIMEOUT') || code === 'ETIMEDOUT' ? 'timeout' : 'reset' }
}
