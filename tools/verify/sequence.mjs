// A numbered sequence of lines in parts of 256, each line with a check over its number and content. Finds out which line
// is not as it was written: altered, missing, there twice, or in another's place.
import { rootOver, sha256, Tree } from './tree.mjs'

const PART = 256
/** How far a line is looked for from where it stands. */
const NEAR = 4

const checkOf = (index, first, second) => sha256(`${index} ${first} ${second}`).toString('hex', 0, 4)

export class Sequence {
  /** @param what how a line is called, for example 凭证 @param leaf (first, second) → leaf hash @param say told every finding */
  constructor(what, leaf, say) {
    Object.assign(this, { what, leaf, say })
  }

  tree = new Tree()
  count = 0
  /** Index that comes next. */
  #next = 0
  /** How many lines those that follow have been moved by, after one was taken out or put in. */
  #shift = 0
  #seen = new Map()
  #part = { number: -1, declared: null, leaves: [], first: 0, named: true }
  #parts = []
  /** Sizes at which somebody wants to know the root. */
  wanted = new Map()

  /** A line that announces a part. */
  part(number, root) {
    this.#closePart()
    if (number !== this.#parts.length)
      this.say(`${this.what}：分段 ${this.#parts.length} 缺失或错位，文件中是分段 ${number}`)
    this.#part = { number, declared: root, leaves: [], first: this.tree.size, named: false }
  }

  add(index, first, second, check) {
    this.count++
    this.#place(index, first, second, check)
    const leaf = this.leaf(first, second)
    const key = first
    const before = this.#seen.get(key)
    if (before !== undefined) this.#name(`第 ${index} 条与第 ${before} 条重复`)
    else this.#seen.set(key, index)
    this.tree.add(leaf)
    this.#part.leaves.push(leaf)
    const heard = this.wanted.get(this.tree.size)
    if (heard) for (const tell of heard) tell(this.tree.root())
    return leaf
  }

  #place(index, first, second, check) {
    const shifted = index + this.#shift
    if (index === this.#next && check === checkOf(shifted, first, second)) {
      this.#next++
      return
    }
    if (check === checkOf(index, first, second)) {
      // A whole line, and not where it belongs.
      if (index > this.#next) this.#name(`第 ${range(this.#next, index - 1)} 条缺失`)
      else this.#name(`第 ${index} 条位置不对或重复出现`)
      this.#next = Math.max(this.#next, index + 1)
      return
    }
    if (index !== this.#next) this.#name(`第 ${this.#next} 条的位置上写着第 ${index} 条`)
    for (let by = -NEAR; by <= NEAR; by++)
      if (by !== this.#shift && check === checkOf(index + by, first, second)) {
        if (by > this.#shift)
          this.#name(`第 ${range(index + this.#shift, index + by - 1)} 条缺失，其后的编号被改过`)
        else this.#name(`第 ${index + by} 条之后多出了内容，或与相邻的对调，编号被改过`)
        this.#shift = by
        this.#next = index + 1
        return
      }
    this.#name(`第 ${index} 条被改动`)
    this.#next = index + 1
  }

  #name(text) {
    this.#part.named = true
    this.say(`${this.what}：${text}`)
  }

  #closePart() {
    const { declared, leaves, number, named, first } = this.#part
    if (number < 0) return
    const computed = rootOver(leaves)
    this.#parts.push({ declared, computed: computed.toString('base64'), named, first, size: leaves.length })
    if (leaves.length > PART) this.say(`${this.what}：分段 ${number} 超过 ${PART} 条`)
  }

  /**
   * Compares with the signed root, and says where the difference lies.
   * @param root base64 @param size as signed
   */
  end(root, size) {
    this.#closePart()
    if (this.count !== size) this.say(`${this.what}：应有 ${size} 条，文件中有 ${this.count} 条`)
    const computed = this.tree.root().toString('base64')
    const differing = this.#parts.filter((p) => p.declared !== p.computed)
    if (computed === root) {
      for (const p of differing) this.say(`${this.what}：${spanOf(p)} 的分段哈希被改动，内容无误`)
      return
    }
    const declared = rootOver(this.#parts.map((p) => Buffer.from(p.declared, 'base64'))).toString('base64')
    // The parts' hashes lead to the signed root: so it is the lines of those parts that were changed.
    for (const p of differing)
      if (!p.named)
        this.say(`${this.what}：${spanOf(p)} 之内有改动${declared === root ? '' : '，分段哈希也不可信'}`)
    this.say(`${this.what}：算出的根是 ${computed}，签名的根是 ${root}`)
  }
}

const range = (from, to) => (from === to ? String(from) : `${from}–${to}`)
const spanOf = ({ first, size }) => `第 ${range(first, first + size - 1)} 条`
