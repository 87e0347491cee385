import { inspect } from 'node:util'
import { rateLimited, unavailable } from '../../../src/platform/problem'
import { checkPieces } from '../../../src/platform/wechat/check'
import { type CheckResult, WechatRefused } from '../../../src/platform/wechat/client'
import { codeRefused, MiniProgramIdentity } from '../../../src/platform/wechat/identity'
import {
  clientOf,
  message,
  openStub,
  type Stub,
  type StubAnswer,
  type StubRequest,
  secret,
  TOKEN_PATH,
} from './stub'

const token = { access_token: 'CANARY-token-41b7', expires_in: 7200 }
let wechat: Stub
let answer: (request: StubRequest) => StubAnswer = () => ({ errcode: 0 })

beforeAll(async () => {
  wechat = await openStub((request) => (request.path === TOKEN_PATH ? token : answer(request)))
})
afterAll(() => wechat.close())
beforeEach(() => {
  wechat.requests.length = 0
})
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

describe('code2session', () => {
  it('answers openid and unionid, and nothing of the session', async () => {
    answer = () => ({ openid: 'o-1', unionid: 'u-1', session_key: 'CANARY-session-key' })
    const { client } = clientOf(wechat.url)
    expect(await client.code2session('the code')).toEqual({ openid: 'o-1', unionid: 'u-1' })
    const [request] = wechat.to('/sns/jscode2session')
    expect(Object.fromEntries(request?.query ?? [])).toEqual({
      appid: 'wxstub',
      secret,
      js_code: 'the code',
      grant_type: 'authorization_code',
    })
  })

  it.each<[string, StubAnswer, (error: unknown) => boolean]>([
    ['40029', { errcode: 40029, errmsg: 'invalid code' }, codeRefused.is],
    ['40163', { errcode: 40163, errmsg: 'been used' }, codeRefused.is],
    ['40226', { errcode: 40226, errmsg: 'blocked' }, codeRefused.is],
    ['45011', { errcode: 45011, errmsg: 'minute' }, unavailable.is],
    ['-1', { errcode: -1, errmsg: 'busy' }, unavailable.is],
    ['40013, our own fault', { errcode: 40013, errmsg: 'appid' }, unavailable.is],
    ['no openid', { session_key: 'x' }, unavailable.is],
    ['an empty openid', { openid: '' }, unavailable.is],
    ['HTML', { raw: '<html>' }, unavailable.is],
    ['the line cut', 'cut', unavailable.is],
    ['no answer', 'silence', unavailable.is],
  ])('%s is the problem it should be', async (_, said, is) => {
    answer = () => said
    const { client } = clientOf(wechat.url, 300)
    const error = await caught(client.code2session('c'))
    expect([is(error), inspect(error).includes('CANARY')]).toEqual([true, false])
  })

  it('an account without unionid gives none', async () => {
    answer = () => ({ openid: 'o-1', unionid: '' })
    const identity = new MiniProgramIdentity({ apiBase: wechat.url, appId: 'wxlive', secret })
    expect(await identity.exchange('c')).toEqual({
      appId: 'wxlive',
      openid: 'o-1',
      unionid: undefined,
      singleUse: true,
    })
  })
})

