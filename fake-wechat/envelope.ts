import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { Callback } from './types'

/** Written from WeChat's documents, apart from src/platform/wechat, so that each side checks the other. */
const BLOCK = 32

export const sign = (...parts: string[]): string =>
  createHash('sha1').update(parts.sort().join('')).digest('hex')

function keyOf(aesKey: string): Buffer {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  if (aesKey.length !== 43 || key.length !== 32)
    throw new Error('EncodingAESKey must be 43 letters and digits')
  return key
}

export function seal(plain: string, appId: string, aesKey: string): string {
  const key = keyOf(aesKey)
  const text = Buffer.from(plain, 'utf8')
  const head = Buffer.alloc(4)
  head.writeUInt32BE(text.length)
  const body = Buffer.concat([randomBytes(16), head, text, Buffer.from(appId, 'utf8')])
  const pad = BLOCK - (body.length % BLOCK)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(body), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString(
    'base64',
  )
}

/** @throws Error saying what is wrong with the answer */
export function open(encrypted: string, appId: string, aesKey: string): string {
  const key = keyOf(aesKey)
  const raw = Buffer.from(encrypted, 'base64')
  if (raw.length === 0 || raw.length % 16 !== 0) throw new Error('Encrypt is not whole AES blocks')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(raw), decipher.final()])
  const pad = padded[padded.length - 1] ?? 0
  if (pad < 1 || pad > BLOCK || padded.length % BLOCK !== 0)
    throw new Error('padding is not PKCS#7 to 32 bytes')
  if (padded.subarray(-pad).some((byte) => byte !== pad)) throw new Error('padding is not PKCS#7 to 32 bytes')
  const body = padded.subarray(0, -pad)
  if (body.length < 20) throw new Error('envelope is too short')
  const end = 20 + body.readUInt32BE(16)
  if (end > body.length) throw new Error('length in the envelope is wrong')
  if (body.subarray(end).toString('utf8') !== appId) throw new Error('appid in the envelope is another')
  return body.subarray(20, end).toString('utf8')
}

/** The query of a push: `signature` covers no body and is there to be ignored. */
export function pushQuery(callback: Callback, at: number, nonce: string, openid: string, encrypted: string) {
  const timestamp = String(Math.floor(at / 1000))
  return new URLSearchParams({
    signature: sign(callback.token, timestamp, nonce),
    timestamp,
    nonce,
    openid,
    encrypt_type: 'aes',
    msg_signature: sign(callback.token, timestamp, nonce, encrypted),
  })
}
