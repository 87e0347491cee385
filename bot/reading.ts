import { NUMERAL, parseNumeral } from '../src/modules/consultations'
import { cleanText } from '../src/platform/text'

/** What somebody typed, as text to keep: no invisible characters, no blanks around it. Empty when it cannot be kept. */
export function tidy(typed: string): string {
  const cleaned = cleanText(typed)
  return cleaned.ok ? cleaned.text.trim() : ''
}

/** What somebody typed, for comparing with a command: width, quotes and a closing mark make no difference. */
export function spoken(words: string): string {
  return words
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\s"'“”‘’「『【[(（]+|[\s"'“”‘’」』】\])）。.!！~～,，?？]+$/gu, '')
}

const BETWEEN = /[\s,、;。./和与及跟]+/u
const NUMBER = new RegExp(`^第?([${NUMERAL}]{1,8})[个项号题]?$`, 'u')

/**
 * “1 3 5”, “１、３”, “选一和三”: the numbers in the order they were typed, each once. A, B, C count as 1, 2, 3.
 * Null where anything else was typed.
 */
export function numbersIn(words: string): number[] | null {
  const tokens = spoken(words)
    .replace(/^我?[选投要]?/u, '')
    .split(BETWEEN)
    .filter((token) => token !== '')
  const numbers = tokens.map(numberOf)
  if (numbers.length === 0 || numbers.some((n) => n === null)) return null
  return [...new Set(numbers as number[])]
}

function numberOf(token: string): number | null {
  if (/^[a-z]$/.test(token)) return token.charCodeAt(0) - 96
  const written = NUMBER.exec(token)?.[1]
  return written === undefined ? null : (parseNumeral(written)?.value ?? null)
}

/** One number from 1 to `most`, or null. */
export function choiceIn(words: string, most: number): number | null {
  const numbers = numbersIn(words)
  const [one] = numbers ?? []
  return numbers?.length === 1 && one !== undefined && one >= 1 && one <= most ? one : null
}

const ASKING = /[?？]|吗|呢|怎|如何|什么|哪|谁|多少|为何|能不能|可不可以|是否/u

/** Whether somebody who was to choose a number asks something instead. */
export function isQuestion(words: string): boolean {
  return numbersIn(words) === null && ASKING.test(words)
}

/** Where an opinion belongs. `article` null: to the draft as a whole. */
export interface ClauseNamed {
  article: number | null
  suffix: number | null
  paragraph: number | null
  item: number | null
  /** What was said about it; empty when only the place was named. */
  opinion: string
}

const N = `([${NUMERAL}]{1,8})`
const GAP = '[\\s:：,，、。.—-]*'
const ARTICLE = new RegExp(
  `^(?:对|关于)?第?\\s*${N}\\s*条(?:之${N})?(?:第${N}款)?(?:第?[（(]?${N}[）)]?项)?${GAP}(.*)$`,
  'su',
)
const BARE = /^([\d０-９]{1,4})(?:[\s:：,，、。.]+(.*))?$/su
const WHOLE = new RegExp(`^(?:对)?(?:全文|全稿|整个稿子|整体)${GAP}(.*)$`, 'su')

/** “第十条 应当写明期限”, “10 …”, “第六条第（二）项”, “全文 …”; null where no place is named. */
export function clauseIn(words: string): ClauseNamed | null {
  const nothing = { article: null, suffix: null, paragraph: null, item: null }
  const whole = WHOLE.exec(words)
  if (whole) return { ...nothing, opinion: (whole[1] ?? '').trim() }
  const value = (written: string | undefined) =>
    written === undefined ? null : (parseNumeral(written)?.value ?? null)
  const named = ARTICLE.exec(words)
  if (named) {
    const article = value(named[1])
    if (article === null) return null
    const [suffix = null, paragraph = null, item = null] = named.slice(2, 5).map(value)
    return { article, suffix, paragraph, item, opinion: (named[5] ?? '').trim() }
  }
  const bare = BARE.exec(words)
  const article = value(bare?.[1])
  return article === null ? null : { ...nothing, article, opinion: (bare?.[2] ?? '').trim() }
}
