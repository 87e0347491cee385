import {
  type Cipher,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  type Decipher,
  hash,
  type KeyObject,
} from 'node:crypto'
import { bytesOfId, ID_BYTES, idOfBytes } from '../../platform/ids'
import { HASH_BYTES } from './tree.rules'

export const RECEIPT_BYTES = ID_BYTES
/** What a log holds of one voice: receipt and commitment. */
export const ENTRY_BYTES = RECEIPT_BYTES + HASH_BYTES
export const ROW_SALT_BYTES = 16
export const RECEIPT = /^[0-9a-f]{32}$/

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * Everything secret about receipts. A receipt is the row's id, enciphered: nobody can make one up, it leads back to its
 * row without an index, and it holds nothing of what was chosen. A commitment binds the choice under a salt that only
 * the bureau can compute, so that whoever holds a receipt cannot show to others what it stands for.
 */
export class ReceiptKeys {
  private readonly encipher: Cipher
  private readonly decipher: Decipher
  private readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  private readonly placeKeys = new Map<string, string>()

  /**
   * @param key 32 bytes, secret; receipts and salts come from it
   * @param signingSeed 32 bytes, secret: the Ed25519 key
   */
  constructor(
    private readonly key: Buffer,
    signingSeed: Buffer,
  ) {
    const block = this.derive('receipt').subarray(0, RECEIPT_BYTES)
    // One block, never two alike: ECB is here the bare permutation. Without padding the ciphers keep no state.
    this.encipher = createCipheriv('aes-128-ecb', block, null).setAutoPadding(false)
    this.decipher = createDecipheriv('aes-128-ecb', block, null).setAutoPadding(false)
    this.privateKey = createPrivateKey({
      key: Buffer.concat([PKCS8, signingSeed]),
      format: 'der',
      type: 'pkcs8',
    })
    this.publicKey = createPublicKey(this.privateKey)
  }

  get signingKey(): KeyObject {
    return this.privateKey
  }

  receiptOf(id: string): string {
    return this.encipher.update(bytesOfId(id)).toString('hex')
  }

  /** The id behind a receipt; of a made-up one, an id that no row has. */
  idOf(receipt: string | Buffer): string {
    return idOfBytes(
      this.decipher.update(typeof receipt === 'string' ? Buffer.from(receipt, 'hex') : receipt),
    )
  }

  /** The bytes of the ids behind receipts that stand side by side. */
  idBytesOf(receipts: Buffer): Buffer {
    return this.decipher.update(receipts)
  }

  /** The entry's salt: computed, so that it takes no room and is the same for whoever audits. */
  saltOf(logId: string, id: string): string {
    return hash('sha256', this.keyOf(`entry ${logId}`) + id, 'base64url')
  }

  /** The salt of a published row: another one, so that a row does not lead to its entry. */
  rowSaltOf(logId: string, id: string): Buffer {
    return hash('sha256', this.keyOf(`row ${logId}`) + id, 'buffer').subarray(0, ROW_SALT_BYTES)
  }

  /** 64 characters, one block of SHA-256: before an id, which is always 26, the plain hash is as good as an HMAC. */
  private keyOf(place: string): string {
    let key = this.placeKeys.get(place)
    if (!key) {
      if (this.placeKeys.size > 1_000) this.placeKeys.clear()
      key = this.derive(place).toString('hex')
      this.placeKeys.set(place, key)
    }
    return key
  }

  private derive(purpose: string): Buffer {
    return createHmac('sha256', this.key).update(purpose).digest()
  }
}

/**
 * What the log says about a voice without telling it: `salt` has 256 bits that nobody outside knows. One byte a
 * character: at the counter a string costs a third of a buffer.
 */
export function commitmentOf(salt: string, content: string): string {
  return hash('sha256', `${salt}\n${content}`, BYTES)
}

const BYTES = 'latin1' as 'hex'
const entry = Buffer.alloc(ENTRY_BYTES)

/** As the write lane takes it. */
export function entryOf(receipt: string, commitment: string): string {
  entry.write(receipt, 0, 'hex')
  entry.write(commitment, RECEIPT_BYTES, 'latin1')
  return entry.toString('base64')
}
