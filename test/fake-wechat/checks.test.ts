import { HOUR, MINI, MINUTE, OA, type OpenDesk, openDesk } from './wire'

const PATH = '/wxa/msg_sec_check'
const good = { version: 2, scene: 2, openid: 'o-1', content: '希望多查早餐店' }

function visited(openid = 'o-1'): OpenDesk {
  const d = openDesk()
  d.world.people.meet(openid, MINI.appId).visitedAt = d.clock.now
  return d
}

describe('text check v2', () => {
  it.each([
    ['希望多查早餐店', 'pass', 100],
    ['这是测试违规的话', 'risky', 21000],
    ['你们滚蛋', 'review', 20003],
    ['测试复核，加微信领红包', 'risky', 10001],
  ])('%s → %s', (content, suggest, label) => {
    const reply = visited().post(MINI, PATH, { ...good, content })
    expect(reply).toMatchObject({ errcode: 0, result: { suggest, label } })
    expect(reply.trace_id).toEqual(expect.any(String))
  })

  it('reads the nickname too', () => {
    expect(visited().post(MINI, PATH, { ...good, nickname: '裸聊小妹' }).result).toEqual({
      suggest: 'risky',
      label: 20002,
    })
  })

  it('wants a visit within the last two hours', () => {
    const d = visited()
    d.clock.now += 2 * HOUR
    expect(d.post(MINI, PATH, good).errcode).toBe(0)
    d.clock.now += 1
    expect(d.post(MINI, PATH, good).errcode).toBe(61010)
  })

  it('takes 2,500 characters, counted by code point', () => {
    const d = visited()
    expect(d.post(MINI, PATH, { ...good, content: '𠮷'.repeat(2_500) }).errcode).toBe(0)
    expect(d.post(MINI, PATH, { ...good, content: '查'.repeat(2_501) }).errcode).toBe(45002)
  })

  it('refuses v1, a scene beyond 4, an unknown openid and one of another app', async () => {
    const d = visited()
    await d.deeds.follow('f-1', {})
    expect(d.post(MINI, PATH, { ...good, version: 1 }).errcode).toBe(40097)
    expect([0, 1, 4, 5].map((scene) => d.post(MINI, PATH, { ...good, scene }).errcode)).toEqual([
      40129, 0, 0, 40129,
    ])
    expect(d.post(MINI, PATH, { ...good, openid: 'nobody' }).errcode).toBe(40003)
    expect(d.post(MINI, PATH, { ...good, openid: 'f-1' }).errcode).toBe(43104)
    expect(d.post(MINI, PATH, { ...good, content: '' }).errcode).toBe(44004)
  })

  it('answers 4,000 a minute', () => {
    const d = visited()
    const url = `${PATH}?access_token=${d.tokenOf(MINI)}`
    const first = Array.from({ length: 4_000 }, () => d.call('POST', url, good).errcode)
    expect(new Set(first)).toEqual(new Set([0]))
    expect(d.call('POST', url, good).errcode).toBe(45011)
    d.clock.now += MINUTE
    expect(d.call('POST', url, good).errcode).toBe(0)
  })
})

