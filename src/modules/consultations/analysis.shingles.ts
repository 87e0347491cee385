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

/** Pairs of neighbouring characters, each as one number. */
export function shinglesOf(core: string): Uint32Array {
  if (core.length < 2) return Uint32Array.of(core.charCodeAt(0) || 0)
  const all = new Set<number>()
  for (let i = 0; i + 1 < core.length; i++) all.add(core.charCodeAt(i) * 65_536 + core.charCodeAt(i + 1))
  return Uint32Array.from(all)
}

/** For each hash function the smallest value over the shingles: equal in two texts as often as they share shingles. */
export function signatureOf(shingles: Uint32Array): Uint32Array {
  const lowest = new Uint32Array(HASHES).fill(0xffffffff)
  for (const shingle of shingles) {
    const base = mix(shingle)
    for (let i = 0; i < HASHES; i++) {
      let h = Math.imul(base ^ seeds[i]!, 0xcc9e2d51)
      h = (h ^ (h >>> 15)) >>> 0
      if (h < lowest[i]!) lowest[i] = h
    }
  }
  return lowest
}

const two = (a: number, b: number) => a.toString(36).padStart(7, '0') + b.toString(36).padStart(7, '0')

/**
 * Keys under which a text is found by those that may be its duplicates, each 14 letters and digits.
 * @param scope texts of different scopes (consultation and article) never share a key
 */
export function bucketKeys(scope: string, core: string, parts: readonly string[]): string[] {
  const signature = signatureOf(shinglesOf(core))
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
