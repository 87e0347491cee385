import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Server as TcpServer } from 'node:net'
import Koa, { type Context, type Next } from 'koa'
import type { Log } from '../log'
import { openApiDocument } from '../openapi'
import { docsPage, docsStyle } from '../openapi.page'
import { commonProblems, notFound } from '../problem'
import { type Addresses, isLoopback } from './addresses'
import { standingHeaders } from './headers'
import { HotDoor } from './hot-door'
import { idempotencyConflict, idempotencyPending } from './idempotency'
import { leavesBodyUnread } from './input'
import { HttpMetrics } from './metrics'
import { refusalOf } from './refusal'
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

/** Takes every request of a server. */
export type Door = (message: IncomingMessage, response: ServerResponse) => void

/** Both doors of the counters: the hot one for what everybody does at once, and Koa's for everything else. */
export function createApp(options: HttpOptions): Door {
  const metrics = new HttpMetrics()
  const koa = createKoa(options, metrics).callback()
  const hot = new HotDoor({ ...options, metrics, routes: options.counters.flatMap((c) => c.hotRoutes) })
  return (message, response) => {
    if (!hot.answers(message, response)) void koa(message, response)
  }
}

/** The Koa application all counters share: request id → headers → problems → counters. */
function createKoa(options: HttpOptions, metrics: HttpMetrics): Koa {
  const app = new Koa({ proxy: false })
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

function requestLine({ log, addresses, production }: HttpOptions, metrics: HttpMetrics) {
  const standing = Object.entries(standingHeaders(production))
  return async (ctx: Context, next: Next): Promise<void> => {
    const started = performance.now()
    const requestId = randomUUID()
    ctx.state.requestId = requestId
    ctx.state.address = addresses.of(ctx.req)
    ctx.res.setHeader('X-Request-Id', requestId)
    for (const [name, value] of standing) ctx.res.setHeader(name, value)
    await next()
    const route = (ctx._matchedRoute as string | undefined) ?? 'other'
    const ms = performance.now() - started
    metrics.note(ctx.method, route, ctx.status, ms)
    // The route, not the path: a path may carry an id or a search for someone's name.
    log.debug({ requestId, method: ctx.method, route, status: ctx.status, ms: Math.round(ms) }, 'request')
  }
}

function problems({ log }: HttpOptions) {
  return async (ctx: Context, next: Next): Promise<void> => {
    try {
      await next()
    } catch (thrown) {
      const refusal = refusalOf(thrown, ctx.state.requestId as string, ctx._matchedRoute, log)
      ctx.status = refusal.status
      ctx.set(refusal.headers)
      if (leavesBodyUnread(ctx.req)) ctx.set('Connection', 'close')
      ctx.body = refusal.json
    }
  }
}

export interface Listening {
  port: number
  /** Stops taking connections, lets requests under way finish, and cuts what is left after `graceMs`. */
  close(graceMs?: number): Promise<void>
}

/** Listens with limits on how slowly a request may arrive (the defaults wait 90 s for half a header). */
export function listen(door: Door, host: string, port: number): Promise<Listening> {
  const server: Server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      connectionsCheckingInterval: 2_000,
      // Longer than proxies keep theirs (nginx: 60 s): whoever closes first must not be the one that is being asked.
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16_384,
    },
    door,
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
