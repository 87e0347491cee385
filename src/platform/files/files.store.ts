import { createHash } from 'node:crypto'
import { type EntityManager, LessThan } from 'typeorm'
import type { Clock } from '../clock'
import { sha256 } from '../crypto'
import { type Database, findForUpdate } from '../db/database'
import { FileChunk, StoredFile } from './files.entities'
import type { TakenFile } from './files.intake'

const CHUNK = 192 * 1024
/** How long a file may lie about before something uses it. */
const UNUSED_MS = 24 * 3600_000
const SWEEP = 100

/** Does anything still use the file? Asked inside the transaction that would delete it. */
export type InUse = (tx: EntityManager, fileId: string) => Promise<boolean>

/** Files in the database, in chunks: every instance sees them, and one backup holds everything. */
export class FileStore {
  private readonly uses: InUse[] = []

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** A duty says which files it uses. */
  register(use: InUse): void {
    this.uses.push(use)
  }

  /** The same bytes again are the same file. */
  async put(tx: EntityManager, taken: TakenFile): Promise<StoredFile> {
    const { type, content, width, height } = taken
    const id = sha256(content)
    const uploadedAt = this.clock.now()
    const known = await findForUpdate(tx, StoredFile, { id })
    if (known) {
      await tx.update(StoredFile, { id }, { uploadedAt })
      return { ...known, uploadedAt }
    }
    const file: StoredFile = { id, type, bytes: content.length, width, height, uploadedAt }
    await tx.insert(StoredFile, file)
    for (let number = 0; number * CHUNK < content.length; number++) {
      const piece = content.subarray(number * CHUNK, (number + 1) * CHUNK)
      await tx.insert(FileChunk, { fileId: id, number, content: piece.toString('base64') })
    }
    return file
  }

  find(id: string): Promise<StoredFile | null> {
    return this.database.reads.findOneBy(StoredFile, { id })
  }

  /** Holds the file so that no sweep takes it before the transaction ends. */
  hold(tx: EntityManager, id: string): Promise<StoredFile | null> {
    return findForUpdate(tx, StoredFile, { id })
  }

  async read(id: string): Promise<Buffer> {
    const pieces: Buffer[] = []
    for await (const piece of this.pieces(this.database.reads, id)) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  /** Are these still the bytes that were taken in? */
  async isIntact(tx: EntityManager, id: string): Promise<boolean> {
    const hash = createHash('sha256')
    for await (const piece of this.pieces(tx, id)) hash.update(piece)
    return hash.digest('hex') === id
  }

  /** Deletes what nobody uses. @returns how many */
  async sweep(): Promise<number> {
    const before = this.clock.now() - UNUSED_MS
    let swept = 0
    let after = ''
    for (;;) {
      const old = await this.database.reads
        .createQueryBuilder(StoredFile, 'file')
        .select('file.id')
        .where('file.uploadedAt < :before AND file.id > :after', { before, after })
        .orderBy('file.id')
        .limit(SWEEP)
        .getMany()
      for (const { id } of old) if (await this.sweepOne(id, before)) swept++
      const last = old.at(-1)
      if (!last || old.length < SWEEP) return swept
      after = last.id
    }
  }

  private sweepOne(id: string, before: number): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const file = await findForUpdate(tx, StoredFile, { id, uploadedAt: LessThan(before) })
      if (!file) return false
      for (const inUse of this.uses) if (await inUse(tx, id)) return false
      await tx.delete(FileChunk, { fileId: id })
      await tx.delete(StoredFile, { id })
      return true
    })
  }

  private async *pieces(manager: EntityManager, fileId: string): AsyncGenerator<Buffer> {
    for (let number = 0; ; number++) {
      const chunk = await manager.findOneBy(FileChunk, { fileId, number })
      if (!chunk) return
      yield Buffer.from(chunk.content, 'base64')
    }
  }
}
