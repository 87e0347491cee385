import { type EntityManager, MoreThan } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { LedgerEntry, LedgerHead } from './ledger.entities'
import { entryHash, firstBad, GENESIS } from './ledger.rules'

/** Who did it: a member of staff, or the office itself (the clock, the demo filling). */
export interface Actor {
  kind: 'staff' | 'system'
  id: string
  name: string
}

export const systemActor: Actor = { kind: 'system', id: 'system', name: '系统' }

export interface Subject {
  type: string
  id: string
}

export interface Change {
  before?: unknown
  after?: unknown
}

export interface Verification {
  ok: boolean
  entries: number
  head: string
  firstBad?: number
}

const CHUNK = 2_000

/** 台账: append-only, hash-chained; every staff write adds exactly one entry in its own transaction. */
export class Ledger {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Never put personal data into `before` or `after`: entries cannot be erased. */
  async append(
    tx: EntityManager,
    actor: Actor,
    action: string,
    subject: Subject,
    change: Change = {},
  ): Promise<void> {
    const head = await this.lockHead(tx)
    const unhashed = {
      seq: head.seq + 1,
      at: this.clock.now(),
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      action,
      subjectType: subject.type,
      subjectId: subject.id,
      before: change.before === undefined ? null : JSON.parse(JSON.stringify(change.before)),
      after: change.after === undefined ? null : JSON.parse(JSON.stringify(change.after)),
      previousHash: head.hash,
    }
    const hash = entryHash(unhashed)
    await tx.insert(LedgerEntry, { ...unhashed, hash })
    await tx.update(LedgerHead, { name: 'head' }, { seq: unhashed.seq, hash })
  }

  /** Appends wait for each other here, so the chain never forks. */
  private async lockHead(tx: EntityManager): Promise<LedgerHead> {
    const head = await findForUpdate(tx, LedgerHead, { name: 'head' })
    if (!head) throw new Error('The ledger has not been opened')
    return head
  }

  /** Makes the empty book at first start. */
  async open(): Promise<void> {
    if (await this.database.reads.existsBy(LedgerHead, { name: 'head' })) return
    try {
      await this.database.transaction((tx) => tx.insert(LedgerHead, { name: 'head', seq: 0, hash: GENESIS }))
    } catch (error) {
      // Another instance opened it first.
      if (!isDuplicate(error)) throw error
    }
  }

  async list(page: PageRequest & { action?: string; subjectId?: string }): Promise<Page<LedgerEntry>> {
    const query = this.database.reads.createQueryBuilder(LedgerEntry, 'entry').orderBy('entry.seq', 'DESC')
    if (page.cursor) query.andWhere('entry.seq < :cursor', { cursor: Number(page.cursor) || 0 })
    if (page.action) query.andWhere('entry.action = :action', { action: page.action })
    if (page.subjectId) query.andWhere('entry.subjectId = :subject', { subject: page.subjectId })
    const rows = await query.limit(page.limit + 1).getMany()
    return toPage(
      rows,
      page.limit,
      (row) => String(row.seq),
      (row) => row,
    )
  }

  /** Re-computes every hash, in chunks. */
  async verify(): Promise<Verification> {
    const head = await this.database.reads.findOneBy(LedgerHead, { name: 'head' })
    const chain = { seq: 0, hash: GENESIS }
    for (;;) {
      const entries = await this.database.reads.find(LedgerEntry, {
        where: { seq: MoreThan(chain.seq) },
        order: { seq: 'ASC' },
        take: CHUNK,
      })
      const bad = firstBad(chain, entries)
      if (bad !== null) return { ok: false, entries: chain.seq, head: chain.hash, firstBad: bad }
      if (entries.length < CHUNK) break
    }
    // Lines written while reading are ahead of the head that was read; a missing tail is behind it.
    if (chain.seq < (head?.seq ?? 0))
      return { ok: false, entries: chain.seq, head: chain.hash, firstBad: chain.seq + 1 }
    return { ok: true, entries: chain.seq, head: chain.hash }
  }
}
