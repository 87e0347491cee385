import { setTimeout as sleep } from 'node:timers/promises'
import type { EntityManager } from 'typeorm'
import type { Clock } from '../clock'
import { type Database, findForUpdate } from '../db/database'
import { isDuplicate } from '../db/errors'
import { unavailable } from '../problem'
import { Chat, ChatMessage } from './chat.entities'
import type { ChatMessages } from './messages'

/** A conversation left alone that long begins anew. */
export const CHAT_MS = 30 * 60_000
const BUSY_MS = 15_000
const LOOK_MS = 50
/** How long one message waits for another of the same person. */
const PATIENCE_MS = 10_000

export interface Finished {
  hash: string
  residentId: string
  answer: string | null
  /** Where the conversation stands now; null: nowhere. */
  state: object | null
  late: boolean
}

/** Conversations, one message at a time for each person, on all instances together. */
export class Chats {
  readonly name = 'chats'

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly messages: ChatMessages,
  ) {}

  /**
   * Waits its turn and takes the conversation. @returns where it stood, null where nowhere
   * @param saidAt when the person wrote, by WeChat's clock; null for a button of the menu
   * @throws Problem unavailable when another message keeps it too long
   */
  async take(residentId: string, hash: string, saidAt: number | null): Promise<object | null> {
    for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
      const taken = await this.tryTake(residentId, hash, saidAt)
      if (taken !== 'busy') return taken.state
      await sleep(LOOK_MS)
    }
    throw unavailable({ retryAfter: 1 })
  }

  private async tryTake(
    residentId: string,
    hash: string,
    saidAt: number | null,
  ): Promise<{ state: object | null } | 'busy'> {
    const now = this.clock.now()
    const busy = { busyWith: hash, busyUntil: now + BUSY_MS }
    try {
      return await this.database.transaction(async (tx) => {
        const chat = await findForUpdate(tx, Chat, { residentId })
        if (!chat) {
          await tx.insert(Chat, { ...newChat(residentId), ...busy, saidAt })
          return { state: null }
        }
        const isBusy = chat.busyWith !== null && chat.busyWith !== hash && chat.busyUntil > now
        if (isBusy) return 'busy'
        // The same message taken up again opens no second window.
        const opens = saidAt !== null && saidAt > (chat.saidAt ?? 0)
        await tx.update(Chat, { residentId }, { ...busy, ...(opens ? { saidAt, toldSince: 0 } : {}) })
        return { state: chat.expiresAt > now ? chat.state : null }
      })
    } catch (error) {
      // Two first messages at once: the other one was first.
      if (isDuplicate(error)) return 'busy'
      throw error
    }
  }

  /** Reply and new state of the conversation in one commit: handled again, it would be as if for the first time. */
  async finish({ hash, residentId, answer, state, late }: Finished): Promise<void> {
    const expiresAt = this.clock.now() + CHAT_MS
    await this.database.transaction(async (tx) => {
      await tx.update(Chat, { residentId, busyWith: hash }, {
        state,
        expiresAt,
        busyWith: null,
        busyUntil: 0,
      } as object)
      await this.messages.answered(tx, hash, residentId, answer, late)
    })
  }

  /** Handling failed: the next message, or this one again, need not wait. */
  async release(residentId: string, hash: string): Promise<void> {
    await this.database.transaction((tx) =>
      tx.update(Chat, { residentId, busyWith: hash }, { busyWith: null, busyUntil: 0 }),
    )
  }

  /** Somebody has begun or ceased to follow the account; the conversation so far is over. */
  async follow(residentId: string, follows: boolean): Promise<void> {
    const now = this.clock.now()
    const change = follows ? { followedAt: now, unfollowedAt: null } : { unfollowedAt: now }
    const note = () =>
      this.database.transaction(async (tx) => {
        const chat = await findForUpdate(tx, Chat, { residentId })
        if (!chat) await tx.insert(Chat, { ...newChat(residentId), ...change })
        else await tx.update(Chat, { residentId }, { ...change, state: null })
      })
    await note().catch((error: unknown) => (isDuplicate(error) ? note() : Promise.reject(error)))
  }

  find(residentId: string): Promise<Chat | null> {
    return this.database.reads.findOneBy(Chat, { residentId })
  }

  async export(residentId: string): Promise<unknown> {
    return { chat: await this.find(residentId), messages: await this.messages.of(residentId) }
  }

  async erase(tx: EntityManager, residentId: string): Promise<null> {
    await tx.delete(Chat, { residentId })
    await tx.delete(ChatMessage, { residentId })
    return null
  }

  /** Two residents are one person: the conversation of the one that stays goes on. */
  async join(tx: EntityManager, from: string, to: string): Promise<void> {
    const [stays, goes] = [
      await findForUpdate(tx, Chat, { residentId: to }),
      await findForUpdate(tx, Chat, { residentId: from }),
    ]
    if (stays && goes) {
      // The window of the one who wrote last, with what was sent to either counted.
      const saidAt = Math.max(stays.saidAt ?? 0, goes.saidAt ?? 0) || null
      const toldSince = stays.toldSince + goes.toldSince
      await tx.update(Chat, { residentId: to }, { saidAt, toldSince })
      await tx.delete(Chat, { residentId: from })
    } else if (!stays)
      await tx.update(Chat, { residentId: from }, { residentId: to, busyWith: null, busyUntil: 0 })
    await tx.update(ChatMessage, { residentId: from }, { residentId: to })
  }
}

const newChat = (residentId: string): Chat => ({
  residentId,
  state: null,
  expiresAt: 0,
  busyWith: null,
  busyUntil: 0,
  followedAt: null,
  unfollowedAt: null,
  saidAt: null,
  toldSince: 0,
})
