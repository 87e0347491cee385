import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chance } from './chance'

/** A network between a browser and the service, which can be as bad as a market's. */
export interface BadNetwork {
  base: string
  /** Nothing gets through. */
  isDead: boolean
  /** What was done to requests that may fail. */
  seen: { lost: number; unanswered: number; repeated: number; fine: number }
  close(): Promise<void>
}

/**
 * Of requests to `spoilt` three in ten go wrong, by chance that repeats: lost before the service hears of them, done and
 * the answer lost, or done twice.
 */
export async function badNetwork(to: string, spoilt: RegExp, seed: number): Promise<BadNetwork> {
  const luck = chance(seed)
  const forward = async (request: IncomingMessage, body: Buffer) => {
    const { host: _host, connection: _, ...headers } = request.headers as Record<string, string>
    return fetch(to + request.url, {
      method: request.method,
      headers: { ...headers, 'accept-encoding': 'identity' },
      body: body.length > 0 ? new Uint8Array(body) : undefined,
      redirect: 'manual',
    })
  }
  const server = createServer(async (request, response) => {
    if (network.isDead) return request.socket.destroy()
    const parts: Buffer[] = []
    try {
      for await (const part of request) parts.push(part as Buffer)
      const body = Buffer.concat(parts)
      const fate = spoilt.test(request.url ?? '') ? luck() : 1
      if (fate < 0.1) {
        network.seen.lost++
        return request.socket.destroy()
      }
      const copies = [forward(request, body)]
      if (fate >= 0.2 && fate < 0.3) {
        network.seen.repeated++
        copies.push(forward(request, body))
      }
      const replies = await Promise.all(copies)
      if (fate < 0.2) {
        network.seen.unanswered++
        return request.socket.destroy()
      }
      if (fate >= 0.3 && fate < 1) network.seen.fine++
      const last = replies.at(-1) as Response
      response.writeHead(last.status, Object.fromEntries(last.headers))
      response.end(Buffer.from(await last.arrayBuffer()))
    } catch {
      request.socket.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const network: BadNetwork = {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isDead: false,
    seen: { lost: 0, unanswered: 0, repeated: 0, fine: 0 },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return network
}
