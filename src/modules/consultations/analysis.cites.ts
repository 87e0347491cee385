import { parseNumeral } from './drafts.numerals'

/** A clause named by its number: 第8条第(三)项 is article 8, item 3. */
export interface Cite {
  article: number
  suffix?: number
  paragraph?: number
  item?: number
  /** As it stands in the text, for the person who asks why. */
  words: string
}

const N = '[\\d一二三四五六七八九十]+'
const cite = new RegExp(`第(\\d+)条(?:之(${N}))?(?:第(\\d+)款)?(?:第?[(（](${N})[)）]项?|第(\\d+)项)?`, 'g')
/** 食品安全法第34条 speaks of another rule; 本办法第34条 does not. */
const other = /(?:》|\p{Script=Han}{2,}(?:法|条例))[的中]?$/u
const own = /(?:本|该|此|这个|这部|上述|征求意见稿|办法|规定)[》的中]?$/u
const quoted = /《([^《》]+)》[的中]?$/u

const value = (written: string | undefined) =>
  written === undefined ? undefined : (parseNumeral(written)?.value ?? undefined)

/**
 * Clauses of this draft that a plain text names by number.
 * @param title the draft's own: 《…办法》第八条 with that name speaks of this draft
 */
export function citesOf(plain: string, title = ''): Cite[] {
  const found: Cite[] = []
  for (const match of plain.matchAll(cite)) {
    const before = plain.slice(0, match.index)
    const name = quoted.exec(before)?.[1]
    const isOther = name === undefined ? other.test(before) && !own.test(before) : !title.includes(name)
    if (isOther) continue
    const [words, article, suffix, paragraph, bracketed, item] = match
    found.push({
      words,
      article: Number(article),
      suffix: value(suffix),
      paragraph: value(paragraph),
      item: value(bracketed ?? item),
    })
  }
  return found
}
