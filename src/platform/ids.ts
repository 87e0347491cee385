import { randomBytes } from 'node:crypto'
import { decodeTime, encodeTime, monotonicFactory } from 'ulid'

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

/** When an id was made, epoch ms; 0 for what is none of ours. */
export function timeOf(id: string): number {
  try {
    return decodeTime(id)
  } catch {
    return 0
  }
}

export const ID_LENGTH = 26
