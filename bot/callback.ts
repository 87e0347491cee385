import { randomInt } from 'node:crypto'
import type { Context } from 'koa'
import type { Clock } from '../src/platform/clock'
import { readBody } from '../src/platform/http/body'
import { Problem } from '../src/platform/problem'
import { type Envelope, EnvelopeRefused } from '../src/platform/wechat/envelope'
import { envelopeXml, parseXml, replyXml, XML_LIMIT, XmlRefused } from '../src/platform/wechat/xml'
import { TooMuch } from './dispatch'
import { type Push, readPush } from './push'

export interface Account {
  appId: string
  envelope: Envelope
}

export interface CallbackParts {
  /** The accounts whose pushes come here. */
  accounts: readonly Account[]
  clock: Clock
  /** @returns the reply, null for `success` */
  answer: (push: Push) => Promise<string | null>
}

/** How far WeChat's clock may be from ours. */
const WINDOW_MS = 300_000

/** Whatever is wrong with it, a forger learns nothing: 403 and no word. */
class Refused extends Error {}

/** GET: the URL check. POST: pushes in 安全模式. Size → signature → decryption → account → time, in this order. */
export function callback(parts: CallbackParts) {
  return async (ctx: Context): Promise<void> => {
    try {
      if (ctx.method === 'GET') checkUrl(ctx, parts.accounts)
      else await takePush(ctx, parts)
    } catch (error) {
      if (!isRefusal(error)) throw error
      ctx.status = error instanceof TooMuch ? 503 : 403
      ctx.body = ''
    }
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Refused ||
  error instanceof EnvelopeRefused ||
  error instanceof XmlRefused ||
  error instanceof TooMuch ||
  // The body was too large or broke off.
  (error instanceof Problem && (error.kind === 'too_large' || error.kind === 'invalid'))

/** One value of the query, as WeChat sends each. */
function given(ctx: Context, name: string): string {
  const value = ctx.query[name]
  if (typeof value !== 'string' || value === '' || value.length > 1_000) throw new Refused()
  return value
}

function checkUrl(ctx: Context, accounts: readonly Account[]): void {
  const query = {
    timestamp: given(ctx, 'timestamp'),
    nonce: given(ctx, 'nonce'),
    signature: given(ctx, 'signature'),
  }
  const echo = given(ctx, 'echostr')
  if (!accounts.some(({ envelope }) => envelope.checksUrl(query))) throw new Refused()
  ctx.type = 'text/plain; charset=utf-8'
  ctx.body = echo
}

async function takePush(ctx: Context, { accounts, clock, answer }: CallbackParts): Promise<void> {
  const body = await readBody(ctx.req, XML_LIMIT)
  if (given(ctx, 'encrypt_type') !== 'aes') throw new Refused()
  const query = {
    timestamp: given(ctx, 'timestamp'),
    nonce: given(ctx, 'nonce'),
    msgSignature: given(ctx, 'msg_signature'),
  }
  const { Encrypt: encrypted } = parseXml(body.toString('utf8'))
  if (typeof encrypted !== 'string') throw new Refused()
  const { account, xml } = openFor(accounts, query, encrypted)
  if (!/^\d{1,12}$/.test(query.timestamp)) throw new Refused()
  if (Math.abs(clock.now() - Number(query.timestamp) * 1_000) > WINDOW_MS) throw new Refused()
  const push = readPush(account.appId, xml)
  // Genuine, and nothing we know: it needs no second try.
  const reply = push && (await answer(push))
  if (!push || reply === null) {
    ctx.type = 'text/plain; charset=utf-8'
    ctx.body = 'success'
    return
  }
  const { openid, account: from, at } = push.incoming
  const plain = replyXml({ to: openid, from, at, text: reply })
  const nonce = String(randomInt(1_000_000_000))
  const timestamp = String(Math.floor(clock.now() / 1_000))
  ctx.type = 'application/xml; charset=utf-8'
  ctx.body = envelopeXml(account.envelope.seal(plain, { timestamp, nonce }))
}

/** Which account it is for: the one whose envelope opens. @throws EnvelopeRefused */
function openFor(
  accounts: readonly Account[],
  query: { timestamp: string; nonce: string; msgSignature: string },
  encrypted: string,
): { account: Account; xml: string } {
  for (const account of accounts) {
    try {
      return { account, xml: account.envelope.open(query, encrypted) }
    } catch (error) {
      if (!(error instanceof EnvelopeRefused)) throw error
    }
  }
  throw new EnvelopeRefused()
}
