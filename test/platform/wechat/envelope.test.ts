import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import * as oracle from '@wecom/crypto'
import fc from 'fast-check'
import { Envelope, EnvelopeRefused } from '../../../src/platform/wechat/envelope'
import { leastMs } from '../../support/least'

const published = { token: 'AAAAA', aesKey: 'A'.repeat(43), appId: 'wxba5fad812f8e6fb9' }
const sealedText = 'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=='
const own = {
  token: 'q7Zr2uW8vT1yN5mK',
  aesKey: 'q7Zr2uW8vT1yN5mK9pL3xB6cD4fG0hJaSeRtYuIoPdA',
  appId: 'wxfedcba0987654321',
}
const envelope = new Envelope(own)
const stamp = { timestamp: '1713424427', nonce: '415670741' }

/** Encrypts bytes of the test's choosing, and signs them as WeChat would. */
function forge(body: Buffer, aesKey = own.aesKey): { encrypted: string; msgSignature: string } {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const encrypted = Buffer.concat([cipher.update(body), cipher.final()]).toString('base64')
  return { encrypted, msgSignature: envelope.messageSignature(stamp.timestamp, stamp.nonce, encrypted) }
}

function body(message: string, appId: string, declared?: number): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(declared ?? Buffer.byteLength(message))
  const plain = Buffer.concat([Buffer.alloc(16, 7), length, Buffer.from(message), Buffer.from(appId)])
  const padding = 32 - (plain.length % 32)
  return Buffer.concat([plain, Buffer.alloc(padding, padding)])
}

function outcome(msgSignature: string, encrypted: string, at = stamp): string {
  try {
    return `opened ${envelope.open({ ...at, msgSignature }, encrypted)}`
  } catch (error) {
    if (!(error instanceof EnvelopeRefused)) return `thrown ${String(error)}`
    return `refused ${error.message} ${Object.keys(error).join()} ${String(error.cause)}`
  }
}
const refusal = 'refused envelope refused name undefined'
const opens = ({ encrypted, msgSignature }: { encrypted: string; msgSignature: string }) =>
  outcome(msgSignature, encrypted)

describe('the values WeChat publishes', () => {
  it('the address of the URL check is signed as published', () => {
    const signer = new Envelope(published)
    const query = { timestamp: '1714036504', nonce: '1514711492' }
    const signature = 'f464b24fc39322e44b38aa78f5edd27bd1441696'
    expect(signer.urlSignature(query.timestamp, query.nonce)).toBe(signature)
    expect(signer.checksUrl({ ...query, signature })).toBe(true)
    expect(signer.checksUrl({ ...query, signature: signature.replace('f', 'e') })).toBe(false)
    expect(signer.checksUrl({ ...query, signature: '' })).toBe(false)
  })

  it('the reply is sealed and signed as published, and opens again', () => {
    const sealer = new Envelope(published)
    const message = '{"demo_resp":"good luck"}'
    const sealed = sealer.seal(message, { ...stamp, random: '707722b803182950' })
    expect(sealed).toEqual({
      encrypted: sealedText,
      signature: '1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1',
      ...stamp,
    })
    expect(sealer.open({ ...stamp, msgSignature: sealed.signature }, sealed.encrypted)).toBe(message)
  })
})

