import { XMLParser } from 'fast-xml-parser'
import { looksRunnable } from './sheets.canonical'
import { MEGABYTE, SHEET_MAX } from './uploads'
import { unzipMember, type ZipMember, zipMembers } from './zip'

/** A sheet that cannot be read, with the sentence that its sender reads. */
export class SheetRefused extends Error {}

export interface SheetRow {
  /** As the spreadsheet numbers its rows, from 1. */
  line: number
  cells: string[]
}

const LARGEST_XML = 12 * MEGABYTE
const MOST_ROWS = 5_000
const MOST_CELLS = 30

/** The rows of a .csv or of the first sheet of an .xlsx, blank ones left out. @throws SheetRefused */
export async function readSheet(filename: string, content: Buffer): Promise<SheetRow[]> {
  const extension = /\.(csv|xlsx)$/i.exec(filename)?.[1]?.toLowerCase()
  if (!extension) throw new SheetRefused('只能导入 .csv 或 .xlsx 文件。')
  if (content.length === 0) throw new SheetRefused('文件是空的，请核对后重新上传。')
  if (content.length > SHEET_MAX) throw new SheetRefused('文件不能超过 2 MB。')
  const rows = extension === 'csv' ? csvRows(decoded(content)) : await xlsxRows(content)
  if (rows.length > MOST_ROWS) throw new SheetRefused(`表格不能超过 ${MOST_ROWS} 行。`)
  return rows
    .map(({ line, cells }) => ({ line, cells: cells.slice(0, MOST_CELLS).map(stored) }))
    .filter(({ cells }) => cells.some((cell) => cell !== '') && !cells[0]?.startsWith('校验 行数='))
}

/** Our own exports put an apostrophe before what a spreadsheet could run: taken away again. */
const stored = (cell: string) => {
  const text = cell.trim()
  return text.startsWith("'") && looksRunnable(text.slice(1)) ? text.slice(1) : text
}

/** UTF-8, or GB 18030, in which Excel in Chinese saves CSV. */
function decoded(content: Buffer): string {
  for (const encoding of ['utf-8', 'gb18030'])
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(content)
      if (text.includes('\0')) break
      return text
    } catch {
      // Not in this encoding: the next one.
    }
  throw new SheetRefused('文件不是文本表格，或者文字编码无法识别，请另存为 UTF-8 编码的 CSV 后上传。')
}

/** RFC 4180; line ends of every kind, and a line is counted where it begins. */
function csvRows(text: string): SheetRow[] {
  const rows: SheetRow[] = []
  const field = /"((?:[^"]|"")*)"[^,\r\n]*|([^,\r\n]*)/y
  let at = 0
  let line = 1
  while (at < text.length) {
    const row: SheetRow = { line, cells: [] }
    for (;;) {
      field.lastIndex = at
      const found = field.exec(text)
      const whole = found?.[0] ?? ''
      row.cells.push(found?.[1]?.replaceAll('""', '"') ?? found?.[2] ?? '')
      at += whole.length
      line += whole.split('\n').length - 1
      if (text[at] !== ',') break
      at++
    }
    rows.push(row)
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
    line++
  }
  return rows
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
  removeNSPrefix: true,
  isArray: (name) => ['row', 'c', 'si', 'r', 'sheet', 'Relationship'].includes(name),
})

const damaged = () =>
  new SheetRefused('文件已损坏，或者不是 Excel 工作簿（.xlsx），请用 Excel 或 WPS 重新保存后上传。')

/** An element as parsed: text, or attributes (@) and children by name. */
type Node = { [name: string]: unknown }

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null
const child = (node: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((found, name) => (isNode(found) ? found[name] : undefined), node)
const children = (node: unknown, ...path: string[]): unknown[] => {
  const found = child(node, ...path)
  return Array.isArray(found) ? found : []
}
const written = (value: unknown): string =>
  isNode(value) ? written(value['#text']) : typeof value === 'string' ? value : ''

async function xlsxRows(content: Buffer): Promise<SheetRow[]> {
  try {
    const members = zipMembers(content)
    const xml = (name: string) => part(content, members, name)
    const first = child(children(await xml('xl/workbook.xml'), 'workbook', 'sheets', 'sheet')[0], '@id')
    const links = children(await xml('xl/_rels/workbook.xml.rels'), 'Relationships', 'Relationship')
    const target = written(
      child(
        links.find((link) => child(link, '@Id') === first),
        '@Target',
      ),
    )
    const sheet = await xml(target.replace(/^\/?(xl\/)?/, 'xl/'))
    if (!sheet) throw damaged()
    const shared = children(await xml('xl/sharedStrings.xml'), 'sst', 'si').map(textOf)
    const rows = children(sheet, 'worksheet', 'sheetData', 'row')
    return rows.map((row, index) => rowOf(row, index, shared))
  } catch (error) {
    // The parser says what it did not like; the sender needs only to know that the file is no good.
    throw error instanceof SheetRefused ? error : damaged()
  }
}

async function part(content: Buffer, members: ZipMember[], name: string): Promise<unknown> {
  const member = members.find((m) => m.name === name)
  if (!member) return null
  if (member.encrypted || member.unpacked > LARGEST_XML) throw damaged()
  const xml = (await unzipMember(content, member)).toString('utf8')
  if (/<!DOCTYPE/i.test(xml)) throw damaged()
  return parser.parse(xml)
}

function rowOf(row: unknown, index: number, shared: readonly string[]): SheetRow {
  const cells: string[] = []
  for (const cell of children(row, 'c')) {
    const at = columnOf(written(child(cell, '@r'))) ?? cells.length
    if (at >= MOST_CELLS) continue
    while (cells.length < at) cells.push('')
    cells[at] = cellText(cell, shared)
  }
  return { line: Number(written(child(row, '@r'))) || index + 1, cells }
}

function cellText(cell: unknown, shared: readonly string[]): string {
  const value = written(child(cell, 'v'))
  const type = child(cell, '@t')
  if (type === 's') return shared[Number(value)] ?? ''
  if (type === 'inlineStr') return textOf(child(cell, 'is'))
  if (type === 'b') return value === '1' ? '对' : '错'
  return value
}

/** Plain or in runs; a reading aid (rPh) is no text. */
function textOf(node: unknown): string {
  return written(child(node, 't')) + children(node, 'r').map(textOf).join('')
}

function columnOf(reference: string): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0]
  if (!letters) return null
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}
