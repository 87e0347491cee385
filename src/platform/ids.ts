import { randomBytes } from 'node:crypto'
import { encodeTime, monotonicFactory } from 'ulid'

// A CSPRNG, because receipts and ids must not be guessable from earlier ones of the same millisecond.
const pool = { bytes: randomBytes(4096), at: 0 }
function random(): number {
  if (pool.at + 4 > pool.bytes.length) {
    pool.bytes = randomBytes(4096)
    pool.at = 0
  }
  const value = pool.bytes.readUInt32BE(pool.at) / 0x1_0000_0000
  pool.at += 4
  return value
}

const next = monotonicFactory(random)

/** A new ULID: 26 ASCII characters that sort by creation time. @param now epoch ms */
export function newId(now: number): string {
  return next(now)
}

/** Sorts before every id made at or after `instant` (epoch ms). */
export function idsFrom(instant: number): string {
  return encodeTime(Math.max(0, instant), 10)
}

export const ID_LENGTH = 26

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const DIGITS = new Uint8Array(128).fill(255)
for (let i = 0; i < CROCKFORD.length; i++) DIGITS[CROCKFORD.charCodeAt(i)] = i

const TIME_DIGITS = 10
/** 48 bits. */
const LAST_TIME = 2 ** 48 - 1

/** When an id was made, epoch ms; 0 for what is none of ours. Some millions are asked in one go. */
export function timeOf(id: string): number {
  let time = 0
  for (let i = 0; i < TIME_DIGITS && id.length === ID_LENGTH; i++) {
    const digit = DIGITS[id.charCodeAt(i)] ?? 255
    if (digit === 255) return 0
    time = time * 32 + digit
  }
  return time <= LAST_TIME ? time : 0
}

export const ID_BYTES = 16

/** The 128 bits that an id writes in 26 characters. */
export function bytesOfId(id: string): Buffer {
  const bytes = Buffer.alloc(ID_BYTES)
  // 26 digits of five bits are two more than 128: the first digit holds three.
  let held = 0
  let bits = -2
  let at = 0
  for (let i = 0; i < ID_LENGTH; i++) {
    held = (held << 5) | (DIGITS[id.charCodeAt(i)] as number)
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (held >> bits) & 255
      held &= (1 << bits) - 1
    }
  }
  return bytes
}

export function idOfBytes(bytes: Uint8Array): string {
  let id = ''
  let held = 0
  let bits = 2
  for (let at = 0; at < ID_BYTES; at++) {
    held = (held << 8) | (bytes[at] as number)
    bits += 8
    while (bits >= 5) {
      bits -= 5
      id += CROCKFORD[(held >> bits) & 31]
      held &= (1 << bits) - 1
    }
  }
  return id
}
