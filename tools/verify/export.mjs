// Reads an open-data file of a poll or a consultation once, from its first line to its last, and says what is wrong.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { claimedSize, keyNamed, readCheckpoint, readKey, readNote } from './notes.mjs'
import { Sequence } from './sequence.mjs'
import { leafOf } from './tree.mjs'

const FORMAT = 'guangting-open-data/1'
const HEX = /^[0-9a-f]{32}$/
const HASH = /^[A-Za-z0-9+/]{43}=$/
const SALT = /^[\w-]{22}$/

async function* linesOf(path) {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const lines = (rest + decoder.write(bytes)).split('\n')
    rest = lines.pop()
    yield* lines
  }
  if (rest !== '') yield rest
}

export class ExportCheck {
  findings = []
  head = null
  entries = new Sequence(
    '凭证',
    (receipt, commitment) =>
      leafOf(Buffer.concat([Buffer.from(receipt, 'hex'), Buffer.from(commitment, 'base64')])),
    (text) => this.say(text),
  )
  rows = new Sequence(
    '逐票选择',
    (salt, choices) => leafOf(`${salt} ${choices}`),
    (text) => this.say(text),
  )
  checkpoints = 0
  tally = { ballots: 0, options: new Map() }
  /** What is counted apart: numbers of acts by the salt of the row, and what those rows choose. */
  aside = { acts: new Map(), bySalt: new Map(), found: 0, options: new Map() }
  #newest = null
  #lastRow = Buffer.alloc(0)
  #sha = createHash('sha256')
  #ended = false
  #atSize = new Map()

  /**
   * @param trusted the bureau's key, from a place other than the file; null believes the file's own
   * @param listeners `entry(index, receipt, commitment)` and `row(hash)` for whoever checks more than the file
   */
  constructor(trusted = null, listeners = {}) {
    this.trusted = trusted
    this.listeners = listeners
  }

  say(text) {
    this.findings.push(text)
  }

  async read(path) {
    let number = 0
    for await (const line of linesOf(path)) {
      number++
      if (this.#ended) {
        this.say(`第 ${number} 行：结束行之后还有内容`)
        break
      }
      let value
      try {
        value = JSON.parse(line)
      } catch {
        this.say(`第 ${number} 行：不能读取，内容不完整或被改动`)
        continue
      }
      if (value?.end === undefined) this.#sha.update(line).update('\n')
      if (number === 1) {
        if (!this.#begin(value)) return
      } else this.#line(value, number)
    }
    this.#finish()
  }

  #begin(head) {
    const { format, log } = head ?? {}
    if (format !== FORMAT || typeof log?.origin !== 'string') {
      this.say(`第 1 行：不是 ${FORMAT} 格式的文件`)
      return false
    }
    this.head = head
    const own = readKey(String(log.verifierKey))
    if (!own) this.say('第 1 行：文件里的公钥不能读取')
    const given = this.trusted ?? own
    if (own && this.trusted && !own.raw.equals(this.trusted.raw))
      this.say('第 1 行：文件里的公钥与您给出的公钥不同')
    if (!given) return false
    this.key = keyNamed(given, log.origin)
    return true
  }

