import { MINI, MINUTE, OA, type OpenDesk, openDesk } from './wire'

const BACK = encodeURIComponent('https://gt.example/')
const page = (d: OpenDesk, search: string) => d.raw('GET', `/connect/oauth2/authorize?${search}`)
const asked = (state: string, appId: string = OA.appId, scope = 'snsapi_base') =>
  `appid=${appId}&redirect_uri=${BACK}&response_type=code&scope=${scope}&state=${state}`

function codeOf(d: OpenDesk, state = 'abc'): string {
  const url = new URL(page(d, asked(state)).redirect ?? '')
  expect([url.origin, url.searchParams.get('state')]).toEqual(['https://gt.example', state])
  return url.searchParams.get('code') ?? ''
}
const exchange = (d: OpenDesk, code: string, app: { appId: string; secret: string } = OA) =>
  d.call(
    'GET',
    `/sns/oauth2/access_token?appid=${app.appId}&secret=${app.secret}&code=${code}&grant_type=authorization_code`,
  )

describe('网页授权', () => {
  it('sends the browser back with a code, which tells the openid and no unionid', () => {
    const d = openDesk()
    d.world.people.meet('f-1', OA.appId, 'u-1')
    d.world.browsing = { openid: 'f-1', snapshot: false }
    const told = exchange(d, codeOf(d))
    expect(told).toMatchObject({ openid: 'f-1', scope: 'snsapi_base', expires_in: 7_200 })
    expect(told).not.toHaveProperty('unionid')
  })

  it('takes a code once, for five minutes, from the app it was made for', () => {
    const d = openDesk()
    const [once, late] = [codeOf(d), codeOf(d)]
    expect(exchange(d, once).openid).toBe('o-browser')
    expect(exchange(d, once).errcode).toBe(40029)
    d.clock.now += 5 * MINUTE
    expect(exchange(d, late).errcode).toBe(40029)
    expect(exchange(d, codeOf(d), MINI).errcode).toBe(48001)
    expect(exchange(d, codeOf(d), { ...OA, secret: 'x' }).errcode).toBe(40125)
  })

  it.each([
    ['another order', `redirect_uri=${BACK}&appid=${OA.appId}&response_type=code&scope=snsapi_base&state=a`],
    ['a state with a sign in it', asked('a-b')],
    ['a state of 129 characters', asked('a'.repeat(129))],
    ['an unknown scope', asked('a', OA.appId, 'snsapi_login')],
    ['the mini-program', asked('a', MINI.appId)],
    ['nobody', asked('a', 'wxnobody')],
  ])('refuses %s', (_, search) => {
    const answer = page(openDesk(), search)
    expect([answer.redirect, answer.html]).toEqual([undefined, expect.stringContaining('<p>')])
  })

  it('shows a preview to somebody who is another person each time', () => {
    const d = openDesk()
    d.world.browsing = { openid: 'f-1', snapshot: true }
    const [a, b] = [exchange(d, codeOf(d)), exchange(d, codeOf(d))]
    expect([a.is_snapshotuser, a.openid === b.openid]).toEqual([1, false])
  })
})
