import { Readable } from 'node:stream'
import { BOM, csvLine, PIECE, SealedRows, type SheetSource } from './sheets.canonical'

/**
 * The table as CSV: UTF-8 with a byte order mark (Excel needs it for Chinese), CRLF, RFC 4180.
 * The last line states row count and SHA-256 of all bytes before it; see `sheets.ts` for the recomputation.
 * An error of the row source destroys the stream with that error.
 * @throws RangeError at once for an impossible header; through the stream for an impossible row.
 */
export function csvStream(source: SheetSource): Readable {
  const rows = new SealedRows(source)
  const stream = Readable.from(pieces(rows), { objectMode: false, highWaterMark: PIECE })
  stream.once('close', () => void rows.close())
  return stream
}

async function* pieces(rows: SealedRows): AsyncGenerator<Buffer> {
  let text = BOM + rows.headerLine
  while (await rows.more()) {
    text += rows.take().line
    if (text.length >= PIECE) {
      yield Buffer.from(text)
      text = ''
    }
  }
  const seal = `校验 行数=${rows.count} SHA-256=${rows.digest()}`
  yield Buffer.from(text + csvLine(rows.header.map((_, column) => (column === 0 ? seal : null))))
}
