import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hash,
  randomBytes,
  type ScryptOptions,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'

/** SHA-256 in lower-case hex (64 characters). */
export function sha256(text: string | Buffer): string {
  return hash('sha256', text)
}

export function hmacSha256(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex')
}

/** An unguessable token of 256 bits, base64url (43 characters). */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export function equalSecrets(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest()
  const right = createHash('sha256').update(b).digest()
  return timingSafeEqual(left, right)
}

/** Key order never changes a hash: objects are written with sorted keys. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((v) => canonicalJson(v ?? null)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

export interface MasterKey {
  id: string
  key: Buffer
}

/**
 * Seals personal data with AES-256-GCM. The first master key seals, all of them open, so keys can be rotated.
 * `place` (table, column, row) is authenticated: a sealed value moved to another row does not open.
 */
export class Seal {
  constructor(private readonly keys: readonly MasterKey[]) {
    if (keys.length === 0) throw new Error('Seal needs at least one master key')
  }

  seal(plain: string, place: string): string {
    const [{ id, key }] = this.keys as [MasterKey]
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place))
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
    return `${id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
  }

  /** @throws Error when the key is unknown, the value was altered, or it was moved from its place */
  open(sealed: string, place: string): string {
    const dot = sealed.indexOf('.')
    const id = sealed.slice(0, dot)
    const master = this.keys.find((k) => k.id === id)
    if (!master) throw new Error(`No master key "${id}" to open a sealed value`)
    const raw = Buffer.from(sealed.slice(dot + 1), 'base64url')
    // Without a fixed length, a tag cut to four bytes would be believed.
    const decipher = createDecipheriv('aes-256-gcm', master.key, raw.subarray(0, 12), {
      authTagLength: 16,
    }).setAAD(Buffer.from(place))
    decipher.setAuthTag(raw.subarray(12, 28))
    return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]).toString('utf8')
  }
}

export interface PasswordCost {
  /** log2 of scrypt's N. */
  logN: number
  r: number
  p: number
}

/** OWASP's 32 MiB setting: about 0.4 s of one core here, and three sign-ins at once stay under 100 MiB. */
export const defaultPasswordCost: PasswordCost = { logN: 15, r: 8, p: 3 }

function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost.logN, r: cost.r, p: cost.p, maxmem: 256 * 1024 * 1024 }
  return new Promise((resolve, reject) =>
    scrypt(Buffer.from(password, 'utf8'), salt, 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )
}

export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${salt.toString('base64url')}$${key.toString('base64url')}`
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const match = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored)
  if (!match) return false
  const [, logN, r, p, salt, key] = match as unknown as [string, string, string, string, string, string]
  const derived = await derive(password, Buffer.from(salt, 'base64url'), { logN: +logN, r: +r, p: +p })
  return timingSafeEqual(derived, Buffer.from(key, 'base64url'))
}
