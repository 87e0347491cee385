import type { Listed } from './drafts.items'
import type { ArticleMark, HeadingMark, HeadingUnit, ItemMark } from './drafts.marks'
import { chineseNumeral } from './drafts.numerals'
import type { ClauseKind, ImportedClause } from './drafts.shape'

/** A 款 while the tree is being built. */
interface Block {
  text: string
  inline: boolean
  items: Listed[]
}
interface OpenArticle {
  mark: ArticleMark
  blocks: Block[]
}

const ranks: Record<HeadingUnit, number> = { 编: 0, 分编: 1, 章: 2, 节: 3 }
const letters: Record<HeadingUnit, string> = { 编: 'b', 分编: 'f', 章: 'c', 节: 's' }
const kinds: Record<HeadingUnit, ClauseKind> = { 编: 'part', 分编: 'part', 章: 'chapter', 节: 'section' }

/**
 * Puts clauses together in reading order. An article with one paragraph carries its text and its items itself; with
 * more, every paragraph is a clause (第一款, 第二款 …) and the article's own text is empty.
 */
export class DraftTree {
  readonly clauses: ImportedClause[] = []
  private readonly headings: { rank: number; key: string }[] = []
  private readonly used = new Map<string, number>()
  private open: OpenArticle | null = null
  private path: Listed[] = []
  private strays = 0

  get inArticle(): boolean {
    return this.open !== null
  }

  heading(mark: HeadingMark, line: string): void {
    this.flush()
    const rank = ranks[mark.unit]
    while (this.headings.length && this.headings.at(-1)!.rank >= rank) this.headings.pop()
    const parentKey = this.headings.at(-1)?.key ?? null
    const base = `${parentKey ? `${parentKey}.` : ''}${letters[mark.unit]}${mark.number}`
    const { number, suffix, label } = mark
    const key = this.push(suffix ? `${base}z${suffix}` : base, {
      parentKey,
      kind: kinds[mark.unit],
      number,
      ...(suffix ? { suffix } : {}),
      label,
      heading: line,
      text: '',
      inline: false,
    })
    this.headings.push({ rank, key })
    this.strays = 0
  }

  /** The title of a heading that stood alone on its line. */
  titleOfHeading(line: string): void {
    const last = this.clauses.at(-1)!
    last.heading += `\n${line}`
    last.label += ` ${line.replaceAll(' ', '').replaceAll('**', '')}`
  }

  article(mark: ArticleMark): void {
    this.flush()
    this.open = { mark, blocks: [] }
  }

  /** A 款 of the open article; outside an article, a paragraph of the heading it stands under. */
  paragraph(text: string, items: Listed[], inline: boolean): void {
    this.path = []
    if (this.open) {
      this.open.blocks.push({ text, inline, items: [] })
      for (const item of items) this.item(item)
      return
    }
    const parentKey = this.headings.at(-1)?.key ?? null
    this.strays += 1
    const number = this.strays
    const rest = { number, label: `第${chineseNumeral(Math.min(number, 9999))}款`, heading: '', text, inline }
    const key = this.push(`${parentKey ?? 'x'}.p${number}`, { parentKey, kind: 'paragraph', ...rest })
    this.list(items, key, 'item')
  }

  /** The last item before this one in the list it would join, or null when it would open a list. */
  before(style: ItemMark['style']): Listed | null {
    return this.path.findLast((listed) => listed.style === style) ?? null
  }

  item(listed: Listed): void {
    const open = this.open!
    if (!open.blocks.length) open.blocks.push({ text: '', inline: true, items: [] })
    const level = this.path.findIndex((other) => other.style === listed.style)
    if (level >= 0) this.path.length = level
    const siblings = this.path.at(-1)?.children ?? open.blocks.at(-1)!.items
    siblings.push(listed)
    for (let last: Listed | undefined = listed; last; last = last.children.at(-1)) this.path.push(last)
  }

  get inItem(): boolean {
    return this.path.length > 0
  }

  /** Ends the open article, for its shape (one 款 or more) is known only then. */
  flush(): void {
    if (!this.open) return
    const { mark, blocks } = this.open
    this.open = null
    this.path = []
    const [first, ...more] = blocks
    const alone = first !== undefined && more.length === 0
    const key = this.push(`a${mark.number}${mark.suffix ? `z${mark.suffix}` : ''}`, {
      parentKey: this.headings.at(-1)?.key ?? null,
      kind: 'article',
      number: mark.number,
      ...(mark.suffix ? { suffix: mark.suffix } : {}),
      label: mark.label,
      heading: alone && first.text && !first.inline ? `${mark.heading}\n` : mark.heading,
      text: alone ? first.text : '',
      inline: false,
    })
    if (alone) {
      this.list(first.items, key, 'item')
      return
    }
    for (const [index, { text, inline, items }] of blocks.entries()) {
      const label = `第${chineseNumeral(Math.min(index + 1, 9999))}款`
      const rest = { number: index + 1, label, heading: '', text, inline }
      const paragraph = this.push(`${key}.p${index + 1}`, { parentKey: key, kind: 'paragraph', ...rest })
      this.list(items, paragraph, 'item')
    }
  }

  private list(items: Listed[], parentKey: string, kind: 'item' | 'subitem'): void {
    for (const { number, label, heading, text, inline, children } of items) {
      const base = `${parentKey}.${kind === 'item' ? 'i' : 'n'}${number}`
      const key = this.push(base, { parentKey, kind, number, label, heading, text, inline })
      this.list(children, key, 'subitem')
    }
  }

  private push(base: string, clause: Omit<ImportedClause, 'key' | 'position'>): string {
    const times = (this.used.get(base) ?? 0) + 1
    this.used.set(base, times)
    const key = times === 1 ? base : `${base}~${times}`
    this.clauses.push({ key, ...clause, position: this.clauses.length })
    return key
  }
}
