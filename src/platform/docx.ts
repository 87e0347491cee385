import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { bindingParts, documentXml } from './docx.xml'

/** What a document is made of, in its order. Line breaks in a text begin a new paragraph. */
export type Block =
  | { kind: 'title' | 'heading' | 'paragraph'; text: string }
  /** Stands at the right: a date, who signs. */
  | { kind: 'closing'; text: string }
  | {
      kind: 'table'
      head: readonly string[]
      /** Shares of the width, in any unit. */
      widths: readonly number[]
      rows: readonly (readonly string[])[]
      /** Columns whose cells stand in the middle: numbers, short words. */
      centred?: readonly number[]
    }

export interface DocxDocument {
  title: string
  blocks: readonly Block[]
  /** Tables with many columns need the long side. */
  landscape?: boolean
  /** Stands at the head of every page. */
  header?: string | null
}

// The same document gives the same bytes: no wall clock in it.
const ENTRY = { mtime: new Date(Date.UTC(2000, 0, 1)), compressionLevel: 6 }

/** A Word document (ECMA-376) of titles, paragraphs and tables, as offices lay them out. */
export async function docxFile(document: DocxDocument): Promise<Buffer> {
  const zip = new ZipFile()
  const parts = { ...bindingParts(document), 'word/document.xml': documentXml(document) }
  for (const [path, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), path, ENTRY)
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream as Readable) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
