import { randomUUID } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { Server as TcpServer } from 'node:net'
import Koa, { type Context, type Next } from 'koa'
import { collectDefaultMetrics, Histogram, Counter as MetricCounter, Registry } from 'prom-client'
import { isOutage } from '../db/errors'
import type { Log } from '../log'
import { openApiDocument } from '../openapi'
import { docsPage, docsStyle } from '../openapi.page'
import { commonProblems, notFound, Problem, statusOf, titleOf, unavailable } from '../problem'
import { type Addresses, isLoopback } from './addresses'
import { idempotencyConflict, idempotencyPending } from './idempotency'
import type { Counter } from './serve'

export interface HttpOptions {
  log: Log
  addresses: Addresses
  counters: Counter[]
  /** Pages and files that are not part of the contract, for example the welcome page. */
  pages?: ((ctx: Context, next: Next) => Promise<void>)[]
  ready: () => Promise<boolean>
  publicUrl: string
  /** Shown on every page where what stands there is invented. */
  notice: string | null
  production: boolean
}

// Pages load only what this server serves, and never inline: what a resident typed cannot become a script.
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** The Koa application all counters share: request id → headers → problems → counters. */
export function createApp(options: HttpOptions): Koa {
  const app = new Koa({ proxy: false })
  const metrics = createMetrics()
  const endpoints = options.counters.flatMap((c) => c.endpoints)
  const problemsAnywhere = [
    ...commonProblems,
    idempotencyConflict,
    idempotencyPending,
    ...options.counters.flatMap((c) => c.problems),
  ]
  const document = JSON.stringify(openApiDocument(endpoints, options.publicUrl))
  app.use(requestLine(options, metrics))
  app.use(problems(options))
  app.use(async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    switch (ctx.path) {
      case '/healthz':
        ctx.body = 'ok\n'
        return
      case '/readyz': {
        const ready = await options.ready()
        ctx.status = ready ? 200 : 503
        ctx.body = ready ? 'ready\n' : 'not ready\n'
        return
      }
      case '/metrics': {
        // The client's address, not the peer's: through a trusted proxy everybody would be trusted.
        const address = ctx.state.address as string
        if (!isLoopback(address) && !options.addresses.trusts(address)) throw notFound()
        ctx.set('Content-Type', metrics.registry.contentType)
        ctx.body = await metrics.registry.metrics()
        return
      }
      case '/openapi.json':
        ctx.type = 'application/json'
        ctx.body = document
        return
      case '/docs':
        ctx.type = 'text/html; charset=utf-8'
        ctx.body = docsPage(endpoints, options.notice, problemsAnywhere)
        return
      case '/docs.css':
        ctx.type = 'text/css; charset=utf-8'
        ctx.body = docsStyle
        return
    }
    return next()
  })
  for (const page of options.pages ?? []) app.use(page)
  for (const counter of options.counters) app.use(counter.router.routes())
  app.use(async () => {
    throw notFound()
  })
  app.on('error', (error) => options.log.error({ err: error }, 'http'))
  return app
}

function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new MetricCounter({
    name: 'guangting_http_requests_total',
    help: 'Requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'guangting_http_request_seconds',
    help: 'Seconds from the first byte to the answer, by route',
    labelNames: ['route'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  })
  return { registry, requests, seconds }
}

function requestLine({ log, addresses, production }: HttpOptions, metrics: ReturnType<typeof createMetrics>) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const started = performance.now()
    const requestId = randomUUID()
    ctx.state.requestId = requestId
    ctx.state.address = addresses.of(ctx.req)
    ctx.set({
      'X-Request-Id': requestId,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': CSP,
      'Referrer-Policy': 'no-referrer',
      'X-Frame-Options': 'DENY',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
      'Cache-Control': 'no-store',
    })
    if (production) ctx.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
    await next()
    const route = (ctx._matchedRoute as string | undefined) ?? 'other'
    const ms = performance.now() - started
    metrics.requests.inc({ method: ctx.method, route, status: ctx.status })
    metrics.seconds.observe({ route }, ms / 1000)
    // The route, not the path: a path may carry an id or a search for someone's name.
    log.debug({ requestId, method: ctx.method, route, status: ctx.status, ms: Math.round(ms) }, 'request')
  }
}

