import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { equalSecrets } from '../crypto'

/** Forged, altered, meant for another account or not sealed at all: never said which. */
export class EnvelopeRefused extends Error {
  override readonly name = 'EnvelopeRefused'
  constructor() {
    super('envelope refused')
  }
}

/** PKCS#7 to 32 bytes, twice the block of AES: Node's own padding does not know it. */
const BLOCK = 32
/** Random bytes and the length of the message before the message itself. */
const HEAD = 20
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

export interface SealedMessage {
  /** Base64. */
  encrypted: string
  signature: string
  timestamp: string
  nonce: string
}

/** WeChat's 安全模式: signs with the token, seals with the AES key, and only for one account. */
export class Envelope {
  readonly #token: string
  readonly #key: Buffer
  readonly #appId: string

  /** @throws Error when `aesKey` is not 43 letters and digits */
  constructor(options: { token: string; aesKey: string; appId: string }) {
    if (!/^[A-Za-z0-9]{43}$/.test(options.aesKey)) throw new Error('EncodingAESKey: 43 letters and digits')
    this.#token = options.token
    this.#key = Buffer.from(`${options.aesKey}=`, 'base64')
    this.#appId = options.appId
  }

  /** Signs the address of a push only, never its body: good for the URL check and nothing else. */
  urlSignature(timestamp: string, nonce: string): string {
    return sha1(this.#token, timestamp, nonce)
  }

  /** Whether WeChat asks; compared in constant time. */
  checksUrl(query: { timestamp: string; nonce: string; signature: string }): boolean {
    return equalSecrets(query.signature, this.urlSignature(query.timestamp, query.nonce))
  }

  messageSignature(timestamp: string, nonce: string, encrypted: string): string {
    return sha1(this.#token, timestamp, nonce, encrypted)
  }

  /**
   * The XML inside. The signature is compared first and in constant time, so that nothing unsigned is ever
   * decrypted; whatever else is wrong is answered alike, so that nobody can feel his way through the padding.
   * @throws EnvelopeRefused
   */
  open(query: { timestamp: string; nonce: string; msgSignature: string }, encrypted: string): string {
    const expected = this.messageSignature(query.timestamp, query.nonce, encrypted)
    if (!equalSecrets(query.msgSignature, expected)) throw new EnvelopeRefused()
    const opened = this.decrypt(encrypted)
    if (opened === null) throw new EnvelopeRefused()
    return opened
  }

  /** `random`: 16 bytes of text, for tests with published values; generated otherwise. */
  seal(plain: string, options: { timestamp: string; nonce: string; random?: string }): SealedMessage {
    const { timestamp, nonce, random } = options
    const head = random === undefined ? randomBytes(16) : Buffer.from(random)
    if (head.length !== 16) throw new Error('random: 16 bytes')
    const message = Buffer.from(plain)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(message.length)
    const body = Buffer.concat([head, length, message, Buffer.from(this.#appId)])
    const padding = BLOCK - (body.length % BLOCK)
    const cipher = createCipheriv('aes-256-cbc', this.#key, this.#key.subarray(0, 16)).setAutoPadding(false)
    const padded = Buffer.concat([body, Buffer.alloc(padding, padding)])
    const encrypted = Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
    return { encrypted, signature: this.messageSignature(timestamp, nonce, encrypted), timestamp, nonce }
  }

  private decrypt(encrypted: string): string | null {
    if (!BASE64.test(encrypted)) return null
    const sealed = Buffer.from(encrypted, 'base64')
    if (sealed.length === 0 || sealed.length % BLOCK !== 0) return null
    const decipher = createDecipheriv('aes-256-cbc', this.#key, this.#key.subarray(0, 16)).setAutoPadding(
      false,
    )
    const padded = Buffer.concat([decipher.update(sealed), decipher.final()])
    const padding = padded[padded.length - 1] as number
    if (padding < 1 || padding > BLOCK) return null
    if (!padded.subarray(-padding).every((byte) => byte === padding)) return null
    const body = padded.subarray(0, padded.length - padding)
    if (body.length < HEAD) return null
    const end = HEAD + body.readUInt32BE(16)
    if (end > body.length) return null
    if (!equalSecrets(body.subarray(end).toString('latin1'), this.#appId)) return null
    return body.subarray(HEAD, end).toString('utf8')
  }
}

/** Sorted as texts, not as numbers. */
function sha1(...parts: string[]): string {
  return createHash('sha1').update(parts.sort().join('')).digest('hex')
}
