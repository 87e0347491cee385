import { NUMERAL, type NumeralForm, parseNumeral } from './drafts.numerals'

export type HeadingUnit = '编' | '分编' | '章' | '节'
export interface HeadingMark {
  unit: HeadingUnit
  number: number
  suffix: number
  form: NumeralForm
  label: string
  /** The title stands apart from the number, or there is none. */
  separated: boolean
  titled: boolean
}
export interface ArticleMark {
  number: number
  suffix: number
  form: NumeralForm
  label: string
  heading: string
  rest: string
  separated: boolean
  /** What follows reads like the rest of a reference (“第三十条规定的…”) and not like the start of an article. */
  reference: boolean
}
export type ItemStyle = 'chinese' | 'arabic' | 'bracketed' | 'circled'
export interface ItemMark {
  style: ItemStyle
  number: number
  label: string
  heading: string
  rest: string
}

const N = `[${NUMERAL}]`
/** A number of at most ten characters, perhaps with single spaces inside (第 二 十 条). Bounded: no backtracking to speak of. */
const NUMBER = `${N}(?: ?${N}){0,9}`
/** Markdown marks that may stand before a label: quotation, list, bold. They are kept in the heading. */
const LEAD = '(?:[-*+>] )?(?:\\*\\*)?'

const article = new RegExp(`^(${LEAD})(第 ?(${NUMBER}) ?条(?: ?之 ?(${N}{1,3}))?)(\\*\\*)?`)
const heading = new RegExp(`^${LEAD}(第 ?(${NUMBER}) ?(分编|编|章|节)(?: ?之 ?(${N}{1,3}))?)`)
const reference = new RegExp(
  `^(?:的|规定|所列|所称|所述|所指|以外|之规定|等规定|中[的所规关有]|[，。；,;)）]|[、和至到或及与](?:本|前|第)|` +
    `第 ?${NUMBER} ?[款项目条]|[（(] ?${NUMBER} ?[)）] ?(?:项|、|和|至|[（(]))`,
)
/** 条例, 条款, 条文 …: the character 条 belongs to another word. */
const otherWord = /^[例款文线件理约]/
const separator = /^(?: ?[:：.．] ?| |、(?!第|本|前))/

const itemStyles: [ItemStyle, RegExp][] = [
  ['chinese', new RegExp(`^${LEAD}[（(] ?([零〇一二三四五六七八九十百廿卅]{1,6}) ?[)）](?:\\*\\*)?`)],
  ['bracketed', new RegExp(`^${LEAD}[（(] ?([\\d０-９]{1,3}) ?[)）](?:\\*\\*)?`)],
  ['arabic', new RegExp(`^${LEAD}([\\d０-９]{1,3}) ?[.．、](?! ?[\\d０-９])(?:\\*\\*)?`)],
  ['circled', new RegExp(`^${LEAD}([①-⑳])(?:\\*\\*)?`)],
]

/** Text that may follow a mentioned （一） but never begins an item: 项, 款, another mark, a joining word. */
export const mentionTail = new RegExp(
  `^ ?(?:[项款目、]|[和至到或及与] ?(?:第|[（(])|[（(] ?${NUMBER} ?[)）])`,
)

const bare = (text: string): string => text.replaceAll('**', '').replaceAll(' ', '')
const suffixOf = (raw: string | undefined): number => (raw ? (parseNumeral(raw)?.value ?? 0) : 0)

/** A line that begins with 第…条 and a number that can be read, whatever the line may mean. */
export function articleMark(line: string): ArticleMark | null {
  const match = article.exec(line)
  const numeral = match && parseNumeral(match[3]!)
  if (!match || !numeral) return null
  const after = line.slice(match[0].length)
  // Bold must open and close around the label, or open for the whole line: otherwise the stars are text.
  if (match[5] && !match[1]!.endsWith('**')) return null
  if (otherWord.test(after)) return null
  const gap = separator.exec(after)?.[0] ?? ''
  const rest = after.slice(gap.length)
  return {
    number: numeral.value,
    suffix: suffixOf(match[4]),
    form: numeral.form,
    label: bare(match[2]!),
    heading: match[0] + gap,
    rest,
    separated: gap !== '' || rest === '' || /^[【〔[]/.test(rest),
    reference: reference.test(rest),
  }
}

/** A line that is a heading 第…编/章/节 with a title of ordinary length; a sentence is none. */
export function headingMark(line: string): HeadingMark | null {
  const match = heading.exec(line)
  const numeral = match && parseNumeral(match[2]!)
  if (!match || !numeral) return null
  const rest = line.slice(match[0].length)
  const title = rest.trim()
  if (rest.length > 60 || /[。；]|[，：,;:]$/.test(rest) || reference.test(title)) return null
  const name = bare(title)
  return {
    unit: match[3] as HeadingUnit,
    number: numeral.value,
    suffix: suffixOf(match[4]),
    form: numeral.form,
    label: bare(match[1]!) + (name ? ` ${name}` : ''),
    separated: rest === '' || rest.startsWith(' ') || rest.startsWith('**'),
    titled: name !== '',
  }
}

/** A line that begins with the mark of a 项 or 目: （一） (1) 1. 1、 ①, and is no mention such as “（一）、（二）项”. */
export function itemMark(line: string): ItemMark | null {
  for (const [style, pattern] of itemStyles) {
    const match = pattern.exec(line)
    if (!match) continue
    const number =
      style === 'circled' ? match[1]!.charCodeAt(0) - 0x245f : (parseNumeral(match[1]!)?.value ?? 0)
    const after = line.slice(match[0].length)
    if (number === 0 || mentionTail.test(after)) return null
    const gap = after.startsWith(' ') ? ' ' : ''
    return {
      style,
      number,
      label: bare(match[0]).replace(/^[-*+>]/, ''),
      heading: match[0] + gap,
      rest: after.slice(gap.length),
    }
  }
  return null
}
