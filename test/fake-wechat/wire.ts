import { Desk } from '../../fake-wechat/desk'
import { Deeds } from '../../fake-wechat/events'
import { Pusher } from '../../fake-wechat/pushing'
import type { FakeApp, FakeOptions } from '../../fake-wechat/types'
import { World } from '../../fake-wechat/world'

export const MINI = { appId: 'wxmini0000000001', secret: 'mini-secret-0001', kind: 'mini' } as const
export const OA = { appId: 'wxoa000000000001', secret: 'oa-secret-000001', kind: 'oa' } as const
export const START = Date.parse('2026-03-02T02:00:00Z')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export interface Reply {
  errcode?: number
  errmsg?: string
  access_token?: string
  expires_in?: number
  [member: string]: unknown
}

/** WeChat without sockets: the same desk that stands behind the wire, and a clock that stands still. */
export function openDesk(o: { mini?: Partial<FakeApp>; oa?: Partial<FakeApp> } & Partial<FakeOptions> = {}) {
  const clock = { now: START }
  const world = new World({
    now: () => clock.now,
    apps: [
      { ...MINI, ...o.mini },
      { ...OA, ...o.oa },
    ],
    seed: o.seed,
    keepMessages: o.keepMessages,
  })
  const pusher = new Pusher(world, 1_000)
  const desk = new Desk(world, pusher)
  const raw = (method: string, url: string, body?: unknown) =>
    desk.answer(method, url, body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
  const call = (method: string, url: string, body?: unknown): Reply =>
    JSON.parse(raw(method, url, body).json ?? '{}') as Reply
  const stable = (app: { appId: string; secret: string }, force = false) =>
    call('POST', '/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: app.appId,
      secret: app.secret,
      force_refresh: force,
    })
  const tokens = new Map<string, string>()
  const tokenOf = (app: { appId: string; secret: string }) => {
    const token = stable(app).access_token ?? ''
    tokens.set(app.appId, token)
    return token
  }
  /** POST with a token taken once per clock time. */
  const post = (app: { appId: string; secret: string }, path: string, body: unknown): Reply =>
    call('POST', `${path}?access_token=${tokenOf(app)}`, body)
  return { clock, world, desk, raw, call, stable, tokenOf, post, deeds: new Deeds(world, pusher) }
}

export type OpenDesk = ReturnType<typeof openDesk>
