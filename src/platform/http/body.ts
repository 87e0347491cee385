import type { IncomingMessage } from 'node:http'
import { invalidRequest, tooLarge } from '../problem'

export const MAX_DEPTH = 32

/** How much of a body that is too large is still taken in, so that its sender gets to read the refusal. */
const DRAIN_BYTES = 1024 * 1024

/**
 * Reads a request body up to `limit` bytes.
 * @throws Problem too_large, before more than the limit is held in memory
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const refusal = () => tooLarge({ detail: `请求内容不能超过 ${limit} 字节。` })
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limit + DRAIN_BYTES) return Promise.reject(refusal())
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else {
        chunks = []
        if (size <= limit + DRAIN_BYTES) return
        reject(refusal())
        request.pause()
      }
    })
    request.on('end', () => {
      if (size > limit) reject(refusal())
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
    })
    request.on('error', reject)
    request.on('close', () => {
      if (!request.readableEnded) reject(invalidRequest({ detail: '请求在传完之前中断了。' }))
    })
  })
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Parses JSON of limited depth without duplicate keys: `JSON.parse` takes depth 500,000, and later code overflows at
 * 10,000; of two equal keys it keeps the last, where a proxy may have judged the first. Bytes that are not UTF-8 and
 * numbers that JavaScript would silently change are refused.
 */
export function parseJson(bytes: Buffer): unknown {
  let source: string
  try {
    source = utf8.decode(bytes)
  } catch {
    throw invalidRequest({ detail: '请求内容不是合法的 UTF-8 文字。' })
  }
  checkShape(source)
  try {
    return JSON.parse(source)
  } catch {
    throw invalidRequest({ detail: '请求内容不是合法的 JSON。' })
  }
}

/** One pass: depth, numbers, and the keys of every open object. */
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
    else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) i = checkNumber(source, i)
  }
}

const NUMBER = /[-+.\deE]+/y

/** @returns the index of its last character */
function checkNumber(source: string, start: number): number {
  NUMBER.lastIndex = start
  const literal = NUMBER.exec(source)?.[0] ?? ''
  const value = Number(literal)
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)
    throw invalidRequest({ detail: '请求内容里有超出范围的数字。' })
  return start + Math.max(literal.length, 1) - 1
}

function noteKey(keys: Set<string> | null | undefined, literal: string): void {
  const key = literal.includes('\\') ? unescaped(literal) : literal.slice(1, -1)
  if (keys?.has(key)) throw invalidRequest({ detail: 'JSON 中有重复的字段名。' })
  keys?.add(key)
}

function unescaped(literal: string): string {
  try {
    return JSON.parse(literal) as string
  } catch {
    return literal // JSON.parse of the whole refuses it below
  }
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
