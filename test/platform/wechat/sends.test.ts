import fc from 'fast-check'
import type { SendResult } from '../../../src/platform/wechat/client'
import { clientOf, message, openStub, SEND_PATH, type Stub, type StubAnswer, TOKEN_PATH } from './stub'

const token = { access_token: 'CANARY-token', expires_in: 7200 }
const ok = { errcode: 0, errmsg: 'ok' }
let wechat: Stub
let said: StubAnswer = ok

beforeAll(async () => {
  wechat = await openStub((request) => (request.path === TOKEN_PATH ? token : said))
})
afterAll(() => wechat.close())
beforeEach(() => {
  said = ok
  wechat.requests.length = 0
})

describe('the outcome of a send', () => {
  it.each<[string, StubAnswer, SendResult]>([
    ['0', ok, { kind: 'sent', msgId: null }],
    ['0 with an id', { ...ok, msgid: 7 }, { kind: 'sent', msgId: '7' }],
    ['0 with an id of words', { ...ok, msgid: '7-x' }, { kind: 'sent', msgId: '7-x' }],
    [
      '0 with an id beyond 2^53',
      { raw: '{"errcode":0,"errmsg":"ok","msgid": 2985379298563899393}' },
      { kind: 'sent', msgId: '2985379298563899393' },
    ],
    ['-1', { errcode: -1, errmsg: 'busy' }, { kind: 'unknown', why: 'busy' }],
    ['-1000', { errcode: -1000, errmsg: 'system' }, { kind: 'unknown', why: 'busy' }],
    ['40003', { errcode: 40003, errmsg: 'no' }, { kind: 'failed', errcode: 40003, errmsg: 'no' }],
    ['43101', { errcode: 43101 }, { kind: 'failed', errcode: 43101, errmsg: '' }],
    ['45009', { errcode: 45009, errmsg: 'q' }, { kind: 'failed', errcode: 45009, errmsg: 'q' }],
    [
      'a refusal with status 412',
      { raw: '{"errcode":47003,"errmsg":"f"}', status: 412 },
      { kind: 'failed', errcode: 47003, errmsg: 'f' },
    ],
    ['the line cut', 'cut', { kind: 'unknown', why: 'reset' }],
    ['no answer', 'silence', { kind: 'unknown', why: 'timeout' }],
    ['an answer without an end', 'dripping', { kind: 'unknown', why: 'timeout' }],
    ['an empty answer', { raw: '' }, { kind: 'unknown', why: 'garbled' }],
    ['a page of HTML', { raw: '<html>502</html>', status: 502 }, { kind: 'unknown', why: 'garbled' }],
    ['half an answer', { raw: '{"errcode":0' }, { kind: 'unknown', why: 'garbled' }],
    ['an answer without errcode', { raw: '{"ok":true}' }, { kind: 'unknown', why: 'garbled' }],
    ['an errcode of words', { raw: '{"errcode":"0"}' }, { kind: 'unknown', why: 'garbled' }],
    ['an errcode of null', { raw: '{"errcode":null}' }, { kind: 'unknown', why: 'garbled' }],
    ['a list', { raw: '[]' }, { kind: 'unknown', why: 'garbled' }],
    ['an image', Buffer.from('ffd8ffe000', 'hex'), { kind: 'unknown', why: 'garbled' }],
    ['a redirect', { raw: '', status: 302 }, { kind: 'unknown', why: 'reset' }],
  ])('%s is told as it is, after one request', async (_, answer, result) => {
    said = answer
    const { client } = clientOf(wechat.url, 400)
    expect(await client.sendSubscribe(message)).toEqual(result)
    expect(wechat.to(SEND_PATH)).toHaveLength(1)
  })

  it('a refused connection is no send: -1, and it may be tried again', async () => {
    const gone = await openStub((request) => (request.path === TOKEN_PATH ? token : ok))
    const { client } = clientOf(gone.url)
    expect((await client.sendSubscribe(message)).kind).toBe('sent')
    await gone.close()
    // The connection that stayed open may be found closed first; a new one cannot be made.
    await client.sendSubscribe(message)
    expect(await client.sendSubscribe(message)).toEqual({
      kind: 'failed',
      errcode: -1,
      errmsg: 'ECONNREFUSED',
    })
  })

  it('a name nobody knows is no send either', async () => {
    const { client } = clientOf('http://nobody.invalid')
    const result = await client.sendSubscribe(message)
    expect(result).toMatchObject({ kind: 'failed', errcode: -1 })
  })

  it('a positive errcode is certain, a negative one never is, and only 0 is sent', async () => {
    const { client } = clientOf(wechat.url)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -100_000, max: 100_000 }), async (errcode) => {
        fc.pre(![40001, 40014, 42001, 45065].includes(errcode))
        said = { errcode, errmsg: 'x' }
        const { kind } = await client.sendSubscribe(message)
        expect(kind).toBe(errcode === 0 ? 'sent' : errcode > 0 ? 'failed' : 'unknown')
      }),
      { numRuns: 200 },
    )
  })
})

