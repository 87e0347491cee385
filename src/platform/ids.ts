import { randomBytes } from 'node:crypto'
import { monotonicFactory } from 'ulid'

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

export const ID_LENGTH = 26
