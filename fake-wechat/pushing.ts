import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { open, pushQuery, seal, sign } from './envelope'
import type { Callback, InboxMessage, PushFields, PushOutcome, PushResult } from './types'
import type { App, World } from './world'
import { readAll, readElement, writeXml } from './xml'

const TRIES = 3
const AT_ONCE = 8
const HOLD_MS = 300
/** Events the person waits for an answer to. */
const SEEN = new Set(['subscribe', 'SCAN', 'CLICK'])
const UNAVAILABLE = '该公众号暂时无法提供服务，请稍后再试'

/** Pushes to the callback of an app, in 安全模式, with WeChat's tries; and queues the events that sends cause. */
export class Pusher {
  private queue: (() => Promise<unknown>)[] = []
  /** Place of the next one in the queue: shifting a hundred thousand would cost more than pushing them. */
  private next = 0
  private running = 0
  private waiting: (() => void)[] = []
  private held: (() => void)[] = []
  private readonly stopped = new AbortController()

  constructor(
    private readonly world: World,
    private readonly answerWithinMs: number,
  ) {}

  /** The event after a send, where the app hears of outcomes; runs when the answer has left. */
  outcome(app: App, openid: string, fields: () => PushFields & { Event: string }): (() => void) | undefined {
    if (!app.callback || app.outcomeEvents === false) return undefined
    return () => {
      if (this.world.faults.hits('events', this.world.faults.loseEvents)) return
      this.queue.push(() => this.push(app, openid, { MsgType: 'event', ...fields() }))
      this.work()
    }
  }

  /** Sends the message and takes the answer; never rejects. Without a callback nothing is pushed. */
  async push(app: App, openid: string, fields: PushFields): Promise<PushResult> {
    const { callback } = app
    if (!callback) return { reply: null, tries: 0, answered: false, outcomes: [] }
    const { faults } = this.world
    const plain = this.write(app, openid, fields)
    const twice = faults.hits('duplicates', faults.duplicates)
    if (faults.hits('reorder', faults.reorder)) await this.hold()
    const outcomes: PushOutcome[] = []
    const second = twice ? this.tryOnce(app, callback, openid, plain) : null
    let reply: InboxMessage | null = null
    let answered = false
    let tries = 0
    while (tries < TRIES && !answered && !this.stopped.signal.aborted) {
      tries += 1
      const tried = await this.tryOnce(app, callback, openid, plain)
      outcomes.push(tried.outcome)
      answered = !('fault' in tried.outcome)
      reply = tried.message
    }
    if (second) outcomes.push((await second).outcome)
    this.release()
    if (reply) this.world.inboxes.put(openid, reply)
    else if (!answered && (fields.MsgType !== 'event' || SEEN.has(fields.Event ?? '')))
      this.world.inboxes.put(openid, { kind: 'system', at: this.world.now(), text: UNAVAILABLE })
    return { reply: reply?.text ?? null, tries, answered, outcomes }
  }

  /** WeChat's check when the address is saved: GET with echostr. */
  async check(callback: Callback): Promise<boolean> {
    const timestamp = String(Math.floor(this.world.now() / 1000))
    const nonce = String(randomBytes(4).readUInt32BE())
    const echostr = String(randomBytes(6).readUIntBE(0, 6))
    const query = new URLSearchParams({
      signature: sign(callback.token, timestamp, nonce),
      timestamp,
      nonce,
      echostr,
    })
    try {
      const response = await fetch(`${callback.url}?${query}`, {
        signal: AbortSignal.timeout(this.answerWithinMs),
      })
      return response.status === 200 && (await response.text()) === echostr
    } catch {
      return false
    }
  }

  async settled(): Promise<void> {
    while (this.running > 0 || this.next < this.queue.length)
      await new Promise<void>((resolve) => this.waiting.push(resolve))
  }

  stop(): void {
    this.queue = []
    this.next = 0
    this.stopped.abort()
    this.release()
  }

