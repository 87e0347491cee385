import Router from '@koa/router'
import type { Context } from 'koa'
import type { z } from 'zod'
import type { Access, Endpoint } from '../contract'
import { equalSecrets } from '../crypto'
import { forbidden, type ProblemType, unauthenticated } from '../problem'
import { type Caller, callerKey, nobody, type ResidentCaller, type StaffCaller } from './caller'
import type { Idempotency } from './idempotency'
import { headerOf, type Incoming, readInput } from './input'
import type { RateLimiter } from './limits'
import { type CheckedReply, checked } from './reply'
import type { Upload } from './upload'
import { queryObject, validate } from './validate'

export { answer } from './reply'

export interface RequestFacts {
  id: string
  address: string
  accept: string
  /** The User-Agent header. */
  agent: string
  /** The Cookie header, as sent. */
  cookie: string
}

export interface Call<P, Q, B, C> {
  params: P
  query: Q
  body: B
  caller: C
  request: RequestFacts
  upload?: Upload
}

type CallerOf<A extends Access> = A extends 'resident'
  ? ResidentCaller
  : A extends 'anyone' | 'guest'
    ? Caller
    : StaffCaller

export interface CounterOptions {
  /** Tells who a request comes from; throws nothing: an unknown token is nobody. */
  authenticate: (incoming: Incoming) => Promise<Caller>
  limiter: RateLimiter | null
  idempotency: Idempotency
  /** A further condition of this counter, judged right after access; throws a Problem. */
  admit?: (incoming: Incoming, endpoint: Endpoint, caller: Caller) => void
  /** What `admit` may throw, for the documents. */
  problems?: readonly ProblemType[]
}

/** Allowances per person and per address, in requests. A family or an office may share one address. */
const perPerson = { burst: 60, perSecond: 5 }
const perAddress = { burst: 400, perSecond: 100 }

type Handle = (call: Call<unknown, unknown, unknown, Caller>) => Promise<unknown>

/** An endpoint that is taken ahead of Koa; see `hot-door.ts`. */
export interface HotRoute {
  endpoint: Endpoint
  take(incoming: Incoming): Promise<CheckedReply>
}

/** A counter (窗口): takes requests as its contracts say, and nothing else. */
export class Counter {
  readonly router = new Router()
  readonly endpoints: Endpoint[] = []
  readonly hotRoutes: HotRoute[] = []

  get problems(): readonly ProblemType[] {
    return this.options.problems ?? []
  }

  constructor(private readonly options: CounterOptions) {}

  serve<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends Access>(
    declared: Endpoint<P, Q, B, A>,
    handler: (call: Call<z.output<P>, z.output<Q>, z.output<B>, CallerOf<A>>) => Promise<unknown>,
  ): void {
    const endpoint = declared as unknown as Endpoint
    const handle = handler as unknown as Handle
    const take = (incoming: Incoming) => this.take(endpoint, handle, incoming)
    this.endpoints.push(endpoint)
    if (endpoint.hot) this.hotRoutes.push({ endpoint, take })
    this.router.register(
      routeOf(endpoint),
      [endpoint.method],
      async (ctx: Context & { params: Record<string, string> }) =>
        send(
          ctx,
          await take({
            message: ctx.req,
            id: ctx.state.requestId as string,
            address: ctx.state.address as string,
            path: ctx.path,
            query: ctx.querystring,
            params: ctx.params,
          }),
        ),
    )
  }

  /** 参数校验 → 用户认证 → 资源权限; the last of these lives in the service. */
  private async take(endpoint: Endpoint, handle: Handle, incoming: Incoming): Promise<CheckedReply> {
    const { limiter, idempotency } = this.options
    const { message, address } = incoming
    limiter?.take(`address:${address}`, perAddress)
    if (endpoint.allowance) limiter?.take(`${endpoint.operationId}:${address}`, endpoint.allowance)
    const caller = endpoint.access === 'anyone' ? nobody : await this.options.authenticate(incoming)
    admit(endpoint.access, caller)
    this.options.admit?.(incoming, endpoint, caller)
    if (caller.kind !== 'nobody') limiter?.take(callerKey(caller, address), perPerson)
    if (caller.kind === 'staff' && endpoint.method !== 'GET') checkCsrf(incoming, caller)
    const { body, upload, bytes } = await readInput(endpoint, message)
    const call: Call<unknown, unknown, unknown, Caller> = {
      params: validate(endpoint.params, incoming.params, 'path'),
      query: validate(endpoint.query, queryObject(incoming.query), 'query'),
      body,
      upload,
      caller,
      request: {
        id: incoming.id,
        address,
        accept: headerOf(message, 'accept'),
        agent: headerOf(message, 'user-agent'),
        cookie: headerOf(message, 'cookie'),
      },
    }
    const perform = async () => checked(endpoint, await handle(call))
    const key = headerOf(message, 'idempotency-key')
    // A stranger's reply may be a token.
    const isKept = key !== '' && endpoint.method !== 'GET' && caller.kind !== 'nobody' && !endpoint.toldOnce
    if (!isKept) return perform()
    const operation = `${endpoint.operationId} ${incoming.path}`
    return idempotency.once(callerKey(caller, address), key, operation, bytes, perform)
  }
}

/** The path as the router and the metrics name it. */
export function routeOf(endpoint: Endpoint): string {
  return endpoint.path.replace(/\{(\w+)\}/g, ':$1')
}

function admit(access: Access, caller: Caller): void {
  if (access === 'anyone' || access === 'guest') return
  const wanted = access === 'resident' ? 'resident' : 'staff'
  if (caller.kind !== wanted) throw unauthenticated()
  if (
    typeof access === 'object' &&
    caller.kind === 'staff' &&
    !access.staff.some((r) => caller.roles.includes(r))
  )
    throw forbidden()
}

function checkCsrf({ message }: Incoming, caller: StaffCaller): void {
  if (!equalSecrets(headerOf(message, 'x-csrf-token'), caller.csrfToken))
    throw forbidden({ detail: '页面已过期，请刷新后重试（CSRF 校验未通过）。' })
}

function send(ctx: Context, reply: CheckedReply): void {
  ctx.status = reply.status
  for (const [name, value] of Object.entries(reply.headers ?? {})) ctx.set(name, value)
  if (reply.cookies) ctx.set('Set-Cookie', reply.cookies)
  if (reply.json !== undefined) {
    ctx.type = 'application/json'
    ctx.body = reply.json
  } else if (reply.raw) {
    const { content, contentType, filename } = reply.raw
    ctx.set('Content-Type', contentType)
    if (filename)
      ctx.set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`)
    ctx.body = content
  } else ctx.body = null
  if (reply.status === 204) ctx.status = 204
}