describe('what goes over the wire', () => {
  const data = { thing1: { value: '抽检' } }
  it.each<[string, (client: ReturnType<typeof clientOf>['client']) => Promise<SendResult>, object]>([
    [
      '/cgi-bin/message/subscribe/send',
      (c) => c.sendSubscribe({ openid: 'o-1', templateId: 'T', page: 'pages/a?id=1', data }),
      {
        touser: 'o-1',
        template_id: 'T',
        page: 'pages/a?id=1',
        miniprogram_state: 'formal',
        lang: 'zh_CN',
        data,
      },
    ],
    [
      '/cgi-bin/message/template/send',
      (c) =>
        c.sendTemplate({
          openid: 'o-1',
          templateId: 'T',
          url: 'https://x.test/',
          miniprogram: { appid: 'wx1', pagepath: 'pages/a' },
          clientMsgId: 'd-1',
          data,
        }),
      {
        touser: 'o-1',
        template_id: 'T',
        url: 'https://x.test/',
        miniprogram: { appid: 'wx1', pagepath: 'pages/a' },
        client_msg_id: 'd-1',
        data,
      },
    ],
    [
      '/cgi-bin/message/subscribe/bizsend',
      (c) => c.sendBiz({ openid: 'o-1', templateId: 'T', data }),
      { touser: 'o-1', template_id: 'T', data },
    ],
    [
      '/cgi-bin/message/custom/send',
      (c) => c.sendCustom({ openid: 'o-1', text: '您好' }),
      { touser: 'o-1', msgtype: 'text', text: { content: '您好' } },
    ],
    [
      '/cgi-bin/message/mass/send',
      (c) => c.massSend({ clientMsgId: 'c-1', openids: ['o-1', 'o-2'], text: '通知' }),
      { touser: ['o-1', 'o-2'], msgtype: 'text', text: { content: '通知' }, clientmsgid: 'c-1' },
    ],
    [
      '/cgi-bin/message/mass/sendall',
      (c) => c.massSend({ clientMsgId: 'c-1', tagId: 2, mediaId: 'M' }),
      {
        filter: { is_to_all: false, tag_id: 2 },
        msgtype: 'mpnews',
        mpnews: { media_id: 'M' },
        send_ignore_reprint: 0,
        clientmsgid: 'c-1',
      },
    ],
  ])('%s', async (path, send, body) => {
    const { client } = clientOf(wechat.url)
    expect((await send(client)).kind).toBe('sent')
    const [request] = wechat.to(path)
    expect(request).toMatchObject({ method: 'POST', body })
    expect(request?.query.toString()).toBe('access_token=CANARY-token')
  })

  it('a mass message WeChat already has counts as sent, under its first id', async () => {
    said = { raw: '{"errcode":45065,"errmsg":"clientmsgid exist","msg_id":3147483649999999999}' }
    const { client } = clientOf(wechat.url)
    expect(await client.massSend({ clientMsgId: 'c-1', tagId: 2, text: 'x' })).toEqual({
      kind: 'sent',
      msgId: '3147483649999999999',
    })
  })

  it.each([
    ['', 2],
    ['字'.repeat(22), 2],
    ['a'.repeat(65), 2],
    ['c', 0],
    ['c', 1],
    ['c', 10_001],
  ])('a mass message named %j to %i people is refused before it leaves', async (clientMsgId, n) => {
    const { client } = clientOf(wechat.url)
    const openids = Array.from({ length: n }, (_, i) => `o-${i}`)
    await expect(client.massSend({ clientMsgId, openids, text: 'x' })).rejects.toThrow(RangeError)
    expect(wechat.requests).toHaveLength(0)
  })
})
