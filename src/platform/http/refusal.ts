import { isOutage } from '../db/errors'
import type { Log } from '../log'
import { Problem, statusOf, titleOf, unavailable } from '../problem'

export interface Refusal {
  status: number
  headers: Record<string, string>
  json: string
}

/**
 * What a stranger reads of something thrown: the one place where problems become HTTP (RFC 9457). Anything that is no
 * Problem is a bug or an outage, and is logged with the request's id.
 */
export function refusalOf(thrown: unknown, requestId: string, route: unknown, log: Log): Refusal {
  const error = thrown instanceof Problem ? thrown : isOutage(thrown) ? unavailable({ retryAfter: 2 }) : null
  if (error !== thrown) log.error({ err: describe(thrown), requestId, route }, 'request failed')
  const status = error ? statusOf[error.kind] : 500
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(error?.retryAfter ? { 'Retry-After': String(error.retryAfter) } : {}),
    },
    json: JSON.stringify({
      type: error ? `/docs#problem-${error.code}` : 'about:blank',
      title: error ? titleOf[error.kind] : '服务出错了',
      status,
      detail: error ? error.message : `服务出了点问题，我们会尽快处理。如需咨询，请提供编号 ${requestId}。`,
      instance: `urn:uuid:${requestId}`,
      code: error ? error.code : 'internal',
      ...(error?.errors ? { errors: error.errors } : {}),
      ...error?.extra,
    }),
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
