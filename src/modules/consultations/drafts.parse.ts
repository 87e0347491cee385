import { closingStart, contentsEnd, type ScannedLine, scanLines, titleSpan } from './drafts.front'
import { type Listed, spread } from './drafts.items'
import { type DraftLine, finished } from './drafts.lines'
import { type ArticleMark, type ItemMark, itemMark } from './drafts.marks'
import { OrderWatch } from './drafts.order'
import type { ImportedDraft } from './drafts.shape'
import { DraftTree } from './drafts.tree'
import { DraftWarnings } from './drafts.warnings'

/** Reads normalised lines into a tree of clauses. Every line ends in exactly one place of the result. */
export function parseLines(lines: DraftLine[], warnings = new DraftWarnings()): ImportedDraft {
  const scanned = scanLines(lines)
  const bodyFrom = contentsEnd(scanned, warnings)
  const closing = closingStart(scanned, bodyFrom, warnings)
  const reader = new BodyReader(scanned.slice(0, closing), warnings)
  const head = reader.read(bodyFrom)
  const [from, to] = titleSpan(head)
  const texts = head.map((line) => line.text)
  const titleLines = texts.slice(from, to)
  if (!reader.order.articles) {
    warnings.add('no_article', '没有找到任何条文（“第一条……”），请核对文件内容和编号写法。')
  }
  return {
    title: titleLines.length ? titleLines.join('').replaceAll('**', '') : null,
    titleLines,
    titleAt: from,
    preamble: [...texts.slice(0, from), ...texts.slice(to)],
    clauses: reader.tree.clauses,
    closing: lines.slice(closing).map((line) => line.text),
    warnings: warnings.list(),
  }
}

class BodyReader {
  readonly tree = new DraftTree()
  readonly order: OrderWatch
  /** A heading 第一章 whose title may stand on the next line. */
  private untitled = false
  private started = false

  constructor(
    private readonly lines: ScannedLine[],
    private readonly warnings: DraftWarnings,
  ) {
    this.order = new OrderWatch(lines, warnings)
  }

  /** Returns the lines before the first clause. */
  read(from: number): ScannedLine[] {
    const head = this.lines.slice(0, from)
    for (let index = from; index < this.lines.length; index += 1) {
      if (!this.line(index)) head.push(this.lines[index]!)
    }
    this.tree.flush()
    this.order.finish(this.tree.clauses)
    return head
  }

  private line(index: number): boolean {
    const line = this.lines[index]!
    const broken = this.brokenBefore(index)
    if (line.heading && this.order.acceptHeading(line, broken)) {
      this.tree.heading(line.heading, line.text)
      this.untitled = !line.heading.titled
      this.started = true
      return true
    }
    if (line.article && this.order.acceptArticle(index, broken)) {
      this.started = true
      this.untitled = false
      this.article(index, line.article)
      return true
    }
    if (!this.started) return false
    if (this.untitled) {
      this.untitled = false
      if (line.text.length <= 30 && !finished(line.text) && !itemMark(line.text)) {
        this.tree.titleOfHeading(line.text)
        return true
      }
    }
    this.text(index, broken)
    return true
  }

  /** True when the line before is running text that does not end as a sentence ends. */
  private brokenBefore(index: number): boolean {
    const before = this.lines[index - 1]
    if (!before || before.level > 0 || !this.tree.inArticle || finished(before.text)) return false
    return before.article?.rest !== ''
  }

  private article(index: number, mark: ArticleMark): void {
    this.tree.article(mark)
    if (mark.rest) this.paragraph(index, mark.rest, true)
  }

  private paragraph(index: number, text: string, inline: boolean): void {
    const parts = spread(text, { at: this.at(index), next: this.nextItem(index), warnings: this.warnings })
    if (parts.children[0]?.style === 'arabic' || parts.children[0]?.style === 'bracketed')
      this.warnArabic(index)
    this.tree.paragraph(parts.text, parts.children, inline)
  }

  private text(index: number, broken: boolean): void {
    const line = this.lines[index]!
    if (!this.tree.inArticle) {
      this.warnings.add(
        'stray_text',
        '章节标题之下、条文之外有一段文字，已原样保留，请核对。',
        this.at(index),
      )
      this.tree.paragraph(line.text, [], false)
      return
    }
    const mark = itemMark(line.text)
    if (mark && this.acceptItem(mark, index)) {
      this.item(index, mark)
      return
    }
    if (line.level > 0) {
      this.warnings.add(
        'unnumbered_heading',
        '标题没有“第…章”“第…节”编号，已按普通段落保留，请核对。',
        this.at(index),
      )
    } else if (broken) {
      const message = '上一行没有结束就换行，可能是复制时断行；已按两段保留，请核对。'
      this.warnings.add('broken_line', message, this.at(index))
    }
    this.paragraph(index, line.text, false)
  }

  private item(index: number, mark: ItemMark): void {
    const { style, number, label, heading } = mark
    const self = { style, number }
    const context = { at: this.at(index), next: this.nextItem(index), self, warnings: this.warnings }
    const { text, children, siblings } = spread(mark.rest, context)
    if (!this.tree.inItem && style !== 'chinese') this.warnArabic(index)
    if (!mark.rest) this.warnings.add('empty_item', `${label}之后没有内容。`, this.at(index))
    const own: Listed = { style, number, label, heading, text, inline: false, children }
    for (const listed of [own, ...siblings]) this.tree.item(listed)
  }

  /** A （…） that opens a list must be the first; one that goes on should count on. Digits are doubted more. */
  private acceptItem(mark: ItemMark, index: number): boolean {
    const expected = (this.tree.before(mark.style)?.number ?? 0) + 1
    if (mark.number === expected) return true
    const opens = expected === 1
    if (opens && mark.style !== 'chinese') {
      const message = `行首的“${mark.label}”不是从1开始，未作为编号，按普通文字保留，请核对。`
      this.warnings.add('number_in_text', message, this.at(index))
      return false
    }
    const wanted = opens ? '应当从第一项开始' : `前一项之后应当是第${expected}项`
    const what = mark.number < expected ? 'item_repeat' : 'item_gap'
    this.warnings.add(what, `项的编号不连续：${wanted}，这里是“${mark.label}”。`, this.at(index))
    return true
  }

  private warnArabic(index: number): void {
    this.warnings.add(
      'arabic_items',
      '条下直接使用数字编号（如“1.”“（1）”），已作为项；项一般写作“（一）”。',
      this.at(index),
    )
  }

  private nextItem(index: number): { style: ItemMark['style']; number: number } | null {
    const next = this.lines[index + 1]
    const mark = next && !next.article && !next.heading ? itemMark(next.text) : null
    return mark && { style: mark.style, number: mark.number }
  }

  private at(index: number): string {
    return `第${this.lines[index]!.at}行`
  }
}
