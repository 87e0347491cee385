import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'

/** RFC 4180, strictly: CRLF after every line, quotes only where the grammar has them. Throws otherwise. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let at = 0
  while (at < text.length) {
    let field = ''
    if (text[at] === '"') {
      for (at += 1; ; at += 1) {
        if (at >= text.length) throw new Error('a quoted field never ends')
        if (text[at] !== '"') field += text[at]
        else if (text[at + 1] === '"') {
          field += '"'
          at += 1
        } else break
      }
      at += 1
    } else {
      while (at < text.length && !',\r\n"'.includes(text[at]!)) field += text[at++]
    }
    record.push(field)
    if (text[at] === ',') at += 1
    else if (text.startsWith('\r\n', at)) {
      records.push(record)
      record = []
      at += 2
    } else throw new Error(`neither comma nor CRLF after a field, at ${at}`)
  }
  if (record.length > 0) throw new Error('the last line has no CRLF')
  return records
}

/** Every part of a zip, by path, in the order of its directory. */
export async function unzip(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(bytes, { lazyEntries: true }, (error, file) => (error ? reject(error) : resolve(file))),
  )
  const parts = new Map<string, string>()
  return new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', () => resolve(parts))
    zip.on('entry', (entry: Entry) =>
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error)
        buffer(Readable.from(stream)).then((content) => {
          parts.set(entry.fileName, content.toString('utf8'))
          zip.readEntry()
        }, reject)
      }),
    )
    zip.readEntry()
  })
}

const MARKUP =
  /<\?xml version="1\.0" encoding="UTF-8" standalone="yes"\?>|<(\/?)([A-Za-z][\w:]*)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/y
const ENTITY = /&(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);/g

/** Throws unless tags nest, attributes are quoted, entities are known and no character is forbidden. */
export function assertWellFormed(xml: string): void {
  for (const character of xml) {
    const point = character.codePointAt(0)!
    const allowed = point >= 0x20 || point === 9 || point === 10 || point === 13
    if (!allowed || (point >= 0xd800 && point <= 0xdfff) || point === 0xfffe || point === 0xffff)
      throw new Error(`forbidden character U+${point.toString(16)}`)
  }
  if (xml.replace(ENTITY, '').includes('&')) throw new Error('a bare &')
  const open: string[] = []
  let at = 0
  while (at < xml.length) {
    const next = xml.indexOf('<', at)
    const text = xml.slice(at, next < 0 ? undefined : next)
    if (text.includes(']]>') || (open.length === 0 && text.trim() !== '')) throw new Error('stray text')
    if (next < 0) break
    MARKUP.lastIndex = next
    const tag = MARKUP.exec(xml)
    if (!tag) throw new Error(`not a tag: ${xml.slice(next, next + 40)}`)
    at = MARKUP.lastIndex
    const [, closing, name, , empty] = tag
    if (name && closing && open.pop() !== name) throw new Error(`</${name}> closes another element`)
    if (name && !closing && !empty) open.push(name)
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(' ')}`)
}

export interface ReadCell {
  reference: string
  type: string
  style: string
  value: string
}

function unescapeXml(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' }
  return text.replace(/\r\n?/g, '\n').replace(/&(#?)(\w+);/g, (_, numeric: string, what: string) => {
    return numeric ? String.fromCodePoint(Number(what)) : named[what]!
  })
}

/** A sheet as Excel shows it: `_x005F_` read back, a cell that is not there left out. */
function readSheet(xml: string): ReadCell[][] {
  const rows = Array.from(xml.matchAll(/<row r="(\d+)">(.*?)<\/row>/gs))
  return rows.map(([, number, body], index) => {
    if (Number(number) !== index + 1) throw new Error(`row ${number} stands at ${index + 1}`)
    return Array.from(body!.matchAll(/<c r="([A-Z]+\d+)"( s="(\d)")?( t="(\w+)")?>(.*?)<\/c>/gs)).map(
      (cell) => {
        const inside = /^(?:<v>(.*)<\/v>|<is><t xml:space="preserve">(.*)<\/t><\/is>)$/s.exec(cell[6]!)
        if (!inside) throw new Error(`unknown cell content ${cell[6]}`)
        const value = unescapeXml(inside[1] ?? inside[2]!).replaceAll('_x005F_', '_')
        return { reference: cell[1]!, type: cell[5] ?? 'n', style: cell[3] ?? '0', value }
      },
    )
  })
}

/** The sheets of a workbook in the order of its tabs; checks on the way that every part is bound and sound. */
export async function readWorkbook(bytes: Buffer): Promise<{ name: string; rows: ReadCell[][] }[]> {
  const parts = await unzip(bytes)
  for (const xml of parts.values()) assertWellFormed(xml)
  const relations = parts.get('xl/_rels/workbook.xml.rels')!
  const tabs = parts.get('xl/workbook.xml')!.matchAll(/<sheet name="([^"]*)" sheetId="\d+" r:id="(\w+)"\/>/g)
  return Array.from(tabs, ([, name, id]) => {
    const target = new RegExp(`Id="${id}" Type="[^"]*/worksheet" Target="([^"]*)"`).exec(relations)?.[1]
    if (!parts.get('[Content_Types].xml')!.includes(`PartName="/xl/${target}"`)) throw new Error('no type')
    return { name: unescapeXml(name!), rows: readSheet(parts.get(`xl/${target}`)!) }
  })
}