  #line(value, number) {
    const [kind, index, ...fields] = Array.isArray(value) ? value : []
    if (kind === 'e') this.#entry(index, fields, number)
    else if (kind === 'r') this.#row(index, fields, number)
    else if (kind === 'a') this.#apart(index, fields, number)
    else if (kind === 'ep') this.entries.part(index, String(fields[0]))
    else if (kind === 'rp') this.rows.part(index, String(fields[0]))
    else if (typeof value?.checkpoint === 'string') this.#checkpoint(value.checkpoint)
    else if (value?.end !== undefined) this.#end(value, number)
    else this.say(`第 ${number} 行：不认识的内容`)
  }

  #checkpoint(note) {
    this.checkpoints++
    const size = claimedSize(note)
    const point = readCheckpoint(note, this.key)
    if (!point) return this.say(`检查点 ${size}：签名不对，内容被改动或不是这把钥匙所签`)
    if (point.origin !== this.head.log.origin)
      return this.say(`检查点 ${size}：属于另一本日志 ${point.origin}`)
    if (this.#newest && point.size <= this.#newest.size)
      this.say(`检查点 ${size}：没有接在检查点 ${this.#newest.size} 之后`)
    this.#newest = point
    this.#atSize.set(point.size, point.root)
    this.listenAt(point.size, (root) => {
      if (!root.equals(point.root)) this.say(`检查点 ${size}：前 ${size} 条凭证算出的根与它不同`)
    })
  }

  /** Calls with the root of the first `size` entries when they have been read. */
  listenAt(size, tell) {
    const { tree, wanted } = this.entries
    if (size === tree.size) tell(tree.root())
    else wanted.set(size, [...(wanted.get(size) ?? []), tell])
  }

  #entry(index, [receipt, commitment, check], number) {
    if (!Number.isSafeInteger(index) || !HEX.test(receipt) || !HASH.test(commitment))
      this.say(`凭证：第 ${index} 条（第 ${number} 行）格式不对，被改动`)
    this.entries.add(index, String(receipt), String(commitment), check)
    this.listeners.entry?.(index, receipt, commitment)
  }

  #row(index, [salt, choices, check], number) {
    if (!Number.isSafeInteger(index) || !SALT.test(salt) || typeof choices !== 'string')
      this.say(`逐票选择：第 ${index} 条（第 ${number} 行）格式不对，被改动`)
    const hash = this.rows.add(index, String(salt), String(choices), check)
    if (Buffer.compare(this.#lastRow, hash) >= 0)
      this.say(`逐票选择：第 ${index} 条没有按次序排列，被改动、重复或移动过`)
    this.#lastRow = hash
    this.tally.ballots++
    for (const option of String(choices) === '' ? [] : String(choices).split(','))
      this.tally.options.set(option, (this.tally.options.get(option) ?? 0) + 1)
    if (this.aside.bySalt.has(salt)) this.#isApart(String(choices))
    this.#allowed(index, String(choices))
    this.listeners.row?.(hash)
  }

  #apart(act, [salt], number) {
    const acts = this.aside.bySalt.get(salt) ?? new Set()
    if (!Number.isSafeInteger(act) || !SALT.test(salt)) this.say(`另列：第 ${number} 行格式不对，被改动`)
    if (acts.has(act)) this.say(`另列：第 ${act} 项把同一条选择列了两次（第 ${number} 行）`)
    this.aside.bySalt.set(salt, acts.add(act))
    this.aside.acts.set(act, (this.aside.acts.get(act) ?? 0) + 1)
  }

  /** However many acts name it, a row is taken out once. */
  #isApart(choices) {
    this.aside.found++
    for (const option of choices === '' ? [] : choices.split(','))
      this.aside.options.set(option, (this.aside.options.get(option) ?? 0) + 1)
  }

  /** The second tally is the complete one without the rows that are named. */
  #counting() {
    const { counting, log } = this.head
    const { acts, bySalt, found, options } = this.aside
    if (!counting) {
      if (bySalt.size > 0) this.say('另列：有另列的选择，首行却没有说明')
      return
    }
    const lines = readNote(String(counting.note), this.key)
    if (!lines || lines[0] !== `${log.origin}/counting`)
      return this.say('另列声明：签名不对，内容被改动，或属于另一期投票')
    const of = (name) => lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1)
    if (found !== bySalt.size) this.say(`另列：有 ${bySalt.size - found} 条在逐票选择里找不到`)
    const compare = (name, told, counted) => {
      if (told !== counted) this.say(`另列：${name} 公布 ${told} 票，逐票数得 ${counted} 票`)
    }
    const rest = this.tally.ballots - found
    compare('另列的票', counting.aside, found)
    compare('另列的票（声明）', Number(of('aside')), found)
    compare('不含另列的总数', counting.ballots, rest)
    compare('不含另列的总数（声明）', Number(of('ballots')), rest)
    for (const id of this.head.poll.questions.flatMap((q) => q.options.map((o) => o.id))) {
      const left = (this.tally.options.get(id) ?? 0) - (options.get(id) ?? 0)
      compare(`不含另列的选项 ${id}`, counting.options?.[id] ?? 0, left)
      compare(`不含另列的选项 ${id}（声明）`, Number(of(`option ${id}`)), left)
    }
    const told = new Set(counting.acts?.map((act) => act.number))
    for (const { number, rule, ballots } of counting.acts ?? []) {
      compare(`第 ${number} 项`, ballots, acts.get(number) ?? 0)
      if (of(`act ${number}`) !== `${rule} ${ballots}`) this.say(`另列：第 ${number} 项与声明不同`)
    }
    for (const number of acts.keys()) if (!told.has(number)) this.say(`另列：第 ${number} 项在首行没有说明`)
    if (lines.filter((line) => line.startsWith('act ')).length !== told.size)
      this.say('另列：首行的项数与声明不同')
  }

  /** A ballot chooses what there is, as often as the poll allows. */
  #allowed(index, choices) {
    this.known ??=
      this.head.poll?.questions?.map((q) => ({ ...q, ids: new Set(q.options.map((o) => o.id)) })) ?? []
    const chosen = choices === '' ? [] : choices.split(',')
    const unknown = chosen.filter((id) => !this.known.some((q) => q.ids.has(id)))
    if (unknown.length > 0 || new Set(chosen).size !== chosen.length)
      this.say(`逐票选择：第 ${index} 条选了没有的选项，或同一选项选了两次`)
    for (const { id, kind, ids, minChoices, maxChoices } of this.known) {
      if (kind !== 'choice') continue
      const n = chosen.filter((option) => ids.has(option)).length
      if (n < minChoices || n > maxChoices)
        this.say(`逐票选择：第 ${index} 条在 ${id} 选了 ${n} 项，超出规定`)
    }
  }

  #end(value, number) {
    this.#ended = true
    if (value.sha256 !== this.#sha.digest('hex'))
      this.say(`第 ${number} 行（末行）：文件的 SHA-256 不符，文件在导出之后被改动`)
  }

  #finish() {
    if (!this.head) return this.say('文件是空的')
    if (!this.#ended) this.say('文件没有结束行：下载不完整，或被截断')
    const { log, rows } = this.head
    const signed = this.#newest
    if (!signed) return this.say('没有可信的检查点')
    if (signed.size !== log.size) this.say(`首行说有 ${log.size} 条凭证，最后的检查点是 ${signed.size} 条`)
    if (signed.root.toString('base64') !== log.root) this.say('首行的根与最后的检查点不同')
    this.entries.end(signed.root.toString('base64'), signed.size)
    for (const size of this.entries.wanted.keys())
      if (size > this.entries.tree.size) this.say(`检查点 ${size}：文件里没有这么多凭证`)
    if (this.head.kind !== 'poll') return
    this.#result(rows)
    this.#counting()
  }

  #result(rows) {
    const { tally, log, result } = this.head
    const lines = readNote(String(result), this.key)
    if (!lines) this.say('结果声明：签名不对，内容被改动或不是这把钥匙所签')
    const of = (name) => lines?.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1)
    if (lines && lines[0] !== `${log.origin}/result`) this.say('结果声明：属于另一期投票')
    this.rows.end(of('rows') ?? rows?.root, Number(of('ballots') ?? rows?.size))
    if (lines && of('rows') !== rows?.root) this.say('首行的逐票选择的根与结果声明不同')
    if (lines && of('log') !== log.root) this.say('首行的凭证的根与结果声明不同')
    const compare = (name, told, counted) => {
      if (told !== counted) this.say(`计票：${name} 公布 ${told} 票，逐票数得 ${counted} 票`)
    }
    compare('总数', tally?.ballots, this.tally.ballots)
    if (lines) compare('总数（结果声明）', Number(of('ballots')), this.tally.ballots)
    const ids = new Set(this.head.poll.questions.flatMap((q) => q.options.map((o) => o.id)))
    for (const id of [...ids, ...Object.keys(tally?.options ?? {})]) {
      compare(`选项 ${id}`, tally?.options?.[id] ?? 0, this.tally.options.get(id) ?? 0)
      if (lines && ids.has(id))
        compare(`选项 ${id}（结果声明）`, Number(of(`option ${id}`)), this.tally.options.get(id) ?? 0)
    }
    if (this.entries.count !== this.rows.count)
      this.say(`凭证有 ${this.entries.count} 条，逐票选择有 ${this.rows.count} 条，应当一样多`)
  }
}
