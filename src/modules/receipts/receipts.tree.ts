import type { EntityManager } from 'typeorm'
import { LogEntries, LogTile } from './receipts.entities'
import { ENTRY_BYTES } from './receipts.keys'
import { HASH_BYTES, leafHash, nodeHash, type RangeHash, rootOf, splitAt } from './tree.rules'

/** Entries of one chunk and hashes of one tile: 2⁸. */
export const WIDTH = 256

/** Equal pieces that stand side by side, in bytes or in base64. */
export function pieces(joined: string | Buffer, bytes: number): Buffer[] {
  const all = typeof joined === 'string' ? Buffer.from(joined, 'base64') : joined
  return Array.from({ length: all.length / bytes }, (_, i) => all.subarray(i * bytes, (i + 1) * bytes))
}

/**
 * The stored tree of one log, as it stands in this transaction. Only full chunks and full subtrees are ever stored, so
 * every size the log once had can be computed from a few rows.
 */
export class StoredTree {
  private readonly chunks = new Map<number, Buffer[]>()
  private readonly tiles = new Map<string, Buffer[]>()

  constructor(
    private readonly tx: EntityManager,
    private readonly logId: string,
  ) {}

  /** Leaf hashes of one chunk. */
  async leaves(number: number): Promise<Buffer[]> {
    let leaves = this.chunks.get(number)
    if (!leaves) {
      const row = await this.tx.findOneByOrFail(LogEntries, { logId: this.logId, number })
      leaves = pieces(row.entries, ENTRY_BYTES).map(leafHash)
      this.chunks.set(number, leaves)
    }
    return leaves
  }

  async tile(level: number, number: number): Promise<Buffer[]> {
    const place = `${level} ${number}`
    let hashes = this.tiles.get(place)
    if (!hashes) {
      const row = await this.tx.findOneByOrFail(LogTile, { logId: this.logId, level, number })
      hashes = pieces(row.hashes, HASH_BYTES)
      this.tiles.set(place, hashes)
    }
    return hashes
  }

  /** MTH(D[lo:hi]), for the ranges into which RFC 6962 parts a tree. */
  readonly range: RangeHash = async (lo, hi) => {
    const n = hi - lo
    if (n <= WIDTH) {
      const leaves = await this.leaves(Math.floor(lo / WIDTH))
      const from = lo % WIDTH
      return rootOf(leaves, from, from + n)
    }
    if (isPowerOfTwo(n)) {
      let [level, nodes] = [1, n / WIDTH]
      while (nodes > WIDTH) {
        level++
        nodes /= WIDTH
      }
      const first = lo / WIDTH ** level
      const hashes = await this.tile(level, Math.floor(first / WIDTH))
      return rootOf(hashes, first % WIDTH, (first % WIDTH) + nodes)
    }
    const middle = lo + splitAt(n)
    return nodeHash(await this.range(lo, middle), await this.range(middle, hi))
  }
}

const isPowerOfTwo = (n: number) => Number.isInteger(Math.log2(n))
