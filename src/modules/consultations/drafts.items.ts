import { type ItemStyle, mentionTail } from './drafts.marks'
import { parseNumeral } from './drafts.numerals'
import type { DraftWarnings } from './drafts.warnings'

/** A 项 or 目 while the tree is being built. */
export interface Listed {
  style: ItemStyle
  number: number
  label: string
  heading: string
  text: string
  inline: boolean
  children: Listed[]
}

interface Cut {
  start: number
  end: number
  number: number
}

const inlineMarks: Partial<Record<ItemStyle, RegExp>> = {
  chinese: /[（(] ?([零〇一二三四五六七八九十百廿卅]{1,6}) ?[)）]/g,
  arabic: /([\d０-９]{1,3}) ?[.．、](?! ?[\d０-９])/g,
  bracketed: /[（(] ?([\d０-９]{1,3}) ?[)）]/g,
}
const order: ItemStyle[] = ['chinese', 'arabic', 'bracketed']

/**
 * Marks of one style in running text that count on from `first`. （一） opens a list only behind a colon; the
 * marks after it stand behind ；。 or a comma. A mention (“前款第（二）项”, “（一）（二）项”) is passed over.
 */
function cutsOf(text: string, style: ItemStyle, first: number, opened: boolean): Cut[] {
  const cuts: Cut[] = []
  for (const match of text.matchAll(inlineMarks[style]!)) {
    const number = parseNumeral(match[1]!)?.value
    if (number !== first + cuts.length) continue
    const start = text[match.index - 1] === ' ' ? match.index - 1 : match.index
    const before = text[start - 1] ?? ''
    const end = match.index + match[0].length
    const opens = cuts.length === 0 && !opened
    const allowed = opens ? '：:' : style === 'arabic' || cuts.length === 0 ? '；;。' : '；;。，,、：:！!？?'
    if (!before || !allowed.includes(before) || mentionTail.test(text.slice(end, end + 16))) continue
    cuts.push({ start, end: text[end] === ' ' ? end + 1 : end, number })
  }
  return cuts
}

export interface Spread {
  text: string
  children: Listed[]
  siblings: Listed[]
}

/** What the reader of one line knows about its surroundings. */
export interface LineContext {
  at: string
  /** Number and style of the item the next line begins with, if it does. */
  next: { style: ItemStyle; number: number } | null
  /** Set when the line itself is an item: its siblings may follow in the same line. */
  self?: { style: ItemStyle; number: number }
  warnings: DraftWarnings
}

/** Takes the items written inside one line apart; every character stays, in order, in text, children and siblings. */
export function spread(source: string, context: LineContext, styles: ItemStyle[] = order): Spread {
  const { self } = context
  const inner = self ? styles.filter((style) => style !== self.style) : styles
  if (self && inlineMarks[self.style]) {
    const cuts = cutsOf(source, self.style, self.number + 1, true)
    const own = spreadInner(source.slice(0, cuts[0]?.start), context, inner)
    return { ...own, siblings: listed(source, cuts, self.style, context, inner) }
  }
  return { ...spreadInner(source, context, inner), siblings: [] }
}

function spreadInner(text: string, context: LineContext, styles: ItemStyle[]): Omit<Spread, 'siblings'> {
  for (const style of styles) {
    const cuts = cutsOf(text, style, 1, false)
    const goesOn = context.next?.style === style && context.next.number === cuts.length + 1
    if (cuts.length >= 2 || (cuts.length === 1 && goesOn)) {
      const rest = styles.filter((other) => other !== style)
      return { text: text.slice(0, cuts[0]!.start), children: listed(text, cuts, style, context, rest) }
    }
    if (style === 'chinese') warnUnsplit(text, cuts.length, context)
  }
  return { text, children: [] }
}

function listed(
  text: string,
  cuts: Cut[],
  style: ItemStyle,
  context: LineContext,
  styles: ItemStyle[],
): Listed[] {
  return cuts.map((cut, index) => {
    const piece = text.slice(cut.end, cuts[index + 1]?.start)
    if (index === cuts.length - 1 && /[。！？].*[^\s”’）)》】]/.test(piece)) {
      const message = '同一行最后一项之后还有句子，已连同保留在该项中；如不属于该项，请另起一段。'
      context.warnings.add('inline_tail', message, context.at)
    }
    const heading = text.slice(cut.start, cut.end)
    const own = spreadInner(piece, { ...context, self: undefined }, styles)
    return { style, number: cut.number, label: heading.replaceAll(' ', ''), heading, inline: true, ...own }
  })
}

/** Says so when a line seems to count items but was left whole, or has only one. */
function warnUnsplit(text: string, opened: number, context: LineContext): void {
  if (opened === 1) {
    context.warnings.add(
      'inline_item_alone',
      '行内只有“（一）”而没有“（二）”，未拆分为项，请核对。',
      context.at,
    )
    return
  }
  let expected = 1
  for (const match of text.matchAll(inlineMarks.chinese!)) {
    if (parseNumeral(match[1]!)?.value !== expected) continue
    const before = text[match.index - (text[match.index - 1] === ' ' ? 2 : 1)] ?? ''
    const end = match.index + match[0].length
    if (before === '第' || mentionTail.test(text.slice(end, end + 16))) continue
    if (expected > 1 && !'；;。，,'.includes(before)) continue
    expected += 1
  }
  if (expected > 2) {
    const message = '行内有“（一）…（二）…”，但前面没有冒号，不能确定是列项，未拆分，请核对。'
    context.warnings.add('inline_items_unsplit', message, context.at)
  }
}
