// RFC 6962 and RFC 9162, written down a second time: this folder shares no line with the service it checks.
import crypto from 'node:crypto'

const bytesOf = (part) => (typeof part === 'string' ? Buffer.from(part) : part)

/** In one call where this Node has one: it is much of the time. */
export const sha256 =
  typeof crypto.hash === 'function'
    ? (...parts) =>
        crypto.hash('sha256', parts.length === 1 ? parts[0] : Buffer.concat(parts.map(bytesOf)), 'buffer')
    : (...parts) => {
        const hash = crypto.createHash('sha256')
        for (const part of parts) hash.update(part)
        return hash.digest()
      }
const LEAF = Buffer.of(0)
const NODE = Buffer.of(1)
export const leafOf = (data) => sha256(LEAF, data)
const nodeOf = (left, right) => sha256(NODE, left, right)
const EMPTY = sha256()

/** Takes leaves one after the other and knows the root at every size. */
export class Tree {
  size = 0
  /** Roots of full trees from the left, each of a power of two. */
  #edge = []

  add(leaf) {
    let hash = leaf
    for (let n = this.size; n % 2 === 1; n = (n - 1) / 2) hash = nodeOf(this.#edge.pop(), hash)
    this.#edge.push(hash)
    this.size++
  }

  root() {
    if (this.size === 0) return EMPTY
    return this.#edge.reduceRight((right, left) => nodeOf(left, right))
  }
}

/** The root over equally tall trees of which only the last may be smaller. */
export function rootOver(hashes) {
  const tree = new Tree()
  for (const hash of hashes) tree.add(hash)
  return tree.root()
}

/** RFC 9162, 2.1.3.2. @returns the root a proof leads to, or null where its length cannot be right */
export function rootFrom(leaf, index, size, path) {
  if (!(index >= 0 && index < size)) return null
  let [place, last, hash] = [index, size - 1, leaf]
  for (const other of path) {
    if (last === 0) return null
    if (place % 2 === 1 || place === last) {
      hash = nodeOf(other, hash)
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2)
        last = Math.floor(last / 2)
      }
    } else hash = nodeOf(hash, other)
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? hash : null
}
