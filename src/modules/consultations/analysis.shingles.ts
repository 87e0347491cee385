import { notWords } from './analysis.sentences'

/**
 * Near-duplicate candidates after Broder 1997 (resemblance of shingles, min-wise hashing) and banding (Leskovec,
 * Rajaraman, Ullman, Mining of Massive Datasets, chapter 3): texts that share a key are compared, others never.
 */
const BANDS = 12
const ROWS = 3
/** At a resemblance of 0.6 a pair shares a key with 95 %, at 0.2 with 9 %. */
const HASHES = BANDS * ROWS
/** A sentence or part of this length that two texts share word for word makes them candidates too: letters with a new part. */
const LONG_PART = 9
const MOST_PARTS = 12

const seeds = Uint32Array.from({ length: HASHES }, (_, i) => mix(i * 0x9e3779b1 + 0x7f4a7c15))

function mix(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function textHash(text: string, seed: number): number {
  let h = seed ^ text.length
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mix(h)
}

const pair = (text: string, at: number) => text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1)

/** Pairs of neighbouring characters, each as one number; one that comes twice stands here twice. */
export function shinglesOf(core: string): Uint32Array {
  if (core.length < 2) return Uint32Array.of(core.charCodeAt(0) || 0)
  const all = new Uint32Array(core.length - 1)
  for (let i = 0; i + 1 < core.length; i++) all[i] = pair(core, i)
  return all
}

const none = () => new Uint32Array(HASHES).fill(0xffffffff)

function lower(lowest: Uint32Array, shingle: number): void {
  const base = mix(shingle)
  for (let i = 0; i < HASHES; i++) {
    let h = Math.imul(base ^ seeds[i]!, 0xcc9e2d51)
    h = (h ^ (h >>> 15)) >>> 0
    if (h < lowest[i]!) lowest[i] = h
  }
}

/** For each hash function the smallest value over the shingles: equal in two texts as often as they share shingles. */
export function signatureOf(shingles: Uint32Array): Uint32Array {
  const lowest = none()
  for (const shingle of shingles) lower(lowest, shingle)
  return lowest
}

/** A part of a text, to be put together with others; those of form letters come again and again. */
export interface SignedPart {
  core: string
  /** Of its pairs; null where it has none. */
  signature: Uint32Array | null
}

export function signedPartOf(part: string): SignedPart {
  const core = part.replace(notWords, '')
  return { core, signature: core.length < 2 ? null : signatureOf(shinglesOf(core)) }
}

/** The signature of a text from those of its parts: the smallest of the smallest, and of the pairs where two meet. */
export function joinedSignature(parts: readonly SignedPart[]): Uint32Array {
  const lowest = none()
  const filled = parts.filter((p) => p.core !== '')
  const only = filled.length < 2 ? (filled[0]?.core ?? '') : null
  if (only !== null && only.length < 2) return signatureOf(shinglesOf(only))
  for (const [at, { core, signature }] of filled.entries()) {
    if (at > 0) lower(lowest, pair(filled[at - 1]!.core.slice(-1) + core[0], 0))
    if (signature) for (let i = 0; i < HASHES; i++) if (signature[i]! < lowest[i]!) lowest[i] = signature[i]!
  }
  return lowest
}

const digits = Uint8Array.from('0123456789abcdefghijklmnopqrstuvwxyz', (c) => c.charCodeAt(0))

/** Two numbers of 32 bits, each in seven digits of base 36: written by hand, as a text has two dozen keys. */
function two(a: number, b: number): string {
  const codes = new Array<number>(14)
  for (let at = 6; at >= 0; at--) {
    codes[at] = digits[a % 36]!
    codes[at + 7] = digits[b % 36]!
    a = Math.floor(a / 36)
    b = Math.floor(b / 36)
  }
  return String.fromCharCode(...codes)
}

/**
 * Keys under which a text is found by those that may be its duplicates, each 14 letters and digits.
 * @param scope texts of different scopes (consultation and article) never share a key
 */
export function bucketKeys(
  scope: string,
  core: string,
  parts: readonly string[],
  signature = signatureOf(shinglesOf(core)),
): string[] {
  const [s1, s2] = [textHash(scope, 0x51ed270b), textHash(scope, 0x2545f491)]
  const keys = new Set<string>([two(textHash(core, s1), textHash(core, s2))])
  for (let band = 0; band < BANDS; band++) {
    let [h1, h2] = [mix(s1 + band), mix(s2 ^ (band * 0x27d4eb2f))]
    for (let row = 0; row < ROWS; row++) {
      const value = signature[band * ROWS + row]!
      h1 = mix(h1 ^ value)
      h2 = mix(Math.imul(h2, 31) + value)
    }
    keys.add(two(h1, h2))
  }
  const long = [...parts].filter((p) => p.length >= LONG_PART).sort((a, b) => b.length - a.length)
  for (const part of long.slice(0, MOST_PARTS))
    keys.add(two(textHash(part, s1 ^ 0x9e37), textHash(part, s2 ^ 0x79b9)))
  return [...keys]
}

/** One key for one sentence, in whatever punctuation. */
export const sentenceKey = (core: string): string =>
  two(textHash(core, 0x3c6ef372), textHash(core, 0x1f83d9ab))
