import type { z } from 'zod'
import type { ProblemType } from './problem'

/** Who may knock. Required on every endpoint: a door without a lock does not compile. */
export type Access =
  | 'anyone'
  /** Signed-in residents; `guest` doors also let strangers in, who then are nobody in particular. */
  | 'resident'
  | 'guest'
  /** Any signed-in member of staff, or only those who hold one of the roles. */
  | 'staff'
  | { staff: readonly string[] }

export type Params = Record<string, string>

/** A reply that is not JSON: a page, a feed, or a streamed file. */
export interface RawReply {
  contentType: string
  description: string
}

export type ReplySchema = z.ZodType | RawReply | null

export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A extends Access = Access,
> {
  operationId: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** OpenAPI form: `/api/polls/{id}`. */
  path: string
  summary: string
  tag: string
  access: A
  params?: P
  query?: Q
  body?: B
  /** Takes a file as multipart/form-data beside JSON; the handler gets it as `upload`. */
  upload?: { maxBytes: number }
  /** Tries per address beyond the usual limits, for doors at which secrets are guessed. */
  allowance?: { burst: number; perSecond: number }
  /** The reply tells a secret once: it is not kept for a repeated Idempotency-Key. */
  toldOnce?: true
  /** Largest JSON body in bytes; 64 KiB unless told. */
  maxBody?: number
  /** Everybody may come in the same minute: taken ahead of Koa's middle. Replies in JSON only. */
  hot?: boolean
  /** By status. The first is the usual one; null has no body. */
  replies: Record<number, ReplySchema>
  problems?: readonly ProblemType[]
}

/** Names an operation once: validation, documents and clients come from this value. */
export function endpoint<
  P extends z.ZodType = z.ZodType<Record<string, never>>,
  Q extends z.ZodType = z.ZodType<Record<string, never>>,
  B extends z.ZodType = z.ZodType<undefined>,
  const A extends Access = Access,
>(shape: Endpoint<P, Q, B, A>): Endpoint<P, Q, B, A> {
  return shape
}

export function isRaw(schema: ReplySchema): schema is RawReply {
  return schema !== null && 'contentType' in schema
}
