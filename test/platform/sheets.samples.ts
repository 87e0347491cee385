import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { type Cell, csvStream, type SheetSource, xlsxStream } from '../../src/platform/sheets'
import { parseCsv } from './sheets.reader'

async function* each(rows: Cell[][]): AsyncGenerator<Cell[]> {
  yield* rows
}
export function source(rows: Cell[][], header = ['编号', '内容'], name = '投票明细'): SheetSource {
  return { name, header, rows: each(rows) }
}
export const csvBytes = (from: SheetSource) => buffer(csvStream(from))
export const xlsxBytes = (from: SheetSource, sheetRows?: number) => buffer(xlsxStream(from, sheetRows))

/** The records of a CSV without byte order mark, header and last line. */
export async function csvRows(rows: Cell[][], header?: string[]): Promise<string[][]> {
  return parseCsv((await csvBytes(source(rows, header))).toString('utf8').slice(1)).slice(1, -1)
}

/** What an outsider does: split off the last line, hash all bytes before it. */
export function recompute(bytes: Buffer): { stated: string; hash: string } {
  const cut = bytes.lastIndexOf('\r\n', bytes.length - 3) + 2
  const hash = createHash('sha256').update(bytes.subarray(0, cut)).digest('hex')
  return { stated: bytes.subarray(cut).toString('utf8'), hash }
}

export const RUNNABLE = [
  ...['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '＋1', '－1', '＠x', '=', '-'],
  ...[
    '  =1',
    '\u3000=1',
    '\u00a0+1',
    '\u200b=1',
    '\ufeff=1',
    '\u2060 \u200d@x',
    '\u202e=1',
    ' \u00ad－1',
    '\u0001=1',
    '\ufff9=1',
    '\u3164=1',
    '\u0085=1',
  ],
]
