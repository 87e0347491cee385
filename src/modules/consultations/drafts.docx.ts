import { convertToHtml } from 'mammoth'
import { ZipFile } from 'yazl'
import { textLines } from './drafts.lines'
import { writeNumbers } from './drafts.numbering'
import { parseLines } from './drafts.parse'
import { DraftRefused, type ImportedDraft } from './drafts.shape'
import { DraftWarnings } from './drafts.warnings'
import { docxParts } from './drafts.zip'

/** What mammoth read, as far as this importer looks at it. */
interface Element {
  type: string
  children?: Element[]
  value?: string
  numbering?: { isOrdered: boolean } | null
}

/**
 * Imports a Word document (.docx). Numbers that Word writes itself are written into the text as Word shows them, and
 * where that cannot be done a warning says which paragraph lost its number. Headers and footers are not read.
 * Throws DraftRefused for a file over 10 MB, over 50 MB unpacked (6 MB of XML), with macros, or not a .docx.
 */
export async function importDocx(file: Buffer): Promise<ImportedDraft> {
  const { lines, warnings } = await docxText(file)
  return parseLines(textLines(lines.join('\n')), warnings)
}

/** The text of a .docx line by line, one line for a paragraph or a table row, and what could not be brought along. */
export async function docxText(file: Buffer): Promise<{ lines: string[]; warnings: DraftWarnings }> {
  const parts = await docxParts(file)
  const main = mainPart(parts)
  const source = parts.get(main)!.toString('utf8')
  const mark = unusedMark(source)
  const part = (name: string): string => parts.get(`word/${name}.xml`)?.toString('utf8') ?? ''
  parts.set(main, Buffer.from(writeNumbers(source, part('numbering'), part('styles'), mark)))
  const reader = new DocxReader(mark)
  if (/<w:(?:ins|del|moveFrom|moveTo) /.test(source)) {
    reader.warnings.add('word_revisions', '文件带有修订痕迹，已按接受全部修订后的文字导入，请核对。')
  }
  reader.block(await readDocument(parts))
  return { lines: reader.finish(), warnings: reader.warnings }
}

/** The part that holds the text: word/document.xml unless the package says otherwise. */
function mainPart(parts: Map<string, Buffer>): string {
  const types = parts.get('[Content_Types].xml')!.toString('utf8')
  const override = types.split('<').find((tag) => tag.includes('wordprocessingml.document.main+xml'))
  const name = /PartName="\/([^"]+)"/.exec(override ?? '')?.[1] ?? 'word/document.xml'
  if (!parts.has(name)) throw new DraftRefused('文件里没有找到 Word 正文，请用 Word 或 WPS 重新保存后上传。')
  return name
}

/** A private-use character the text does not use, to tell numbers written in from the text itself. */
function unusedMark(source: string): string {
  let code = 0xe000
  while (source.includes(String.fromCharCode(code))) code += 1
  return String.fromCharCode(code)
}

/** mammoth sees only an archive packed anew from the parts judged safe, so no second reading of the zip can differ. */
async function readDocument(parts: Map<string, Buffer>): Promise<Element> {
  const zip = new ZipFile()
  for (const [name, data] of parts) zip.addBuffer(data, name, { compress: false })
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk))
  let document: Element | null = null
  const keep = (element: Element): Element => {
    document = element
    return { ...element, children: [] }
  }
  try {
    await convertToHtml(
      { buffer: Buffer.concat(chunks) },
      { transformDocument: keep, includeEmbeddedStyleMap: false },
    )
  } catch {
    // Whatever is wrong inside (broken XML, nesting without end), the sender can only save it anew.
  }
  if (!document) throw new DraftRefused('文件内容无法读取，请用 Word 或 WPS 重新保存为 .docx 后上传。')
  return document
}

class DocxReader {
  readonly warnings = new DraftWarnings()
  private readonly lines: string[] = []
  private readonly written: string[] = []
  private readonly seen = new Map<string, number>()

  constructor(private readonly mark: string) {}

  block(element: Element): void {
    if (element.type === 'paragraph') this.lines.push(this.paragraph(element))
    else if (element.type === 'tableRow') {
      this.count('table')
      this.lines.push(this.cells(element))
    } else for (const child of element.children ?? []) this.block(child)
  }

  private paragraph(element: Element): string {
    const raw = this.inline(element)
    const text = raw.replaceAll(this.mark, '')
    const label = raw.split(this.mark)[1]
    if (label !== undefined) this.written.push(label.trim())
    else if (element.numbering && text.trim()) {
      const message = element.numbering.isOrdered
        ? '这一段的自动编号没有能读出来，编号已缺失；请在 Word 中把编号改为手工输入，或者另存为纯文本后上传。'
        : '这一段的项目符号没有导入，文字不受影响。'
      const code = element.numbering.isOrdered ? 'word_numbering_lost' : 'word_bullet_lost'
      this.warnings.add(code, message, text.trim().slice(0, 20))
    }
    return text
  }

  private inline(element: Element): string {
    if (element.type === 'text') return element.value ?? ''
    if (element.type === 'tab') return '\t'
    if (element.type === 'break') return '\n'
    if (element.type !== 'run' && !element.children?.length) this.count(element.type)
    return (element.children ?? []).map((child) => this.inline(child)).join('')
  }

  /** A table row becomes one line; what stands in its cells is parted by spaces. */
  private cells(element: Element): string {
    if (element.type === 'paragraph') return this.paragraph(element).replaceAll('\n', ' ')
    return (element.children ?? []).map((child) => this.cells(child)).join(' ')
  }

  private count(type: string): void {
    this.seen.set(type, (this.seen.get(type) ?? 0) + 1)
  }

  finish(): string[] {
    const said: [string, string, (n: number) => string][] = [
      ['table', 'word_table', (n) => `文件中有表格（共${n}行），每行已合成一段文字，请核对。`],
      ['noteReference', 'word_notes', (n) => `文件中有${n}处脚注或尾注，注释文字没有导入。`],
      ['commentReference', 'word_comments', (n) => `文件中有${n}处批注，批注没有导入。`],
      ['image', 'word_images', (n) => `文件中有${n}张图片，没有导入；图片里的文字请改为手工输入。`],
    ]
    for (const [type, code, message] of said) {
      const total = this.seen.get(type)
      if (total) this.warnings.add(code, message(total))
    }
    if (this.written.length) {
      const some = this.written.slice(0, 3).join('、')
      const message = `${this.written.length}处编号由 Word 自动生成（如${some}），已按显示的样子写成文字，请核对。`
      this.warnings.add('word_numbering', message)
    }
    return this.lines
  }
}
