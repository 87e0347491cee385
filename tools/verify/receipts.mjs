// Checks receipts: bare ones against the list in the export, proofs also on their own.
import { readFileSync } from 'node:fs'
import { keyNamed, readCheckpoint, readProof } from './notes.mjs'
import { leafOf, rootFrom } from './tree.mjs'

const HEX = /^[0-9a-f]{32}$/i

/**
 * Reads receipts from a file: one a line, or one reply of /api/receipts/… as JSON a line, or a single proof as kept by
 * a resident.
 * @returns `[{receipt, proof?, line}]`
 */
export function readReceipts(path) {
  const text = readFileSync(path, 'utf8')
  if (text.startsWith('c2sp.org/')) {
    const proof = readProof(text)
    return [proof ? { receipt: proof.receipt, proof, line: 1 } : { receipt: '', line: 1 }]
  }
  return text.split('\n').flatMap((written, i) => {
    const line = i + 1
    const trimmed = written.trim()
    if (trimmed === '') return []
    if (!trimmed.startsWith('{')) return [{ receipt: trimmed.toLowerCase(), line }]
    try {
      const { receipt, inclusion } = JSON.parse(trimmed)
      const proof = inclusion && {
        receipt,
        commitment: inclusion.commitment,
        index: inclusion.index,
        path: inclusion.path,
        checkpoint: inclusion.checkpoint,
      }
      return [{ receipt: String(receipt), proof, line }]
    } catch {
      return [{ receipt: '', line }]
    }
  })
}

/** Checks proofs by themselves; the same checkpoint is verified once. */
export class ProofCheck {
  #notes = new Map()

  /** @param key the bureau's */
  constructor(key) {
    this.key = key
  }

  /** @returns null, or what is wrong with the proof */
  fault({ receipt, commitment, index, path, checkpoint }) {
    const point = this.#point(checkpoint)
    if (!point) return '检查点的签名不对'
    const entry = Buffer.concat([Buffer.from(receipt, 'hex'), Buffer.from(commitment, 'base64')])
    const root = rootFrom(
      leafOf(entry),
      index,
      point.size,
      path.map((hash) => Buffer.from(hash, 'base64')),
    )
    return root?.equals(point.root) ? null : '证明算出的根与检查点不同'
  }

  #point(note) {
    let point = this.#notes.get(note)
    if (point === undefined) {
      const origin = note.split('\n', 1)[0]
      point = readCheckpoint(note, keyNamed(this.key, origin))
      this.#notes.set(note, point)
    }
    return point
  }
}

/** Receipts looked for while an export is read. */
export class ReceiptSearch {
  constructor(list) {
    this.list = list
    this.wanted = new Map(list.map((r) => [r.receipt, null]))
  }

  /** For the reader of the export. */
  entry(index, receipt, commitment) {
    if (this.wanted.has(receipt)) this.wanted.set(receipt, { index, commitment })
  }

  /** @returns what is wrong, a line each */
  *faults(proofs) {
    for (const { receipt, proof, line } of this.list) {
      const name = `凭证 ${receipt || '（不能读取）'}（第 ${line} 行）`
      if (!HEX.test(receipt)) {
        yield `${name}：不是 32 位的凭证`
        continue
      }
      const found = this.wanted.get(receipt)
      if (!found) yield `${name}：文件里没有`
      else if (proof && (proof.index !== found.index || proof.commitment !== found.commitment))
        yield `${name}：证明写的是第 ${proof.index} 条，文件里是第 ${found.index} 条，或承诺值不同`
      const fault = proof && proofs.fault(proof)
      if (fault) yield `${name}：${fault}`
    }
  }
}
