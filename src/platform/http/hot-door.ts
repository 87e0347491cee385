import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '../log'
import type { Addresses } from './addresses'
import { standingHeaders } from './headers'
import { leavesBodyUnread } from './input'
import type { HttpMetrics } from './metrics'
import { refusalOf } from './refusal'
import { type HotRoute, routeOf } from './serve'

export interface HotDoorOptions {
  log: Log
  addresses: Addresses
  metrics: HttpMetrics
  production: boolean
  routes: readonly HotRoute[]
}

interface Lane {
  method: string
  pattern: RegExp
  names: string[]
  route: string
  take: HotRoute['take']
}

/**
 * The door for what everybody does in the same minute, the last of a poll: the same counter, headers and refusals, and
 * none of Koa's middle, which costs as much as the rest. Anything out of the ordinary (an escaped path, another method)
 * is left to Koa, where the same endpoint is served too.
 */
export class HotDoor {
  private readonly lanes: Lane[]
  private readonly standing: string[]

  constructor(private readonly options: HotDoorOptions) {
    this.lanes = options.routes.map(({ endpoint, take }) => ({
      method: endpoint.method,
      pattern: new RegExp(`^${endpoint.path.replace(/\{\w+\}/g, '([\\w-]+)')}$`),
      names: [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] as string),
      route: routeOf(endpoint),
      take,
    }))
    this.standing = Object.entries(standingHeaders(options.production)).flat()
  }

  /** @returns false when the request is not for this door, and nothing of it has been touched */
  answers(message: IncomingMessage, response: ServerResponse): boolean {
    const url = message.url ?? ''
    const mark = url.indexOf('?')
    const path = mark < 0 ? url : url.slice(0, mark)
    for (const lane of this.lanes) {
      if (lane.method !== message.method) continue
      const match = lane.pattern.exec(path)
      if (!match) continue
      const params: Record<string, string> = {}
      for (const [i, name] of lane.names.entries()) params[name] = match[i + 1] as string
      void this.serve(lane, params, path, mark < 0 ? '' : url.slice(mark + 1), message, response)
      return true
    }
    return false
  }

  private async serve(
    { route, take }: Lane,
    params: Record<string, string>,
    path: string,
    query: string,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { log, metrics } = this.options
    const started = performance.now()
    const id = randomUUID()
    let status: number
    let headers: string[]
    let json: string
    try {
      const address = this.options.addresses.of(message)
      const reply = await take({ message, id, address, path, query, params })
      status = reply.status
      json = reply.json ?? ''
      headers = [
        'Content-Type',
        'application/json; charset=utf-8',
        ...Object.entries(reply.headers ?? {}).flat(),
      ]
    } catch (thrown) {
      const refusal = refusalOf(thrown, id, route, log)
      status = refusal.status
      json = refusal.json
      headers = Object.entries(refusal.headers).flat()
      if (leavesBodyUnread(message)) headers.push('Connection', 'close')
    }
    const length = String(Buffer.byteLength(json))
    response.writeHead(status, ['X-Request-Id', id, ...this.standing, ...headers, 'Content-Length', length])
    response.end(json)
    const ms = performance.now() - started
    metrics.note(message.method ?? '', route, status, ms)
    log.debug({ requestId: id, method: message.method, route, status, ms: Math.round(ms) }, 'request')
  }
}
