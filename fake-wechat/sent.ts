import type { SendApi, SentMessage } from './types'

const SLOT = 32
/** What became of the answer. */
const LOST = 1
const GONE = 2
const apis: SendApi[] = ['subscribe', 'biz', 'template', 'custom', 'mass']
/** Real ids pass 2^53, so a caller that reads them as numbers is found out. */
const ID_PREFIX = '28'

export const msgIdOf = (index: number): string => `${ID_PREFIX}${String(index + 1).padStart(17, '0')}`

/** Every accepted message in about 50 bytes: a million of them are 50 MB, not a million objects. */
export class SentLedger {
  length = 0
  private capacity = 1024
  private openids = Buffer.alloc(this.capacity * SLOT)
  private widths = new Uint8Array(this.capacity)
  private times = new Float64Array(this.capacity)
  private kinds = new Uint8Array(this.capacity)
  private apps = new Uint8Array(this.capacity)
  private templates = new Uint16Array(this.capacity)
  private lost = new Uint8Array(this.capacity)
  /** Openids that do not fit a slot, by index. */
  private readonly long = new Map<number, string>()
  private readonly appIds: string[] = []
  private readonly templateIds: string[] = ['']
  private readonly list: SentMessage[] = []

  /** Index of the new row; `msgIdOf` gives its id. */
  append(api: SendApi, appId: string, openid: string, template: string | null, at: number): number {
    const index = this.length
    if (index === this.capacity) this.grow()
    const width = openid.length <= SLOT ? this.openids.write(openid, index * SLOT, SLOT, 'utf8') : 0
    if (width !== openid.length) this.long.set(index, openid)
    this.widths[index] = width
    this.times[index] = at
    this.kinds[index] = apis.indexOf(api)
    this.apps[index] = place(this.appIds, appId)
    this.templates[index] = template === null ? 0 : place(this.templateIds, template)
    this.length += 1
    return index
  }

  markReplyLost(index: number): void {
    this.lost[index] = LOST
  }

  markCallerGone(index: number): void {
    this.lost[index] = GONE
  }

  openidAt(index: number): string {
    const start = index * SLOT
    return this.long.get(index) ?? this.openids.toString('utf8', start, start + (this.widths[index] ?? 0))
  }

  at(index: number): SentMessage {
    return {
      api: apis[this.kinds[index] ?? 0] as SendApi,
      appId: this.appIds[this.apps[index] ?? 0] ?? '',
      openid: this.openidAt(index),
      template: this.templateIds[this.templates[index] ?? 0] || null,
      msgId: msgIdOf(index),
      at: this.times[index] ?? 0,
      ...this.ending(index),
    }
  }

  /** Built only as far as it was asked for; the same array grows. */
  all(): SentMessage[] {
    for (let i = this.list.length; i < this.length; i += 1) this.list.push(this.at(i))
    for (const [i, message] of this.list.entries()) Object.assign(message, this.ending(i))
    return this.list
  }

  private ending(index: number): Pick<SentMessage, 'replyLost' | 'callerGone'> {
    return { replyLost: this.lost[index] === LOST, callerGone: this.lost[index] === GONE }
  }

  private grow(): void {
    this.capacity *= 2
    const wider = Buffer.alloc(this.capacity * SLOT)
    this.openids.copy(wider)
    this.openids = wider
    this.widths = widen(this.widths, new Uint8Array(this.capacity))
    this.times = widen(this.times, new Float64Array(this.capacity))
    this.kinds = widen(this.kinds, new Uint8Array(this.capacity))
    this.apps = widen(this.apps, new Uint8Array(this.capacity))
    this.templates = widen(this.templates, new Uint16Array(this.capacity))
    this.lost = widen(this.lost, new Uint8Array(this.capacity))
  }
}

function widen<T extends Uint8Array | Uint16Array | Float64Array>(old: T, wider: T): T {
  wider.set(old)
  return wider
}

function place(names: string[], name: string): number {
  const at = names.indexOf(name)
  return at >= 0 ? at : names.push(name) - 1
}
