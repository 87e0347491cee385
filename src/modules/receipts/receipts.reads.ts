import { type EntityManager, LessThan, MoreThan } from 'typeorm'
import { rfc3339 } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { invalidField, notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { promiseLines, proofText, rawPublicKey, signNote, verifierKey } from './notes.rules'
import { Log, LogCheckpoint, LogEntries } from './receipts.entities'
import { ENTRY_BYTES, RECEIPT, RECEIPT_BYTES, type ReceiptKeys } from './receipts.keys'
import { unknownReceipt } from './receipts.problems'
import { StoredTree, WIDTH } from './receipts.tree'
import { consistencyProof, inclusionProof } from './tree.rules'

/** An entry is in a signed log this long after the receipt was given, at the latest. */
export const MERGE_DELAY_MS = 60_000

/** What stands behind a receipt, as the duty that gave it tells. */
export interface Receipted {
  kind: 'ballot' | 'comment'
  logId: string
  title: string
  takenAt: number
}

/** A duty that gives receipts says where they lead. */
export interface ReceiptSource {
  find(id: string): Promise<Receipted | null>
}

export interface ReceiptProof extends Receipted {
  receipt: string
  log: Log | null
  /** Signed; null where there is no log. */
  promise: string | null
  includedBy: number
  /** Null until the entry is in a signed log. */
  inclusion: {
    index: number
    size: number
    commitment: string
    path: string[]
    checkpoint: string
    /** The same as one text, to keep. */
    text: string
  } | null
}

/** What anybody may ask of the logs. */
export class ReceiptReads {
  private readonly sources: ReceiptSource[] = []

  constructor(
    private readonly database: Database,
    private readonly keys: ReceiptKeys,
  ) {}

  register(source: ReceiptSource): void {
    this.sources.push(source)
  }

  /** @throws Problem unknown_receipt */
  async prove(receipt: string): Promise<ReceiptProof> {
    const given = receipt.toLowerCase()
    if (!RECEIPT.test(given)) throw unknownReceipt()
    const id = this.keys.idOf(given)
    const found = await this.source(id)
    if (!found) throw unknownReceipt()
    const log = await this.database.reads.findOneBy(Log, { id: found.logId })
    const includedBy = found.takenAt + MERGE_DELAY_MS
    if (!log) return { ...found, receipt: given, log, promise: null, includedBy, inclusion: null }
    const owed = { receipt: given, takenAt: rfc3339(found.takenAt), includedBy: rfc3339(includedBy) }
    const promise = signNote(promiseLines(log.origin, owed), log.origin, this.keys.signingKey)
    const index = await this.place(log, id, Buffer.from(given, 'hex'))
    const inclusion = index === null ? null : await this.include(log, given, index)
    return { ...found, receipt: given, log, promise, includedBy, inclusion }
  }

  private async source(id: string): Promise<Receipted | null> {
    for (const source of this.sources) {
      const found = await source.find(id)
      if (found) return found
    }
    return null
  }

  /** Chunks overlap only by rows that were committed late: the first that reaches the id is nearly always the one. */
  private async place(log: Log, id: string, receipt: Buffer): Promise<number | null> {
    for (let after = ''; ; ) {
      const rows = await this.database.select(
        `SELECT number, last_id FROM log_entries
         WHERE log_id = ? AND last_id >= ? AND last_id > ? AND first_id <= ? ORDER BY last_id LIMIT 8`,
        [log.id, id, after, id],
      )
      for (const { number } of rows) {
        const chunk = await this.database.reads.findOneByOrFail(LogEntries, {
          logId: log.id,
          number: Number(number),
        })
        const entries = Buffer.from(chunk.entries, 'base64')
        for (let at = 0; at < entries.length; at += ENTRY_BYTES)
          if (receipt.equals(entries.subarray(at, at + RECEIPT_BYTES)))
            return Number(number) * WIDTH + at / ENTRY_BYTES
      }
      const last = rows.at(-1)
      if (!last || rows.length < 8) return null
      after = String(last.last_id)
    }
  }

  private async include(log: Log, receipt: string, index: number): Promise<ReceiptProof['inclusion']> {
    const { reads } = this.database
    const checkpoint = await newest(reads, log.id)
    if (!checkpoint || checkpoint.size <= index) return null
    const proof = await inclusionProof(new StoredTree(reads, log.id).range, index, checkpoint.size)
    const chunk = await reads.findOneByOrFail(LogEntries, {
      logId: log.id,
      number: Math.floor(index / WIDTH),
    })
    const at = (index % WIDTH) * ENTRY_BYTES
    const entry = Buffer.from(chunk.entries, 'base64').subarray(at, at + ENTRY_BYTES)
    const commitment = entry.subarray(RECEIPT_BYTES).toString('base64')
    return {
      index,
      size: checkpoint.size,
      commitment,
      path: proof.map((hash) => hash.toString('base64')),
      checkpoint: checkpoint.note,
      text: proofText(`receipt ${receipt} commitment ${commitment}`, index, proof, checkpoint.note),
    }
  }

  /** Newest first. */
  async list(page: PageRequest): Promise<Page<Log>> {
    const where = page.cursor ? { id: LessThan(page.cursor) } : {}
    const rows = await this.database.reads.find(Log, { where, order: { id: 'DESC' }, take: page.limit + 1 })
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => row,
    )
  }

  findLog(id: string): Promise<Log | null> {
    return this.database.reads.findOneBy(Log, { id })
  }

  /** @throws Problem not_found */
  async find(id: string): Promise<Log> {
    const log = await this.findLog(id)
    if (!log) throw notFound()
    return log
  }

  /** Newest first. @throws Problem not_found */
  async checkpoints(id: string, page: PageRequest): Promise<Page<LogCheckpoint>> {
    await this.find(id)
    if (page.cursor && !/^\d{1,15}$/.test(page.cursor))
      throw invalidField('cursor', 'cursor 应是上一页给出的值')
    const before = page.cursor ? { size: LessThan(Number(page.cursor)) } : {}
    const rows = await this.database.reads.find(LogCheckpoint, {
      where: { logId: id, ...before },
      order: { size: 'DESC' },
      take: page.limit + 1,
    })
    return toPage(
      rows,
      page.limit,
      (row) => String(row.size),
      (row) => row,
    )
  }

  checkpointAt(id: string, size: number): Promise<LogCheckpoint> {
    return this.database.reads.findOneByOrFail(LogCheckpoint, { logId: id, size })
  }

  async newestCheckpoint(id: string): Promise<LogCheckpoint | null> {
    return newest(this.database.reads, id)
  }

  /** In the order of their sizes, some at a time. */
  async *allCheckpoints(id: string): AsyncGenerator<LogCheckpoint> {
    for (let after = -1; ; ) {
      const rows = await this.database.reads.find(LogCheckpoint, {
        where: { logId: id, size: MoreThan(after) },
        order: { size: 'ASC' },
        take: 500,
      })
      yield* rows
      const last = rows.at(-1)
      if (!last || rows.length < 500) return
      after = last.size
    }
  }

  /** The log's entries in its order, up to a size, a few chunks at a time. */
  async *entries(id: string, size: number): AsyncGenerator<{ receipt: string; commitment: string }> {
    const chunks = Math.ceil(size / WIDTH)
    let left = size
    for (let number = 0; number < chunks; number += 40) {
      const rows = await this.database.select(
        'SELECT entries FROM log_entries WHERE log_id = ? AND number >= ? AND number < ? ORDER BY number',
        [id, number, Math.min(chunks, number + 40)],
      )
      for (const row of rows) {
        const entries = Buffer.from(String(row.entries), 'base64')
        for (let at = 0; at < entries.length && left > 0; at += ENTRY_BYTES, left--)
          yield {
            receipt: entries.toString('hex', at, at + RECEIPT_BYTES),
            commitment: entries.toString('base64', at + RECEIPT_BYTES, at + ENTRY_BYTES),
          }
      }
    }
  }

  /** That the log of one size is the beginning of the log of a greater one. @throws Problem invalid_request, not_found */
  async consistency(id: string, from: number, to: number): Promise<string[]> {
    const log = await this.find(id)
    if (to > log.notedSize) throw invalidField('to', `日志目前有 ${log.notedSize} 条`)
    if (from > to) throw invalidField('from', 'from 不能大于 to')
    const proof = await consistencyProof(new StoredTree(this.database.reads, id).range, from, to)
    return proof.map((hash) => hash.toString('base64'))
  }

  /** The log's key in one line, for tools that check signed notes. */
  verifierKeyOf({ origin }: Log): string {
    return verifierKey(origin, this.keys.publicKey)
  }

  /** The 32 bytes of the key that signs every log, in base64. */
  get publicKey(): string {
    return rawPublicKey(this.keys.publicKey).toString('base64')
  }
}

function newest(reads: EntityManager, logId: string): Promise<LogCheckpoint | null> {
  return reads.findOne(LogCheckpoint, { where: { logId }, order: { size: 'DESC' } })
}
