import { type EntityManager, MoreThan } from 'typeorm'
import { type Clock, rfc3339 } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import type { Page } from '../../platform/schemas'
import type { CheckpointFile } from './ledger.checkpoints'
import { LedgerEntry, LedgerHead } from './ledger.entities'
import { type LedgerFilter, listEntries } from './ledger.reads'
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
  /** How many checkpoints outside the database it was compared with. */
  checkpoints: number
  firstBad?: number
}

const CHUNK = 2_000

/** 台账: append-only, hash-chained; every staff write adds exactly one entry in its own transaction. */
export class Ledger {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly checkpoints: CheckpointFile | null = null,
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

  /** An entry about nothing else that is written: the demo filled, a checkpoint taken. */
  async note(actor: Actor, action: string, subject: Subject): Promise<void> {
    await this.database.transaction((tx) => this.append(tx, actor, action, subject))
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

  /** Newest first. */
  list(filter: LedgerFilter): Promise<Page<LedgerEntry>> {
    return listEntries(this.database.reads, filter)
  }

  /** Number of the last entry, 0 for an empty book. */
  async headSeq(): Promise<number> {
    return (await this.database.reads.findOneBy(LedgerHead, { name: 'head' }))?.seq ?? 0
  }

  async hasAction(action: string): Promise<boolean> {
    return this.database.reads.existsBy(LedgerEntry, { action })
  }

  /** What was written about in (after, upTo], each subject once. */
  async subjectsAfter(after: number, upTo: number): Promise<Subject[]> {
    const rows = await this.database.reads
      .createQueryBuilder(LedgerEntry, 'entry')
      .select(['entry.subjectType AS type', 'entry.subjectId AS id'])
      .where('entry.seq > :after AND entry.seq <= :upTo', { after, upTo })
      .distinct(true)
      .getRawMany<Subject>()
    return rows
  }

  /** The clock's part: notes the last line outside the database, when there is somewhere to note it. */
  async checkpoint(): Promise<void> {
    const head = await this.database.reads.findOneBy(LedgerHead, { name: 'head' })
    if (head && head.seq > 0)
      await this.checkpoints?.append({ seq: head.seq, hash: head.hash, at: rfc3339(this.clock.now()) })
  }

  /** Re-computes every hash, in chunks, and compares it with the checkpoints. */
  async verify(): Promise<Verification> {
    const checkpoints = (await this.checkpoints?.read()) ?? []
    const known = new Map(checkpoints.map((c) => [c.seq, c.hash]))
    const head = await this.database.reads.findOneBy(LedgerHead, { name: 'head' })
    const chain = { seq: 0, hash: GENESIS }
    const found = (bad?: number): Verification => ({
      ok: bad === undefined,
      entries: chain.seq,
      head: chain.hash,
      checkpoints: checkpoints.length,
      firstBad: bad,
    })
    for (;;) {
      const entries = await this.database.reads.find(LedgerEntry, {
        where: { seq: MoreThan(chain.seq) },
        order: { seq: 'ASC' },
        take: CHUNK,
      })
      const bad = firstBad(chain, entries, known)
      if (bad !== null) return found(bad)
      if (entries.length < CHUNK) break
    }
    // Lines written while reading are ahead of the head that was read; a missing tail is behind it.
    const least = Math.max(head?.seq ?? 0, checkpoints.at(-1)?.seq ?? 0)
    return chain.seq < least ? found(chain.seq + 1) : found()
  }
}
