import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import pino from 'pino'
import { WechatClient } from '../../../src/platform/wechat/client'
import { FrozenClock } from '../../support/office'

export interface StubRequest {
  method: string
  path: string
  query: URLSearchParams
  body: Record<string, unknown>
}

/** What the stub does with one request: answers JSON or bytes, cuts the line, never answers, or never ends its answer. */
export type StubAnswer = object | Buffer | 'cut' | 'silence' | 'dripping' | { raw: string; status?: number }

/** A line to WeChat that a test holds both ends of: real HTTP, answers of the test's choosing. */
export async function openStub(answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>) {
  const requests: StubRequest[] = []
  const server = createServer((request, response) => {
    void receive(request, response)
  })
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', 'http://stub')
    const text = Buffer.concat(chunks).toString()
    const seen: StubRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      body: text === '' ? {} : JSON.parse(text),
    }
    requests.push(seen)
    const said = await answer(seen)
    if (said === 'silence') return
    if (said === 'dripping') {
      response.write(' ')
      const drops = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(drops))
      return
    }
    if (said === 'cut') {
      request.socket.destroy()
      return
    }
    if (Buffer.isBuffer(said)) {
      response.setHeader('content-type', 'image/jpeg')
      response.end(said)
      return
    }
    if ('raw' in said) {
      response.statusCode = 'status' in said && typeof said.status === 'number' ? said.status : 200
      if (response.statusCode === 302) response.setHeader('location', '/elsewhere')
      response.end(said.raw)
      return
    }
    // WeChat labels its JSON text/plain.
    response.setHeader('content-type', 'text/plain')
    response.end(JSON.stringify(said))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    /** Requests to one interface. */
    to: (path: string) => requests.filter((r) => r.path === path),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type Stub = Awaited<ReturnType<typeof openStub>>

export const secret = 'CANARY-app-secret-0f1e2d3c'

/** A client of the stub, with its log in `lines` and its clock in hand. */
export function clientOf(url: string, timeoutMs = 5_000) {
  const lines: string[] = []
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const log = pino({ level: 'trace' }, sink)
  const clock = new FrozenClock()
  const client = new WechatClient({ apiBase: url, appId: 'wxstub', secret, clock, log, timeoutMs })
  return { client, clock, lines, log }
}

export const TOKEN_PATH = '/cgi-bin/stable_token'
export const SEND_PATH = '/cgi-bin/message/subscribe/send'

export const message = {
  openid: 'o-1',
  templateId: 'T1',
  page: 'pages/a',
  data: { thing1: { value: '抽检' } },
}
