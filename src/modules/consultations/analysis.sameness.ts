import { stopWords } from '../../platform/chinese-stopwords'
import { words } from '../../platform/chinese-words'
import { asking, classesIn, courtesy, denials, littleWords, narrative } from './analysis.critical-words'
import { amountsOf } from './analysis.numbers'
import { coreOf, type Sentence } from './analysis.sentences'
import type { ReadStance } from './analysis.stance'

/** A part between commas, as it is compared. */
interface ShapePart {
  plain: string
  core: string
  /** Its pairs of neighbouring characters, sorted. */
  pairs: Uint32Array
  /** Of which sentence. */
  sentence: number
}

/** A text as duplicates are found by. */
export interface Shape {
  core: string
  /** The core without politeness. */
  bare: string
  parts: ShapePart[]
  stance: ReadStance
}

export type Sameness = 'same' | 'near'
export interface Comparison {
  sameness: Sameness
  /** Sentences of the second text of which nothing stands in the first. */
  own: number[]
}

/** Below this a text is one statement, in which any other word makes another statement. */
const ONE_STATEMENT = 40
/** Parts alike to this degree are the same part, reworded. */
const ALIKE = 0.5
/** As much of both texts must stand in the other; or this much of the one, if the other is it with something added. */
const BOTH = 0.72
const CONTAINED = 0.82
const LEAST_OF_OTHER = 0.4
const LEAST_SHARED = 30

/** What a part between commas is compared by; null where nothing is left of it without politeness. */
export type PartShape = Omit<ShapePart, 'sentence'>

export function partShapeOf(part: string): PartShape | null {
  const plain = part.replace(courtesy, '').trim()
  const core = coreOf(plain)
  return /[\p{L}\p{N}]/u.test(core) ? { plain, core, pairs: pairsOf(core) } : null
}

/** @param partOf for whoever remembers parts: those of form letters come again and again */
export function shapeOf(
  sentences: readonly Sentence[],
  stance: ReadStance,
  partOf: (part: string) => PartShape | null = partShapeOf,
): Shape {
  const parts = sentences.flatMap((s, sentence) =>
    s.parts.flatMap((part) => {
      const shape = partOf(part)
      return shape ? [{ ...shape, sentence }] : []
    }),
  )
  return {
    core: sentences.map((s) => s.core).join(''),
    bare: parts.map((p) => p.core).join(''),
    parts,
    stance,
  }
}

/** Letter by letter, but for punctuation, width, script and politeness. */
export const isSame = (a: Shape, b: Shape): boolean =>
  a.core === b.core || (a.bare === b.bare && a.bare !== '')

/** Whether the second text says the same as the first; null where it does not. */
export function compare(a: Shape, b: Shape): Comparison | null {
  if (isSame(a, b)) return { sameness: 'same', own: [] }
  const opposite =
    (a.stance === 'support' && b.stance === 'oppose') || (a.stance === 'oppose' && b.stance === 'support')
  if (opposite) return null
  if (Math.min(a.bare.length, b.bare.length) < ONE_STATEMENT && Math.max(a.parts.length, b.parts.length) < 6)
    return isOneStatement(a, b) ? { sameness: 'near', own: [] } : null
  return compareParts(a, b)
}

/** Content words, in one spelling. */
const contentOf = ({ bare }: Shape) => words(bare).filter((w) => !stopWords.has(w) && !littleWords.has(w))

/** Short texts: nothing but little words may differ, or one letter of a long word that was mistyped. */
function isOneStatement(a: Shape, b: Shape): boolean {
  if (isConflict(a.bare, b.bare)) return false
  if (diceOf(pairsOf(a.bare), pairsOf(b.bare)) < 0.7) return false
  const [mine, theirs] = [contentOf(a), contentOf(b)]
  const lost = mine.filter((w) => !theirs.includes(w))
  const added = theirs.filter((w) => !mine.includes(w))
  return lost.length + added.length === 0 || isTypo(a.bare, b.bare)
}

/** One letter left out, put in or mistaken in a text of twelve or more, and none that a meaning hangs on. */
function isTypo(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 12 || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [lost, added] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  return (
    lost.length <= 1 && added.length <= 1 && !/[\d不没无未非早晚大小多少高低长短轻重宽严]/u.test(lost + added)
  )
}

/** Where each core stands; kept, as the first text of a group is compared with many. */
const places = new WeakMap<Shape, Map<string, number[]>>()
function placesOf(shape: Shape): Map<string, number[]> {
  const known = places.get(shape)
  if (known) return known
  const found = new Map<string, number[]>()
  for (const [i, { core }] of shape.parts.entries()) {
    const there = found.get(core)
    if (there) there.push(i)
    else found.set(core, [i])
  }
  places.set(shape, found)
  return found
}