describe('@wecom/crypto', () => {
  it('agrees on 1,000 random envelopes, in both directions', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
    const letter = fc.integer({ min: 0, max: 61 }).map((i) => alphabet[i] as string)
    const word = (min: number, max: number) => fc.string({ unit: letter, minLength: min, maxLength: max })
    fc.assert(
      fc.property(
        fc.record({ token: word(3, 32), aesKey: word(43, 43), appId: word(10, 20) }),
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 0, max: 4_000_000_000 }).map(String),
        word(1, 16),
        (keys, message, timestamp, nonce) => {
          const mine = new Envelope(keys)
          const sealed = mine.seal(message, { timestamp, nonce })
          const read = oracle.decrypt(keys.aesKey, sealed.encrypted)
          const wellFormed = Buffer.from(message).toString()
          expect([read.message, read.id]).toEqual([wellFormed, keys.appId])
          expect(sealed.signature).toBe(oracle.getSignature(keys.token, timestamp, nonce, sealed.encrypted))
          const theirs = oracle.encrypt(keys.aesKey, message, keys.appId, randomBytes(16))
          const msgSignature = oracle.getSignature(keys.token, timestamp, nonce, theirs)
          expect(mine.open({ timestamp, nonce, msgSignature }, theirs)).toBe(wellFormed)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

describe('one refusal for everything', () => {
  it('every last byte but the right one is refused alike, though signed', () => {
    const plain = body('<xml></xml>', own.appId)
    const outcomes = Array.from({ length: 256 }, (_, last) => {
      const altered = Buffer.from(plain)
      altered[altered.length - 1] = last
      return opens(forge(altered))
    })
    const right = plain[plain.length - 1] as number
    expect(outcomes[right]).toBe('opened <xml></xml>')
    expect(outcomes.filter((_, last) => last !== right)).toEqual(Array(255).fill(refusal))
  })

  it('all 256 flips of the cipher byte above the padding are refused alike, though signed', () => {
    const sealed = Buffer.from(forge(body('<xml></xml>', own.appId)).encrypted, 'base64')
    const at = sealed.length - 17
    const outcomes = Array.from({ length: 256 }, (_, mask) => {
      const altered = Buffer.from(sealed)
      altered[at] = (altered[at] as number) ^ mask
      const encrypted = altered.toString('base64')
      const signature = envelope.messageSignature(stamp.timestamp, stamp.nonce, encrypted)
      return outcome(signature, encrypted)
    })
    expect(outcomes[0]).toBe('opened <xml></xml>')
    expect(outcomes.slice(1)).toEqual(Array(255).fill(refusal))
  })

  it.each<[string, Buffer]>([
    ['another appid', body('<xml></xml>', 'wxfedcba0987654322')],
    ['no appid', body('<xml></xml>', '')],
    ['an appid with something after it', body('<xml></xml>', `${own.appId}x`)],
    ['an appid of two languages', body('<xml></xml>', '微信')],
    ['a length past the end', body('<xml></xml>', own.appId, 5_000)],
    ['a length of four gigabytes', body('<xml></xml>', own.appId, 0xffffffff)],
    ['a length that takes in the appid', body('<xml></xml>', own.appId, 11 + own.appId.length)],
    ['no message at all', Buffer.alloc(32, 32)],
    ['sixteen bytes of padding only', Buffer.alloc(32, 16)],
    ['one block of AES', Buffer.alloc(16, 16)],
  ])('%s is refused, though signed', (_, plain) => {
    expect(opens(forge(plain))).toBe(refusal)
  })

  it.each(['', 'plain text', '<xml></xml>', 'AAA', 'A'.repeat(44), `${sealedText}!`, sealedText, ' '])(
    'what is not an envelope of this account (%j) is refused, though signed',
    (encrypted) => {
      const signature = envelope.messageSignature(stamp.timestamp, stamp.nonce, encrypted)
      expect(outcome(signature, encrypted)).toBe(refusal)
    },
  )

  it('one byte changed in signature, nonce, timestamp or ciphertext is refused alike', () => {
    const sealed = envelope.seal('<xml></xml>', stamp)
    const good = { signature: sealed.signature, ...stamp, encrypted: sealed.encrypted }
    const tried = (v: typeof good) => outcome(v.signature, v.encrypted, v)
    expect(tried(good)).toBe('opened <xml></xml>')
    for (const name of ['signature', 'nonce', 'timestamp', 'encrypted'] as const) {
      for (let at = 0; at < good[name].length; at++) {
        const text = good[name]
        const other = text[at] === '1' ? '2' : '1'
        const altered = { ...good, [name]: text.slice(0, at) + other + text.slice(at + 1) }
        expect([name, at, tried(altered)]).toEqual([name, at, refusal])
      }
      expect(tried({ ...good, [name]: '' })).toBe(refusal)
      expect(tried({ ...good, [name]: `${good[name]}0` })).toBe(refusal)
    }
  })

  it('the signature of the address does not stand in for that of the message', () => {
    const { encrypted } = envelope.seal('<xml></xml>', stamp)
    expect(outcome(envelope.urlSignature(stamp.timestamp, stamp.nonce), encrypted)).toBe(refusal)
  })

  it('unsigned messages are never decrypted', async () => {
    const huge = Buffer.alloc(8 * 1024 * 1024).toString('base64')
    const refuse = () => expect(outcome('0'.repeat(40), huge)).toBe(refusal)
    expect(await leastMs(1_000, refuse)).toBeLessThan(1_000)
  })

  it('signatures are compared by constant-time digests, whatever their length', () => {
    const { encrypted } = envelope.seal('x', stamp)
    for (const signature of ['', 'a', '0'.repeat(39), '0'.repeat(40), '0'.repeat(10_000), '签'.repeat(40)])
      expect(outcome(signature, encrypted)).toBe(refusal)
    const source = createHash('sha1').update('x').digest('hex')
    expect(outcome(source, encrypted)).toBe(refusal)
  })
})

describe('keys', () => {
  it.each(['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`, `${'A'.repeat(42)}/`])(
    'an EncodingAESKey %j is refused at once',
    (aesKey) => {
      expect(() => new Envelope({ ...own, aesKey })).toThrow('43 letters')
    },
  )

  it('are not shown by printing the envelope', () => {
    const shown = `${JSON.stringify(envelope)} ${require('node:util').inspect(envelope, { depth: 5 })}`
    for (const secret of Object.values(own)) expect(shown).not.toContain(secret)
  })

  it('a random part of other than 16 bytes is refused', () => {
    expect(() => envelope.seal('x', { ...stamp, random: '短' })).toThrow('16 bytes')
  })
})
