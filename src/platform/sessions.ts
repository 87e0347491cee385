import { Entity, type EntityManager } from 'typeorm'
import type { Clock } from './clock'
import { newToken, sha256 } from './crypto'
import type { Database } from './db/database'
import { Instant, Key, PrimaryKey } from './db/entity-columns'
import { Gather } from './db/gather'

export type SessionKind = 'resident' | 'staff'

@Entity('sessions')
export class Session {
  /** SHA-256 of the token: a stolen database opens no session. */
  @PrimaryKey({ length: 64 }) tokenHash!: string
  @Key({ length: 10 }) kind!: SessionKind
  @Key({ length: 26 }) holderId!: string
  @Key({ length: 43 }) csrfToken!: string
  /** What the holder's duties want at hand with every call; opaque here. */
  @Key({ length: 26, nullable: true }) context!: string | null
  @Instant() createdAt!: number
  @Instant() seenAt!: number
}

/** A session as its holder sees it: by the beginning of its hash. */
export interface ListedSession {
  id: string
  tokenHash: string
  createdAt: number
  seenAt: number
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Idle and absolute lifetimes in ms; `touch` is how stale the stored last use may become. */
export const lifetimes: Record<SessionKind, { idle: number; absolute: number; touch: number }> = {
  resident: { idle: 30 * DAY, absolute: 90 * DAY, touch: 60 * MINUTE },
  staff: { idle: 30 * MINUTE, absolute: 12 * 60 * MINUTE, touch: 10_000 },
}

/** Another instance's revocation is seen within this time. */
const CACHE_MS = 900
const CACHE_SIZE = 50_000

const COLUMNS = ['token_hash', 'kind', 'holder_id', 'csrf_token', 'context', 'created_at', 'seen_at']

interface Cached {
  session: Session | undefined
  until: number
}

/** Opaque tokens, hashed at rest, with idle and absolute expiry, revoked at once. */
export class Sessions {
  private readonly cache = new Map<string, Cached>()
  private readonly gather = new Gather<Session>((hashes) => this.fetch(hashes))

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns the token, which is told once and never stored */
  async open(
    tx: EntityManager,
    kind: SessionKind,
    holderId: string,
    context: string | null = null,
  ): Promise<{ token: string; csrfToken: string; expiresAt: number }> {
    const token = newToken()
    const csrfToken = newToken()
    const now = this.clock.now()
    await tx.insert(Session, {
      tokenHash: sha256(token),
      kind,
      holderId,
      csrfToken,
      context,
      createdAt: now,
      seenAt: now,
    })
    return { token, csrfToken, expiresAt: now + lifetimes[kind].absolute }
  }

  /** For every session of one holder. Call {@link forget} after the transaction has committed. */
  async setContext(
    tx: EntityManager,
    kind: SessionKind,
    holderId: string,
    context: string | null,
  ): Promise<void> {
    await tx.update(Session, { kind, holderId }, { context })
  }

  /** The living session of a token of this kind; a resident's token means nothing at the staff counter. */
  async find(token: string, kind: SessionKind): Promise<Session | undefined> {
    if (token.length !== 43) return undefined
    const hash = sha256(token)
    const now = this.clock.now()
    let cached = this.cache.get(hash)
    if (!cached || cached.until <= now || cached.until > now + CACHE_MS) {
      cached = { session: await this.gather.load(hash), until: now + CACHE_MS }
      if (this.cache.size >= CACHE_SIZE) this.cache.clear()
      this.cache.set(hash, cached)
    }
    const session = cached.session
    if (!session || session.kind !== kind) return undefined
    const limit = lifetimes[kind]
    if (now >= session.createdAt + limit.absolute || now >= session.seenAt + limit.idle) return undefined
    if (now - session.seenAt >= limit.touch) await this.touch(session, now)
    return session
  }

  private async touch(session: Session, now: number): Promise<void> {
    session.seenAt = now
    await this.database.transaction((tx) =>
      tx.update(Session, { tokenHash: session.tokenHash }, { seenAt: now }),
    )
  }

  /** Those of one holder that are alive, the last used first. */
  async list(kind: SessionKind, holderId: string): Promise<ListedSession[]> {
    const now = this.clock.now()
    const { idle, absolute } = lifetimes[kind]
    const rows = await this.database.reads.find(Session, {
      where: { kind, holderId },
      order: { seenAt: 'DESC', tokenHash: 'ASC' },
    })
    return rows
      .filter((s) => now < s.createdAt + absolute && now < s.seenAt + idle)
      .map(({ tokenHash, createdAt, seenAt }) => ({
        id: tokenHash.slice(0, 16),
        tokenHash,
        createdAt,
        seenAt,
      }))
  }

  /** Call {@link forget} after the transaction has committed. */
  async revoke(tx: EntityManager, tokenHash: string): Promise<void> {
    await tx.delete(Session, { tokenHash })
  }

  /** Every session of one holder, except possibly the one in use. */
  async revokeAll(tx: EntityManager, kind: SessionKind, holderId: string, except?: string): Promise<void> {
    const query = tx
      .createQueryBuilder()
      .delete()
      .from(Session)
      .where('kind = :kind AND holderId = :holderId', { kind, holderId })
    if (except) query.andWhere('tokenHash <> :except', { except })
    await query.execute()
  }

  /** Drops what this process remembers, so that a revocation holds for the very next request. */
  forget(): void {
    this.cache.clear()
  }

  /** Deletes sessions that can no longer be used. */
  async sweep(): Promise<void> {
    const now = this.clock.now()
    await this.database.transaction(async (tx) => {
      for (const kind of ['resident', 'staff'] as const)
        await tx
          .createQueryBuilder()
          .delete()
          .from(Session)
          .where('kind = :kind AND (createdAt < :created OR seenAt < :seen)', {
            kind,
            created: now - lifetimes[kind].absolute,
            seen: now - lifetimes[kind].idle,
          })
          .execute()
    })
  }

  private async fetch(hashes: string[]): Promise<Map<string, Session>> {
    const rows = await this.database.selectByKeys('sessions', COLUMNS, 'token_hash', hashes)
    return new Map(
      rows.map((row) => [
        String(row.token_hash),
        {
          tokenHash: String(row.token_hash),
          kind: row.kind as SessionKind,
          holderId: String(row.holder_id),
          csrfToken: String(row.csrf_token),
          context: row.context === null ? null : String(row.context),
          createdAt: Number(row.created_at),
          seenAt: Number(row.seen_at),
        },
      ]),
    )
  }
}
