import type { Office } from '../../src/office'
import { type Listening, listen } from '../../src/platform/http/server'
import { createWeb } from '../../src/web'
import { testPassword } from './office'

export interface HttpReply {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
  json: any
}

export type HttpClient = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<HttpReply>

/** The real counters on a real port. */
export async function serveOffice(office: Office, over: Partial<Parameters<typeof createWeb>[1]> = {}) {
  const { app, counters } = createWeb(office, {
    trustedProxies: [],
    rateLimits: false,
    publicUrl: 'http://127.0.0.1',
    production: false,
    ...over,
  })
  const listening: Listening = await listen(app, '127.0.0.1', 0)
  const base = `http://127.0.0.1:${listening.port}`
  const send =
    (fixed: Record<string, string>): HttpClient =>
    async (method, path, body, headers = {}) => {
      const isRaw = typeof body === 'string' || body instanceof FormData
      const response = await fetch(base + path, {
        method,
        headers: {
          ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
          ...fixed,
          ...headers,
        },
        body: body === undefined ? undefined : isRaw ? body : JSON.stringify(body),
        redirect: 'manual',
      })
      const text = await response.text()
      const isJson = /json/.test(response.headers.get('content-type') ?? '')
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: isJson && text ? JSON.parse(text) : undefined,
      }
    }
  return {
    base,
    port: listening.port,
    counters,
    stranger: send({}),
    async resident(openid: string): Promise<HttpClient> {
      const { json } = await send({})('POST', '/api/session', { code: `sim:${openid}` })
      return send({ authorization: `Bearer ${json.token}` })
    },
    async staff(username: string, password = testPassword): Promise<HttpClient> {
      const { json, headers, status, text } = await send({})('POST', '/api/staff/session', {
        username,
        password,
      })
      if (status !== 201) throw new Error(`${username} could not sign in: ${text}`)
      const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      return send({ cookie, 'x-csrf-token': json.csrfToken })
    },
    close: () => listening.close(0),
  }
}
