import type { Block, DocxDocument } from './docx'
import { escapeMarkup } from './html'
import { cleanText } from './sheets.canonical'

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
const SPACES = `xmlns:w="${MAIN}" xmlns:r="${OFFICE}"`

/** Twentieths of a point: A4 with margins of 20 mm. */
const SHORT = 11906
const LONG = 16838
const MARGIN = 1134

const write = (text: string) => escapeMarkup(cleanText(text))

/** @param layout of this paragraph alone, beside its style */
function paragraph(style: string, text: string, layout = ''): string {
  const lines = text.split('\n')
  return lines
    .map(
      (line) =>
        `<w:p><w:pPr><w:pStyle w:val="${style}"/>${layout}</w:pPr><w:r><w:t xml:space="preserve">${write(line)}</w:t></w:r></w:p>`,
    )
    .join('')
}

function table(block: Extract<Block, { kind: 'table' }>, width: number): string {
  const all = block.widths.reduce((a, b) => a + b, 0)
  const columns = block.widths.map((w) => Math.floor((w / all) * width))
  const cell = (text: string, column: number, style: string, across = '') =>
    `<w:tc><w:tcPr><w:tcW w:w="${columns[column]}" w:type="dxa"/>${across}</w:tcPr>${paragraph(style, text)}</w:tc>`
  const styleOf = (column: number) => (block.centred?.includes(column) ? 'CellCentred' : 'Cell')
  const head = block.head.map((text, column) => cell(text, column, 'CellHead', MIDDLE)).join('')
  const rows = block.rows.map(
    (row) =>
      `<w:tr>${isShort(row) ? WHOLE : ''}${row.map((text, column) => cell(text, column, styleOf(column))).join('')}</w:tr>`,
  )
  // The head stands on every page that the table goes on over; widths are as told, whatever stands in the cells.
  return `<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="${columns.reduce((a, b) => a + b, 0)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1"/></w:tblPr><w:tblGrid>${columns.map((w) => `<w:gridCol w:w="${w}"/>`).join('')}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>${head}</w:tr>${rows.join('')}</w:tbl>`
}

const MIDDLE = '<w:vAlign w:val="center"/>'
/** Moves to the next page as a whole. What would leave half a page empty is broken instead. */
const WHOLE = '<w:trPr><w:cantSplit/></w:trPr>'
const SHORT_CELL = 250
const isShort = (row: readonly string[]) => row.every((text) => text.length <= SHORT_CELL)

const styleNames = {
  title: 'Title',
  heading: 'Heading1',
  paragraph: 'BodyText',
  closing: 'Closing',
} as const
const AFTER_TABLE = '<w:spacing w:before="200" w:after="60" w:line="360" w:lineRule="auto"/>'

export function documentXml({ blocks, landscape = false }: DocxDocument): string {
  const [w, h] = landscape ? [LONG, SHORT] : [SHORT, LONG]
  const body = blocks.map((block, index) => {
    if (block.kind === 'table') return table(block, w - 2 * MARGIN)
    const isBy = (at: number, kinds: readonly Block['kind'][]) => {
      const other = blocks[at]
      return block.kind === 'paragraph' && other !== undefined && kinds.includes(other.kind)
    }
    // What introduces a table stands with it; what ends the document never stands on a page by itself.
    const layout = `${isBy(index + 1, ['table', 'closing']) ? '<w:keepNext/>' : ''}${isBy(index - 1, ['table']) ? AFTER_TABLE : ''}`
    return paragraph(styleNames[block.kind], block.text, layout)
  })
  // A table may not be the last thing of a section: an empty paragraph follows, and only there, as it may take a page.
  const last = blocks.at(-1)?.kind === 'table' ? '<w:p/>' : ''
  const section = `${last}<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="${w}" w:h="${h}"${landscape ? ' w:orient="landscape"' : ''}/><w:pgMar w:top="${MARGIN}" w:right="${MARGIN}" w:bottom="${MARGIN}" w:left="${MARGIN}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`
  return `${XML}<w:document ${SPACES}><w:body>${body.join('')}${section}</w:body></w:document>`
}

