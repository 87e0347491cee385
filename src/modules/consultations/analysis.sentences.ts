import { normalise } from '../../platform/chinese-words'
import { withDigits } from './analysis.numbers'

export interface Sentence {
  /** Where it stands in the text as written, in UTF-16 units. */
  start: number
  end: number
  /** Half-width, simplified, lower case, numbers in digits. */
  plain: string
  /** Its letters and numbers. */
  core: string
  /** Parts between commas. */
  parts: string[]
}

const sentenceEnd = /[^。．！？!?；;\n…]+[。．！？!?；;\n…]*/gu
const partEnd = /[^，,：:\s]+[，,：:\s]*/gu
/** Everything but letters, numbers and 50%. */
export const notWords = /[^\p{L}\p{N}%]+/gu
/** Where one writes without any punctuation, blanks stand for it. */
const blanks = /(?<=[\p{Script=Han}\d%])[ \t\u3000]+(?=[\p{Script=Han}\d第])/gu

/** One spelling of a text in which numbers are digits; punctuation stays. */
export const plainOf = (text: string): string => withDigits(normalise(text.replace(blanks, '，')))

/** What makes a text the same as another: its letters and numbers in one spelling. */
export const coreOf = (plain: string): string => {
  const core = plain.replace(notWords, '')
  return core === '' ? plain.trim() : core
}

export type Piece = Pick<Sentence, 'plain' | 'core' | 'parts'>

/** One sentence as written, read; null where it has neither letters nor numbers. */
export function readPiece(piece: string): Piece | null {
  const plain = plainOf(piece)
  if (!/[\p{L}\p{N}]/u.test(plain)) return null
  const parts = (plain.match(partEnd) ?? []).map((part) => part.trim()).filter((part) => part !== '')
  return { plain: plain.trim(), core: coreOf(plain), parts }
}

/** The sentences of a text, in their order. */
export function sentencesOf(text: string, read: (piece: string) => Piece | null = readPiece): Sentence[] {
  const found: Sentence[] = []
  for (const { 0: piece, index } of text.matchAll(sentenceEnd)) {
    const sentence = read(piece)
    if (!sentence) continue
    const lead = piece.length - piece.trimStart().length
    found.push({ start: index + lead, end: index + piece.trimEnd().length, ...sentence })
  }
  return found
}
