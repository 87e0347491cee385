import type { Readable } from 'node:stream'
import { type Endpoint, isRaw } from '../contract'

/** Raised when a handler's reply is not what its contract declares: our bug, never the caller's. */
export class UndeclaredReply extends Error {}

export interface Reply {
  status?: number
  body?: unknown
  raw?: { content: string | Buffer | Readable; contentType: string; filename?: string }
  headers?: Record<string, string>
  /** Set-Cookie values, for signing in only. */
  cookies?: string[]
}

/** Marks a reply whose status or form is not the usual one. */
export class Answer {
  constructor(readonly reply: Reply) {}
}
export const answer = (reply: Reply): Answer => new Answer(reply)

export interface CheckedReply {
  status: number
  json?: string
  raw?: Reply['raw']
  headers?: Record<string, string>
  cookies?: string[]
}

/** Nothing undeclared leaves: the reply is validated like a request. */
export function checked(endpoint: Endpoint, result: unknown): CheckedReply {
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
