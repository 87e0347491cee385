import { randomBytes } from 'node:crypto'
import type { Answer } from './call'
import { Refusal } from './refusal'
import type { App, World } from './world'

/** Who holds the phone in whose browser pages are opened. */
export interface Browsing {
  openid: string
  /** WeChat shows him a preview of the page: every visit is a made-up person. */
  snapshot: boolean
}

/** WeChat matches the address as it stands, the order of the parameters included. */
const ASKED =
  /^appid=([^&]+)&redirect_uri=([^&]+)&response_type=code&scope=(snsapi_base|snsapi_userinfo)(?:&state=([a-zA-Z0-9]{1,128}))?(?:&connect_redirect=1)?$/

const sorry = (why: string): Answer => ({ html: `<!doctype html><meta charset="utf-8"><p>${why}</p>` })

/** GET /connect/oauth2/authorize, opened by a person's browser: back to the page with a code. */
export function authorize(world: World, search: string): Answer {
  const [, appId, encoded, , state = ''] = ASKED.exec(search) ?? []
  if (!appId || !encoded) return sorry('该链接无法访问')
  const app = world.apps.get(decodeURIComponent(appId))
  if (app?.kind !== 'oa') return sorry('Scope 参数错误或没有 Scope 权限')
  const redirect = new URL(decodeURIComponent(encoded))
  const { openid } = world.browsing
  world.people.meet(openid, app.appId)
  redirect.searchParams.set('code', world.people.issueCode(app.appId, openid, world.now()))
  redirect.searchParams.set('state', state)
  return { redirect: redirect.href }
}

/** GET /sns/oauth2/access_token. With snsapi_base it tells an openid, and no unionid. */
export function exchangeWebCode(world: World, query: URLSearchParams): Answer {
  const app: App = world.login(query.get('appid'), query.get('secret'))
  if (app.kind !== 'oa') throw new Refusal(48001)
  if (query.get('grant_type') !== 'authorization_code') throw new Refusal(40002)
  const code = query.get('code')
  if (!code) throw new Refusal(41008)
  const person = world.people.useCode(code, app.appId, world.now())
  const { snapshot } = world.browsing
  return {
    json: JSON.stringify({
      access_token: randomBytes(32).toString('base64url'),
      expires_in: 7_200,
      refresh_token: randomBytes(32).toString('base64url'),
      openid: snapshot ? `snapshot-${randomBytes(12).toString('base64url')}` : person.openid,
      scope: 'snsapi_base',
      ...(snapshot ? { is_snapshotuser: 1 } : {}),
    }),
  }
}
