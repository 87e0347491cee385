import { hash } from 'node:crypto'

/** RFC 6962, section 2.1: leaves and nodes are hashed apart, so that neither can be taken for the other. */
const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

export const HASH_BYTES = 32
/** Root of a log without an entry. */
export const EMPTY_ROOT = hash('sha256', '', 'buffer')

/** One piece of memory for all leaves of usual size: hashing is synchronous, and making a buffer costs as much. */
const leaf = Buffer.alloc(256)
LEAF.copy(leaf)

/** One byte a character: a string costs a third of a buffer, which counts where there are millions. */
const BYTES = 'latin1' as 'hex'

export function leafHash(entry: Buffer): Buffer {
  return Buffer.from(leafBytes(entry), 'latin1')
}

/** As {@link leafHash}, one byte a character. */
export function leafBytes(entry: Buffer): string {
  if (entry.length >= leaf.length) return hash('sha256', Buffer.concat([LEAF, entry]), BYTES)
  entry.copy(leaf, 1)
  return hash('sha256', leaf.subarray(0, entry.length + 1), BYTES)
}

const pair = Buffer.alloc(1 + 2 * HASH_BYTES)
NODE.copy(pair)

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  left.copy(pair, 1)
  right.copy(pair, 1 + HASH_BYTES)
  return hash('sha256', pair, 'buffer')
}

/** The largest power of two below `n`, for n ≥ 2: where RFC 6962 parts a tree. */
export function splitAt(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** The root over hashes of one level; they may stand for leaves or for equally tall full trees, the last less. */
export function rootOf(hashes: readonly Buffer[], lo = 0, hi = hashes.length): Buffer {
  if (hi === lo) return EMPTY_ROOT
  if (hi - lo === 1) return hashes[lo] as Buffer
  const k = splitAt(hi - lo)
  return nodeHash(rootOf(hashes, lo, lo + k), rootOf(hashes, lo + k, hi))
}

/** Hashes of one level side by side, to be made one in their own place. */
export class HashRow {
  private readonly row: Buffer
  private count = 0

  constructor(capacity: number) {
    this.row = Buffer.alloc(capacity * HASH_BYTES)
  }

  get size(): number {
    return this.count
  }

  /** @param bytes of a hash, one a character */
  add(bytes: string): void {
    this.row.write(bytes, this.count++ * HASH_BYTES, 'latin1')
  }

  /** The root over them; the row is empty afterwards. */
  takeRoot(): Buffer {
    if (this.count === 0) return EMPTY_ROOT
    let left = this.count
    while (left > 1) {
      for (let i = 0; i + 1 < left; i += 2) {
        this.row.copy(pair, 1, i * HASH_BYTES, (i + 2) * HASH_BYTES)
        this.row.write(hash('sha256', pair, BYTES), (i / 2) * HASH_BYTES, 'latin1')
      }
      // The last of an odd number goes up as it is: that is where RFC 6962 would part the tree.
      if (left % 2 === 1)
        this.row.copy(this.row, ((left - 1) / 2) * HASH_BYTES, (left - 1) * HASH_BYTES, left * HASH_BYTES)
      left = Math.ceil(left / 2)
    }
    this.count = 0
    return Buffer.from(this.row.subarray(0, HASH_BYTES))
  }
}

/** Grows a root leaf by leaf, keeping one hash for each full tree on its left edge. */
export class GrowingRoot {
  private readonly edge: { size: number; hash: Buffer }[] = []
  private count = 0

  get size(): number {
    return this.count
  }

  add(leaf: Buffer): void {
    let tree = { size: 1, hash: leaf }
    for (let last = this.edge.at(-1); last?.size === tree.size; last = this.edge.at(-1)) {
      this.edge.pop()
      tree = { size: tree.size * 2, hash: nodeHash(last.hash, tree.hash) }
    }
    this.edge.push(tree)
    this.count++
  }

  root(): Buffer {
    const trees = [...this.edge].reverse()
    const [first, ...rest] = trees
    return first ? rest.reduce((right, left) => nodeHash(left.hash, right), first.hash) : EMPTY_ROOT
  }
}

/** The hash of entries `lo` to `hi`, as RFC 6962 defines it; whoever asks decides where it is read from. */
export type RangeHash = (lo: number, hi: number) => Promise<Buffer>

/** PATH(index, D[size]): what a reader adds to the leaf to arrive at the root. */
export async function inclusionProof(of: RangeHash, index: number, size: number): Promise<Buffer[]> {
  const proof: Buffer[] = []
  let [lo, hi] = [0, size]
  while (hi - lo > 1) {
    const middle = lo + splitAt(hi - lo)
    if (index < middle) {
      proof.unshift(await of(middle, hi))
      hi = middle
    } else {
      proof.unshift(await of(lo, middle))
      lo = middle
    }
  }
  return proof
}

/** PROOF(older, D[newer]): shows that the older log is the beginning of the newer one. */
export async function consistencyProof(of: RangeHash, older: number, newer: number): Promise<Buffer[]> {
  if (older === 0 || older === newer) return []
  const proof: Buffer[] = []
  let [lo, hi, isWhole] = [0, newer, true]
  while (older !== hi) {
    const middle = lo + splitAt(hi - lo)
    if (older <= middle) {
      proof.unshift(await of(middle, hi))
      hi = middle
    } else {
      proof.unshift(await of(lo, middle))
      lo = middle
      isWhole = false
    }
  }
  if (!isWhole) proof.unshift(await of(lo, hi))
  return proof
}
