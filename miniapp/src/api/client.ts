import type { Input, Method, PathOf, ReplyOf } from './contract'
import { type FieldError, Problem } from './problem'
import { type Received, type Sent, transport } from './transport'

const READ_MS = 10_000
const WRITE_MS = 15_000
const busy = new Set([502, 503, 504])

let clockAhead = 0
/** The service's time: a phone's own clock may be wrong. */
export const serverNow = (): number => Date.now() + clockAhead

/** Random enough for a key of one person's writes; the mini-program has no `crypto`. */
export const newKey = (): string =>
  [0, 0, 0, 0].map(() => Math.random().toString(36).slice(2, 10).padEnd(8, '0')).join('')

export function addressOf(path: string, params: object = {}, query: object = {}): string {
  const values = params as Record<string, unknown>
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    // Without its id it would be the address of something else: a list, for one.
    if (values[name] === undefined || values[name] === '') throw new Problem('not_found', 404)
    return encodeURIComponent(String(values[name]))
  })
  const given = Object.entries(query).filter(([, v]) => v !== undefined && v !== null && v !== '')
  const search = given.map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join('&')
  return search ? `${filled}?${search}` : filled
}

/** @throws Problem whatever did not succeed */
async function once(sent: Sent): Promise<Received> {
  const received = await transport(sent).catch((cause: unknown) => {
    throw new Problem(cause === 'timeout' ? 'timeout' : 'offline', 0)
  })
  const told = Date.parse(received.headers.date ?? '')
  if (told) clockAhead = told - Date.now()
  if (received.status >= 200 && received.status < 300) return received
  const body = (typeof received.body === 'object' ? received.body : null) as {
    code?: string
    detail?: string
    errors?: FieldError[]
  } | null
  const code = body?.code ?? (busy.has(received.status) ? 'unavailable' : 'internal')
  const problem = new Problem(code, received.status, body?.detail, body?.errors)
  problem.retryAfter = Number(received.headers['retry-after']) || undefined
  throw problem
}

/** Once more where that can do no harm: a read, or a write that carries a key. */
async function twice(sent: Sent): Promise<Received> {
  try {
    return await once(sent)
  } catch (error) {
    const isSafe = sent.method === 'GET' || sent.headers['idempotency-key'] !== undefined
    const isPassing = error instanceof Problem && (error.isUnknown || busy.has(error.status))
    if (!isSafe || !isPassing) throw error
    return once(sent)
  }
}

export async function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  { params, query, body, idempotencyKey }: Input<M, P> = {},
  token?: string | null,
): Promise<ReplyOf<M, P>> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (idempotencyKey) headers['idempotency-key'] = idempotencyKey
  if (token) headers.authorization = `Bearer ${token}`
  const received = await twice({
    method: method.toUpperCase() as Sent['method'],
    address: addressOf(path as string, params as object, query as object),
    headers,
    body,
    timeoutMs: method === 'get' ? READ_MS : WRITE_MS,
  })
  return received.body as ReplyOf<M, P>
}

/** What anybody may read. */
export const api = {
  get: <P extends PathOf<'get'>>(path: P, input?: Input<'get', P>) => call('get', path, input),
  post: <P extends PathOf<'post'>>(path: P, input?: Input<'post', P>) => call('post', path, input),
}
