import {
  clientOf,
  message,
  openStub,
  SEND_PATH,
  type Stub,
  type StubAnswer,
  type StubRequest,
  secret,
  TOKEN_PATH,
} from './stub'

const open: Stub[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((s) => s.close()))
})

/** Tokens T1, T2 …; `send` answers everything else. */
async function stub(
  send: (request: StubRequest) => StubAnswer,
  token: (n: number) => StubAnswer = (n) => ({ access_token: `CANARY-token-${n}`, expires_in: 7200 }),
) {
  let n = 0
  const made = await openStub((request) => {
    if (request.path !== TOKEN_PATH) return send(request)
    n += 1
    return token(n)
  })
  open.push(made)
  return made
}
const ok = { errcode: 0, errmsg: 'ok' }

describe('the access token', () => {
  it('100 calls at once ask for one token; it is asked for by POST, without force', async () => {
    const wechat = await stub(() => ok)
    const { client } = clientOf(wechat.url)
    const results = await Promise.all(Array.from({ length: 100 }, () => client.sendSubscribe(message)))
    expect(results).toEqual(Array(100).fill({ kind: 'sent', msgId: null }))
    expect(wechat.to(TOKEN_PATH)).toEqual([
      {
        method: 'POST',
        path: TOKEN_PATH,
        query: new URLSearchParams(),
        body: { grant_type: 'client_credential', appid: 'wxstub', secret, force_refresh: false },
      },
    ])
    expect(wechat.to(SEND_PATH)).toHaveLength(100)
    expect(new Set(wechat.to(SEND_PATH).map((r) => r.query.get('access_token')))).toEqual(
      new Set(['CANARY-token-1']),
    )
  })

  it.each([
    [7200, 6900],
    [361, 61],
    [360, 60],
    [300, 60],
    [1, 60],
  ])('expires_in %i is kept for %i seconds, not one more', async (expires_in, kept) => {
    const wechat = await stub(
      () => ok,
      (n) => ({ access_token: `token-${n}`, expires_in }),
    )
    const { client, clock } = clientOf(wechat.url)
    await client.sendSubscribe(message)
    clock.advance(kept * 1000 - 1)
    await client.sendSubscribe(message)
    expect(wechat.to(TOKEN_PATH)).toHaveLength(1)
    clock.advance(1)
    await client.sendSubscribe(message)
    expect(wechat.to(TOKEN_PATH)).toHaveLength(2)
  })

  it.each([40001, 40014, 42001])('%i renews it and repeats the call once', async (errcode) => {
    const wechat = await stub((r) =>
      r.query.get('access_token') === 'CANARY-token-1' ? { errcode, errmsg: 'stale' } : ok,
    )
    const { client } = clientOf(wechat.url)
    expect(await client.sendSubscribe(message)).toEqual({ kind: 'sent', msgId: null })
    expect(wechat.to(TOKEN_PATH)).toHaveLength(2)
    expect(wechat.to(SEND_PATH)).toHaveLength(2)
  })

  it('a token that is never accepted is renewed once per call and no further', async () => {
    const wechat = await stub(() => ({ errcode: 40001, errmsg: 'stale' }))
    const { client } = clientOf(wechat.url)
    expect(await client.sendSubscribe(message)).toEqual({ kind: 'failed', errcode: 40001, errmsg: 'stale' })
    expect(wechat.to(TOKEN_PATH)).toHaveLength(2)
    expect(wechat.to(SEND_PATH)).toHaveLength(2)
  })

  it.each([-1, 40003, 43101, 45009, 47003, 40125])(
    '%i does not renew it and is not repeated',
    async (errcode) => {
      const wechat = await stub(() => ({ errcode, errmsg: 'no' }))
      const { client } = clientOf(wechat.url)
      await client.sendSubscribe(message)
      expect(wechat.to(TOKEN_PATH)).toHaveLength(1)
      expect(wechat.to(SEND_PATH)).toHaveLength(1)
    },
  )

  it('100 calls that all meet the rotation share one renewal: two token calls in all', async () => {
    const wechat = await stub((r) =>
      r.query.get('access_token') === 'CANARY-token-1' ? { errcode: 40001, errmsg: 'stale' } : ok,
    )
    const { client } = clientOf(wechat.url)
    const results = await Promise.all(Array.from({ length: 100 }, () => client.sendSubscribe(message)))
    expect(results.map((r) => r.kind)).toEqual(Array(100).fill('sent'))
    expect(wechat.to(TOKEN_PATH)).toHaveLength(2)
  })

  it('a late refusal of the old token does not throw the new one away', async () => {
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let tokens = 0
    const wechat = await openStub(async (request) => {
      if (request.path === TOKEN_PATH) {
        tokens += 1
        return { access_token: `token-${tokens}`, expires_in: 7200 }
      }
      if (request.query.get('access_token') !== 'token-1') return ok
      if (request.body.touser === 'o-late') await held
      return { errcode: 42001, errmsg: 'expired' }
    })
    open.push(wechat)
    const { client } = clientOf(wechat.url)
    const late = client.sendSubscribe({ ...message, openid: 'o-late' })
    expect((await client.sendSubscribe(message)).kind).toBe('sent')
    release()
    expect((await late).kind).toBe('sent')
    expect((await client.sendSubscribe(message)).kind).toBe('sent')
    expect(tokens).toBe(2)
  })

  it.each<[string, StubAnswer, object]>([
    ['busy', { errcode: -1, errmsg: 'system error' }, { errcode: -1, errmsg: 'system error' }],
    ['a frozen secret', { errcode: 40243, errmsg: 'frozen' }, { errcode: 40243, errmsg: 'frozen' }],
    ['an answer without a token', { expires_in: 7200 }, { errcode: -1, errmsg: '' }],
    ['an empty token', { access_token: '', expires_in: 7200 }, { errcode: -1, errmsg: '' }],
    ['a token for no time', { access_token: 'x', expires_in: 0 }, { errcode: -1, errmsg: '' }],
    ['the line cut', 'cut', { errcode: -1, errmsg: 'reset' }],
    ['no answer', 'silence', { errcode: -1, errmsg: 'timeout' }],
    ['a page of HTML', { raw: '<html>', status: 502 }, { errcode: -1, errmsg: 'garbled' }],
  ])('%s instead of a token: the message certainly did not leave', async (_, said, failed) => {
    const wechat = await stub(
      () => ok,
      () => said,
    )
    const { client } = clientOf(wechat.url, 300)
    expect(await client.sendSubscribe(message)).toEqual({ kind: 'failed', ...failed })
    expect(wechat.to(SEND_PATH)).toHaveLength(0)
    expect(wechat.to(TOKEN_PATH)).toHaveLength(1)
  })

  it('a failed request for it is not remembered: the next call asks again', async () => {
    const wechat = await stub(
      () => ok,
      (n) => (n === 1 ? { errcode: -1, errmsg: 'busy' } : { access_token: 'token', expires_in: 7200 }),
    )
    const { client } = clientOf(wechat.url)
    expect((await client.sendSubscribe(message)).kind).toBe('failed')
    expect((await client.sendSubscribe(message)).kind).toBe('sent')
  })
})
