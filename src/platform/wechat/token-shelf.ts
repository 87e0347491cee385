import { Entity } from 'typeorm'
import type { Clock } from '../clock'
import type { Seal } from '../crypto'
import { type Database, findForUpdate } from '../db/database'
import { Instant, PrimaryKey, Text } from '../db/entity-columns'
import { isDuplicate } from '../db/errors'
import type { Token, TokenShelf } from './token'

/** Longer than asking WeChat takes: whoever has not come back by then has died. */
const LEASE_MS = 10_000

@Entity('wechat_tokens')
export class WechatToken {
  @PrimaryKey({ length: 64 }) appId!: string
  @Text({ nullable: true }) sealedToken!: string | null
  @Instant() validUntil!: number
  /** Until then one process is asking WeChat for a new one. */
  @Instant() leaseUntil!: number
}

const place = (appId: string) => `wechat_tokens.${appId}`

/** The token in the database, sealed: processes, and those that start after a crash, share one. */
export class SharedTokens implements TokenShelf {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly seal: Seal,
  ) {}

  async take(appId: string, stale: string | null): Promise<Token | 'fetch' | 'wait'> {
    try {
      return await this.database.transaction(async (tx) => {
        const now = this.clock.now()
        const row = await findForUpdate(tx, WechatToken, { appId })
        const value = row && row.validUntil > now ? this.opened(row) : null
        if (row && value !== null && value !== stale) return { value, until: row.validUntil }
        if (row && row.leaseUntil > now) return 'wait'
        const leaseUntil = now + LEASE_MS
        if (row) await tx.update(WechatToken, { appId }, { leaseUntil })
        else await tx.insert(WechatToken, { appId, sealedToken: null, validUntil: 0, leaseUntil })
        return 'fetch'
      })
    } catch (error) {
      // Another process made the row first.
      if (isDuplicate(error)) return 'wait'
      throw error
    }
  }

  async put(appId: string, token: Token | null): Promise<void> {
    const change = token
      ? { sealedToken: this.seal.seal(token.value, place(appId)), validUntil: token.until, leaseUntil: 0 }
      : { leaseUntil: 0 }
    await this.database.transaction((tx) => tx.update(WechatToken, { appId }, change))
  }

  /** One sealed with a key that is gone counts as none: WeChat gives another. */
  private opened({ appId, sealedToken }: WechatToken): string | null {
    if (sealedToken === null) return null
    try {
      return this.seal.open(sealedToken, place(appId))
    } catch {
      return null
    }
  }
}
