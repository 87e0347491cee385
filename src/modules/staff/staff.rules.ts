import { graphemes } from '../../platform/text'
import { commonPasswords } from './staff.common-passwords'

/** Wrong passwords in a row before an account is locked (等保 8.1.4.1 b). */
export const FAILURES_BEFORE_LOCK = 5
export const LOCK_MS = 15 * 60_000

/** As kept: lower-case ASCII. */
export const USERNAME = /^[a-z][a-z0-9._-]{1,39}$/

export const PASSWORD_MIN = 8
export const PASSWORD_MAX = 128

/** @returns why the password is refused, in Chinese, or null */
export function passwordFault(password: string, username: string): string | null {
  if (graphemes(password) < PASSWORD_MIN) return `密码至少 ${PASSWORD_MIN} 个字符`
  if (password.length > PASSWORD_MAX) return `密码不能超过 ${PASSWORD_MAX} 个字符`
  const plain = password.toLowerCase()
  if (commonPasswords.has(plain)) return '这个密码太常见，请换一个'
  // A username with figures or marks around it is the first thing anybody tries.
  if (lettersOf(plain) === lettersOf(username.toLowerCase())) return '密码不能只是用户名加上数字或符号'
  if (new Set(plain).size < 4) return '密码里不同的字符太少'
  return null
}

const lettersOf = (text: string) => text.replace(/[^a-z]/g, '')

/** Locked at this instant? The lock ends at `lockedUntil` exactly. */
export function isLocked(account: { lockedUntil: number | null }, now: number): boolean {
  return account.lockedUntil !== null && now < account.lockedUntil
}
