// For auditors, with the confidential file of openings: that every entry of the log holds a choice that is among the
// published rows, and every row stands for one entry.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { leafOf, sha256 } from './tree.mjs'

/** Collects what an export says while it is read. */
export class OpeningCheck {
  #commitments = []
  #rows = new Map()

  entry(_index, _receipt, commitment) {
    this.#commitments.push(commitment)
  }

  row(hash) {
    const key = hash.toString('base64')
    this.#rows.set(key, (this.#rows.get(key) ?? 0) + 1)
  }

  /** @returns what is wrong, and how many were opened */
  async compare(path, logId) {
    const faults = []
    let opened = 0
    for await (const line of createInterface({ input: createReadStream(path) })) {
      if (line === '' || line.startsWith('{')) continue
      const [kind, index, salt, choices, rowSalt] = JSON.parse(line)
      if (kind !== 'o') continue
      if (index !== opened) faults.push(`开封：第 ${opened} 条缺失，文件中是第 ${index} 条`)
      opened = index + 1
      const commitment = sha256(`${salt}\nballot\n${logId}\n${choices}`).toString('base64')
      if (commitment !== this.#commitments[index]) faults.push(`开封：第 ${index} 条凭证里承诺的不是这些选项`)
      const row = leafOf(`${rowSalt} ${choices}`).toString('base64')
      const left = this.#rows.get(row) ?? 0
      if (left === 0) faults.push(`开封：第 ${index} 条凭证的选项不在逐票选择之中`)
      this.#rows.set(row, left - 1)
    }
    if (opened !== this.#commitments.length)
      faults.push(`开封：凭证有 ${this.#commitments.length} 条，只开封了 ${opened} 条`)
    const unclaimed = [...this.#rows.values()].filter((left) => left > 0).length
    if (unclaimed > 0) faults.push(`开封：逐票选择中有 ${unclaimed} 条没有对应的凭证`)
    return { faults, opened }
  }
}
