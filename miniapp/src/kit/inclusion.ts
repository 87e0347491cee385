/**
 * SHA-256 (FIPS 180-4). The mini-program has no `crypto`, and browsers offer theirs only behind HTTPS; what is hashed
 * here are 65 bytes a time.
 */
const K = roots(64, 3)
const START = roots(8, 2)

/** The first 32 bits behind the point of the square or cube roots of the first primes. */
function roots(many: number, degree: 2 | 3): number[] {
  const found: number[] = []
  for (let n = 2; found.length < many; n++) {
    let isPrime = true
    for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false
    if (!isPrime) continue
    const root = degree === 2 ? Math.sqrt(n) : Math.cbrt(n)
    found.push(((root - Math.floor(root)) * 2 ** 32) | 0)
  }
  return found
}

const turned = (x: number, by: number) => (x >>> by) | (x << (32 - by))

export function sha256(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(padded.length - 4, bytes.length << 3)
  const state = [...START]
  const w = new Array<number>(64)
  const at = (i: number) => w[i] as number
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(block + i * 4)
    for (let i = 16; i < 64; i++) {
      const [x, y] = [at(i - 15), at(i - 2)]
      const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)
      const s1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10)
      w[i] = (at(i - 16) + s0 + at(i - 7) + s1) | 0
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
      const one = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + at(i)) | 0
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g]
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = ((state[i] as number) + value) | 0
  }
  const out = new DataView(new ArrayBuffer(32))
  for (const [i, value] of state.entries()) out.setInt32(i * 4, value)
  return new Uint8Array(out.buffer)
}

/** What the service says of a receipt that is in the log. */
export interface Inclusion {
  index: number
  size: number
  /** SHA-256 in base64, as each hash of the path. */
  commitment: string
  path: string[]
  /** Signed text: origin, size, root, signature. */
  checkpoint: string
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The mini-program has no `atob`. */
function fromBase64(text: string): Uint8Array {
  const letters = text.replace(/=+$/, '')
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4))
  let [bits, held, at] = [0, 0, 0]
  for (const letter of letters) {
    bits = (bits << 6) | LETTERS.indexOf(letter)
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[at++] = (bits >> held) & 255
  }
  return bytes
}

const fromHex = (text: string) =>
  Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(i * 2, i * 2 + 2), 16))

const joined = (...parts: Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/**
 * Whether this receipt leads to the root that is published for everybody, reckoned here (RFC 9162, 2.1.3.2). Says
 * nothing of whether others were shown the same root: that is what checkpoints kept elsewhere are for.
 */
export function isIncluded(
  receipt: string,
  { index, size, commitment, path, checkpoint }: Inclusion,
): boolean {
  const [, claimed, root = ''] = checkpoint.split('\n')
  if (Number(claimed) !== size || !(index >= 0 && index < size)) return false
  let hash = sha256(joined(LEAF, fromHex(receipt), fromBase64(commitment)))
  let [place, last] = [index, size - 1]
  for (const other of path.map(fromBase64)) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      hash = sha256(joined(NODE, other, hash))
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2)
        last = Math.floor(last / 2)
      }
    } else hash = sha256(joined(NODE, hash, other))
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  const wanted = fromBase64(root)
  return last === 0 && wanted.length === hash.length && hash.every((byte, i) => byte === wanted[i])
}
