import type { EntityManager } from 'typeorm'
import { ID_BYTES, idOfBytes } from '../../platform/ids'
import { type Log, LogEntries, LogTile } from './receipts.entities'
import { ENTRY_BYTES, RECEIPT_BYTES, type ReceiptKeys } from './receipts.keys'
import { pieces, StoredTree, WIDTH } from './receipts.tree'
import { HASH_BYTES, HashRow, leafBytes, rootOf } from './tree.rules'

/** Rows of one INSERT. */
const ROWS = 50

interface Tile {
  number: number
  hashes: Buffer[]
  isStored: boolean
}

const row = new HashRow(WIDTH)

function rootOfEntries(entries: Buffer): Buffer {
  for (let at = 0; at < entries.length; at += ENTRY_BYTES)
    row.add(leafBytes(entries.subarray(at, at + ENTRY_BYTES)))
  return row.takeRoot()
}

/** Appends entries to one log whose row the transaction has locked. */
export class Appending {
  private readonly tiles = new Map<number, Tile>()
  private readonly full: LogTile[] = []

  constructor(
    private readonly tx: EntityManager,
    private readonly log: Log,
    private readonly keys: ReceiptKeys,
  ) {}

  /** @returns the log's new size and root */
  async append(entries: Buffer): Promise<{ size: number; root: string }> {
    const { tx, log } = this
    const fresh: LogEntries[] = []
    let size = log.size
    for (let at = 0; at < entries.length; ) {
      const number = Math.floor(size / WIDTH)
      const held = size % WIDTH
      const taken = Math.min(WIDTH - held, (entries.length - at) / ENTRY_BYTES)
      const part = entries.subarray(at, at + taken * ENTRY_BYTES)
      const before = held > 0 ? await this.tx.findOneByOrFail(LogEntries, { logId: log.id, number }) : null
      const all = before ? Buffer.concat([Buffer.from(before.entries, 'base64'), part]) : part
      const chunk = {
        logId: log.id,
        number,
        size: held + taken,
        ...this.reach(all),
        entries: all.toString('base64'),
      }
      if (before) await tx.update(LogEntries, { logId: log.id, number }, chunk)
      else fresh.push(chunk)
      if (chunk.size === WIDTH) await this.push(1, number, rootOfEntries(all))
      at += part.length
      size += taken
    }
    await this.store(fresh)
    const root = (await new StoredTree(tx, log.id).range(0, size)).toString('base64')
    return { size, root }
  }

  /** The least and the greatest id among the receipts of a chunk. */
  private reach(entries: Buffer): { firstId: string; lastId: string } {
    const receipts = pieces(entries, ENTRY_BYTES).map((entry) => entry.subarray(0, RECEIPT_BYTES))
    const ids = pieces(this.keys.idBytesOf(Buffer.concat(receipts)), ID_BYTES).sort(Buffer.compare)
    return { firstId: idOfBytes(ids[0] as Buffer), lastId: idOfBytes(ids.at(-1) as Buffer) }
  }

  /** Puts the root of a full subtree in its place; a tile that is full by it is a subtree of the next level. */
  private async push(level: number, index: number, hash: Buffer): Promise<void> {
    const number = Math.floor(index / WIDTH)
    let tile = this.tiles.get(level)
    if (!tile) {
      const logId = this.log.id
      const row = index % WIDTH > 0 ? await this.tx.findOneByOrFail(LogTile, { logId, level, number }) : null
      tile = { number, hashes: row ? pieces(row.hashes, HASH_BYTES) : [], isStored: row !== null }
      this.tiles.set(level, tile)
    }
    tile.hashes.push(hash)
    if (tile.hashes.length < WIDTH) return
    this.tiles.delete(level)
    await this.put(level, tile)
    await this.push(level + 1, number, rootOf(tile.hashes))
  }

  private async put(level: number, { number, hashes, isStored }: Tile): Promise<void> {
    const logId = this.log.id
    const row = {
      logId,
      level,
      number,
      size: hashes.length,
      hashes: Buffer.concat(hashes).toString('base64'),
    }
    if (isStored) await this.tx.update(LogTile, { logId, level, number }, row)
    else this.full.push(row)
  }

  private async store(fresh: LogEntries[]): Promise<void> {
    for (const [level, tile] of this.tiles) await this.put(level, tile)
    for (let at = 0; at < fresh.length; at += ROWS)
      await this.tx.insert(LogEntries, fresh.slice(at, at + ROWS))
    for (let at = 0; at < this.full.length; at += ROWS)
      await this.tx.insert(LogTile, this.full.slice(at, at + ROWS))
  }
}
