import { normalise } from './chinese-words'
import { cutGraphemes } from './text'

const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' })
const excerptGraphemes = 80
/** Readers want a little of what stands before the hit. */
const leadGraphemes = 15
/** A grapheme can be as long as its author likes (stacked accents); this bounds what is read for one excerpt. */
const maximumUnits = 800
/** Intl.Segmenter grows faster than its input, so it only sees the surroundings of the place to cut. */
const surroundings = 64

const graphemeStart = (text: string, at: number): number => {
  const from = Math.max(0, at - surroundings)
  const near = segmenter.segment(text.slice(from, at + surroundings)).containing(at - from)
  return near ? from + near.index : at
}

/** Normalised spelling with every UTF-16 unit at its place in the original, so that positions carry over. */
const aligned = (text: string): string => {
  const whole = normalise(text)
  if (whole.length === text.length) return whole
  return [...text]
    .map((character) => {
      const one = normalise(character)
      return one.length === character.length ? one : character
    })
    .join('')
}

interface Mark {
  at: number
  word: string
}

const marks = (text: string, words: readonly string[]): Mark[] => {
  const found: Mark[] = []
  for (const word of words) {
    let at = text.indexOf(word)
    for (let count = 0; at >= 0 && count < 50; count += 1) {
      found.push({ at, word })
      at = text.indexOf(word, at + word.length)
    }
  }
  return found.sort((one, other) => one.at - other.at)
}

/** Start of the stretch of about 60 characters that holds the most different words, longer words counting more. */
const bestStart = (found: readonly Mark[]): number => {
  let best = { at: 0, weight: 0 }
  found.forEach(({ at }, start) => {
    const held = new Set<string>()
    for (let i = start; i < found.length && found[i]!.at < at + excerptGraphemes - 20; i += 1)
      held.add(found[i]!.word)
    const weight = [...held].reduce((sum, word) => sum + word.length, 0)
    if (weight > best.weight) best = { at, weight }
  })
  return best.at
}

/**
 * About 80 graphemes of plain text around the best hit, an ellipsis where something was left out.
 * `words` are normalised; where none of them stands in the text, the excerpt is its beginning.
 */
export const excerptAround = (text: string, words: readonly string[]): string => {
  const clean = text.replace(/\s+/gu, ' ').trim()
  const hit = bestStart(marks(aligned(clean), words))
  const from = hit <= leadGraphemes ? 0 : graphemeStart(clean, hit - leadGraphemes)
  const shown = cutGraphemes(clean.slice(from, from + maximumUnits), excerptGraphemes)
  return `${from > 0 ? '…' : ''}${shown}${from + shown.length < clean.length ? '…' : ''}`
}
