import { createHash } from 'node:crypto'

export type Cell = string | number | null

/** One table to export. `rows` is iterated once, lazily; rows shorter than the header are filled with blanks. */
export interface SheetSource {
  name: string
  header: string[]
  rows: AsyncIterable<Cell[]>
}

export const BOM = '\ufeff'
/** Text is handed on in pieces of about this many characters. */
export const PIECE = 65_536
const EXCEL_COLUMNS = 16_384

const FORBIDDEN_IN_XML = /[^\P{Cc}\t\n\r\u007f-\u009f]|[\ufffe\uffff]/gu
const LONE_SURROGATE = /\p{Cs}/gu
// Apostrophes count as part of the start so that removing one always gives the stored text back.
const RUNNABLE = /^'*[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*[=+\-@\t\r\n＝＋－＠]/u

/** The text both formats can carry: without what XML 1.0 forbids, lone surrogates as UTF-8 would write them. */
export function cleanText(text: string): string {
  return text.replace(FORBIDDEN_IN_XML, '').replace(LONE_SURROGATE, '\ufffd')
}

/** Whether a spreadsheet might take this text for a formula (control 31). */
export function looksRunnable(text: string): boolean {
  return RUNNABLE.test(text)
}

/** One RFC 4180 line, CRLF included, from cells already cleaned. */
export function csvLine(cells: Cell[]): string {
  const line = cells.map(csvField).join(',')
  // Many readers skip an empty line, and the row count would no longer agree.
  return `${line === '' ? '""' : line}\r\n`
}

function csvField(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = looksRunnable(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The rows of a source, cleaned one by one, counted and hashed as canonical text while they pass. */
export class SealedRows {
  readonly header: string[]
  readonly headerLine: string
  /** Data rows handed out so far. */
  count = 0
  #iterator: AsyncIterator<Cell[]>
  #hash = createHash('sha256')
  #next: Cell[] | undefined
  #state: 'open' | 'ended' | 'closed' = 'open'

  /** @throws RangeError when the header has no column or more than Excel's 16,384. */
  constructor(source: SheetSource) {
    if (source.header.length < 1 || source.header.length > EXCEL_COLUMNS)
      throw new RangeError(`a sheet has 1 to ${EXCEL_COLUMNS} columns, not ${source.header.length}`)
    this.header = source.header.map(cleanText)
    this.headerLine = csvLine(this.header)
    this.#hash.update(BOM + this.headerLine)
    this.#iterator = source.rows[Symbol.asyncIterator]()
  }

  /** Pulls one row ahead; false when the source has no more. Rejects with the source's own error. */
  async more(): Promise<boolean> {
    if (this.#next) return true
    if (this.#state === 'closed') throw new Error('the reader of this export has gone')
    if (this.#state === 'ended') return false
    try {
      const { done, value } = await this.#iterator.next()
      if (!done) this.#next = value
      else if (this.#state === 'open') this.#state = 'ended'
    } catch (error) {
      // An iterator that threw is finished: it must not be asked to return.
      this.#state = 'ended'
      throw error
    }
    return this.#next !== undefined
  }

  /**
   * The row that `more` pulled, with its canonical line.
   * @throws RangeError for a row wider than the header, or a number that is not finite.
   */
  take(): { cells: Cell[]; line: string } {
    const row = this.#next
    if (!row) throw new Error('take() without more()')
    this.#next = undefined
    this.count += 1
    if (row.length > this.header.length)
      throw new RangeError(`row ${this.count} has ${row.length} cells, the header ${this.header.length}`)
    const cells = this.header.map((_, column) => this.#clean(row[column] ?? null))
    const line = csvLine(cells)
    this.#hash.update(line)
    return { cells, line }
  }

  #clean(cell: Cell): Cell {
    if (typeof cell === 'string') return cleanText(cell)
    if (cell !== null && !Number.isFinite(cell)) throw new RangeError(`row ${this.count} holds ${cell}`)
    return cell
  }

  /** SHA-256 of the canonical text, lower-case hex; once, after the last row. */
  digest(): string {
    return this.#hash.digest('hex')
  }

  /** Lets the source go: its iterator's `return()` is called once unless it ended by itself. */
  async close(): Promise<void> {
    if (this.#state !== 'open') return
    this.#state = 'closed'
    this.#next = undefined
    try {
      await this.#iterator.return?.()
    } catch {
      // Whoever wanted the rows has left already: nobody remains to hear that leaving failed.
    }
  }
}
