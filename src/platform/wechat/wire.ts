import { Agent, type Dispatcher, fetch as transport } from 'undici'
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

/** Who is to know when a request goes to the wire. */
export interface Departure {
  /** In the moment before its first byte is written, again where it is repeated. @returns false: it is to stay here */
  leaves(): boolean
  /** The other side has refused it unread. */
  stays?(): void
}

export interface WireOptions {
  /** Without a slash at the end. */
  apiBase: string
  log?: Log
  /** For a connection, for the beginning of an answer, and for the whole of it; 5,000 ms unless given. */
  timeoutMs?: number
  /** What no message and no log line may repeat. */
  secrets?: readonly string[]
}

const TIMEOUT_MS = 5_000

const outcome = z.object({ errcode: z.number().int().optional(), errmsg: z.string().optional() })

type Transport = (url: string, init: object, leaves: () => boolean) => Promise<Response>

/** The network under every call to WeChat: bodies out, answers sorted by what is certain about them. */
export class Wire {
  readonly #options: WireOptions & { timeoutMs: number }
  readonly #send: Transport

  constructor(options: WireOptions, fetchImpl?: typeof fetch) {
    const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
    this.#options = { ...options, timeoutMs, apiBase: options.apiBase.replace(/\/+$/, '') }
    this.#send = fetchImpl ? blindly(fetchImpl) : impatiently(timeoutMs)
  }

  /** GET without a body, POST with one. The query may hold a token: it is never logged. */
  async call(
    path: string,
    query: Record<string, string>,
    body?: unknown,
    departure?: Departure,
  ): Promise<Answer> {
    const answer = await this.exchange(path, query, body, departure)
    if (answer.kind !== 'answered') this.#options.log?.warn({ api: path, why: answer.why }, 'wechat away')
    else if (answer.errcode !== 0)
      this.#options.log?.debug({ api: path, errcode: answer.errcode }, 'wechat refused')
    return answer
  }

  private async exchange(
    path: string,
    query: Record<string, string>,
    body: unknown,
    departure: Departure | undefined,
  ): Promise<Answer> {
    const { apiBase, timeoutMs } = this.#options
    const search = new URLSearchParams(query)
    let hasLeft = false
    const leaves = () => {
      const may = departure?.leaves() ?? true
      // Kept at a second try it may have gone out with the first.
      hasLeft ||= may
      return may
    }
    let bytes: Buffer
    try {
      const init = {
        method: body === undefined ? 'GET' : 'POST',
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        // A redirect would carry the token elsewhere.
        redirect: 'error',
      }
      const response = await this.#send(`${apiBase}${path}?${search}`, init, leaves)
      bytes = await wholeOf(response, performance.now() + timeoutMs)
    } catch (error) {
      return failure(error, hasLeft)
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

/**
 * Gives up of itself. A signal of ours for each request would cost an eighth of it, and `AbortSignal.timeout` would keep
 * each one, long answered, until its time is up (docs/decisions/0040).
 */
function impatiently(timeoutMs: number): Transport {
  const agent = new Agent({
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
  return (url, init, leaves) => {
    const dispatcher = agent.compose(
      (dispatch) => (options, handler) => dispatch(options, new DepartureHandler(handler, leaves)),
    )
    return transport(url, { ...init, dispatcher }) as unknown as Promise<Response>
  }
}

/** Another's fetch tells nobody when it begins to write. */
const blindly =
  (fetchImpl: typeof fetch): Transport =>
  async (url, init, leaves) => {
    if (!leaves()) throw new TypeError('Kept')
    return fetchImpl(url, init)
  }

type Handler = Dispatcher.DispatchHandler
type Told<K extends keyof Handler> = Parameters<NonNullable<Handler[K]>>

/** A request waits until a connection is free: what happens right before its first byte is written, and all after. */
class DepartureHandler implements Handler {
  constructor(
    private readonly inner: Handler,
    private readonly leaves: () => boolean,
  ) {}

  onRequestStart(...told: Told<'onRequestStart'>): void {
    if (this.leaves()) this.inner.onRequestStart?.(...told)
    else told[0].abort(new Error('Kept'))
  }
  onRequestUpgrade(...told: Told<'onRequestUpgrade'>): void {
    this.inner.onRequestUpgrade?.(...told)
  }
  onResponseStart(...told: Told<'onResponseStart'>): void {
    this.inner.onResponseStart?.(...told)
  }
  onResponseData(...told: Told<'onResponseData'>): void {
    this.inner.onResponseData?.(...told)
  }
  onResponseEnd(...told: Told<'onResponseEnd'>): void {
    this.inner.onResponseEnd?.(...told)
  }
  onResponseError(...told: Told<'onResponseError'>): void {
    this.inner.onResponseError?.(...told)
  }
}

/** @throws TimeoutError where it still drips in after that time (of `performance.now`) */
async function wholeOf(response: Response, until: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body ?? []) {
    if (performance.now() > until) throw new DOMException('No whole answer in time', 'TimeoutError')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
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

const fault = z.object({ code: z.string() })
const thrown = z.object({ name: z.string(), cause: z.unknown().optional() })

/** Read by shape: an error of fetch may come from another realm, where instanceof knows nothing. */
function failure(error: unknown, hasLeft: boolean): Answer {
  const { name, cause } = thrown.safeParse(error).data ?? {}
  const { code = '' } = fault.safeParse(cause).data ?? {}
  // Looking up, connecting, shaking hands: not a byte of the request was written.
  if (!hasLeft) return { kind: 'unreached', why: code || 'kept' }
  const isLate = name === 'TimeoutError' || code.includes('TIMEOUT') || code === 'ETIMEDOUT'
  return { kind: 'lost', why: isLate ? 'timeout' : 'reset' }
}
