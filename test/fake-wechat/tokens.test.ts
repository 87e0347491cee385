import { limits } from '../../fake-wechat/tokens'
import { MINI, MINUTE, OA, openDesk } from './wire'

const probe = (d: ReturnType<typeof openDesk>, token: string) =>
  d.call('GET', `/cgi-bin/user/info?access_token=${token}&openid=nobody`).errcode

describe('stable_token', () => {
  it('answers the same token until five minutes before its end', () => {
    const d = openDesk()
    const first = d.stable(OA)
    expect(first.expires_in).toBe(7200)
    d.clock.now += 115 * MINUTE - 1
    expect(d.stable(OA)).toEqual({ access_token: first.access_token, expires_in: 300 })
    d.clock.now += 1
    const second = d.stable(OA)
    expect(second.access_token).not.toBe(first.access_token)
    expect(second.expires_in).toBe(7200)
  })

  it('old and new token are both valid in the five minutes, then the old one is expired', () => {
    const d = openDesk()
    const old = d.tokenOf(OA)
    d.clock.now += 115 * MINUTE
    const fresh = d.tokenOf(OA)
    d.clock.now += 5 * MINUTE - 1
    expect([probe(d, old), probe(d, fresh)]).toEqual([40003, 40003])
    d.clock.now += 1
    expect([probe(d, old), probe(d, fresh)]).toEqual([42001, 40003])
  })

  it('force_refresh kills the token before, at least 30 seconds apart', () => {
    const d = openDesk()
    const old = d.tokenOf(OA)
    const forced = d.stable(OA, true).access_token ?? ''
    expect([probe(d, old), probe(d, forced)]).toEqual([40001, 40003])
    d.clock.now += 29_999
    expect(d.stable(OA, true).errcode).toBe(45011)
    d.clock.now += 1
    expect(d.stable(OA, true).access_token).not.toBe(forced)
  })

  it('force_refresh works twenty times a Shanghai day', () => {
    const d = openDesk()
    for (let i = 0; i < limits.forcedPerDay; i += 1) {
      expect(d.stable(OA, true).errcode).toBeUndefined()
      d.clock.now += 30_000
    }
    expect(d.stable(OA, true).errcode).toBe(45009)
    d.clock.now = Date.parse('2026-03-02T15:59:59.999Z')
    expect(d.stable(OA, true).errcode).toBe(45009)
    d.clock.now += 1
    expect(d.stable(OA, true).errcode).toBeUndefined()
  })

  it('answers 10,000 calls a minute and no more', () => {
    const d = openDesk()
    const first = Array.from({ length: 10_000 }, () => d.stable(OA).errcode ?? 0)
    expect(new Set(first)).toEqual(new Set([0]))
    expect(d.stable(OA).errcode).toBe(45011)
    d.clock.now += MINUTE
    expect(d.stable(OA).errcode).toBeUndefined()
    expect(d.world.tokens.calls).toBe(10_002)
  })

  it('refuses a wrong app, secret, grant type, method and body', () => {
    const d = openDesk()
    const ask = (body: unknown) => d.call('POST', '/cgi-bin/stable_token', body).errcode
    const good = { grant_type: 'client_credential', appid: OA.appId, secret: OA.secret }
    expect(ask({ ...good, appid: 'wxother' })).toBe(40013)
    expect(ask({ ...good, secret: MINI.secret })).toBe(40125)
    expect(ask({ ...good, grant_type: 'x' })).toBe(40002)
    expect(ask('{')).toBe(47001)
    expect(ask('')).toBe(44002)
    expect(d.call('GET', '/cgi-bin/stable_token').errcode).toBe(43002)
  })
})

describe('the old token API', () => {
  const classic = (d: ReturnType<typeof openDesk>) =>
    d.call(
      'GET',
      `/cgi-bin/token?grant_type=client_credential&appid=${OA.appId}&secret=${encodeURIComponent(OA.secret)}`,
    )

  it('each call kills the token before, and neither touches stable_token', () => {
    const d = openDesk()
    const stable = d.tokenOf(OA)
    const first = classic(d).access_token ?? ''
    const second = classic(d).access_token ?? ''
    expect([probe(d, first), probe(d, second), probe(d, stable)]).toEqual([40001, 40003, 40003])
  })

  it('answers 2,000 times a day', () => {
    const d = openDesk()
    const first = Array.from({ length: 2_000 }, () => classic(d).errcode ?? 0)
    expect(new Set(first)).toEqual(new Set([0]))
    expect(classic(d).errcode).toBe(45009)
  })
})

describe('a token that is none', () => {
  it('is 41001 missing, 40014 malformed, 40001 unknown', () => {
    const d = openDesk()
    expect(d.call('GET', '/cgi-bin/user/info?openid=x').errcode).toBe(41001)
    expect(probe(d, 'short')).toBe(40014)
    expect(probe(d, 'a'.repeat(136))).toBe(40001)
  })

  it('of the mini-program opens nothing of the 服务号', () => {
    const d = openDesk()
    expect(probe(d, d.tokenOf(MINI))).toBe(48001)
    expect(d.post(OA, '/cgi-bin/message/subscribe/send', {}).errcode).toBe(48001)
    expect(d.post(OA, '/wxa/msg_sec_check', {}).errcode).toBe(48001)
  })
})
