import { Chance } from './random'

type RateOrCount = number
/** Cut: the connection breaks. Busy: -1 although accepted. Hang: never answers. */
export type LossKind = 'cut' | 'busy' | 'hang'

interface Burst {
  stream: string
  api: string
  left: number
  rate: number
}

const TOKEN_APIS = ['/cgi-bin/token', '/cgi-bin/stable_token']

/** The switches of the fake. A number of 1 or more is that many calls, one below 1 a share of them. */
export class Faults {
  /** Milliseconds before an answer leaves; the call itself is done at once. A pair draws between. */
  delayMs: number | [number, number] = 0
  /** Every send with fields answers 47003, naming this field (true: the first one). */
  badPayload: boolean | string = false
  /** Share of pushes that come twice, the second at the same time. */
  duplicates = 0
  /** Share of pushes held back until a later one has gone (or 300 ms have). */
  reorder = 0
  /** Share of outcome events that never come. */
  loseEvents = 0
  private busyBursts: Burst[] = []
  private quotaBursts: Burst[] = []
  private loss: { rate: number; count: number; kind: LossKind } = { rate: 0, count: 0, kind: 'cut' }
  private answersToDrop = 0
  private tokenEnds: { at: number; errcode: 40001 | 42001 }[] = []
  private readonly streams = new Map<string, Chance>()
  private seeded: number

  constructor(
    seed: number,
    private readonly world: {
      limit(api: string, perDay: number): void
      refuse(openid: string, templateId?: string): void
      block(openid: string): void
      undeliverable(openid: string): void
      endTokens(errcode: 40001 | 42001): void
    },
  ) {
    this.seeded = seed
  }

  get seed(): number {
    return this.seeded
  }

  /** Every stream of chance begins anew. */
  set seed(seed: number) {
    this.seeded = seed
    this.streams.clear()
  }

  /** -1, nothing accepted; 0 switches it off. Without `api` (the beginning of a path): every API but the token ones. */
  busy(n: RateOrCount, api = ''): void {
    if (n === 0) this.busyBursts = []
    else this.busyBursts.push(burst('busy', n, api))
  }

  /** 45009 as a burst, nothing accepted. */
  exhausted(n: RateOrCount, api = ''): void {
    if (n === 0) this.quotaBursts = []
    else this.quotaBursts.push(burst('quota', n, api))
  }

  /** Another daily limit for an API, by its path or the end of it (`subscribe/send`). */
  quota(api: string, perDay: number): void {
    this.world.limit(api, perDay)
  }

  /** The person refuses this template from now on, or everything: 43101. */
  refuse(openid: string, templateId?: string): void {
    this.world.refuse(openid, templateId)
  }

  /** WeChat holds the person to be dangerous: code2session answers 40226. */
  block(openid: string): void {
    this.world.block(openid)
  }

  /** Accepted, but the outcome event says it failed. */
  undeliverable(openid: string): void {
    this.world.undeliverable(openid)
  }

  /** After that many accepted sends all tokens end: 42001 as expired, 40001 as replaced. */
  rotateTokensAt(sendNumber: number, errcode: 40001 | 42001 = 42001): void {
    this.tokenEnds.push({ at: sendNumber, errcode })
  }

  /** All tokens end now. */
  rotateTokens(errcode: 40001 | 42001 = 42001): void {
    this.world.endTokens(errcode)
  }

  /** Accepted sends whose answer the caller never sees: a share (below 1), or the next n. */
  loseReplies(n: RateOrCount, kind: LossKind = 'cut'): void {
    this.loss = n < 1 ? { rate: n, count: 0, kind } : { rate: 0, count: n, kind }
  }

  /** The next n answers of the callback get lost on their way, so WeChat tries again. */
  dropAnswers(n: number): void {
    this.answersToDrop = n
  }

  /** Every switch off. */
  calm(): void {
    Object.assign(this, { delayMs: 0, badPayload: false, duplicates: 0, reorder: 0, loseEvents: 0 })
    this.busyBursts = []
    this.quotaBursts = []
    this.tokenEnds = []
    this.answersToDrop = 0
    this.loseReplies(0)
  }

  /** What the call meets before WeChat looks at it: -1, 45009 or nothing. */
  meets(path: string): -1 | 45009 | null {
    if (this.busyBursts.length > 0 && this.strikes(this.busyBursts, path)) return -1
    if (this.quotaBursts.length > 0 && this.strikes(this.quotaBursts, path)) return 45009
    return null
  }

  /** Told of each accepted send. */
  accepted(count: number): void {
    for (const end of this.tokenEnds) if (end.at <= count) this.world.endTokens(end.errcode)
    if (this.tokenEnds.some((end) => end.at <= count))
      this.tokenEnds = this.tokenEnds.filter((end) => end.at > count)
  }

  losesReply(): LossKind | null {
    const { rate, count, kind } = this.loss
    if (count > 0) {
      this.loss.count -= 1
      return kind
    }
    return this.hits('replies', rate) ? kind : null
  }

  dropsAnswer(): boolean {
    if (this.answersToDrop <= 0) return false
    this.answersToDrop -= 1
    return true
  }

  waitMs(): number {
    if (typeof this.delayMs === 'number') return this.delayMs
    const [from, to] = this.delayMs
    return from + this.stream('delay').next() * (to - from)
  }

  hits(stream: string, rate: number): boolean {
    return rate > 0 && this.stream(stream).hits(rate)
  }

  private strikes(bursts: Burst[], path: string): boolean {
    for (const one of bursts) {
      if (one.api === '' ? TOKEN_APIS.includes(path) : !path.startsWith(one.api)) continue
      if (one.left > 0) {
        one.left -= 1
        return true
      }
      if (this.hits(one.stream, one.rate)) return true
    }
    return false
  }

  private stream(name: string): Chance {
    let chance = this.streams.get(name)
    if (!chance) {
      chance = new Chance(this.seeded, name)
      this.streams.set(name, chance)
    }
    return chance
  }
}

const burst = (stream: string, n: RateOrCount, api: string): Burst =>
  n < 1 ? { stream, api, left: 0, rate: n } : { stream, api, left: n, rate: 0 }
