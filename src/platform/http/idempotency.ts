import { Between, Entity, type EntityManager } from 'typeorm'
import type { Clock } from '../clock'
import { sha256 } from '../crypto'
import type { Database } from '../db/database'
import { Instant, Key, PrimaryKey, Text } from '../db/entity-columns'
import { isDuplicate } from '../db/errors'
import { invalidField, problem } from '../problem'
import type { CheckedReply } from './reply'

export const idempotencyConflict = problem(
  'idempotency_conflict',
  'conflict',
  '同一个 Idempotency-Key 已用于另一份内容，请换一个新的。',
)
export const idempotencyPending = problem(
  'idempotency_pending',
  'conflict',
  '带有这个 Idempotency-Key 的请求还没有结果，请核对后再试。',
)

@Entity('idempotency_keys')
export class IdempotencyKey {
  /** 24 hex digits of the caller's SHA-256, then 40 over caller and key: callers never see each other's. */
  @PrimaryKey({ length: 64 }) hash!: string
  @Key({ length: 64 }) fingerprint!: string
  @Instant() createdAt!: number
  /** The first reply, byte for byte; null while it is being made. */
  @Text({ nullable: true }) reply!: string | null
}

/** How long a key is remembered. */
export const KEY_LIFETIME_MS = 7 * 24 * 3600_000

const callerHash = (caller: string) => sha256(caller).slice(0, 24)
/** Every key of one caller; `g` comes after the last hex digit. */
const ofCaller = (caller: string) => Between(callerHash(caller), `${callerHash(caller)}g`)

/** Gives the first reply again to a write repeated under the same key, also after a restart. */
export class Idempotency {
  private readonly underWay = new Map<string, { fingerprint: string; reply: Promise<CheckedReply> }>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async once(
    caller: string,
    key: string,
    operation: string,
    body: Buffer,
    perform: () => Promise<CheckedReply>,
  ): Promise<CheckedReply> {
    if (key.length > 255) throw invalidField('Idempotency-Key', '不能超过 255 个字符')
    const hash = callerHash(caller) + sha256(`${caller}\n${key}`).slice(0, 40)
    const fingerprint = sha256(Buffer.concat([Buffer.from(`${operation}\n`), body]))
    const running = this.underWay.get(hash)
    if (running) {
      if (running.fingerprint !== fingerprint) throw idempotencyConflict()
      return running.reply
    }
    const reply = this.claim(hash, fingerprint, perform)
    this.underWay.set(hash, { fingerprint, reply })
    try {
      return await reply
    } finally {
      this.underWay.delete(hash)
    }
  }

  private async claim(
    hash: string,
    fingerprint: string,
    perform: () => Promise<CheckedReply>,
  ): Promise<CheckedReply> {
    try {
      const createdAt = this.clock.now()
      await this.database.transaction((tx) =>
        tx.insert(IdempotencyKey, { hash, fingerprint, createdAt, reply: null }),
      )
    } catch (error) {
      if (isDuplicate(error)) return this.repeat(hash, fingerprint)
      throw error
    }
    let reply: CheckedReply
    try {
      reply = await perform()
    } catch (error) {
      // Refused writes leave no trace; the same key may be used for another try.
      await this.database.transaction((tx) => tx.delete(IdempotencyKey, { hash }))
      throw error
    }
    if (!reply.raw)
      await this.database.transaction((tx) =>
        tx.update(IdempotencyKey, { hash }, { reply: JSON.stringify(reply) }),
      )
    return reply
  }

  private async repeat(hash: string, fingerprint: string): Promise<CheckedReply> {
    const stored = await this.database.transaction((tx) => tx.findOneBy(IdempotencyKey, { hash }))
    if (!stored) throw idempotencyPending()
    if (stored.fingerprint !== fingerprint) throw idempotencyConflict()
    if (stored.reply === null) throw idempotencyPending()
    return JSON.parse(stored.reply) as CheckedReply
  }

  /** What was answered to one caller, for the copy of everything held. */
  async repliesTo(caller: string): Promise<{ createdAt: number; reply: string | null }[]> {
    const rows = await this.database.reads.findBy(IdempotencyKey, { hash: ofCaller(caller) })
    return rows.map(({ createdAt, reply }) => ({ createdAt, reply }))
  }

  /** A kept reply may repeat what the caller wrote. */
  async forgetCaller(tx: EntityManager, caller: string): Promise<void> {
    await tx.delete(IdempotencyKey, { hash: ofCaller(caller) })
  }

  /** Forgets keys older than a week. */
  async sweep(): Promise<void> {
    const before = this.clock.now() - KEY_LIFETIME_MS
    await this.database.transaction((tx) =>
      tx
        .createQueryBuilder()
        .delete()
        .from(IdempotencyKey)
        .where('createdAt < :before', { before })
        .execute(),
    )
  }
}