function problems({ log }: HttpOptions) {
  return async (ctx: Context, next: Next): Promise<void> => {
    try {
      await next()
    } catch (thrown) {
      const requestId = ctx.state.requestId as string
      const error =
        thrown instanceof Problem ? thrown : isOutage(thrown) ? unavailable({ retryAfter: 2 }) : null
      if (error !== thrown)
        log.error({ err: describe(thrown), requestId, route: ctx._matchedRoute }, 'request failed')
      const status = error ? statusOf[error.kind] : 500
      ctx.status = status
      ctx.set('Content-Type', 'application/problem+json')
      if (error?.retryAfter) ctx.set('Retry-After', String(error.retryAfter))
      // A body left unread would be taken for the next request.
      const unread = Number(ctx.get('content-length')) > 64 * 1024 || ctx.get('transfer-encoding') !== ''
      if (!ctx.req.readableEnded && unread) ctx.set('Connection', 'close')
      ctx.body = JSON.stringify({
        type: error ? `/docs#problem-${error.code}` : 'about:blank',
        title: error ? titleOf[error.kind] : '服务出错了',
        status,
        detail: error ? error.message : `服务出了点问题，我们会尽快处理。如需咨询，请提供编号 ${requestId}。`,
        instance: `urn:uuid:${requestId}`,
        code: error ? error.code : 'internal',
        ...(error?.errors ? { errors: error.errors } : {}),
        ...error?.extra,
      })
    }
  }
}

/** Type, code and place of an error, never its parameters: a failed query carries what a resident wrote. */
function describe(thrown: unknown): Record<string, unknown> {
  const e = thrown as {
    name?: string
    message?: string
    stack?: string
    query?: string
    driverError?: { code?: string; message?: string }
  }
  if (e?.query)
    return {
      type: e.name,
      code: e.driverError?.code,
      query: e.query.slice(0, 300),
      stack: e.stack?.split('\n').slice(1, 12),
    }
  return {
    type: e?.name,
    message: String(e?.message ?? thrown).slice(0, 2000),
    stack: e?.stack?.split('\n').slice(1, 12),
  }
}

export interface Listening {
  port: number
  /** Stops taking connections, lets requests under way finish, and cuts what is left after `graceMs`. */
  close(graceMs?: number): Promise<void>
}

/** Listens with limits on how slowly a request may arrive (the defaults wait 90 s for half a header). */
export function listen(app: Koa, host: string, port: number): Promise<Listening> {
  const server: Server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      connectionsCheckingInterval: 2_000,
      keepAliveTimeout: 10_000,
      maxHeaderSize: 16_384,
    },
    app.callback(),
  )
  server.maxRequestsPerSocket = 0
  const underWay = new Set<ServerResponse>()
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (!server.listening) response.shouldKeepAlive = false
    underWay.add(response)
    response.once('close', () => underWay.delete(response))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address ? address.port : port,
        close: (graceMs = 10_000) => closeServer(server, underWay, graceMs),
      })
    })
  })
}

/** A request may be on its way over a connection that looks idle: it is still answered. */
const LINGER_MS = 500

function closeServer(server: Server, underWay: Set<ServerResponse>, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const linger = setTimeout(() => server.closeIdleConnections(), Math.min(LINGER_MS, graceMs))
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    // After the turn of the loop that took in whoever had already knocked. http's own close() would hang up on every
    // idle connection at once.
    setImmediate(() => {
      TcpServer.prototype.close.call(server, () => {
        clearTimeout(linger)
        clearTimeout(cut)
        server.close() // ends http's own timer
        resolve()
      })
      // From now on every reply ends its connection: nobody is cut off, everybody comes back elsewhere.
      for (const response of underWay) response.shouldKeepAlive = false
    })
  })
}
