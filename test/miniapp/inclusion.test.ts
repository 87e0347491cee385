import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { type Inclusion, isIncluded, sha256 } from '../../miniapp/src/kit/inclusion'
import { inclusionProof, leafHash, rootOf } from '../../src/modules/receipts/tree.rules'

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

it('the client’s SHA-256 is SHA-256, at every length up to three blocks and beyond', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255)
    expect(Buffer.from(sha256(bytes)).equals(hash(bytes))).toBe(true)
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) =>
      Buffer.from(sha256(bytes)).equals(hash(bytes)),
    ),
  )
})

/** A log of `size` entries, and what the service would say of the one at `index`. */
async function told(size: number, index: number) {
  const entries = Array.from({ length: size }, (_, i) => ({
    receipt: hash(Buffer.from(`receipt ${i}`)).subarray(0, 16),
    commitment: hash(Buffer.from(`content ${i}`)),
  }))
  const leaves = entries.map(({ receipt, commitment }) => leafHash(Buffer.concat([receipt, commitment])))
  const path = await inclusionProof(async (lo, hi) => rootOf(leaves, lo, hi), index, size)
  const entry = entries[index] as (typeof entries)[number]
  const inclusion: Inclusion = {
    index,
    size,
    commitment: entry.commitment.toString('base64'),
    path: path.map((p) => p.toString('base64')),
    checkpoint: `lanchuan/log\n${size}\n${rootOf(leaves).toString('base64')}\n\n— lanchuan/log AAAA\n`,
  }
  return { receipt: entry.receipt.toString('hex'), inclusion }
}

it('every entry of every small log leads to its root, and nothing else does', async () => {
  for (let size = 1; size <= 20; size++)
    for (let index = 0; index < size; index++) {
      const { receipt, inclusion } = await told(size, index)
      expect([size, index, isIncluded(receipt, inclusion)]).toEqual([size, index, true])
      const other = hash(Buffer.from('another')).toString('base64')
      const wrong: [string, Partial<Inclusion>][] = [
        [receipt.replace(/^./, (c) => (c === '0' ? '1' : '0')), {}],
        [receipt, { commitment: other }],
        [receipt, { index: index + 1 }],
        [receipt, { index: -1 }],
        [receipt, { size: size + 1 }],
        [receipt, { path: [...inclusion.path, other] }],
        [receipt, { path: inclusion.path.map(() => other), ...(size === 1 && { commitment: other }) }],
        [receipt, { checkpoint: inclusion.checkpoint.replace(/\n\d+\n.*/, `\n${size}\n${other}`) }],
        [receipt, { checkpoint: '' }],
      ]
      for (const [changed, over] of wrong)
        expect([size, index, over, isIncluded(changed, { ...inclusion, ...over })]).toEqual([
          size,
          index,
          over,
          false,
        ])
    }
})
