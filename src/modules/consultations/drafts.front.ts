import type { DraftLine } from './drafts.lines'
import { finished } from './drafts.lines'
import { type ArticleMark, articleMark, type HeadingMark, headingMark } from './drafts.marks'
import { NUMERAL } from './drafts.numerals'
import type { DraftWarnings } from './drafts.warnings'

/** A line with what it could be, before its surroundings are weighed. */
export interface ScannedLine extends DraftLine {
  heading: HeadingMark | null
  article: ArticleMark | null
  /** The article mark is parted from its text and does not read like a reference. */
  opens: boolean
}

/**
 * Finds the marks of every line. Where most articles have no space after 第…条, its absence says nothing about a
 * single one, and every mark that does not read like a reference opens an article.
 */
export function scanLines(lines: DraftLine[]): ScannedLine[] {
  const marks = lines.map((line) => articleMark(line.text))
  const starts = marks.filter((mark) => mark !== null).filter((mark) => !mark.reference)
  const spaced = starts.filter((mark) => mark.separated).length
  const unspaced = spaced < starts.length - spaced
  return lines.map((line, index) => {
    const article = marks[index] ?? null
    const opens = article !== null && !article.reference && (article.separated || unspaced)
    return { ...line, heading: headingMark(line.text), article, opens }
  })
}

const contentsWord = /^目 ?[录次]$/
const pageNumber = /^[-—·. …\d]{1,12}$/

/**
 * The first line that is not table of contents any more; 0 when the draft has none. The list ends where its first
 * entry is met again: everything before that only announces the clauses and must not be counted twice.
 */
export function contentsEnd(lines: ScannedLine[], warnings: DraftWarnings): number {
  const word = lines.findIndex((line) => contentsWord.test(line.text))
  const firstArticle = lines.findIndex((line) => line.opens)
  const limit = firstArticle < 0 ? lines.length : firstArticle
  if (word >= 0 && word < limit) return listedContents(lines, word, warnings)
  const first = lines.findIndex((line) => line.heading)
  if (first < 0 || first >= limit) return 0
  const again = lines.slice(0, limit).findLastIndex((line) => same(line, lines[first]!))
  if (again <= first) return 0
  warnings.add(
    'contents',
    '正文前有一份没有“目录”字样的章节目录，已归入题注部分，未重复计入。',
    `第${lines[first]!.at}行`,
  )
  return again
}

function listedContents(lines: ScannedLine[], word: number, warnings: DraftWarnings): number {
  const entry = (line: ScannedLine): boolean => Boolean(line.heading || line.article)
  const first = lines.findIndex((line, index) => index > word && entry(line))
  if (first < 0) return 0
  let index = first + 1
  const loose = (line: ScannedLine): boolean =>
    entry(line) || pageNumber.test(line.text) || line.text.length <= 30
  while (index < lines.length && loose(lines[index]!) && !same(lines[index]!, lines[first]!)) index += 1
  const at = `第${lines[word]!.at}行`
  if (index < lines.length && same(lines[index]!, lines[first]!)) {
    warnings.add('contents', '正文前的目录已归入题注部分，未重复计入。', at)
    return index
  }
  const body = lines.findIndex((line, i) => i > word && !line.heading && !pageNumber.test(line.text))
  const end = body < 0 ? lines.length : body
  if (end - first < 2) return 0
  warnings.add(
    'contents_without_body',
    '目录中的章节在正文里没有再出现，已归入题注部分，请核对正文的章节标题。',
    at,
  )
  return end
}

function same(line: ScannedLine, other: ScannedLine): boolean {
  if (line.heading && other.heading)
    return line.heading.unit === other.heading.unit && line.heading.number === other.heading.number
  return Boolean(line.article && other.article && line.article.number === other.article.number)
}

const titleEnd = /(?:法|条例|规定|办法|细则|规则|规范|规程|标准|方案|意见|通知|决定|公告|指引|制度|[)）])$/
const wholeBracket = /^[（(【〔[][^）)】〕\]]*[）)】〕\]]$/

/** Which of the lines before the first clause are the title: [from, to), empty when none looks like one. */
export function titleSpan(lines: DraftLine[]): [number, number] {
  const marked = lines.findIndex((line) => line.level === 1)
  const from = marked >= 0 ? marked : lines.slice(0, 5).findIndex(looksLikeTitle)
  if (from < 0) return [0, 0]
  let to = from + 1
  const next = (): string => lines[to]?.text ?? ''
  if (marked < 0 && !titleEnd.test(lines[from]!.text) && looksLikeTitle(lines[to]) && titleEnd.test(next()))
    to += 1
  while (/^[（(][^）)\d]{1,12}[）)]$/.test(next()) && /稿|草案|试行|暂行|修订/.test(next())) to += 1
  return [from, to]
}

function looksLikeTitle(line: DraftLine | undefined): boolean {
  if (!line) return false
  const { text } = line
  if (text.length > 80 || contentsWord.test(text) || isAnnex(text) || wholeBracket.test(text)) return false
  return (
    !/[。；：，、:;,]$/.test(text) && !/^(?:\d{4}|[一二][〇○零]..)年/.test(text) && !/〔\d{4}〕/.test(text)
  )
}

const annex = new RegExp(
  `^附 ?(?:[:：]|[件表录图] ?[${NUMERAL}]{0,3} ?(?:$|[:：])|[件表录图](?: | ?[${NUMERAL}]{1,3})[^，。；]{1,60}$)`,
)
/** “附件”, “附件1：…”, “附表一 扣分标准”; not a sentence that speaks of an annex. */
export const isAnnex = (text: string): boolean => annex.test(text)

/** The first line of what follows the last article and is clearly no part of it; lines.length when there is none. */
export function closingStart(lines: ScannedLine[], from: number, warnings: DraftWarnings): number {
  let last = 0
  const articleAfter = new Map<number, number>()
  for (const [index, { article, opens }] of lines.entries()) {
    if (article && opens) articleAfter.set(article.number, index)
  }
  for (let index = from; index < lines.length; index += 1) {
    const { article, opens, text, at } = lines[index]!
    if (article && opens) last = article.number
    if (last === 0 || !isAnnex(text)) continue
    if ((articleAfter.get(last + 1) ?? -1) > index) {
      warnings.add('annex_in_text', '“附件”字样之后还有接续编号的条文，未作为附件分开，请核对。', `第${at}行`)
      continue
    }
    if (lines.slice(index).some((line) => line.opens)) {
      warnings.add('annex_articles', '附件中还有“第…条”，附件只按原文保留，不拆分条款。', `第${at}行`)
    }
    return index
  }
  return signatureStart(lines, from)
}

const signatureDate =
  /^(?:\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|[一二][〇○零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)$/

/** A signature is a date alone on the last line, and the names of offices right above it. */
function signatureStart(lines: ScannedLine[], from: number): number {
  let start = lines.length
  if (start - 1 <= from || !signatureDate.test(lines[start - 1]!.text)) return start
  start -= 1
  const office = /(?:局|政府|委员会|办公室|厅|部|院|署)$/
  while (start - 1 > from && office.test(lines[start - 1]!.text) && lines[start - 1]!.text.length <= 30) {
    const line = lines[start - 1]!
    if (line.article || line.heading || finished(line.text)) break
    start -= 1
  }
  return start
}
