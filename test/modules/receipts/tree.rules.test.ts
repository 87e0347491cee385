import { createHash, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { checkpointLines, isSignedBy, signNote, verifierKey } from '../../../src/modules/receipts/notes.rules'
import {
  consistencyProof,
  EMPTY_ROOT,
  GrowingRoot,
  HashRow,
  inclusionProof,
  leafBytes,
  leafHash,
  rootOf,
} from '../../../src/modules/receipts/tree.rules'
import { bytesOfId, idOfBytes, newId } from '../../../src/platform/ids'

const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
/** RFC 6962, 2.1, as it is written there. */
function mth(data: Buffer[]): Buffer {
  if (data.length === 0) return sha()
  if (data.length === 1) return sha(Buffer.from([0]), data[0] as Buffer)
  const k = 2 ** Math.ceil(Math.log2(data.length) - 1)
  return sha(Buffer.from([1]), mth(data.slice(0, k)), mth(data.slice(k)))
}
const entries = (n: number) => Array.from({ length: n }, (_, i) => Buffer.from(`entry ${i}`))
const over = (data: Buffer[]) => async (lo: number, hi: number) => rootOf(data.map(leafHash), lo, hi)

/** RFC 9162, 2.1.3.2 and 2.1.4.2: how a reader checks the two kinds of proof. */
function rootFromInclusion(leaf: Buffer, index: number, size: number, path: Buffer[]): Buffer | null {
  let [fn, sn, r] = [index, size - 1, leaf]
  for (const p of path) {
    if (sn === 0) return null
    if (fn % 2 === 1 || fn === sn) {
      r = sha(Buffer.from([1]), p, r)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1]
    } else r = sha(Buffer.from([1]), r, p)
    ;[fn, sn] = [fn >> 1, sn >> 1]
  }
  return sn === 0 ? r : null
}
function isConsistent(m: number, n: number, older: Buffer, newer: Buffer, given: Buffer[]): boolean {
  if (m === n) return given.length === 0 && older.equals(newer)
  const path = Number.isInteger(Math.log2(m)) ? [older, ...given] : [...given]
  let [fn, sn] = [m - 1, n - 1]
  while (fn % 2 === 1) [fn, sn] = [fn >> 1, sn >> 1]
  const first = path.shift()
  if (!first) return false
  let [fr, sr] = [first, first]
  for (const c of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = sha(Buffer.from([1]), c, fr)
      sr = sha(Buffer.from([1]), c, sr)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1]
    } else sr = sha(Buffer.from([1]), sr, c)
    ;[fn, sn] = [fn >> 1, sn >> 1]
  }
  return sn === 0 && fr.equals(older) && sr.equals(newer)
}

describe('the tree is RFC 6962’s', () => {
  it('has its known roots', () => {
    expect(EMPTY_ROOT.toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
    // Certificate Transparency's own test vectors.
    const inputs = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ]
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]
    const data = inputs.map((hex) => Buffer.from(hex, 'hex'))
    for (const [i, root] of roots.entries())
      expect(rootOf(data.slice(0, i + 1).map(leafHash)).toString('hex')).toBe(root)
  })

  it('grows leaf by leaf to the root that the definition gives, at every size to 300', () => {
    const growing = new GrowingRoot()
    const data = entries(300)
    for (let n = 0; n <= 300; n++) {
      if (n % 37 === 0 || n < 20 || n > 250) expect([n, growing.root()]).toEqual([n, mth(data.slice(0, n))])
      if (n < 300) growing.add(leafHash(data[n] as Buffer))
    }
  })

  it('is the same made in its own place, at every size to 256', () => {
    const data = entries(256)
    const row = new HashRow(256)
    for (let n = 0; n <= 256; n++) {
      for (const entry of data.slice(0, n)) row.add(leafBytes(entry))
      expect([n, row.takeRoot()]).toEqual([n, rootOf(data.slice(0, n).map(leafHash))])
    }
  })

  it('every inclusion proof leads to the root, and with another leaf to another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 600 }), fc.nat(), async (n, at) => {
        const data = entries(n)
        const index = at % n
        const path = await inclusionProof(over(data), index, n)
        const root = rootOf(data.map(leafHash))
        expect(rootFromInclusion(leafHash(data[index] as Buffer), index, n, path)).toEqual(root)
        expect(rootFromInclusion(leafHash(Buffer.from('x')), index, n, path)).not.toEqual(root)
        expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(n)))
      }),
      { numRuns: 60 },
    )
  })

  it('every consistency proof joins two sizes, and joins no log that was changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.nat(), fc.nat(), async (n, cut, at) => {
        const data = entries(n)
        const m = 1 + (cut % n)
        const proof = await consistencyProof(over(data), m, n)
        const root = (part: Buffer[]) => rootOf(part.map(leafHash))
        expect(isConsistent(m, n, root(data.slice(0, m)), root(data), proof)).toBe(true)
        const forged = data.map((entry, i) => (i === at % m ? Buffer.from('forged') : entry))
        expect(isConsistent(m, n, root(data.slice(0, m)), root(forged), proof)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })
})

describe('an id', () => {
  it('is its 128 bits and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const id = idOfBytes(bytes)
        expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
        expect([...bytesOfId(id)]).toEqual([...bytes])
      }),
    )
    const ids = Array.from({ length: 50 }, (_, i) => newId(1_790_000_000_000 + i))
    expect(ids.map((id) => idOfBytes(bytesOfId(id)))).toEqual(ids)
  })
})

describe('a signed note', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const name = 'guangting.example/logs/x'
  const lines = checkpointLines(name, 3, EMPTY_ROOT)
  const note = signNote(lines, name, privateKey)

  it('has the form of C2SP: text, empty line, dash, name, key id and signature', () => {
    const parts = note.split('\n')
    expect(parts.slice(0, 4)).toEqual([name, '3', EMPTY_ROOT.toString('base64'), ''])
    expect(parts[4]).toMatch(/^— guangting\.example\/logs\/x [A-Za-z0-9+/]{91}=$/)
    expect(note.endsWith('\n')).toBe(true)
    const key = verifierKey(name, publicKey)
    const [, id, encoded] = /^[^+]+\+([0-9a-f]{8})\+(.+)$/.exec(key) ?? []
    expect(
      Buffer.from(parts[4]?.split(' ')[2] ?? '', 'base64')
        .subarray(0, 4)
        .toString('hex'),
    ).toBe(id)
    expect(Buffer.from(encoded ?? '', 'base64')).toHaveLength(33)
  })

  it('is believed only as it was signed, under its name, by its key', () => {
    expect(isSignedBy(note, name, publicKey)).toBe(true)
    expect(isSignedBy(note.replace('\n3\n', '\n4\n'), name, publicKey)).toBe(false)
    expect(isSignedBy(note, 'other', publicKey)).toBe(false)
    expect(isSignedBy(note, name, generateKeyPairSync('ed25519').publicKey)).toBe(false)
    expect(signNote(lines, name, privateKey)).toBe(note)
  })
})