describe('getwxacodeunlimit', () => {
  const QR = '/wxa/getwxacodeunlimit'
  const ask = (d: OpenDesk, body: unknown) => d.raw('POST', `${QR}?access_token=${d.tokenOf(MINI)}`, body)
  const errcode = (d: OpenDesk, body: unknown) => JSON.parse(ask(d, body).json ?? '{"errcode":0}').errcode

  it('answers a PNG of the width asked for, the same for the same scene', () => {
    const d = openDesk()
    const png = ask(d, { scene: 'p=12', page: 'pages/poll', width: 280 }).png as Buffer
    expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([280, 280])
    expect(ask(d, { scene: 'p=12', page: 'pages/poll', width: 280 }).png).toEqual(png)
    expect(ask(d, { scene: 'p=13', page: 'pages/poll', width: 280 }).png).not.toEqual(png)
  })

  it.each([
    ['', 40129],
    ['a'.repeat(32), 0],
    ['a'.repeat(33), 40129],
    ["0Az!#$&'()*+,/:;=?@-._~", 0],
    ['a%20', 40129],
    ['投票', 40129],
    ['a b', 40129],
  ])('scene “%s” → %s', (scene, expected) => {
    expect(errcode(openDesk(), { scene, width: 280 })).toBe(expected)
  })

  it.each([
    [279, 40097],
    [280, 0],
    [1280, 0],
    [1281, 40097],
  ])('width %s → %s', (width, expected) => {
    expect(errcode(openDesk(), { scene: 'a', width })).toBe(expected)
  })

  it('wants a released page without slash and query, unless told not to look', () => {
    const d = openDesk({ mini: { pages: ['pages/poll'] } })
    expect(errcode(d, { scene: 'a', width: 280, page: 'pages/poll' })).toBe(0)
    expect(errcode(d, { scene: 'a', width: 280, page: '/pages/poll' })).toBe(41030)
    expect(errcode(d, { scene: 'a', width: 280, page: 'pages/poll?id=1' })).toBe(41030)
    expect(errcode(d, { scene: 'a', width: 280, page: 'pages/new' })).toBe(41030)
    expect(errcode(d, { scene: 'a', width: 280, page: 'pages/new', check_path: false })).toBe(0)
  })

  it('answers 5,000 a minute, then 45009', () => {
    const d = openDesk()
    const url = `${QR}?access_token=${d.tokenOf(MINI)}`
    for (let i = 0; i < 5_000; i += 1) d.call('POST', url, { scene: '' })
    expect(d.call('POST', url, { scene: 'a' }).errcode).toBe(45009)
    d.clock.now += MINUTE
    expect(d.raw('POST', url, { scene: 'a' }).png).toBeInstanceOf(Buffer)
  })
})

describe('quotas', () => {
  it('clear_quota begins the day anew, ten times a month', () => {
    const d = openDesk()
    d.world.quotas.override('user/info', 2)
    const info = () => d.call('GET', `/cgi-bin/user/info?access_token=${d.tokenOf(OA)}&openid=x`).errcode
    const clear = () => d.post(OA, '/cgi-bin/clear_quota', { appid: OA.appId }).errcode
    expect([info(), info(), info()]).toEqual([40003, 40003, 45009])
    expect(clear()).toBe(0)
    expect(info()).toBe(40003)
    for (let i = 0; i < 9; i += 1) expect(clear()).toBe(0)
    expect(clear()).toBe(48006)
    d.clock.now = Date.parse('2026-03-31T16:00:00Z')
    expect(clear()).toBe(0)
    expect(d.post(OA, '/cgi-bin/clear_quota', { appid: MINI.appId }).errcode).toBe(40013)
  })

  it('a daily quota begins anew at midnight in Shanghai', () => {
    const d = openDesk()
    d.world.faults.quota('user/info', 1)
    const info = () => d.call('GET', `/cgi-bin/user/info?access_token=${d.tokenOf(OA)}&openid=x`).errcode
    expect([info(), info()]).toEqual([40003, 45009])
    d.clock.now = Date.parse('2026-03-02T15:59:59.999Z')
    expect(info()).toBe(45009)
    d.clock.now += 1
    expect(info()).toBe(40003)
  })

  it('openapi/quota/get tells what is used, and nothing of /sns', () => {
    const d = openDesk()
    d.call('GET', `/cgi-bin/user/info?access_token=${d.tokenOf(OA)}&openid=x`)
    const get = (path: string) => d.post(OA, '/cgi-bin/openapi/quota/get', { cgi_path: path })
    expect(get('/cgi-bin/user/info').quota).toEqual({ daily_limit: 5_000_000, used: 1, remain: 4_999_999 })
    expect(get('/sns/jscode2session').errcode).toBe(76022)
    expect(get('/cgi-bin/nothing').errcode).toBe(76021)
  })
})
