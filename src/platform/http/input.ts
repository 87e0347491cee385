import type { IncomingMessage } from 'node:http'
import type { Endpoint } from '../contract'
import { invalidRequest } from '../problem'
import { parseJson, readBody } from './body'
import { readUpload, type Upload } from './upload'
import { validate } from './validate'

/** A request as it came in, through whichever door. */
export interface Incoming {
  message: IncomingMessage
  /** The request id that reply and log carry. */
  id: string
  address: string
  path: string
  /** Without the question mark. */
  query: string
  params: Record<string, string>
}

/** One header, or an empty string. */
export function headerOf({ headers }: IncomingMessage, name: string): string {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? '')
}

const NOTHING = Buffer.alloc(0)
const MAX_BODY = 64 * 1024

/** @throws Problem invalid_request, too_large */
export async function readInput(
  endpoint: Endpoint,
  message: IncomingMessage,
): Promise<{ body: unknown; upload?: Upload; bytes: Buffer }> {
  const type = mediaType(headerOf(message, 'content-type'))
  if (endpoint.upload && type === 'multipart/form-data') {
    const upload = await readUpload(message, endpoint.upload.maxBytes)
    return { body: undefined, upload, bytes: upload.content }
  }
  if (!endpoint.body && !(Number(message.headers['content-length']) > 0) && !hasChunks(message))
    return { body: undefined, bytes: NOTHING }
  const bytes = await readBody(message, endpoint.maxBody ?? MAX_BODY)
  if (bytes.length > 0 && type !== 'application/json')
    throw invalidRequest({
      detail: '请求内容的类型应是 application/json。',
      errors: [{ path: 'content-type', message: '应是 application/json' }],
    })
  const value = bytes.length === 0 ? undefined : parseJson(bytes)
  return { body: validate(endpoint.body, value, 'body'), bytes }
}

/** A body left unread would be taken for the next request. */
export function leavesBodyUnread(message: IncomingMessage): boolean {
  return (
    !message.readableEnded && (Number(message.headers['content-length']) > MAX_BODY || hasChunks(message))
  )
}

function mediaType(header: string): string {
  return header.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function hasChunks({ headers }: IncomingMessage): boolean {
  return (headers['transfer-encoding'] ?? '') !== ''
}
