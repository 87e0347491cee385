import { reportFile } from '../../src/modules/consultations'
import type { TestOffice } from './office'
import { yauzlEntries } from './unzip'

/** The tables of a Word document, row by row, cell by cell; paragraphs of a cell on lines of their own. */
export async function docxTables(file: Buffer): Promise<string[][][]> {
  const xml = String((await yauzlEntries(file)).get('word/document.xml'))
  return [...xml.matchAll(/<w:tbl>(.*?)<\/w:tbl>/gs)].map(([, table = '']) =>
    table
      .split('<w:tr>')
      .slice(1)
      .map((row) =>
        row
          .split('<w:tc>')
          .slice(1)
          .map((cell) => [...cell.matchAll(/<w:t [^>]*>([^<]*)</g)].map((m) => m[1]).join('\n')),
      ),
  )
}

/** The numbers that a report's Word file tells: by what became of them, by who wrote, and line by line. */
export async function docxRows(test: TestOffice, id: string) {
  const { content } = await reportFile(await test.office.reportReads.readable(id), 'docx', null)
  const [first, second, third] = await docxTables(content as Buffer)
  const numbers = (row: string[] | undefined) => (row ?? []).map(Number)
  const countOf = (cell: string) => Number(/共 (\d+) 条/.exec(cell)?.[1] ?? /(\d+) 条/.exec(cell)?.[1])
  return {
    byDisposition: numbers(first?.at(-1)),
    byGroup: numbers(second?.at(-1)),
    lines: (third ?? []).slice(1).map((row) => countOf(row[2] ?? '')),
  }
}
