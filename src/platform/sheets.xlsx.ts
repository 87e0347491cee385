import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { PIECE, SealedRows, type SheetSource } from './sheets.canonical'
import { bindingParts, CELL_LIMIT, rowXml, SHEET_END, sheetName, sheetPath, sheetStart } from './sheets.xml'

const EXCEL_ROWS = 1_048_576
const SEAL_SHEET = '校验'
// The same data gives the same bytes: no wall clock in the zip. Level 3 halves the time of the default 6.
const ENTRY = { mtime: new Date(Date.UTC(2000, 0, 1)), compressionLevel: 3 }

/**
 * The table as an Excel workbook: data sheets, then a sheet 校验 with row count and SHA-256 (the same two
 * values as the CSV of the same export; see `sheets.ts` for the recomputation).
 * An error of the row source destroys the stream with that error.
 * @param sheetRows rows a sheet may have, header included; the table goes on over further sheets. At least 2.
 * @throws RangeError at once for an impossible header; through the stream for an impossible row.
 */
export function xlsxStream(source: SheetSource, sheetRows = EXCEL_ROWS): Readable {
  const rows = new SealedRows(source)
  const workbook = new Workbook(source.name, rows, sheetRows)
  const stream = Readable.from(workbook.bytes(), { objectMode: false, highWaterMark: PIECE })
  stream.once('close', () => void rows.close())
  return stream
}

/** Writes one sheet after the other into the zip; how many there will be shows only when the rows end. */
class Workbook {
  #zip = new ZipFile()
  #sheets: string[] = []
  #open: Readable | undefined
  #cutCells = 0
  #abandoned = false

  constructor(
    private readonly name: string,
    private readonly rows: SealedRows,
    private readonly sheetRows: number,
  ) {}

  async *bytes(): AsyncGenerator<Buffer> {
    const output = this.#zip.outputStream as Readable
    this.#addSheet(output)
    try {
      // Leaving this loop early destroys the output, as for await does.
      for await (const piece of output) yield piece as Buffer
    } finally {
      this.#abandoned = true
      this.#open?.destroy()
    }
  }

  #addSheet(output: Readable): void {
    this.#sheets.push(sheetName(this.name, this.#sheets.length + 1, SEAL_SHEET))
    this.#zip.addReadStreamLazy(sheetPath(this.#sheets.length), ENTRY, (pass) => {
      const sheet = Readable.from(this.#sheet(output), { objectMode: false, highWaterMark: PIECE })
      // yazl only pipes, and a pipe does not carry errors.
      sheet.once('error', (error) => output.destroy(error))
      this.#open = sheet
      pass(null, sheet)
    })
  }

  async *#sheet(output: Readable): AsyncGenerator<Buffer> {
    let text = sheetStart(this.rows.header)
    for (let row = 2; row <= this.sheetRows && (await this.rows.more()); row++) {
      const { cells } = this.rows.take()
      for (const cell of cells) if (typeof cell === 'string' && cell.length > CELL_LIMIT) this.#cutCells += 1
      text += rowXml(row, cells)
      if (text.length >= PIECE) {
        yield Buffer.from(text)
        text = ''
      }
    }
    yield Buffer.from(text + SHEET_END)
    const more = await this.rows.more()
    if (this.#abandoned) return
    if (more) this.#addSheet(output)
    else this.#finish()
  }

  #finish(): void {
    this.#sheets.push(SEAL_SHEET)
    this.#addText(sheetPath(this.#sheets.length), this.#sealSheet())
    for (const [path, text] of Object.entries(bindingParts(this.#sheets))) this.#addText(path, text)
    this.#zip.end()
  }

  #sealSheet(): string {
    const lines: [string, string | number][] = [
      ['行数', this.rows.count],
      ['SHA-256', this.rows.digest()],
      ['超长被截断的单元格', this.#cutCells],
      [
        '核对方法',
        '与同一次导出的 CSV 文件最后一行所载行数、SHA-256 相同；该值为 CSV 去掉最后一行后的全部字节的 SHA-256，可用命令 head -n -1 文件名.csv | sha256sum 核对。',
      ],
    ]
    return (
      sheetStart(['校验项', '值'], [24, 72]) +
      lines.map((line, index) => rowXml(index + 2, line)).join('') +
      SHEET_END
    )
  }

  #addText(path: string, text: string): void {
    this.#zip.addBuffer(Buffer.from(text), path, ENTRY)
  }
}
