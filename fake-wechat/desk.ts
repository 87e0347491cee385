import { accountApis, classicToken, Sessions, stableToken } from './account.api'
import { type Answer, type Api, bodyOf } from './call'
import { Mass } from './mass.api'
import { miniApis } from './mini.api'
import type { Pusher } from './pushing'
import { Refusal, refusalJson } from './refusal'
import { sendingApis } from './sending.api'
import type { RefusedSend } from './types'
import { authorize, exchangeWebCode } from './web.api'
import type { World } from './world'

const NO_BODY: Record<string, unknown> = {}

/** Takes a call as it came over the wire and answers it as WeChat would: token, faults, quota, then the API. */
export class Desk {
  private readonly apis: Map<string, Api>
  private readonly sessions = new Sessions()
  private readonly mass: Mass

  constructor(
    private readonly world: World,
    pusher: Pusher,
  ) {
    this.mass = new Mass(pusher)
    this.apis = new Map(
      Object.entries({ ...accountApis, ...miniApis, ...sendingApis(pusher), ...this.mass.apis }),
    )
  }

  answer(method: string, url: string, text: string): Answer {
    try {
      return this.serve(method, url, text)
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      this.world.countRefusal(refusal.errcode)
      return { json: refusalJson(refusal), refused: this.refusedSend(url, text, refusal.errcode) }
    }
  }

  private serve(method: string, url: string, text: string): Answer {
    const { world } = this
    const mark = url.indexOf('?')
    const path = mark < 0 ? url : url.slice(0, mark)
    const search = mark < 0 ? '' : url.slice(mark + 1)
    const direct = this.withoutToken(method, path, search, text)
    if (direct) return direct
    const api = this.apis.get(path)
    if (!api) throw new Refusal(40066)
    if (api.method !== method) throw new Refusal(43002)
    const now = world.now()
    // A query that is the token alone is the usual one, and needs no parsing.
    const bare = search.startsWith('access_token=') && !search.includes('&') && !search.includes('%')
    const query = new URLSearchParams(bare ? '' : search)
    const appId = world.tokens.appOf(bare ? search.slice(13) : (query.get('access_token') ?? ''), now)
    const app = world.app(appId)
    if (api.kind && api.kind !== app.kind) throw new Refusal(48001)
    const body = method === 'GET' ? NO_BODY : bodyOf(text)
    const met = world.faults.meets(path)
    if (met !== null) {
      if (path.startsWith('/cgi-bin/message/mass/')) this.mass.attempted(app, body, now)
      throw new Refusal(met)
    }
    world.quotas.spend(appId, path, now)
    return api.run({ world, app, query, body, now })
  }

  private refusedSend(url: string, text: string, errcode: number): RefusedSend | undefined {
    const openid = url.startsWith('/cgi-bin/message/') ? /"touser":"([^"]+)"/.exec(text)?.[1] : undefined
    if (openid === undefined) return undefined
    const refused = { openid, errcode, callerGone: false }
    this.world.refusedSends.push(refused)
    return refused
  }

  private withoutToken(method: string, path: string, search: string, text: string): Answer | null {
    const { world } = this
    const stable = path === '/cgi-bin/stable_token'
    if (path === '/connect/oauth2/authorize') return authorize(world, search)
    const signsIn = path === '/sns/jscode2session' || path === '/sns/oauth2/access_token'
    if (!stable && path !== '/cgi-bin/token' && !signsIn) return null
    if (!signsIn) world.tokens.calls += 1
    const met = world.faults.meets(path)
    if (met !== null) throw new Refusal(met)
    if (stable && method !== 'POST') throw new Refusal(43002)
    if (stable) return { ...stableToken(world, text), isToken: true }
    const query = new URLSearchParams(search)
    if (path === '/sns/oauth2/access_token') return exchangeWebCode(world, query)
    return path === '/cgi-bin/token' ? classicToken(world, query) : this.sessions.exchange(world, query)
  }
}
