import { AsyncLocalStorage } from 'node:async_hooks'
import { log, Puppet, payloads, types } from 'wechaty-puppet'

const ACCOUNT = 'service-account'
/** Wechaty keeps every contact it has met: so it meets one, and never learns an openid. */
const RESIDENT = 'resident'

// Wechaty's own log would print messages and swallow crashes at its wordy levels, whatever the environment asks for.
log.level('error')

interface Slot {
  text: string
  at: number
  resolve(reply: string | null): void
  reject(error: unknown): void
}

/** What a resident writes to the 服务号 comes in by our own callback; a reply finds its way back by the message's id. */
export class CallbackPuppet extends Puppet {
  private readonly slots = new Map<string, Slot>()
  private readonly answering = new AsyncLocalStorage<Slot>()

  override name = () => 'guangting'
  override version = () => '1'

  override async onStart(): Promise<void> {
    setImmediate(() => this.login(ACCOUNT))
  }

  override async onStop(): Promise<void> {
    for (const [id, slot] of this.slots) this.close(id, slot)
  }

  /** Hands a message to whoever listens. @returns what is said to it, null when nothing is; rejects as `during` does */
  hear(id: string, text: string, at: number): Promise<string | null> {
    return new Promise((resolve, reject) => {
      this.slots.set(id, { text, at, resolve, reject })
      this.emit('message', { messageId: id })
    })
  }

  /** Whatever `work` says is said to this message; its failure is told to whoever waits for the reply. */
  async during(id: string, work: () => Promise<void>): Promise<void> {
    const slot = this.slots.get(id)
    if (!slot) return
    try {
      await this.answering.run(slot, work)
    } catch (error) {
      slot.reject(error)
    }
    this.close(id, slot)
  }

  override async messageSendText(_conversationId: string, text: string): Promise<void> {
    this.answering.getStore()?.resolve(text)
  }

  override async messageRawPayload(id: string): Promise<payloads.Message> {
    const slot = this.slots.get(id)
    if (!slot) throw new Error('A message that nobody waits for')
    const { text, at: timestamp } = slot
    return { id, text, timestamp, type: types.Message.Text, talkerId: RESIDENT, listenerId: ACCOUNT }
  }

  override messageRawPayloadParser = async (payload: payloads.Message) => payload

  override async contactRawPayload(id: string): Promise<payloads.Contact> {
    const type = id === ACCOUNT ? types.Contact.Official : types.Contact.Individual
    return { id, type, gender: types.ContactGender.Unknown, name: id, avatar: '', phone: [] }
  }

  override contactRawPayloadParser = async (payload: payloads.Contact) => payload

  /** The same message may be waited for again by then: only this slot is closed. */
  private close(id: string, slot: Slot): void {
    slot.resolve(null)
    if (this.slots.get(id) !== slot) return
    this.slots.delete(id)
    this.cache.message.delete(id)
  }
}
