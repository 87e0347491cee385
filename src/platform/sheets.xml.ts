import { type Cell, cleanText, looksRunnable } from './sheets.canonical'

/** Excel's limit on the characters of one cell; it calls a file with more of them damaged. */
export const CELL_LIMIT = 32_767
const CUT_MARK = '…（内容过长，全文见 CSV 导出）'
const NAME_LIMIT = 31

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}
const BOLD = 1
const QUOTED = 2

/** Cuts at a UTF-16 length without halving a character. */
function cut(text: string, limit: number): string {
  const half = /[\ud800-\udbff]/.test(text.charAt(limit - 1))
  return text.length <= limit ? text : text.slice(0, half ? limit - 1 : limit)
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character)
}

function columnName(index: number): string {
  const before = Math.floor(index / 26)
  return (before > 0 ? columnName(before - 1) : '') + String.fromCharCode(65 + (index % 26))
}

function textCell(reference: string, text: string, bold: boolean): string {
  const shown = text.length > CELL_LIMIT ? cut(text, CELL_LIMIT - CUT_MARK.length) + CUT_MARK : text
  // Excel reads _x0041_ in a text as the character U+0041: escape the underscore of what only looks like it.
  const safe = escapeXml(shown.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_'))
  // The quoted style keeps the text a text even after somebody edits the cell and presses Enter.
  const style = bold ? BOLD : looksRunnable(shown) ? QUOTED : 0
  const mark = style > 0 ? ` s="${style}"` : ''
  return `<c r="${reference}"${mark} t="inlineStr"><is><t xml:space="preserve">${safe}</t></is></c>`
}

/** One row of a sheet; texts are inline strings, never formulas. `row` counts from 1. */
export function rowXml(row: number, cells: Cell[], bold = false): string {
  let xml = `<row r="${row}">`
  for (const [index, cell] of cells.entries()) {
    const reference = columnName(index) + row
    if (typeof cell === 'number') xml += `<c r="${reference}"><v>${cell}</v></c>`
    else if (cell) xml += textCell(reference, cell, bold)
  }
  return `${xml}</row>`
}

function displayWidth(text: string): number {
  return Array.from(text).reduce((width, character) => width + (character > '\u2e7f' ? 2 : 1), 0)
}

/** A sheet up to and including its header row, which stays in sight when one scrolls. */
export function sheetStart(header: string[], widths: number[] = []): string {
  const columns = header.map((title, index) => {
    const width = widths[index] ?? Math.min(60, Math.max(12, displayWidth(title) + 4))
    return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`
  })
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
  const views = `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>`
  const cols = `<cols>${columns.join('')}</cols>`
  return `${XML}<worksheet xmlns="${MAIN}">${views}${cols}<sheetData>${rowXml(1, header, true)}`
}

export const SHEET_END = '</sheetData></worksheet>'

/** A name Excel accepts: at most 31 characters, none of []:*?/\, no apostrophe at either end, never empty. */
export function sheetName(wanted: string, number: number, taken: string): string {
  const suffix = number > 1 ? ` (${number})` : ''
  const plain = cleanText(wanted)
    .replace(/[[\]:*?/\\]/g, ' ')
    .replace(/\s+/g, ' ')
  const short = cut(plain.replace(/^[\s']+/, ''), NAME_LIMIT - suffix.length).replace(/[\s']+$/, '')
  const name = (short || '数据') + suffix
  return name === taken ? `${name}数据` : name
}

function relation(id: number, type: string, target: string): string {
  return `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
}

function relationships(lines: string[]): string {
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${lines.join('')}</Relationships>`
}

/** The small parts that bind sheets 1…n, by their place in the zip. */
export function bindingParts(names: string[]): Record<string, string> {
  const sheet = (name: string, index: number) =>
    `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`
  const override = (part: string, kind: string) =>
    `<Override PartName="/${part}" ContentType="${TYPE}.${kind}+xml"/>`
  const types = [
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    '<Default Extension="xml" ContentType="application/xml"/>',
    override('xl/workbook.xml', 'sheet.main'),
    override('xl/styles.xml', 'styles'),
    ...names.map((_, index) => override(sheetPath(index + 1), 'worksheet')),
  ]
  return {
    'xl/styles.xml': STYLES,
    'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names.map(sheet).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([
      ...names.map((_, index) => relation(index + 1, 'worksheet', `worksheets/sheet${index + 1}.xml`)),
      relation(names.length + 1, 'styles', 'styles.xml'),
    ]),
    '_rels/.rels': relationships([relation(1, 'officeDocument', 'xl/workbook.xml')]),
    '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types">${types.join('')}</Types>`,
  }
}

export function sheetPath(number: number): string {
  return `xl/worksheets/sheet${number}.xml`
}

/** Cell formats in the order of the constants above: plain; BOLD and QUOTED, both with Excel's hidden apostrophe. */
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
