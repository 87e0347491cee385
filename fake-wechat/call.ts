import { Refusal } from './refusal'
import type { RefusedSend } from './types'
import type { App, World } from './world'

/** One call of an API whose token has been checked. */
export interface Call {
  world: World
  app: App
  query: URLSearchParams
  /** Empty for GET. */
  body: Record<string, unknown>
  now: number
}

export interface Answer {
  json?: string
  png?: Buffer
  /** Where a browser is sent. */
  redirect?: string
  /** A page for a browser. */
  html?: string
  /** Place in the ledger of the message this call got accepted; its answer may get lost. */
  sent?: number
  /** An access token was asked for. */
  isToken?: boolean
  /** A message that was refused. */
  refused?: RefusedSend
  /** Runs after the answer has left: the event that reports the outcome. */
  then?: () => void
}

export interface Api {
  method: 'GET' | 'POST'
  /** Who may call it; left out: both. */
  kind?: 'mini' | 'oa'
  run(call: Call): Answer
}

/** The body as an object. @throws Refusal 44002 empty, 47001 not JSON */
export function bodyOf(text: string): Record<string, unknown> {
  if (text === '') throw new Refusal(44002)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal(47001)
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Refusal(47001)
  return value as Record<string, unknown>
}

export const OK = '{"errcode":0,"errmsg":"ok"}'

/** Members of an object in the body. @throws Refusal 47001 */
export function partOf(body: Record<string, unknown>, name: string): Record<string, unknown> {
  const part = body[name]
  if (part === null || typeof part !== 'object' || Array.isArray(part)) throw new Refusal(47001, name)
  return part as Record<string, unknown>
}

/** The person a message goes to. @throws Refusal 40003 */
export function receiver({ world, app, body }: Call): string {
  const openid = body.touser
  if (typeof openid !== 'string' || !world.people.knows(openid, app.appId)) throw new Refusal(40003)
  return openid
}
