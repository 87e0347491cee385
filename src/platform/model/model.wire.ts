/** What became of one call to a model. Calling never throws. */
export type WireAnswer =
  | { kind: 'answered'; json: unknown }
  | { kind: 'none'; why: 'timeout' | 'refused' | 'unreached' | 'garbled' }

export interface ModelWireOptions {
  /** Of the OpenAI-compatible interface, for example `https://models.example.gov.cn/v1`. */
  baseUrl: string
  key?: string
  /** For one request, from the first byte to the last. */
  timeoutMs: number
}

/** An answer is a few words; whoever sends so much more is no model. */
const MOST_BYTES = 2 ** 20

/** The network under a model: a body out, an answer back within a bounded time. The key is in no message and no log. */
export class ModelWire {
  readonly #options: ModelWireOptions
  readonly #fetch: typeof fetch

  constructor(options: ModelWireOptions, fetchImpl: typeof fetch = fetch) {
    this.#options = { ...options, baseUrl: options.baseUrl.replace(/\/+$/, '') }
    this.#fetch = fetchImpl
  }

  async post(path: string, body: unknown): Promise<WireAnswer> {
    const { baseUrl, key, timeoutMs } = this.#options
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), timeoutMs)
    try {
      const response = await this.#fetch(`${baseUrl}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        body: JSON.stringify(body),
        // A redirect would carry the key and the words elsewhere.
        redirect: 'error',
        signal: late.signal,
      })
      if (!response.ok) {
        await response.body?.cancel()
        return { kind: 'none', why: 'refused' }
      }
      const text = await bounded(response)
      return text === null ? { kind: 'none', why: 'garbled' } : { kind: 'answered', json: JSON.parse(text) }
    } catch (error) {
      if (late.signal.aborted) return { kind: 'none', why: 'timeout' }
      return { kind: 'none', why: (error as Error)?.name === 'SyntaxError' ? 'garbled' : 'unreached' }
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Null where it is longer than any answer. */
async function bounded(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
