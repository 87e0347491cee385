import { Readable } from 'node:stream'
import Router from '@koa/router'
import type { Context } from 'koa'
import type { z } from 'zod'
import { type Access, type Endpoint, isRaw } from '../contract'
import { equalSecrets } from '../crypto'
import { forbidden, invalidRequest, type ProblemType, unauthenticated } from '../problem'
import { parseJson, readBody } from './body'
import { type Caller, callerKey, nobody, type ResidentCaller, type StaffCaller } from './caller'
import type { Idempotency } from './idempotency'
import type { RateLimiter } from './limits'
import { readUpload, type Upload } from './upload'
import { queryObject, validate } from './validate'

/** Raised when a handler's reply is not what its contract declares: our bug, never the caller's. */
export class UndeclaredReply extends Error {}

export interface RequestFacts {
  id: string
  address: string
  accept: string
}

export interface Call<P, Q, B, C> {
  params: P
  query: Q
  body: B
  caller: C
  request: RequestFacts
  upload?: Upload
}

export interface Reply {
  status?: number
  body?: unknown
  raw?: { content: string | Buffer | Readable; contentType: string; filename?: string }
  headers?: Record<string, string>
  /** Set-Cookie values, staff sign-in only. */
  cookies?: string[]
}

/** Marks a reply whose status or form is not the usual one. */
export class Answer {
  constructor(readonly reply: Reply) {}
}
export const answer = (reply: Reply): Answer => new Answer(reply)

type CallerOf<A extends Access> = A extends 'resident'
  ? ResidentCaller
  : A extends 'anyone' | 'guest'
    ? Caller
    : StaffCaller

export interface CounterOptions {
  /** Tells who a request comes from; throws nothing: an unknown token is nobody. */
  authenticate: (ctx: Context) => Promise<Caller>
  limiter: RateLimiter | null
  idempotency: Idempotency
  /** A further condition of this counter, judged right after access; throws a Problem. */
  admit?: (ctx: Context, endpoint: Endpoint, caller: Caller) => void
  /** What `admit` may throw, for the documents. */
  problems?: readonly ProblemType[]
}

/** Allowances per person and per address, in requests. A family or an office may share one address. */
const perPerson = { burst: 60, perSecond: 5 }
const perAddress = { burst: 400, perSecond: 100 }

/** A counter (窗口): takes requests as its contracts say, and nothing else. */
export class Counter {
  readonly router = new Router()
  readonly endpoints: Endpoint[] = []

  get problems(): readonly ProblemType[] {
    return this.options.problems ?? []
  }

  constructor(private readonly options: CounterOptions) {}

  serve<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends Access>(
    endpoint: Endpoint<P, Q, B, A>,
    handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>, CallerOf<A>>) => Promise<unknown>,
  ): void {
    this.endpoints.push(endpoint as unknown as Endpoint)
    const path = endpoint.path.replace(/\{(\w+)\}/g, ':$1')
    this.router.register(path, [endpoint.method], (ctx: Context & { params: Record<string, string> }) =>
      this.take(
        endpoint as unknown as Endpoint,
        handle as unknown as (call: Call<unknown, unknown, unknown, Caller>) => Promise<unknown>,
        ctx,
      ),
    )
  }

  /** 参数校验 → 用户认证 → 资源权限; the last of these lives in the service. */
  private async take(
    endpoint: Endpoint,
    handle: (call: Call<unknown, unknown, unknown, Caller>) => Promise<unknown>,
    ctx: Context & { params: Record<string, string> },
  ): Promise<void> {
    const { limiter, idempotency } = this.options
    const address = ctx.state.address as string
    limiter?.take(`address:${address}`, perAddress)
    if (endpoint.allowance) limiter?.take(`${endpoint.operationId}:${address}`, endpoint.allowance)
    const caller = endpoint.access === 'anyone' ? nobody : await this.options.authenticate(ctx)
    admit(endpoint.access, caller)
    this.options.admit?.(ctx, endpoint, caller)
    if (caller.kind !== 'nobody') limiter?.take(callerKey(caller, address), perPerson)
    if (caller.kind === 'staff' && endpoint.method !== 'GET') checkCsrf(ctx, caller)
    const { body, upload, bytes } = await readInput(endpoint, ctx)
    const call: Call<unknown, unknown, unknown, Caller> = {
      params: validate(endpoint.params, ctx.params, 'path'),
      query: validate(endpoint.query, queryObject(ctx.querystring), 'query'),
      body,
      upload,
      caller,
      request: { id: ctx.state.requestId as string, address, accept: ctx.get('accept') },
    }
    const perform = async () => checked(endpoint, await handle(call))
    const key = ctx.get('idempotency-key')
    const reply =
      key && endpoint.method !== 'GET' && caller.kind !== 'nobody' && !endpoint.toldOnce // a stranger's reply may be a token
        ? await idempotency.once(
            callerKey(caller, address),
            key,
            `${endpoint.operationId} ${ctx.path}`,
            bytes,
            perform,
          )
        : await perform()
    send(ctx, reply)
  }
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

function checkCsrf(ctx: Context, caller: StaffCaller): void {
  if (!equalSecrets(ctx.get('x-csrf-token'), caller.csrfToken))
    throw forbidden({ detail: '页面已过期，请刷新后重试（CSRF 校验未通过）。' })
}

async function readInput(
  endpoint: Endpoint,
  ctx: Context,
): Promise<{ body: unknown; upload?: Upload; bytes: Buffer }> {
  const empty = Buffer.alloc(0)
  const type = ctx.get('content-type').split(';')[0]?.trim().toLowerCase() ?? ''
  if (endpoint.upload && type === 'multipart/form-data') {
    const upload = await readUpload(ctx.req, endpoint.upload.maxBytes)
    return { body: undefined, upload, bytes: upload.content }
  }
  if (!endpoint.body && !(Number(ctx.get('content-length')) > 0) && !ctx.get('transfer-encoding'))
    return { body: undefined, bytes: empty }
  const bytes = await readBody(ctx.req, endpoint.maxBody ?? 64 * 1024)
  if (bytes.length > 0 && type !== 'application/json')
    throw invalidRequest({
      detail: '请求内容的类型应是 application/json。',
      errors: [{ path: 'content-type', message: '应是 application/json' }],
    })
  const value = bytes.length === 0 ? undefined : parseJson(bytes)
  return { body: validate(endpoint.body, value, 'body'), bytes }
}

export interface CheckedReply {
  status: number
  json?: string
  raw?: Reply['raw']
  headers?: Record<string, string>
  cookies?: string[]
}

/** Nothing undeclared leaves: the reply is validated like a request. */
function checked(endpoint: Endpoint, result: unknown): CheckedReply {
  const reply: Reply = result instanceof Answer ? result.reply : { body: result }
  const status = reply.status ?? Number(Object.keys(endpoint.replies)[0])
  const schema = endpoint.replies[status]
  if (schema === undefined) throw new UndeclaredReply(`${endpoint.operationId} does not declare ${status}`)
  if (schema === null) return { status, headers: reply.headers, cookies: reply.cookies }
  if (reply.raw) return { status, raw: reply.raw, headers: reply.headers, cookies: reply.cookies }
  if (isRaw(schema)) throw new UndeclaredReply(`${endpoint.operationId} should answer ${schema.contentType}`)
  const parsed = schema.safeParse(reply.body)
  if (!parsed.success) throw new UndeclaredReply(`${endpoint.operationId}: ${parsed.error.message}`)
  return { status, json: JSON.stringify(parsed.data), headers: reply.headers, cookies: reply.cookies }
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
