import { dayOf, minuteOf, monthOf } from './calendar'
import { Refusal } from './refusal'

interface Limit {
  perDay: number
  perMinute?: number
  /** Which errcode the minute's limit answers; it differs from API to API. */
  minuteCode?: 45009 | 45011
}

const CLEARS_PER_MONTH = 10

/** Calls a verified account may make; by path. */
const usual: Record<string, Limit> = {
  '/cgi-bin/message/subscribe/send': { perDay: 10_000_000 },
  '/cgi-bin/message/subscribe/bizsend': { perDay: 10_000_000 },
  '/cgi-bin/message/template/send': { perDay: 10_000_000 },
  '/cgi-bin/message/custom/send': { perDay: 500_000 },
  '/cgi-bin/message/mass/send': { perDay: 100, perMinute: 60, minuteCode: 45011 },
  '/cgi-bin/message/mass/sendall': { perDay: 100, perMinute: 60, minuteCode: 45011 },
  '/cgi-bin/user/info': { perDay: 5_000_000 },
  '/cgi-bin/clear_quota': { perDay: 10_000 },
  '/cgi-bin/openapi/quota/get': { perDay: 10_000 },
  '/wxa/msg_sec_check': { perDay: 2_000_000, perMinute: 4_000, minuteCode: 45011 },
  '/wxa/getwxacodeunlimit': { perDay: 10_000_000, perMinute: 5_000, minuteCode: 45009 },
}

interface Use {
  day: number
  today: number
  minute: number
  thisMinute: number
}

/** How often each app called each API today and this minute. */
export class Quotas {
  private readonly uses = new Map<string, Map<string, Use>>()
  private readonly overrides = new Map<string, number>()
  private readonly clears = new Map<string, { month: number; count: number }>()

  /** Counts the call. @throws Refusal 45009, 45011 */
  spend(appId: string, path: string, now: number): void {
    const limit = usual[path]
    if (!limit) return
    const use = this.use(appId, path, now)
    if (use.today >= (this.overrides.get(path) ?? limit.perDay)) throw new Refusal(45009)
    if (limit.perMinute !== undefined && use.thisMinute >= limit.perMinute)
      throw new Refusal(limit.minuteCode ?? 45011)
    use.today += 1
    use.thisMinute += 1
  }

  /** Another daily limit; `path` may be the end of one, such as `subscribe/send`. */
  override(path: string, perDay: number): void {
    const whole = Object.keys(usual).find((known) => known === path || known.endsWith(`/${path}`))
    if (!whole) throw new Error(`No such API: ${path}`)
    this.overrides.set(whole, perDay)
  }

  /** @throws Refusal 48006 after ten in a month */
  clear(appId: string, now: number): void {
    const month = monthOf(now)
    const before = this.clears.get(appId)
    const count = before?.month === month ? before.count : 0
    if (count >= CLEARS_PER_MONTH) throw new Refusal(48006)
    this.clears.set(appId, { month, count: count + 1 })
    this.uses.delete(appId)
  }

  /** @throws Refusal 76022 for /sns, 76021 for what does not exist */
  report(appId: string, path: string, now: number): { daily_limit: number; used: number; remain: number } {
    if (path.startsWith('/sns')) throw new Refusal(76022)
    const limit = usual[path]
    if (!limit) throw new Refusal(76021)
    const perDay = this.overrides.get(path) ?? limit.perDay
    const used = this.use(appId, path, now).today
    return { daily_limit: perDay, used, remain: Math.max(0, perDay - used) }
  }

  private use(appId: string, path: string, now: number): Use {
    let ofApp = this.uses.get(appId)
    if (!ofApp) {
      ofApp = new Map()
      this.uses.set(appId, ofApp)
    }
    let use = ofApp.get(path)
    if (!use) {
      use = { day: dayOf(now), today: 0, minute: minuteOf(now), thisMinute: 0 }
      ofApp.set(path, use)
    }
    if (use.minute !== minuteOf(now)) {
      use.minute = minuteOf(now)
      use.thisMinute = 0
      if (use.day !== dayOf(now)) {
        use.day = dayOf(now)
        use.today = 0
      }
    }
    return use
  }
}
