import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../clock'
import { Chat } from './chat.entities'

const HOUR = 3_600_000
/** WeChat's window after a message of the person's; closed a little early, as clocks differ and sending takes time. */
const OPEN_MS = 48 * HOUR - 5 * 60_000
/** Messages in one window. One of them is kept for a reply that comes late. */
const MOST = 5 - 1

/** May the account write to this person unasked now? */
export function isWindowOpen(
  chat: Pick<Chat, 'saidAt' | 'toldSince' | 'unfollowedAt'>,
  now: number,
): boolean {
  return (
    chat.saidAt !== null && now < chat.saidAt + OPEN_MS && chat.toldSince < MOST && chat.unfollowedAt === null
  )
}

/** 客服消息: who may be written to for having written himself, and how often yet. */
export class ChatWindows {
  constructor(private readonly clock: Clock) {}

  async open(tx: EntityManager, residentIds: readonly string[]): Promise<Set<string>> {
    return new Set((await this.openChats(tx, residentIds)).map((chat) => chat.residentId))
  }

  /** Counts one message for each whose window is open. @returns those */
  async spend(tx: EntityManager, residentIds: readonly string[]): Promise<Set<string>> {
    const open = await this.openChats(tx, residentIds, true)
    const ids = open.map((chat) => chat.residentId)
    if (ids.length > 0) await tx.increment(Chat, { residentId: In(ids) }, 'toldSince', 1)
    return new Set(ids)
  }

  /** For a message that surely did not go out; a window opened anew meanwhile has nothing to give back. */
  async giveBack(tx: EntityManager, residentIds: readonly string[]): Promise<void> {
    for (const chat of await this.chats(tx, residentIds, true))
      if (chat.toldSince > 0) await tx.decrement(Chat, { residentId: chat.residentId }, 'toldSince', 1)
  }

  private async openChats(
    tx: EntityManager,
    residentIds: readonly string[],
    locked = false,
  ): Promise<Chat[]> {
    const now = this.clock.now()
    return (await this.chats(tx, residentIds, locked)).filter((chat) => isWindowOpen(chat, now))
  }

  private chats(tx: EntityManager, residentIds: readonly string[], locked: boolean): Promise<Chat[]> {
    if (residentIds.length === 0) return Promise.resolve([])
    const query = tx
      .createQueryBuilder(Chat, 'chat')
      .where('chat.residentId IN (:...ids)', { ids: [...residentIds] })
      .orderBy('chat.residentId')
    if (locked && tx.dataSource.options.type === 'mysql') query.setLock('pessimistic_write')
    return query.getMany()
  }
}
