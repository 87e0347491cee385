import { randomBytes } from 'node:crypto'
import { minuteOf } from './calendar'
import { type Answer, type Api, bodyOf, type Call, OK } from './call'
import { Refusal } from './refusal'
import type { World } from './world'

const SESSIONS_PER_MINUTE = 100

const tokenJson = (issued: { token: string; expiresIn: number }): Answer => ({
  json: `{"access_token":"${issued.token}","expires_in":${issued.expiresIn}}`,
})

/** POST /cgi-bin/stable_token. Takes the secret in the body; no token. */
export function stableToken(world: World, text: string): Answer {
  const body = bodyOf(text)
  if (body.grant_type !== 'client_credential') throw new Refusal(40002)
  const app = world.login(body.appid, body.secret)
  return tokenJson(world.tokens.stable(app.appId, body.force_refresh === true, world.now()))
}

/** GET /cgi-bin/token, the old one. */
export function classicToken(world: World, query: URLSearchParams): Answer {
  if (query.get('grant_type') !== 'client_credential') throw new Refusal(40002)
  const app = world.login(query.get('appid'), query.get('secret'))
  return tokenJson(world.tokens.classic(app.appId, world.now()))
}

/** GET /sns/jscode2session: 100 a minute for one person. */
export class Sessions {
  private readonly uses = new Map<string, { minute: number; count: number }>()

  exchange(world: World, query: URLSearchParams): Answer {
    const app = world.login(query.get('appid'), query.get('secret'))
    if (app.kind !== 'mini') throw new Refusal(48001)
    if (query.get('grant_type') !== 'authorization_code') throw new Refusal(40002)
    const code = query.get('js_code')
    if (!code) throw new Refusal(41008)
    const now = world.now()
    const openid = world.people.peekCode(code)
    if (openid !== undefined) {
      this.count(openid, now)
      if (world.blocked.has(openid)) throw new Refusal(40226)
    }
    const person = world.people.useCode(code, app.appId, now)
    person.visitedAt = now
    const unionid = person.unionid === undefined ? {} : { unionid: person.unionid }
    return {
      json: JSON.stringify({
        session_key: randomBytes(16).toString('base64'),
        openid: person.openid,
        ...unionid,
      }),
    }
  }

  private count(openid: string, now: number): void {
    const minute = minuteOf(now)
    const use = this.uses.get(openid)
    if (use?.minute !== minute) this.uses.set(openid, { minute, count: 1 })
    else if (use.count >= SESSIONS_PER_MINUTE) throw new Refusal(45011)
    else use.count += 1
  }
}

/** unionid only where the account is bound to an Open Platform account, and only for followers. */
function userInfo({ world, app, query, now }: Call): Answer {
  const openid = query.get('openid') ?? ''
  if (!world.people.knows(openid, app.appId)) throw new Refusal(40003)
  const person = world.people.find(openid)
  if (!person || person.followedAt === null)
    return { json: JSON.stringify({ subscribe: 0, openid, tagid_list: [] }) }
  return {
    json: JSON.stringify({
      subscribe: 1,
      openid,
      language: 'zh_CN',
      subscribe_time: Math.floor((person.followedAt ?? now) / 1000),
      ...(person.unionid === undefined ? {} : { unionid: person.unionid }),
      remark: '',
      groupid: 0,
      tagid_list: [],
      subscribe_scene: person.scene,
      qr_scene: 0,
      qr_scene_str: '',
    }),
  }
}

function clearQuota({ world, app, body, now }: Call): Answer {
  if (body.appid !== app.appId) throw new Refusal(40013)
  world.quotas.clear(app.appId, now)
  return { json: OK }
}

function quotaGet({ world, app, body, now }: Call): Answer {
  const quota = world.quotas.report(app.appId, String(body.cgi_path ?? ''), now)
  return { json: JSON.stringify({ errcode: 0, errmsg: 'ok', quota }) }
}

const MOST_BUTTONS = 3
const MOST_UNDER = 5
const NAME_BYTES = 16
const UNDER_NAME_BYTES = 60
const KEY_BYTES = 128

/** @throws Refusal 40016 number of buttons, 40018 name, 40017 type, 40019 key */
function checkButton(value: unknown, level: 1 | 2): void {
  const button = (value ?? {}) as Record<string, unknown>
  const bytes = (text: unknown) => (typeof text === 'string' ? Buffer.byteLength(text) : 0)
  const length = bytes(button.name)
  if (length === 0 || length > (level === 1 ? NAME_BYTES : UNDER_NAME_BYTES))
    throw new Refusal(level === 1 ? 40018 : 40025)
  const under = button.sub_button
  if (Array.isArray(under) && under.length > 0) {
    if (level === 2 || under.length > MOST_UNDER) throw new Refusal(40023)
    for (const one of under) checkButton(one, 2)
    return
  }
  if (button.type !== 'click' && button.type !== 'view') throw new Refusal(40017)
  if (button.type === 'click' && (bytes(button.key) === 0 || bytes(button.key) > KEY_BYTES))
    throw new Refusal(40019)
}

/** POST menu/create: the whole menu, which replaces the one there is. */
function menuCreate({ app, body }: Call): Answer {
  const { button } = body
  if (!Array.isArray(button) || button.length === 0 || button.length > MOST_BUTTONS) throw new Refusal(40016)
  for (const one of button) checkButton(one, 1)
  app.menu = button
  return { json: OK }
}

/** GET menu/get, with the empty lists that WeChat adds. */
function menuGet({ app }: Call): Answer {
  if (!app.menu) throw new Refusal(46003)
  const filled = (button: Record<string, unknown>): object => ({
    ...button,
    sub_button: Array.isArray(button.sub_button) ? button.sub_button.map(filled) : [],
  })
  return {
    json: JSON.stringify({ menu: { button: app.menu.map((b) => filled(b as Record<string, unknown>)) } }),
  }
}

export const accountApis: Record<string, Api> = {
  '/cgi-bin/user/info': { method: 'GET', kind: 'oa', run: userInfo },
  '/cgi-bin/menu/create': { method: 'POST', kind: 'oa', run: menuCreate },
  '/cgi-bin/menu/get': { method: 'GET', kind: 'oa', run: menuGet },
  '/cgi-bin/clear_quota': { method: 'POST', run: clearQuota },
  '/cgi-bin/openapi/quota/get': { method: 'POST', run: quotaGet },
}
