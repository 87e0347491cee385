import type { paths } from '@/api/schema'
import { type FieldError, Problem } from './problem'

/**
 * The one way to the service: typed by docs/openapi.json, so that a path, a query, a body and a reply that the contract
 * does not know do not compile.
 */
export type Method = 'get' | 'post' | 'put' | 'delete'
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never
}[keyof paths]
type Part<O, K extends 'path' | 'query'> = O extends { parameters: { [_ in K]?: infer X } } ? X : never
export type QueryOf<M extends Method, P extends PathOf<M>> = NonNullable<Part<paths[P][M], 'query'>>
export type BodyOf<M extends Method, P extends PathOf<M>> = paths[P][M] extends {
  requestBody?: { content: infer C }
}
  ? C[keyof C]
  : undefined
type Success = 200 | 201 | 202
type JsonOf<R> = R extends { content: { 'application/json': infer J } } ? J : undefined
export type ReplyOf<M extends Method, P extends PathOf<M>> = paths[P][M] extends { responses: infer R }
  ? Success & keyof R extends never
    ? undefined
    : JsonOf<R[Success & keyof R]>
  : never
export interface Input<M extends Method, P extends PathOf<M>> {
  params?: Part<paths[P][M], 'path'>
  query?: QueryOf<M, P>
  body?: BodyOf<M, P> | FormData
  signal?: AbortSignal
  timeoutMs?: number
  /** The same for every try of one intention: whatever came of the first is the answer to the second. */
  idempotencyKey?: string
}

let csrfToken = ''
export const setCsrfToken = (token: string): void => {
  csrfToken = token
}
let signedOut: (reason: 'unauthenticated' | 'must_change_password') => void = () => {}
export const onSignedOut = (listener: typeof signedOut): void => {
  signedOut = listener
}
/** `crypto.randomUUID` is missing over plain http in a local network. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')

export function addressOf(path: string, params: object = {}, query: object = {}): string {
  const values = new Map<string, unknown>(Object.entries(params))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))))
  const given = Object.entries(query).filter(([, v]) => v !== undefined && v !== null && v !== '')
  const search = new URLSearchParams(given.map(([k, v]) => [k, String(v)])).toString()
  return search ? `${filled}?${search}` : filled
}

/** @throws Problem whatever did not succeed, in words; an AbortError where `signal` was aborted */
export async function fetchFrom(
  method: Method,
  address: string,
  options: {
    body?: unknown
    signal?: AbortSignal
    timeoutMs?: number
    idempotencyKey?: string
    accept?: string
  },
): Promise<Response> {
  const { body, signal, timeoutMs = 20_000, idempotencyKey, accept = 'application/json' } = options
  const headers = new Headers({ accept })
  if (method !== 'get') headers.set('x-csrf-token', csrfToken)
  if (idempotencyKey) headers.set('idempotency-key', idempotencyKey)
  const isForm = body instanceof FormData
  if (body !== undefined && !isForm) headers.set('content-type', 'application/json')
  const timeout = AbortSignal.timeout(timeoutMs)
  const response = await fetch(address, {
    method: method.toUpperCase(),
    headers,
    body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw timeout.aborted ? Problem.timeout() : Problem.offline()
  })
  if (response.ok) return response
  const told = (await response.json().catch(() => ({}))) as {
    code?: string
    detail?: string
    errors?: FieldError[]
  }
  const problem = new Problem(told.code ?? 'internal', response.status, told.detail, told.errors, told)
  problem.retryAfter = Number(response.headers.get('retry-after')) || undefined
  if (problem.code === 'unauthenticated' || problem.code === 'must_change_password') signedOut(problem.code)
  throw problem
}

async function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  { params, query, ...options }: Input<M, P> = {},
): Promise<ReplyOf<M, P>> {
  const address = addressOf(path as string, params as object | undefined, query as object | undefined)
  const response = await fetchFrom(method, address, options)
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as ReplyOf<M, P>
}

export const api = {
  get: <P extends PathOf<'get'>>(path: P, input?: Input<'get', P>) => call('get', path, input),
  post: <P extends PathOf<'post'>>(path: P, input?: Input<'post', P>) => call('post', path, input),
  put: <P extends PathOf<'put'>>(path: P, input?: Input<'put', P>) => call('put', path, input),
  delete: <P extends PathOf<'delete'>>(path: P, input?: Input<'delete', P>) => call('delete', path, input),
}