describe('checking a text', () => {
  const check = (content = '一条意见', timeoutMs?: number) =>
    clientOf(wechat.url, timeoutMs).client.checkText({ openid: 'o-1', scene: 2, content, nickname: '小王' })
  const verdict = (suggest: string, label = 100) => ({
    errcode: 0,
    errmsg: 'ok',
    result: { suggest, label },
    trace_id: 't-1',
  })

  it('sends version 2 with scene, openid, content and nickname', async () => {
    answer = () => verdict('pass')
    expect(await check()).toEqual({ verdict: 'pass', label: 100, traceId: 't-1' })
    expect(wechat.to('/wxa/msg_sec_check')[0]?.body).toEqual({
      version: 2,
      openid: 'o-1',
      scene: 2,
      content: '一条意见',
      nickname: '小王',
    })
  })

  it.each<[string, StubAnswer, CheckResult]>([
    ['risky', verdict('risky', 20001), { verdict: 'risky', label: 20001, traceId: 't-1' }],
    ['review', verdict('review', 21000), { verdict: 'review', label: 21000, traceId: 't-1' }],
    ['a suggestion new to us', verdict('ponder'), { verdict: 'review', label: 0, traceId: '' }],
    ['0 without a result', { errcode: 0, errmsg: 'ok' }, { verdict: 'review', label: 0, traceId: '' }],
    [
      'not in the mini-program for two hours',
      { errcode: 61010 },
      { verdict: 'review', label: 0, traceId: '' },
    ],
    ['an openid of another account', { errcode: 43104 }, { verdict: 'review', label: 0, traceId: '' }],
    ['87014 of the old version', { errcode: 87014 }, { verdict: 'review', label: 0, traceId: '' }],
    ['busy', { errcode: -1, errmsg: 'busy' }, { verdict: 'away' }],
    ['the quota of the day', { errcode: 45009 }, { verdict: 'away' }],
    ['the quota of the minute', { errcode: 45011 }, { verdict: 'away' }],
    ['a token refused twice', { errcode: 40001 }, { verdict: 'away' }],
    ['the line cut', 'cut', { verdict: 'away' }],
    ['no answer', 'silence', { verdict: 'away' }],
    ['HTML', { raw: '<html>', status: 502 }, { verdict: 'away' }],
  ])('%s: staff are asked, or WeChat again later, but nothing passes unchecked', async (_, said, result) => {
    answer = () => said
    expect(await check(undefined, 300)).toEqual(result)
  })

  it.each([
    [0, [0]],
    [1, [1]],
    [2_499, [2_499]],
    [2_500, [2_500]],
    [2_501, [2_500, 51]],
    [4_950, [2_500, 2_500]],
    [4_951, [2_500, 2_500, 51]],
  ])('%i code points are cut into pieces of %j, none through an emoji', (n, lengths) => {
    const pieces = checkPieces('😀'.repeat(n))
    expect(pieces.map((p) => Array.from(p).length)).toEqual(lengths)
    expect(pieces.join('')).not.toMatch(/\p{Surrogate}/u)
  })

  it('the end of a long text is checked too, and the gravest verdict counts', async () => {
    answer = (r) => verdict(String(r.body.content).includes('坏') ? 'risky' : 'pass', 20001)
    expect(await check(`${'好'.repeat(2_600)}坏`)).toMatchObject({ verdict: 'risky' })
    answer = (r) => verdict(String(r.body.content).includes('疑') ? 'review' : 'pass')
    expect(await check(`疑${'好'.repeat(2_600)}`)).toMatchObject({ verdict: 'review' })
    answer = () => verdict('pass')
    expect(await check('好'.repeat(6_000))).toMatchObject({ verdict: 'pass' })
    // A word across the cut stands whole in one of the pieces.
    answer = (r) => verdict(String(r.body.content).includes('坏词') ? 'risky' : 'pass')
    expect(await check(`${'好'.repeat(2_499)}坏词`)).toMatchObject({ verdict: 'risky' })
  })
})

describe('codes for posters', () => {
  const image = Buffer.from('ffd8ffe000104a464946', 'hex')
  const request = { scene: 'p=12', page: 'pages/poll/detail' }

  it('an image is handed on as it came', async () => {
    answer = () => image
    const { client } = clientOf(wechat.url)
    expect((await client.unlimitedQr(request)).equals(image)).toBe(true)
    expect(wechat.to('/wxa/getwxacodeunlimit')[0]?.body).toEqual({ ...request, width: 430, check_path: true })
  })

  it.each<[string, StubAnswer, (error: unknown) => boolean]>([
    ['41030', { errcode: 41030, errmsg: 'page' }, (e) => e instanceof WechatRefused && e.errcode === 41030],
    ['45009', { errcode: 45009, errmsg: 'quota' }, rateLimited.is],
    ['-1', { errcode: -1, errmsg: 'busy' }, unavailable.is],
    ['JSON without an image', { errcode: 0 }, unavailable.is],
    ['HTML', { raw: '<html>' }, unavailable.is],
    ['nothing', { raw: '' }, unavailable.is],
    ['the line cut', 'cut', unavailable.is],
  ])('%s is an error', async (_, said, is) => {
    answer = () => said
    expect(is(await caught(clientOf(wechat.url).client.unlimitedQr(request)))).toBe(true)
  })

  it.each([
    { scene: '' },
    { scene: 'a'.repeat(33) },
    { scene: '投票' },
    { scene: 'a%20' },
    { scene: 'a b' },
    { scene: 'a\n' },
    { page: '/pages/a' },
    { page: 'pages/a?x=1' },
    { page: '' },
    { width: 279 },
    { width: 1281 },
    { width: 300.5 },
  ])('%j is refused before it leaves', async (wrong) => {
    const { client } = clientOf(wechat.url)
    await expect(client.unlimitedQr({ ...request, ...wrong })).rejects.toThrow(RangeError)
    expect(wechat.requests).toHaveLength(0)
  })

  it('every character WeChat allows in a scene is let through, 32 of them', async () => {
    answer = () => image
    const { client } = clientOf(wechat.url)
    for (const scene of ["!#$&'()*+,/:;=?@-._~0Az", 'a'.repeat(32)])
      expect(await client.unlimitedQr({ ...request, scene, width: 280 })).toHaveLength(image.length)
  })
})

