import { type Bot, type BotOptions, startBot } from '../../bot/main'
import { type FakeWechat, startFakeWechat } from '../../fake-wechat'
import type { Office } from '../../src/office'
import { createLog } from '../../src/platform/log'
import { WechatClient } from '../../src/platform/wechat/client'
import { Envelope } from '../../src/platform/wechat/envelope'
import { parseXml, xmlOf } from '../../src/platform/wechat/xml'
import { serveOffice } from './http'

export const oa = {
  appId: 'wxtestoa00000001',
  secret: 'testOaSecret-5d0b1c',
  token: 'testToken71f3',
  aesKey: 'testKey7Qx2LmVb9TzKcR4wYhNpGsJd6FuEaXi3oB8t',
}
/** As the offices of tests know the mini-program. */
export const mini = { appId: 'wxtest', secret: 'testMiniSecret-9a20' }

export const wechat = { miniAppId: mini.appId, oaAppId: oa.appId, oaToken: oa.token, oaAesKey: oa.aesKey }

export interface TestChat {
  fake: FakeWechat
  bot: Bot
  web: Awaited<ReturnType<typeof serveOffice>>
  url: string
  /** What the person is answered with at once; throws when WeChat saw no proper answer. */
  say(openid: string, text: string): Promise<string | null>
  close(): Promise<void>
}

/** The bot on a real port with a WeChat behind it that speaks to the same office. */
export async function openChat(office: Office, over: Partial<BotOptions> = {}): Promise<TestChat> {
  const now = () => office.clock.now()
  const fake = await startFakeWechat({
    apps: [
      { appId: mini.appId, secret: mini.secret, kind: 'mini' },
      { appId: oa.appId, secret: oa.secret, kind: 'oa' },
    ],
    now,
  })
  const client = new WechatClient({
    apiBase: fake.url,
    appId: oa.appId,
    secret: oa.secret,
    clock: office.clock,
    log: createLog('silent'),
  })
  const bot = startBot(office, { wechat, publicUrl: 'https://gt.example', oa: client, ...over })
  const web = await serveOffice(office, { pages: [bot.middleware] })
  const url = `${web.base}/wechat/callback`
  for (const { appId } of [mini, oa]) fake.setCallback(appId, { url, token: oa.token, aesKey: oa.aesKey })
  return {
    fake,
    bot,
    web,
    url,
    async say(openid, text) {
      const { reply, answered, outcomes } = await fake.say(openid, text)
      if (!answered) throw new Error(`No proper answer: ${JSON.stringify(outcomes)}`)
      return reply
    },
    async close() {
      await fake.close()
      await web.close()
      await bot.stop()
    },
  }
}

export interface Posted {
  status: number
  body: string
  /** The XML inside a sealed reply. */
  inner: Record<string, unknown> | null
}

/** One push by hand, every part of which may be wrong. */
export async function post(
  url: string,
  plain: string,
  at: number,
  over: {
    appId?: string
    token?: string
    aesKey?: string
    query?: Record<string, string>
    body?: (sealed: string) => string
  } = {},
): Promise<Posted> {
  const { token = oa.token, aesKey = oa.aesKey, appId = oa.appId } = over
  const timestamp = String(Math.floor(at / 1_000))
  const nonce = '99887766'
  const sealed = new Envelope({ token, aesKey, appId }).seal(plain, { timestamp, nonce })
  const query = new URLSearchParams({
    encrypt_type: 'aes',
    msg_signature: sealed.signature,
    timestamp,
    nonce,
    ...over.query,
  })
  const outer = xmlOf({ ToUserName: 'gh_test', Encrypt: sealed.encrypted })
  const response = await fetch(`${url}?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: over.body ? over.body(outer) : outer,
  })
  const body = await response.text()
  return { status: response.status, body, inner: response.ok ? opened(body) : null }
}

function opened(body: string): Record<string, unknown> | null {
  if (!body.startsWith('<xml>')) return null
  const { Encrypt, MsgSignature, TimeStamp, Nonce } = parseXml(body)
  const query = { timestamp: String(TimeStamp), nonce: String(Nonce), msgSignature: String(MsgSignature) }
  return parseXml(new Envelope(oa).open(query, String(Encrypt)))
}

let messages = 0
/** A text message as WeChat pushes it. */
export function textXml(
  openid: string,
  text: string,
  at: number,
  msgId = `7${Date.now()}${++messages}`,
): string {
  return xmlOf({
    ToUserName: 'gh_test',
    FromUserName: openid,
    CreateTime: Math.floor(at / 1_000),
    MsgType: 'text',
    Content: text,
    MsgId: msgId,
  })
}

export function eventXml(
  openid: string,
  event: string,
  at: number,
  more: Record<string, string> = {},
): string {
  return xmlOf({
    ToUserName: 'gh_test',
    FromUserName: openid,
    CreateTime: Math.floor(at / 1_000),
    MsgType: 'event',
    Event: event,
    ...more,
  })
}