const field = (code: string) =>
  `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
const run = (text: string) => `<w:r><w:t xml:space="preserve">${write(text)}</w:t></w:r>`

const relationships = (lines: readonly [type: string, target: string][]) =>
  `${XML}<Relationships xmlns="${PACKAGE}/relationships">${lines
    .map(([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${type}" Target="${target}"/>`)
    .join('')}</Relationships>`

/** The small parts around the document, by their place in the zip. */
export function bindingParts({ title, header }: DocxDocument): Record<string, string> {
  const override = (part: string, type: string) => `<Override PartName="/${part}" ContentType="${type}"/>`
  const types = [
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    '<Default Extension="xml" ContentType="application/xml"/>',
    override('word/document.xml', `${TYPE}.document.main+xml`),
    override('word/styles.xml', `${TYPE}.styles+xml`),
    override('word/footer1.xml', `${TYPE}.footer+xml`),
    override('word/header1.xml', `${TYPE}.header+xml`),
    override('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'),
  ]
  const centred = (style: string, content: string) =>
    `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr>${content}</w:p>`
  return {
    '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types">${types.join('')}</Types>`,
    '_rels/.rels': relationships([
      [`${OFFICE}/officeDocument`, 'word/document.xml'],
      [`${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'],
    ]),
    'word/_rels/document.xml.rels': relationships([
      [`${OFFICE}/styles`, 'styles.xml'],
      [`${OFFICE}/footer`, 'footer1.xml'],
      [`${OFFICE}/header`, 'header1.xml'],
    ]),
    'docProps/core.xml': `${XML}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${write(title)}</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>`,
    'word/footer1.xml': `${XML}<w:ftr ${SPACES}>${centred('Foot', run('第 ') + field('PAGE') + run(' 页，共 ') + field('NUMPAGES') + run(' 页'))}</w:ftr>`,
    'word/header1.xml': `${XML}<w:hdr ${SPACES}>${centred('Foot', header ? run(header) : '')}</w:hdr>`,
    'word/styles.xml': STYLES,
  }
}

const fonts = (eastAsia: string) =>
  `<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="${eastAsia}"/>`
/** @param size in half points */
const style = (id: string, name: string, layout: string, letters: string, size: number) =>
  `<w:style w:type="paragraph" w:customStyle="1" w:styleId="${id}"><w:name w:val="${name}"/><w:qFormat/><w:pPr>${layout}</w:pPr><w:rPr>${letters}<w:sz w:val="${size}"/><w:szCs w:val="${size}"/></w:rPr></w:style>`
const built = (xml: string) => xml.replace(' w:customStyle="1"', '')
const spacing = (before: number, after: number, line: number) =>
  `<w:spacing w:before="${before}" w:after="${after}" w:line="${line}" w:lineRule="auto"/>`
const border = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="333333"/>`)
  .join('')

/** 标题宋体加粗二号、一级标题黑体三号、正文仿宋四号、表格宋体五号. */
const STYLES = [
  `${XML}<w:styles ${SPACES}><w:docDefaults><w:rPrDefault><w:rPr>${fonts('宋体')}<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>`,
  '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>',
  built(
    style(
      'Title',
      'Title',
      `<w:keepNext/>${spacing(120, 240, 300)}<w:jc w:val="center"/><w:outlineLvl w:val="0"/>`,
      `${fonts('宋体')}<w:b/>`,
      40,
    ),
  ),
  built(
    style(
      'Heading1',
      'heading 1',
      `<w:keepNext/>${spacing(240, 120, 300)}<w:outlineLvl w:val="1"/>`,
      fonts('黑体'),
      30,
    ),
  ),
  built(
    style(
      'BodyText',
      'Body Text',
      `${spacing(60, 60, 360)}<w:ind w:firstLineChars="200" w:firstLine="560"/><w:jc w:val="both"/>`,
      fonts('仿宋'),
      28,
    ),
  ),
  built(
    style(
      'Closing',
      'Closing',
      `${spacing(60, 60, 360)}<w:ind w:rightChars="200" w:right="560"/><w:jc w:val="right"/>`,
      fonts('仿宋'),
      28,
    ),
  ),
  style('Cell', 'Cell', spacing(20, 20, 260), fonts('宋体'), 20),
  style('CellCentred', 'Cell Centred', `${spacing(20, 20, 260)}<w:jc w:val="center"/>`, fonts('宋体'), 20),
  style(
    'CellHead',
    'Cell Head',
    `<w:keepNext/>${spacing(40, 40, 260)}<w:jc w:val="center"/>`,
    `${fonts('黑体')}<w:b/>`,
    20,
  ),
  style('Foot', 'Foot', '<w:jc w:val="center"/>', fonts('宋体'), 18),
  `<w:style w:type="table" w:customStyle="1" w:styleId="Grid"><w:name w:val="Grid"/><w:tblPr><w:tblBorders>${border}</w:tblBorders><w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="70" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`,
  '</w:styles>',
].join('')
