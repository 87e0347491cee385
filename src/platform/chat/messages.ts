import { type EntityManager, LessThan } from 'typeorm'
import type { Clock } from '../clock'
import type { Seal } from '../crypto'
import { type Database, findForUpdate } from '../db/database'
import { isDuplicate } from '../db/errors'
import { Chat, ChatMessage } from './chat.entities'

/** How a push stands when it arrives: mine to handle, in other hands, promised for later, or answered before. */
export type Accepted =
  | { kind: 'mine' }
  | { kind: 'under_way' }
  | { kind: 'later' }
  | { kind: 'answered'; answer: string | null }

export interface DueMessage {
  hash: string
  message: string
  attempts: number
}

export interface DueAnswer {
  hash: string
  message: string
  answer: string
}

/** Whoever has not finished by then is taken for dead. */
export const LEASE_MS = 20_000
/** WeChat retries within 15 s; a thief of an old push is turned away by its timestamp. */
const KEEP_MS = 2 * 3600_000
const ATTEMPTS = 6

/** Pushes of WeChat, each handled once; what residents wrote is sealed and kept no longer than it is needed. */
export class ChatMessages {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly seal: Seal,
  ) {}

  /** Takes a push in, or says what became of it: the same on every instance. */
  async accept(hash: string, message: string): Promise<Accepted> {
    const now = this.clock.now()
    const row: ChatMessage = {
      hash,
      state: 'handling',
      residentId: null,
      attempts: 1,
      leaseUntil: now + LEASE_MS,
      sealedMessage: this.seal.seal(message, place(hash, 'message')),
      sealedAnswer: null,
      receivedAt: now,
    }
    try {
      await this.database.transaction((tx) => tx.insert(ChatMessage, row))
      return { kind: 'mine' }
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
    return this.stand(hash)
  }

  /** Where a push stands that was taken in before; one left behind by whoever had it becomes the caller's. */
  stand(hash: string): Promise<Accepted> {
    return this.database.transaction(async (tx): Promise<Accepted> => {
      const row = await findForUpdate(tx, ChatMessage, { hash })
      if (row?.state === 'answered')
        return { kind: 'answered', answer: row.sealedAnswer && this.open(row.sealedAnswer, hash, 'answer') }
      if (row?.state !== 'handling' && row?.state !== 'waiting') return { kind: 'later' }
      if (row.state === 'handling' && row.leaseUntil > this.clock.now()) return { kind: 'under_way' }
      await this.take(tx, row)
      return { kind: 'mine' }
    })
  }

  /** In the transaction that also moves the conversation. `late`: the connection it came on has been answered. */
  async answered(
    tx: EntityManager,
    hash: string,
    residentId: string | null,
    answer: string | null,
    late: boolean,
  ): Promise<void> {
    const follows = late && answer !== null
    await tx.update(
      ChatMessage,
      { hash },
      {
        state: follows ? 'to_send' : late ? 'done' : 'answered',
        residentId,
        leaseUntil: 0,
        sealedAnswer: answer === null ? null : this.seal.seal(answer, place(hash, 'answer')),
        ...(follows ? {} : { sealedMessage: null }),
      },
    )
  }

  /** As `answered`, for what moves no conversation. */
  async close(hash: string, residentId: string | null, answer: string | null, late: boolean): Promise<void> {
    await this.database.transaction((tx) => this.answered(tx, hash, residentId, answer, late))
  }

  /** The connection was answered while the reply was being stored: it follows as a message of its own. */
  async deliverLater(hash: string, message: string): Promise<void> {
    const sealedMessage = this.seal.seal(message, place(hash, 'message'))
    await this.database.transaction(async (tx) => {
      const row = await findForUpdate(tx, ChatMessage, { hash })
      if (row?.state === 'answered' && row.sealedAnswer !== null)
        await tx.update(ChatMessage, { hash }, { state: 'to_send', sealedMessage })
    })
  }

  /** Handling failed: to be done again, after a while that doubles. */
  async failed(hash: string): Promise<void> {
    const now = this.clock.now()
    await this.database.transaction(async (tx) => {
      const row = await findForUpdate(tx, ChatMessage, { hash })
      if (row?.state === 'handling')
        await tx.update(
          ChatMessage,
          { hash },
          { state: 'waiting', leaseUntil: now + 1_000 * 2 ** row.attempts },
        )
    })
  }

  /** Claims what was left undone, oldest first. Those tried too often come with `attempts` above the limit. */
  async claimUndone(limit = 20): Promise<DueMessage[]> {
    const claimed = await this.claim(['waiting', 'handling'], limit, (tx, row) => this.take(tx, row))
    return claimed.flatMap(({ hash, sealedMessage, attempts }) =>
      sealedMessage === null ? [] : [{ hash, message: this.open(sealedMessage, hash, 'message'), attempts }],
    )
  }

  /** Claims replies that are to follow. From here on each is sent at most once. */
  async claimAnswers(limit = 20): Promise<DueAnswer[]> {
    const claimed = await this.claim(['to_send'], limit, async (tx, { hash, residentId }) => {
      await tx.update(ChatMessage, { hash }, { state: 'sending', sealedMessage: null })
      if (residentId !== null) await tx.increment(Chat, { residentId }, 'toldSince', 1)
    })
    return claimed.flatMap(({ hash, sealedMessage, sealedAnswer }) =>
      sealedMessage === null || sealedAnswer === null
        ? []
        : [
            {
              hash,
              message: this.open(sealedMessage, hash, 'message'),
              answer: this.open(sealedAnswer, hash, 'answer'),
            },
          ],
    )
  }

  async sent(hash: string): Promise<void> {
    await this.database.transaction((tx) => tx.update(ChatMessage, { hash }, { state: 'done' }))
  }

  /** WeChat was away and has certainly not taken the reply: once more, a little later. */
  async sendAgain({ hash, message }: DueAnswer): Promise<void> {
    const sealedMessage = this.seal.seal(message, place(hash, 'message'))
    await this.database.transaction(async (tx) => {
      const row = await findForUpdate(tx, ChatMessage, { hash })
      if (row?.state !== 'sending') return
      const attempts = row.attempts + 1
      const leaseUntil = this.clock.now() + 1_000 * 2 ** attempts
      const isOver = attempts > ATTEMPTS
      await tx.update(
        ChatMessage,
        { hash },
        isOver ? { state: 'done' } : { state: 'to_send', sealedMessage, attempts, leaseUntil },
      )
    })
  }

  isGivenUp(message: DueMessage): boolean {
    return message.attempts > ATTEMPTS
  }

  async sweep(): Promise<void> {
    const before = this.clock.now() - KEEP_MS
    await this.database.transaction((tx) => tx.delete(ChatMessage, { receivedAt: LessThan(before) }))
  }

  /** What of these is a resident's own, with the replies. */
  async of(residentId: string): Promise<{ receivedAt: number; answer: string | null }[]> {
    const rows = await this.database.reads.findBy(ChatMessage, { residentId })
    return rows.map(({ hash, receivedAt, sealedAnswer }) => ({
      receivedAt,
      answer: sealedAnswer && this.open(sealedAnswer, hash, 'answer'),
    }))
  }

  private async take(tx: EntityManager, row: ChatMessage): Promise<void> {
    row.attempts++
    const leaseUntil = this.clock.now() + LEASE_MS
    await tx.update(
      ChatMessage,
      { hash: row.hash },
      { state: 'handling', attempts: row.attempts, leaseUntil },
    )
  }

  private claim(
    states: string[],
    limit: number,
    take: (tx: EntityManager, row: ChatMessage) => Promise<void>,
  ): Promise<ChatMessage[]> {
    return this.database.transaction(async (tx) => {
      const due = tx
        .createQueryBuilder(ChatMessage, 'm')
        .where('m.state IN (:...states) AND m.leaseUntil <= :now', { states, now: this.clock.now() })
        .orderBy('m.receivedAt')
        .limit(limit)
      if (this.database.kind === 'mysql') due.setLock('pessimistic_write').setOnLocked('skip_locked')
      const rows = await due.getMany()
      for (const row of rows) await take(tx, row)
      return rows
    })
  }

  private open(sealed: string, hash: string, what: 'message' | 'answer'): string {
    return this.seal.open(sealed, place(hash, what))
  }
}

const place = (hash: string, what: 'message' | 'answer') => `chat_messages.${what}.${hash}`
