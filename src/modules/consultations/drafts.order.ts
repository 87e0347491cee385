import type { ScannedLine } from './drafts.front'
import type { HeadingUnit } from './drafts.marks'
import { chineseNumeral } from './drafts.numerals'
import type { ImportedClause } from './drafts.shape'
import type { DraftWarnings } from './drafts.warnings'

const units: HeadingUnit[] = ['编', '分编', '章', '节']
const name = (number: number, suffix = 0): string =>
  `第${chineseNumeral(number)}条${suffix ? `之${chineseNumeral(suffix)}` : ''}`

/** Decides from the order of numbers whether a line begins a clause or only mentions one. */
export class OrderWatch {
  articles = 0
  private last = { number: 0, suffix: 0 }
  private readonly lastHeading = new Map<HeadingUnit, number>()
  /** For each article number, the last line that plainly opens it. */
  private readonly plain = new Map<string, number>()
  /** 章 may restart in every 编 or count through; a new heading lets the units under it restart. */
  private readonly restartable = new Set<HeadingUnit>()
  private readonly arabic: string[] = []

  constructor(
    private readonly lines: ScannedLine[],
    private readonly warnings: DraftWarnings,
  ) {
    for (const [index, { article, opens }] of lines.entries()) {
      if (article && opens) this.plain.set(`${article.number}/${article.suffix}`, index)
    }
  }

  /**
   * An article when three signs agree: its number counts on, something parts 第…条 from the text, and the line
   * before has ended. A reference when none of them does. In between the number decides, and the reader is told.
   */
  acceptArticle(index: number, broken: boolean): boolean {
    const { article, at, opens } = this.lines[index]!
    const { number, suffix, label, separated, reference } = article!
    const where = `第${at}行`
    const next = this.countsOn(number, suffix)
    const plainly = opens && !broken
    const plainLater = (this.plain.get(`${number}/${suffix}`) ?? -1) > index
    if (!plainly && (!next || reference || plainLater)) {
      if (reference && separated && next && !plainLater && !broken) {
        this.warnings.add(
          'article_or_reference',
          `“${label}”在行首且编号连续，已作为新的一条，请核对是否只是引用。`,
          where,
        )
        return this.take(index)
      }
      const clear = reference && !separated && !next
      if (!clear && (this.articles > 0 || next)) {
        this.warnings.add(
          'article_or_reference',
          `行首的“${label}”看来是引用条文，未作为新的一条，请核对。`,
          where,
        )
      }
      return false
    }
    if (!plainly) {
      const message = separated
        ? `“${label}”之前的一行没有结束，已作为新的一条，请核对。`
        : `“${label}”与正文之间没有空格，因编号连续已作为新的一条，请核对。`
      this.warnings.add('article_or_reference', message, where)
    }
    return this.take(index)
  }

  private countsOn(number: number, suffix: number): boolean {
    if (suffix === 0) return number === this.last.number + 1
    return number === this.last.number && suffix === this.last.suffix + 1
  }

  private take(index: number): true {
    const { article } = this.lines[index]!
    const { number, suffix, label, form } = article!
    if (form === 'arabic') this.arabic.push(label)
    if (form === 'unusual')
      this.warnings.add(
        'unusual_number',
        `“${label}”的写法不规范，已按“${name(number, suffix)}”读取。`,
        label,
      )
    if (!this.countsOn(number, suffix)) this.warnBreak(number, suffix, label)
    this.last = { number, suffix }
    this.articles += 1
    return true
  }

  private warnBreak(number: number, suffix: number, label: string): void {
    const { last } = this
    if (last.number === 0) {
      this.warnings.add('article_start', `条文不是从第一条开始，而是从“${label}”开始。`, label)
    } else if (number === last.number && suffix === last.suffix) {
      this.warnings.add('article_repeat', `“${label}”重复出现。`, label)
    } else if (number < last.number || (number === last.number && suffix < last.suffix)) {
      this.warnings.add(
        'article_order',
        `“${label}”排在“${name(last.number, last.suffix)}”之后，顺序颠倒或者重复。`,
        label,
      )
    } else {
      this.warnings.add(
        'article_gap',
        `“${name(last.number, last.suffix)}”之后直接是“${label}”，中间编号缺失。`,
        label,
      )
    }
  }

  /** Headings written without a space after the number must count on and stand after a finished line. */
  acceptHeading(line: ScannedLine, broken: boolean): boolean {
    const { unit, number, suffix, label, separated, form } = line.heading!
    const last = this.lastHeading.get(unit) ?? 0
    const next = suffix ? number === last : number === last + 1 || number === 1
    if ((!separated || broken) && !next) {
      this.warnings.add(
        'heading_or_reference',
        `行首的“${label}”未作为标题，按普通文字保留，请核对。`,
        `第${line.at}行`,
      )
      return false
    }
    if (broken)
      this.warnings.add(
        'heading_or_reference',
        `“${label}”之前的一行没有结束，已作为标题，请核对。`,
        `第${line.at}行`,
      )
    if (form === 'arabic') this.arabic.push(label)
    if (form === 'unusual') this.warnings.add('unusual_number', `“${label}”的编号写法不规范，请核对。`, label)
    const restarts = number === 1 && (last === 0 || this.restartable.has(unit))
    if (!(suffix ? number === last : number === last + 1) && !restarts) {
      const before = last ? `前一个是第${chineseNumeral(last)}${unit}` : '这是第一个'
      this.warnings.add('heading_order', `“${label}”的编号不连续（${before}）。`, label)
    }
    this.lastHeading.set(unit, number)
    this.restartable.delete(unit)
    for (const lower of units.slice(units.indexOf(unit) + 1)) {
      // 节 always counts from one within its 章, 章 may go on from the 编 before.
      if (lower === '节') this.lastHeading.delete(lower)
      else this.restartable.add(lower)
    }
    return true
  }

  finish(clauses: ImportedClause[]): void {
    if (this.lines.some((line) => line.opens && !line.article?.separated)) {
      this.warnings.add(
        'article_unspaced',
        '条文编号与正文之间没有空格，已按编号和行首位置识别，请核对各条起止。',
      )
    }
    if (this.arabic.length) {
      const some = this.arabic
        .slice(0, 3)
        .map((label) => `“${label}”`)
        .join('、')
      this.warnings.add(
        'arabic_number',
        `${this.arabic.length}处编号用了阿拉伯数字（如${some}），一般写作中文数字。`,
      )
    }
    const parents = new Set(clauses.map((clause) => clause.parentKey))
    for (const { kind, key, text, label } of clauses) {
      if (kind === 'article' && !text && !parents.has(key)) {
        this.warnings.add('empty_article', `“${label}”没有内容。`, label)
      }
      if (kind === 'chapter' && !parents.has(key)) {
        this.warnings.add('empty_chapter', `“${label}”之下没有条文。`, label)
      }
    }
  }
}
