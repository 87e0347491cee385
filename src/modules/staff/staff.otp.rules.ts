import { createHmac } from 'node:crypto'

/** RFC 6238 as authenticator apps do it without being told anything: SHA-1, six digits, thirty seconds. */
export const STEP_MS = 30_000
const DIGITS = 6
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Wrong codes in a row after which only a recovery code or an administrator helps. */
export const CODES_BEFORE_STOP = 20
export const RECOVERY_CODES = 10

export const stepOf = (now: number) => Math.floor(now / STEP_MS)

/** RFC 4226 over the number of the step. */
export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac[mac.length - 1] as number) & 0xf
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** RFC 4648, without padding. */
export function base32(bytes: Buffer): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('')
}

/** What an authenticator app reads from a QR code. */
export function otpauthUrl(secret: string, username: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(username)}`
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1000}`
}

/** As printed: ABCD-EFGH-IJKL-MNOP, eighty bits. */
export const recoveryCodeOf = (bytes: Buffer) => (base32(bytes).match(/.{4}/g) ?? []).join('-')

/** As compared: capitals, without spaces and hyphens. */
export const bareCode = (code: string) => code.toUpperCase().replace(/[\s-]/g, '')

export const isAppCode = (code: string) => /^\d{6}$/.test(code)
