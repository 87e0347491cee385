import fc from 'fast-check'
import {
  canonicalJson,
  defaultPasswordCost,
  equalSecrets,
  hashPassword,
  hmacSha256,
  newToken,
  Seal,
  sha256,
  verifyPassword,
} from '../../src/platform/crypto'
import { newId } from '../../src/platform/ids'

const key = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill) })
const cheap = { logN: 4, r: 8, p: 1 }

describe('a sealed value', () => {
  const seal = new Seal([key('k1', 1)])

  it('opens to what was sealed, in its place only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.string(), (plain, place, elsewhere) => {
        const sealed = seal.seal(plain, place)
        expect(seal.open(sealed, place)).toBe(plain)
        expect(seal.seal(plain, place)).not.toBe(sealed)
        if (elsewhere !== place) expect(() => seal.open(sealed, elsewhere)).toThrow()
      }),
    )
  })

  it('does not open when any of its bytes is changed, cut off or added', () => {
    const sealed = seal.seal('13800001111', 'wins.phone.1')
    const raw = Buffer.from(sealed.slice(3), 'base64url')
    for (let i = 0; i < raw.length; i++) {
      const changed = Buffer.from(raw)
      changed[i] = (changed[i] ?? 0) ^ 1
      expect(() => seal.open(`k1.${changed.toString('base64url')}`, 'wins.phone.1')).toThrow()
    }
    // A tag cut to four bytes is one that can be guessed.
    for (let length = 0; length < raw.length; length++)
      expect(() => seal.open(`k1.${raw.subarray(0, length).toString('base64url')}`, 'wins.phone.1')).toThrow()
    expect(() =>
      seal.open(`k1.${Buffer.concat([raw, Buffer.from('x')]).toString('base64url')}`, 'wins.phone.1'),
    ).toThrow()
  })

  it('outlives a rotation: the first key seals, the others still open, a retired one does not', () => {
    const old = new Seal([key('old', 1)])
    const both = new Seal([key('new', 2), key('old', 1)])
    const fresh = new Seal([key('new', 2)])
    const before = old.seal('text', 'p')
    const after = both.seal('text', 'p')
    expect([both.open(before, 'p'), both.open(after, 'p'), fresh.open(after, 'p')]).toEqual([
      'text',
      'text',
      'text',
    ])
    expect(after.startsWith('new.')).toBe(true)
    expect(() => fresh.open(before, 'p')).toThrow(/No master key "old"/)
    expect(() => old.open(after.replace('new.', 'old.'), 'p')).toThrow()
    expect(() => new Seal([])).toThrow()
  })
})

describe('a token', () => {
  it('is 256 bits, never twice in ten thousand', () => {
    const tokens = Array.from({ length: 10_000 }, newToken)
    expect(new Set(tokens).size).toBe(10_000)
    expect(tokens.every((t) => /^[\w-]{43}$/.test(t))).toBe(true)
  })

  it('has bits that are even', () => {
    const bytes = Buffer.concat(Array.from({ length: 2_000 }, () => Buffer.from(newToken(), 'base64url')))
    let ones = 0
    for (const byte of bytes) for (let b = 0; b < 8; b++) ones += (byte >> b) & 1
    // Six standard deviations of a fair coin.
    expect(Math.abs(ones / (bytes.length * 8) - 0.5)).toBeLessThan(3 / Math.sqrt(bytes.length * 8))
  })
})

describe('an id', () => {
  it('is a ULID: sorted by time, and within a millisecond by order, never twice', () => {
    const now = Date.UTC(2026, 10, 24)
    const ids = Array.from({ length: 5_000 }, (_, i) => newId(now + Math.floor(i / 100)))
    expect(ids.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true)
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(5_000)
    expect(newId(now + 10_000).slice(0, 10) > newId(now + 10_000 + 1).slice(0, 10)).toBe(false)
  })
})

describe('hashes', () => {
  it('are the published ones', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    // RFC 4231, test case 2
    expect(hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  it('of an object do not depend on the order of its keys, at any depth', () => {
    const shuffled = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shuffled)
        : value !== null && typeof value === 'object'
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([k, v]) => [k, shuffled(v)]),
            )
          : value
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value))
        expect(canonicalJson(shuffled(plain))).toBe(canonicalJson(plain))
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain)
      }),
    )
    expect(canonicalJson({ b: undefined, a: [undefined, 1] })).toBe('{"a":[null,1]}')
  })

  it('compare secrets of any length', () => {
    expect([
      equalSecrets('a', 'a'),
      equalSecrets('a', 'b'),
      equalSecrets('a', 'aa'),
      equalSecrets('', ''),
    ]).toEqual([true, false, false, true])
  })
})

describe('a password', () => {
  it('fits itself only, at whatever cost it was hashed, with a salt of its own', async () => {
    for (const word of ['Lanchuan-2026!', '密码密码密码密码', `${'x'.repeat(72)}a`, '👨‍👩‍👧‍👦']) {
      const stored = await hashPassword(word, cheap)
      expect(await verifyPassword(word, stored)).toBe(true)
      for (const other of [`${word} `, word.slice(0, -1), `${word.slice(0, -1)}b`, ''])
        expect(await verifyPassword(other, stored)).toBe(false)
      expect(await hashPassword(word, cheap)).not.toBe(stored)
    }
    expect(await verifyPassword('x', await hashPassword('x', { logN: 5, r: 4, p: 2 }))).toBe(true)
  })

  it('never fits something that is not a hash', async () => {
    for (const stored of ['', 'x', '$scrypt$', '$2b$10$abcdefghijklmnopqrstuv', '$scrypt$ln=4,r=8,p=1$$'])
      expect(await verifyPassword('', stored)).toBe(false)
  })

  it('costs scrypt N=2^15, r=8, p=3 in earnest', () => {
    expect(defaultPasswordCost).toEqual({ logN: 15, r: 8, p: 3 })
  })
})