function compareParts(a: Shape, b: Shape): Comparison | null {
  const placesA = placesOf(a)
  const takenA = new Set<number>()
  const restB: number[] = []
  let shared = 0
  for (let j = 0; j < b.parts.length; j++) {
    const { core } = b.parts[j]!
    const i = placesA.get(core)?.find((at) => !takenA.has(at))
    if (i === undefined) restB.push(j)
    else {
      takenA.add(i)
      shared += core.length
    }
  }
  const restA: number[] = []
  for (let i = 0; i < a.parts.length; i++) if (!takenA.has(i)) restA.push(i)
  const unmatched: number[] = []
  let [sharedA, sharedB] = [shared, shared]
  for (const j of restB) {
    const best = bestMatch(a, restA, takenA, b.parts[j]!)
    if (best === null) {
      unmatched.push(j)
      continue
    }
    const [one, other] = [a.parts[best.i]!, b.parts[j]!]
    if (isConflict(one.plain, other.plain) && !isDetail(one.plain, other.plain)) return null
    takenA.add(best.i)
    sharedA += one.core.length * best.dice
    sharedB += other.core.length * best.dice
  }
  const [ofA, ofB] = [sharedA / Math.max(a.bare.length, 1), sharedB / Math.max(b.bare.length, 1)]
  const isNear =
    Math.min(ofA, ofB) >= BOTH ||
    (Math.max(ofA, ofB) >= CONTAINED &&
      Math.min(ofA, ofB) >= LEAST_OF_OTHER &&
      Math.min(sharedA, sharedB) >= LEAST_SHARED)
  return isNear ? { sameness: 'near', own: ownSentences(b, unmatched) } : null
}

function bestMatch(a: Shape, rest: readonly number[], taken: ReadonlySet<number>, part: ShapePart) {
  let best: { i: number; dice: number } | null = null
  for (const i of rest) {
    if (taken.has(i)) continue
    const dice = diceOf(a.parts[i]!.pairs, part.pairs)
    if (dice >= ALIKE && dice > (best?.dice ?? 0)) best = { i, dice }
  }
  return best
}

/** Sentences all of whose parts found no match, long enough to say something. */
function ownSentences(b: Shape, unmatched: readonly number[]): number[] {
  const free = new Set(unmatched)
  const sentences = [...new Set(unmatched.map((j) => b.parts[j]!.sentence))]
  return sentences.filter((s) => {
    const own = b.parts.flatMap((p, j) => (p.sentence === s ? [{ p, isFree: free.has(j) }] : []))
    const length = own.reduce((sum, { p }) => sum + p.core.length, 0)
    const freeLength = own.reduce((sum, { p, isFree }) => sum + (isFree ? p.core.length : 0), 0)
    return length >= 6 && freeLength >= 0.7 * length
  })
}

/** They differ in an amount, a clause, a denial, a direction or a grade. */
function isConflict(one: string, other: string): boolean {
  if (amountsOf(one).join() !== amountsOf(other).join()) return true
  if (denials(one) % 2 !== denials(other) % 2) return true
  const [mine, theirs] = [classesIn(one), classesIn(other)]
  return mine.some((bits, i) => bits !== 0 && theirs[i] !== 0 && bits !== theirs[i])
}

/** Both tell of the writer: 去年损失四千 and 去年损失六千 come from one letter. */
function isDetail(one: string, other: string): boolean {
  const tells = (part: string) => narrative.test(part) && !asking.test(part)
  return tells(one) && tells(other) && classesIn(one).join() === classesIn(other).join()
}

function pairsOf(core: string): Uint32Array {
  const pairs = new Uint32Array(Math.max(core.length - 1, 0))
  for (let i = 0; i + 1 < core.length; i++) pairs[i] = core.charCodeAt(i) * 65_536 + core.charCodeAt(i + 1)
  return pairs.sort()
}

/** Share of neighbouring pairs of characters in common (Dice). */
function diceOf(a: Uint32Array, b: Uint32Array): number {
  if (a.length === 0 || b.length === 0) return 0
  // No share can be larger than this: most pairs of parts need not be looked at.
  if ((2 * Math.min(a.length, b.length)) / (a.length + b.length) < ALIKE) return 0
  let common = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]! < b[j]!) i++
    else if (a[i]! > b[j]!) j++
    else {
      common++
      i++
      j++
    }
  }
  return (2 * common) / (a.length + b.length)
}
