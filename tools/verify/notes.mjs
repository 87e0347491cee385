// C2SP signed-note, tlog-checkpoint and tlog-proof, as far as they are needed to check what a bureau signs.
import { createPublicKey, verify } from 'node:crypto'
import { sha256 } from './tree.mjs'

const ED25519 = 1
/** RFC 8410: what stands before the 32 bytes of an Ed25519 public key. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** @param line `<name>+<8 hex digits>+<base64>` @returns the key, or null where the line is none */
export function readKey(line) {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line.trim())
  if (!match) return null
  const [, name, id, encoded] = match
  const raw = Buffer.from(encoded, 'base64')
  if (raw.length !== 33 || raw[0] !== ED25519) return null
  if (sha256(`${name}\n`, raw).toString('hex', 0, 4) !== id) return null
  const key = createPublicKey({ key: Buffer.concat([SPKI, raw.subarray(1)]), format: 'der', type: 'spki' })
  return { name, id: Buffer.from(id, 'hex'), key, raw: raw.subarray(1) }
}

/** The same key under the name of another log of the same bureau. */
export const keyNamed = ({ key, raw }, name) => ({
  name,
  key,
  raw,
  id: sha256(`${name}\n`, Buffer.of(ED25519), raw).subarray(0, 4),
})

/** @returns the lines of a note that this key has signed, or null */
export function readNote(note, key) {
  const at = note.lastIndexOf('\n\n')
  if (at < 0 || !note.endsWith('\n')) return null
  const text = note.slice(0, at + 1)
  for (const line of note.slice(at + 2, -1).split('\n')) {
    const prefix = `— ${key.name} `
    if (!line.startsWith(prefix)) continue
    const bytes = Buffer.from(line.slice(prefix.length), 'base64')
    // One writing only: a decoder that forgives would let a note be changed without breaking its signature.
    if (bytes.toString('base64') !== line.slice(prefix.length)) continue
    if (!bytes.subarray(0, 4).equals(key.id)) continue
    return verify(null, Buffer.from(text), key.key, bytes.subarray(4)) ? text.slice(0, -1).split('\n') : null
  }
  return null
}

/** @returns `{origin, size, root}` of a checkpoint that this key has signed, or null */
export function readCheckpoint(note, key) {
  const lines = readNote(note, key)
  if (lines?.length !== 3 || !/^(0|[1-9]\d{0,14})$/.test(lines[1])) return null
  const root = Buffer.from(lines[2], 'base64')
  return root.length === 32 ? { origin: lines[0], size: Number(lines[1]), root } : null
}

/** The size a note claims, signed or not: to name it by. */
export const claimedSize = (note) => note.split('\n')[1] ?? '?'

/** @returns `{receipt, commitment, index, path, checkpoint}` of a proof kept as a file, or null */
export function readProof(text) {
  const [kind, extra, index, ...rest] = text.replace(/\r\n/g, '\n').split('\n')
  if (kind !== 'c2sp.org/tlog-proof@v1' || !extra?.startsWith('extra ') || !index?.startsWith('index '))
    return null
  const match = /^receipt ([0-9a-f]{32}) commitment (\S{44})$/.exec(
    Buffer.from(extra.slice(6), 'base64').toString(),
  )
  const end = rest.indexOf('')
  if (!match || end < 0) return null
  return {
    receipt: match[1],
    commitment: match[2],
    index: Number(index.slice(6)),
    path: rest.slice(0, end),
    checkpoint: rest.slice(end + 1).join('\n'),
  }
}
