import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { ENTRY_CHARACTERS, LogIntake, type LogLeaf } from '../../platform/db/intake'
import { type Ledger, systemActor } from '../ledger'
import { checkpointLines, signNote } from './notes.rules'
import { Appending } from './receipts.appending'
import { Log, LogCheckpoint, type LogKind } from './receipts.entities'
import { commitmentOf, entryOf, type ReceiptKeys } from './receipts.keys'
import { EMPTY_ROOT } from './tree.rules'

/** Entries put into a log in one transaction, which on SQLite keeps every other write waiting. */
const AT_ONCE = 20_000
/** Intake rows read for it; one holds a batch of the lane. */
const INTAKE_ROWS = 200

export interface SealedLog {
  size: number
  /** Base64. */
  root: string
}

/**
 * The append-only logs: what was committed with ballots and comments is put into an order, hashed into a tree and
 * signed, some seconds behind the counter. One process at a time works on a log, under the lock of its row.
 */
export class Logs {
  /** @param host first part of every log's origin, for example `guangting.example` */
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly keys: ReceiptKeys,
    private readonly host: string,
  ) {}

  receiptOf(id: string): string {
    return this.keys.receiptOf(id)
  }

  /**
   * What a row adds to its log.
   * @param receipt the row's own, of {@link receiptOf}: to encipher it a second time would be felt at the hot door
   * @param content one written form of what is committed to
   * @param salt unguessable; the log's own, computed from the id, unless the row keeps one that it can lose
   */
  leafOf(
    logId: string,
    { id, receipt }: { id: string; receipt: string },
    content: string,
    salt = this.keys.saltOf(logId, id),
  ): LogLeaf {
    return { log: logId, entry: entryOf(receipt, commitmentOf(salt, content)) }
  }

  /** Begins a log, with a signed checkpoint of its empty beginning. */
  async begin(tx: EntityManager, kind: LogKind, id: string): Promise<void> {
    const at = this.clock.now()
    const origin = `${this.host}/logs/${id}`
    const root = EMPTY_ROOT.toString('base64')
    const log: Log = {
      id,
      kind,
      origin,
      size: 0,
      root,
      notedSize: 0,
      openedAt: at,
      checkedAt: at,
      closedAt: null,
    }
    await tx.insert(Log, log)
    await this.sign(tx, log)
  }

  /** Polls and consultations that were opened before there were logs have none. */
  exists(id: string): Promise<boolean> {
    return this.database.reads.existsBy(Log, { id })
  }

  /** The clock's part: puts everything that waits into its log, and signs how the logs stand. */
  async sequence(): Promise<void> {
    const waiting = await this.database.select('SELECT DISTINCT log_id FROM log_intake', [])
    for (const row of waiting) await this.takeIn(String(row.log_id))
    await this.note()
  }

  /** Puts what waits for one log into it. */
  async takeIn(id: string): Promise<void> {
    while (await this.database.transaction((tx) => this.takeSome(tx, id)));
  }

  /**
   * Fixes a log, in the transaction in which its gate was shut: nothing can be under way. What was entered later
   * (letters that came in time) goes on behind it.
   */
  async seal(tx: EntityManager, id: string): Promise<SealedLog | null> {
    if (!(await tx.existsBy(Log, { id }))) return null
    while (await this.takeSome(tx, id));
    const log = await findForUpdate(tx, Log, { id })
    if (!log) return null
    if (log.size !== log.notedSize) await this.sign(tx, log)
    const now = this.clock.now()
    await tx.update(Log, { id }, { notedSize: log.size, checkedAt: now, closedAt: log.closedAt ?? now })
    return { size: log.size, root: log.root }
  }

  /** @returns whether there may be more */
  private async takeSome(tx: EntityManager, id: string): Promise<boolean> {
    const log = await findForUpdate(tx, Log, { id })
    if (!log) return false
    const rows = await tx.find(LogIntake, { where: { logId: id }, order: { id: 'ASC' }, take: INTAKE_ROWS })
    const taken: LogIntake[] = []
    for (let size = 0; taken.length < rows.length && size < AT_ONCE; ) {
      const row = rows[taken.length] as LogIntake
      taken.push(row)
      size += row.entries.length / ENTRY_CHARACTERS
    }
    if (taken.length === 0) return false
    const entries = Buffer.concat(taken.map((row) => Buffer.from(row.entries, 'base64')))
    await tx.update(Log, { id }, await new Appending(tx, log, this.keys).append(entries))
    await tx
      .createQueryBuilder()
      .delete()
      .from(LogIntake)
      .where('logId = :id AND id IN (:...ids)', { id, ids: taken.map((row) => row.id) })
      .execute()
    return taken.length < rows.length || rows.length === INTAKE_ROWS
  }

  /** One line in the book for all logs that have grown, whatever their number. */
  private async note(): Promise<void> {
    const now = this.clock.now()
    await this.database.transaction(async (tx) => {
      const query = tx.createQueryBuilder(Log, 'log').where('log.size > log.notedSize').orderBy('log.id')
      if (this.database.kind === 'mysql') query.setLock('pessimistic_write')
      const grown = await query.getMany()
      for (const log of grown) {
        await this.sign(tx, log)
        await tx.update(Log, { id: log.id }, { notedSize: log.size })
      }
      await tx.createQueryBuilder().update(Log).set({ checkedAt: now }).where('closedAt IS NULL').execute()
      if (grown.length === 0) return
      const logs = grown.map(({ id, kind, size, root }) => ({ id, kind, size, root }))
      const subject = { type: 'log', id: logs.length === 1 ? (logs[0]?.id as string) : 'several' }
      await this.ledger.append(tx, systemActor, 'receipts.checkpoint', subject, { after: { logs } })
    })
  }

  private async sign(tx: EntityManager, { id, origin, size, root }: Log): Promise<void> {
    const lines = checkpointLines(origin, size, Buffer.from(root, 'base64'))
    const note = signNote(lines, origin, this.keys.signingKey)
    await tx.insert(LogCheckpoint, { logId: id, size, root, at: this.clock.now(), note })
  }
}
