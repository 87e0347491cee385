import type { IncomingMessage } from 'node:http'
import { invalidRequest, tooLarge } from '../problem'

export const MAX_DEPTH = 32

/**
 * Reads a request body up to `limit` bytes.
 * @throws Problem too_large, before more than the limit is held in memory
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limit) return Promise.reject(tooLarge({ detail: `请求内容不能超过 ${limit} 字节。` }))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) {
        reject(tooLarge({ detail: `请求内容不能超过 ${limit} 字节。` }))
        request.pause()
      } else chunks.push(chunk)
    })
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('close', () => {
      if (!request.readableEnded) reject(invalidRequest({ detail: '请求在传完之前中断了。' }))
    })
  })
}

/**
 * Parses JSON of limited depth without duplicate keys: `JSON.parse` takes depth 500,000, and later code overflows at
 * 10,000; of two equal keys it keeps the last, where a proxy may have judged the first.
 */
export function parseJson(bytes: Buffer): unknown {
  const source = bytes.toString('utf8')
  checkShape(source)
  try {
    return JSON.parse(source)
  } catch {
    throw invalidRequest({ detail: '请求内容不是合法的 JSON。' })
  }
}

/** One pass: depth, and the keys of every open object. */
function checkShape(source: string): void {
  const objects: (Set<string> | null)[] = []
  for (let i = 0; i < source.length; i++) {
    const c = source.charCodeAt(i)
    if (c === 0x22) {
      const end = stringEnd(source, i)
      if (nextMark(source, end) === 0x3a) noteKey(objects.at(-1), source.slice(i, end + 1))
      i = end
    } else if (c === 0x7b || c === 0x5b) {
      objects.push(c === 0x7b ? new Set() : null)
      if (objects.length > MAX_DEPTH) throw invalidRequest({ detail: `JSON 嵌套不能超过 ${MAX_DEPTH} 层。` })
    } else if (c === 0x7d || c === 0x5d) objects.pop()
  }
}

function noteKey(keys: Set<string> | null | undefined, literal: string): void {
  const key = literal.includes('\\')
    ? literal.replace(/\\u([0-9a-fA-F]{4})/g, (_, h) => String.fromCharCode(Number.parseInt(h, 16)))
    : literal
  if (keys?.has(key)) throw invalidRequest({ detail: 'JSON 中有重复的字段名。' })
  keys?.add(key)
}

function stringEnd(source: string, start: number): number {
  for (let i = start + 1; i < source.length; i++) {
    const c = source.charCodeAt(i)
    if (c === 0x5c) i++
    else if (c === 0x22) return i
  }
  return source.length
}

function nextMark(source: string, from: number): number {
  for (let i = from + 1; i < source.length; i++) {
    const c = source.charCodeAt(i)
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return c
  }
  return 0
}