  /** The same MsgId and CreateTime on every try; nonce and ciphertext are new each time. */
  private write(app: App, openid: string, fields: PushFields): string {
    const { List, ...rest } = fields
    const wrapper = fields.Event?.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
    return writeXml({
      ToUserName: app.originalId,
      FromUserName: openid,
      CreateTime: Math.floor(this.world.now() / 1000),
      ...rest,
      ...(List && wrapper ? { [wrapper]: { List } } : {}),
    })
  }

  private async tryOnce(
    app: App,
    callback: Callback,
    openid: string,
    plain: string,
  ): Promise<{ outcome: PushOutcome; message: InboxMessage | null }> {
    try {
      const encrypted = seal(plain, app.appId, callback.aesKey)
      const nonce = String(randomBytes(4).readUInt32BE())
      const query = pushQuery(callback, this.world.now(), nonce, openid, encrypted)
      const response = await fetch(`${callback.url}?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body: writeXml({ ToUserName: app.originalId, Encrypt: encrypted }),
        signal: AbortSignal.any([AbortSignal.timeout(this.answerWithinMs), this.stopped.signal]),
      })
      const answer = await response.text()
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
      if (this.world.faults.dropsAnswer()) throw new Error('the answer got lost on its way')
      const message = answer === '' || answer === 'success' ? null : this.read(app, callback, openid, answer)
      return { outcome: { reply: message?.text ?? null }, message }
    } catch (error) {
      return { outcome: { fault: error instanceof Error ? error.message : String(error) }, message: null }
    }
  }

  /** @throws Error where WeChat would not take the answer */
  private read(app: App, callback: Callback, openid: string, answer: string): InboxMessage {
    const encrypted = readElement(answer, 'Encrypt')
    const signature = readElement(answer, 'MsgSignature')
    const timestamp = readElement(answer, 'TimeStamp')
    const nonce = readElement(answer, 'Nonce')
    if (!encrypted || !signature || !timestamp || !nonce) throw new Error('the answer is no encrypted XML')
    if (sign(callback.token, timestamp, nonce, encrypted) !== signature)
      throw new Error('MsgSignature of the answer is wrong')
    const xml = open(encrypted, app.appId, callback.aesKey)
    if (readElement(xml, 'ToUserName') !== openid || readElement(xml, 'FromUserName') !== app.originalId)
      throw new Error('the answer is addressed to another')
    if (!/^\d+$/.test(readElement(xml, 'CreateTime') ?? '')) throw new Error('the answer has no CreateTime')
    const at = this.world.now()
    const type = readElement(xml, 'MsgType')
    const text = readElement(xml, 'Content')
    if (type === 'text' && text) {
      if (Buffer.byteLength(text) > 2_048) throw new Error('the answer is longer than 2048 bytes')
      return { kind: 'reply', at, text }
    }
    if (type === 'news') {
      const items = readAll(xml, 'item')
      const title = items.map((item) => readElement(item, 'Title') ?? '').join('\n')
      return { kind: 'reply', at, text: title, link: readElement(items[0] ?? '', 'Url') }
    }
    throw new Error(`the answer is of a type WeChat does not know: ${type}`)
  }

  private hold(): Promise<unknown> {
    const released = new Promise<void>((resolve) => this.held.push(resolve))
    return Promise.race([released, sleep(HOLD_MS, undefined, { ref: false })])
  }

  private release(): void {
    for (const go of this.held.splice(0)) go()
  }

  private work(): void {
    while (this.running < AT_ONCE) {
      const push = this.queue[this.next]
      if (!push) {
        this.queue = []
        this.next = 0
        return
      }
      this.next += 1
      this.running += 1
      void push().finally(() => {
        this.running -= 1
        this.work()
        if (this.running === 0 && this.next >= this.queue.length)
          for (const done of this.waiting.splice(0)) done()
      })
    }
  }
}