describe('a follower', () => {
  it.each<[object, object]>([
    [
      { subscribe: 1, openid: 'o-1', unionid: 'u-1' },
      { unionid: 'u-1', subscribed: true },
    ],
    [
      { subscribe: 1, openid: 'o-1' },
      { unionid: undefined, subscribed: true },
    ],
    [
      { subscribe: 0, openid: 'o-1' },
      { unionid: undefined, subscribed: false },
    ],
  ])('%j', async (said, known) => {
    answer = () => said
    const { client } = clientOf(wechat.url)
    expect(await client.userInfo('o-1')).toEqual(known)
    const [request] = wechat.to('/cgi-bin/user/info')
    expect(request?.method).toBe('GET')
    expect(request?.query.get('openid')).toBe('o-1')
  })

  it('a stranger is refused as WeChat refuses him', async () => {
    answer = () => ({ errcode: 40003, errmsg: 'invalid openid' })
    const error = await caught(clientOf(wechat.url).client.userInfo('o-x'))
    expect(error).toMatchObject({ name: 'WechatRefused', api: '/cgi-bin/user/info', errcode: 40003 })
  })
})

describe('secrets', () => {
  const said: StubAnswer[] = [
    { errcode: 0, session_key: 'CANARY-session-key', openid: 'CANARY-openid' },
    { errcode: 40001, errmsg: `bad ${token.access_token} of ${secret}` },
    { errcode: 47003, errmsg: `bad ${token.access_token} of ${secret}` },
    { errcode: -1, errmsg: secret },
    { raw: `<html>${secret}`, status: 502 },
    'cut',
    'silence',
  ]

  it('no token, secret, session_key or openid is in any log line, error or result, whatever WeChat says', async () => {
    const shown: string[] = []
    for (const next of said) {
      answer = () => next
      const { client, lines, log } = clientOf(wechat.url, 300)
      const to = { ...message, openid: 'CANARY-openid' }
      shown.push(inspect(await client.sendSubscribe(to), { depth: 9 }))
      shown.push(inspect(await client.sendCustom({ openid: 'CANARY-openid', text: 'CANARY-text' })))
      shown.push(
        inspect(await client.checkText({ openid: 'CANARY-openid', scene: 2, content: 'CANARY-text' })),
      )
      for (const failing of [
        () => client.userInfo('CANARY-openid'),
        () => client.unlimitedQr({ scene: 'a', page: 'p' }),
        () => client.code2session('CANARY-code').then(() => null),
      ]) {
        const error = await caught(failing())
        shown.push(inspect(error, { depth: 9, showHidden: true }))
        log.error({ err: error }, 'caught')
      }
      log.info({ client }, 'the client itself')
      shown.push(inspect(client, { depth: 9 }), JSON.stringify(client), ...lines)
      expect(lines.length).toBeGreaterThan(1)
    }
    expect(shown.filter((text) => text.includes('CANARY'))).toEqual([])
  })

  it('a token that is refused is said so in the log, by code only', async () => {
    const closed = await openStub(() => ({ errcode: 40125, errmsg: `invalid appsecret ${secret}` }))
    const { client, lines } = clientOf(closed.url)
    expect(await client.sendSubscribe(message)).toEqual({
      kind: 'failed',
      errcode: 40125,
      errmsg: 'invalid appsecret …',
    })
    await closed.close()
    expect(lines.filter((l) => l.includes('"level":50') && l.includes('40125'))).toHaveLength(1)
    expect(lines.join()).not.toContain('CANARY')
  })
})
