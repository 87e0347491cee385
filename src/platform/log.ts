import pino, { type Logger } from 'pino'

export type Log = Logger

/** Names that may hold personal data or a secret: never written, wherever they stand. */
const HIDDEN = [
  'token',
  'password',
  'authorization',
  'cookie',
  'openid',
  'phone',
  'name',
  'idNumber',
  'text',
  'answers',
  'body',
]

/** A JSON log without personal data: the fields above are replaced, and callers log ids, codes and counts only. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: HIDDEN.flatMap((n) => [n, `*.${n}`]), censor: '[hidden]' },
  })
}
