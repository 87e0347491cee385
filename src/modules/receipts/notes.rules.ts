import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'

/** C2SP signed-note: signature type of Ed25519. */
const ED25519 = 1

/** The 32 bytes of an Ed25519 public key, as RFC 8032 writes them. */
export function rawPublicKey(key: KeyObject): Buffer {
  const { x } = key.export({ format: 'jwk' })
  return Buffer.from(x as string, 'base64url')
}

function keyId(name: string, raw: Buffer): Buffer {
  return hash(
    'sha256',
    Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([ED25519]), raw]),
    'buffer',
  ).subarray(0, 4)
}

/** The verification key as tools for signed notes take it: name, id and key in one line. */
export function verifierKey(name: string, publicKey: KeyObject): string {
  const raw = rawPublicKey(publicKey)
  const id = keyId(name, raw).toString('hex')
  return `${name}+${id}+${Buffer.concat([Buffer.from([ED25519]), raw]).toString('base64')}`
}

/** A signed note over lines of text. Ed25519 signs the same text always the same. */
export function signNote(lines: readonly string[], name: string, privateKey: KeyObject): string {
  const text = `${lines.join('\n')}\n`
  const id = keyId(name, rawPublicKey(createPublicKey(privateKey)))
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64')
  return `${text}\n— ${name} ${signature}\n`
}

/** Whether one of the note's signatures is by this key. */
export function isSignedBy(note: string, name: string, publicKey: KeyObject): boolean {
  const at = note.lastIndexOf('\n\n')
  if (at < 0) return false
  const text = Buffer.from(note.slice(0, at + 1))
  const id = keyId(name, rawPublicKey(publicKey))
  return note
    .slice(at + 2)
    .split('\n')
    .some((line) => {
      if (!line.startsWith(`— ${name} `)) return false
      const given = Buffer.from(line.slice(name.length + 3), 'base64')
      return given.subarray(0, 4).equals(id) && verify(null, text, publicKey, given.subarray(4))
    })
}

/** C2SP tlog-checkpoint: origin, size, root. */
export function checkpointLines(origin: string, size: number, root: Buffer): string[] {
  return [origin, String(size), root.toString('base64')]
}

export interface PromiseOfInclusion {
  receipt: string
  /** RFC 3339. */
  takenAt: string
  includedBy: string
}

/** What the bureau owes for a receipt from the moment it was given: an entry, by a time. */
export function promiseLines(origin: string, { receipt, takenAt, includedBy }: PromiseOfInclusion): string[] {
  return [`${origin}/promise`, receipt, `taken ${takenAt}`, `included-by ${includedBy}`]
}

export interface Result {
  ballots: number
  /** Root of the log of receipts. */
  root: string
  /** Root over the published rows. */
  rowsRoot: string
  options: readonly (readonly [id: string, votes: number])[]
}

/** The final result of a poll in one signed text: both roots and every count. */
export function resultLines(origin: string, { ballots, root, rowsRoot, options }: Result): string[] {
  return [
    `${origin}/result`,
    `ballots ${ballots}`,
    `log ${root}`,
    `rows ${rowsRoot}`,
    ...options.map(([id, votes]) => `option ${id} ${votes}`),
  ]
}

/** C2SP tlog-proof: everything that is needed to check one receipt without the service. */
export function proofText(
  extra: string,
  index: number,
  proof: readonly Buffer[],
  checkpoint: string,
): string {
  return [
    'c2sp.org/tlog-proof@v1',
    `extra ${Buffer.from(extra).toString('base64')}`,
    `index ${index}`,
    ...proof.map((hash) => hash.toString('base64')),
    '',
    checkpoint,
  ].join('\n')
}
