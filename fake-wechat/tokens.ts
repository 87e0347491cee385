import { randomBytes } from 'node:crypto'
import { dayOf, minuteOf } from './calendar'
import { Refusal } from './refusal'

const LIFE_MS = 7_200_000
const RENEW_MS = 300_000
const FORCE_GAP_MS = 30_000
export const limits = {
  stablePerMinute: 10_000,
  stablePerDay: 500_000,
  forcedPerDay: 20,
  classicPerDay: 2_000,
}

interface Token {
  value: string
  appId: string
  expiresAt: number
  /** Killed before its time: 40001 as "not latest", or 42001 where a test wants an early end. */
  endedBy: number | null
}

interface Holder {
  stable: Token | null
  classic: Token | null
  counts: { minute: number; day: number; perMinute: number; perDay: number; forced: number; classic: number }
  forcedAt: number
}

/** Access tokens of all apps. stable_token and the old token API never disturb each other. */
export class Tokens {
  /** Calls of either API, refused ones too. */
  calls = 0
  /** Calls whose caller had died before the answer. */
  unheard = 0
  private readonly tokens = new Map<string, Token>()
  private readonly holders = new Map<string, Holder>()

  /** stable_token: the same token until its last 5 minutes; then the old and the new are both valid to its end. */
  stable(appId: string, force: boolean, now: number): { token: string; expiresIn: number } {
    const holder = this.holder(appId, now)
    const { counts } = holder
    if (counts.perMinute >= limits.stablePerMinute) throw new Refusal(45011)
    if (counts.perDay >= limits.stablePerDay) throw new Refusal(45009)
    counts.perMinute += 1
    counts.perDay += 1
    if (force) {
      if (now - holder.forcedAt < FORCE_GAP_MS) throw new Refusal(45011)
      if (counts.forced >= limits.forcedPerDay) throw new Refusal(45009)
      counts.forced += 1
      holder.forcedAt = now
      if (holder.stable) holder.stable.endedBy = 40001
      holder.stable = null
    }
    const current = holder.stable
    if (!current || current.endedBy !== null || current.expiresAt - now <= RENEW_MS)
      holder.stable = this.create(appId, now)
    const token = holder.stable as Token
    return { token: token.value, expiresIn: Math.floor((token.expiresAt - now) / 1000) }
  }

  /** The old API: every call kills the token before. */
  classic(appId: string, now: number): { token: string; expiresIn: number } {
    const holder = this.holder(appId, now)
    if (holder.counts.classic >= limits.classicPerDay) throw new Refusal(45009)
    holder.counts.classic += 1
    if (holder.classic) holder.classic.endedBy = 40001
    holder.classic = this.create(appId, now)
    return { token: holder.classic.value, expiresIn: LIFE_MS / 1000 }
  }

  /** Whose token it is. @throws Refusal 41001, 40014, 40001, 42001 */
  appOf(value: string, now: number): string {
    const token = this.tokens.get(value)
    if (!token) {
      if (value === '') throw new Refusal(41001)
      throw new Refusal(/^[\w-]{64,512}$/.test(value) ? 40001 : 40014)
    }
    if (token.endedBy !== null) throw new Refusal(token.endedBy)
    if (now >= token.expiresAt) throw new Refusal(42001)
    return token.appId
  }

  /** Ends every token now, as if time or another caller had. */
  endAll(errcode: 40001 | 42001): void {
    for (const token of this.tokens.values()) token.endedBy ??= errcode
  }

  private create(appId: string, now: number): Token {
    for (const [value, old] of this.tokens) if (now - old.expiresAt > LIFE_MS) this.tokens.delete(value)
    const value = `99_${randomBytes(102).toString('base64url')}`
    const token = { value, appId, expiresAt: now + LIFE_MS, endedBy: null }
    this.tokens.set(value, token)
    return token
  }

  private holder(appId: string, now: number): Holder {
    let holder = this.holders.get(appId)
    if (!holder) {
      const counts = { minute: 0, day: 0, perMinute: 0, perDay: 0, forced: 0, classic: 0 }
      holder = { stable: null, classic: null, counts, forcedAt: Number.NEGATIVE_INFINITY }
      this.holders.set(appId, holder)
    }
    const { counts } = holder
    if (counts.minute !== minuteOf(now)) Object.assign(counts, { minute: minuteOf(now), perMinute: 0 })
    if (counts.day !== dayOf(now))
      Object.assign(counts, { day: dayOf(now), perDay: 0, forced: 0, classic: 0 })
    return holder
  }
}
