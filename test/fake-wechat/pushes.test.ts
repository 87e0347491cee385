import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import { type FakeWechat, startFakeWechat } from '../../fake-wechat'
import { readElement } from '../../fake-wechat/xml'
import { MINI, OA, START } from './wire'

const TOKEN = 'pushtoken1'
const AES_KEY = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG'

interface Pushed {
  xml: string
  appId: string
  query: URLSearchParams
}

/** The service's side, with the library of WeChat's own people, so that the fake is checked by a stranger. */
class Service {
  readonly pushed: Pushed[] = []
  answer: (push: Pushed) => string | null = () => 'success'
  private server!: Server

  async start(): Promise<string> {
    this.server = createServer((req, res) => {
      const query = new URL(req.url ?? '', 'http://x').searchParams
      if (req.method === 'GET') {
        const mine = getSignature(TOKEN, query.get('timestamp') ?? '', query.get('nonce') ?? '', '')
        return void res.end(mine === query.get('signature') ? query.get('echostr') : '')
      }
      let body = ''
      req.on('data', (chunk) => {
        body += chunk
      })
      req.on('end', () => {
        const encrypted = readElement(body, 'Encrypt') ?? ''
        const mine = getSignature(TOKEN, query.get('timestamp') ?? '', query.get('nonce') ?? '', encrypted)
        if (mine !== query.get('msg_signature')) return void res.writeHead(403).end()
        const { message, id } = decrypt(AES_KEY, encrypted)
        const push = { xml: message, appId: id, query }
        this.pushed.push(push)
        const answer = this.answer(push)
        if (answer === 'HTTP 500') res.writeHead(500).end()
        else if (answer !== null) res.end(answer)
      })
    })
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/wechat/callback`
  }

  stop(): void {
    this.server.close()
    this.server.closeAllConnections()
  }
}

const element = (push: Pushed | undefined, name: string) => readElement(push?.xml ?? '', name)

function textReply(push: Pushed, text: string, o: { appId?: string; to?: string } = {}): string {
  const to = o.to ?? element(push, 'FromUserName')
  const from = element(push, 'ToUserName')
  const plain = `<xml><ToUserName><![CDATA[${to}]]></ToUserName><FromUserName><![CDATA[${from}]]></FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content></xml>`
  const encrypted = encrypt(AES_KEY, plain, o.appId ?? OA.appId)
  const signature = getSignature(TOKEN, '1', '2', encrypted)
  return `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>1</TimeStamp><Nonce><![CDATA[2]]></Nonce></xml>`
}

let service: Service
let fake: FakeWechat

beforeEach(async () => {
  service = new Service()
  const callback = { url: await service.start(), token: TOKEN, aesKey: AES_KEY }
  fake = await startFakeWechat({
    now: () => START,
    answerWithinMs: 400,
    apps: [
      { ...MINI, callback },
      { ...OA, callback },
    ],
  })
})

afterEach(async () => {
  await fake.close()
  service.stop()
})

describe('a push', () => {
  it('opens with WeChat’s own library, carries an id beyond 2^53, and brings the reply back', async () => {
    service.answer = (push) => textReply(push, `您说的是：${element(push, 'Content')}`)
    const said = await fake.say('f-1', '我要投票 <b>&]]>')
    expect(said).toMatchObject({ reply: '您说的是：我要投票 <b>&]]>', tries: 1, answered: true })
    const [push] = service.pushed
    expect(push?.appId).toBe(OA.appId)
    expect(element(push, 'FromUserName')).toBe('f-1')
    expect(BigInt(element(push, 'MsgId') ?? 0)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER))
    expect(push?.query.get('encrypt_type')).toBe('aes')
    expect(fake.inbox('f-1')).toEqual([{ kind: 'reply', at: START, text: '您说的是：我要投票 <b>&]]>' }])
  })

  it('the address check answers by the token', async () => {
    expect(await fake.checkCallback(OA.appId)).toBe(true)
    fake.setCallback(OA.appId, { url: fake.url, token: TOKEN, aesKey: AES_KEY })
    expect(await fake.checkCallback(OA.appId)).toBe(false)
  })

  it.each(['success', ''])('“%s” is silence, in one try', async (answer) => {
    service.answer = () => answer
    expect(await fake.say('f-1', '你好')).toEqual({
      reply: null,
      tries: 1,
      answered: true,
      outcomes: [{ reply: null }],
    })
    expect(fake.inbox('f-1')).toEqual([])
  })

  it('without an answer comes three times with the same id, then the person reads WeChat’s apology', async () => {
    service.answer = () => null
    const started = performance.now()
    expect(await fake.say('f-1', '你好')).toMatchObject({ reply: null, tries: 3, answered: false })
    expect(performance.now() - started).toBeGreaterThan(3 * 400 - 20)
    expect(service.pushed).toHaveLength(3)
    expect(new Set(service.pushed.map((p) => element(p, 'MsgId'))).size).toBe(1)
    expect(new Set(service.pushed.map((p) => p.query.get('nonce'))).size).toBe(3)
    expect(fake.inbox('f-1')).toEqual([
      { kind: 'system', at: START, text: '该公众号暂时无法提供服务，请稍后再试' },
    ])
  })

  it('a retry that is answered counts', async () => {
    service.answer = (push) => (service.pushed.length < 2 ? null : textReply(push, '来了'))
    expect(await fake.say('f-1', '你好')).toMatchObject({ reply: '来了', tries: 2, answered: true })
  })

  it.each<[string, (push: Pushed) => string]>([
    ['JSON', () => '{"text":"hi"}'],
    ['an error status', () => 'HTTP 500'],
    ['plain XML', () => '<xml><MsgType>text</MsgType></xml>'],
    ['a wrong signature', (p) => textReply(p, 'hi').replace(/(<MsgSignature><!\[CDATA\[).{4}/, '$10000')],
    ['another appid', (p) => textReply(p, 'hi', { appId: 'wxother' })],
    ['another person', (p) => textReply(p, 'hi', { to: 'f-2' })],
    ['2,049 bytes', (p) => textReply(p, 'a'.repeat(2_049))],
  ])('%s is no answer', async (_name, answer) => {
    service.answer = answer
    expect(await fake.say('f-1', '你好')).toMatchObject({ reply: null, tries: 3, answered: false })
  })

  it('an answer lost on its way brings the message again', async () => {
    service.answer = (push) => textReply(push, `第${service.pushed.length}次`)
    fake.faults.dropAnswers(1)
    expect(await fake.say('f-1', '你好')).toMatchObject({
      reply: '第2次',
      tries: 2,
      outcomes: [{ fault: expect.any(String) }, { reply: '第2次' }],
    })
  })

  it('a duplicate is the same message twice', async () => {
    service.answer = (push) => textReply(push, '好')
    fake.faults.duplicates = 1
    const { outcomes } = await fake.say('f-1', '你好')
    expect(outcomes).toEqual([{ reply: '好' }, { reply: '好' }])
    expect(new Set(service.pushed.map((p) => element(p, 'MsgId'))).size).toBe(1)
  })

  it('held back, it arrives after the next', async () => {
    fake.faults.reorder = 1
    const first = fake.say('f-1', '第一')
    fake.faults.reorder = 0
    await fake.say('f-1', '第二')
    await first
    expect(service.pushed.map((p) => element(p, 'Content'))).toEqual(['第二', '第一'])
  })
})

describe('events', () => {
  it('follow, scan, menu and unfollow are pushed as WeChat names them', async () => {
    service.answer = (push) => (element(push, 'Event') === 'subscribe' ? textReply(push, '欢迎') : 'success')
    expect((await fake.follow('f-1', { scene: 'poll12' })).reply).toBe('欢迎')
    await fake.event('f-1', { Event: 'SCAN', EventKey: 'poll12', Ticket: 't' })
    await fake.event('f-1', { Event: 'CLICK', EventKey: 'help' })
    await fake.event('f-1', { Event: 'VIEW', EventKey: 'https://example.test/' })
    await fake.unfollow('f-1')
    expect(service.pushed.map((p) => [element(p, 'Event'), element(p, 'EventKey')])).toEqual([
      ['subscribe', 'qrscene_poll12'],
      ['SCAN', 'poll12'],
      ['CLICK', 'help'],
      ['VIEW', 'https://example.test/'],
      ['unsubscribe', ''],
    ])
    expect(service.pushed.every((p) => element(p, 'MsgType') === 'event')).toBe(true)
  })

  it('the consent dialog grants, later refusals take away, and both are told', async () => {
    fake.issueCode(MINI.appId, 'o-1')
    const item = { TemplateId: 'tmpl-1', PopupScene: '1' }
    const event = (Event: string, status: string) =>
      fake.event('o-1', { Event, List: [{ ...item, SubscribeStatusString: status }] })
    await event('subscribe_msg_popup_event', 'accept')
    expect(await send('o-1', 'tmpl-1')).toBe(0)
    await event('subscribe_msg_popup_event', 'accept')
    await event('subscribe_msg_change_event', 'reject')
    expect(await send('o-1', 'tmpl-1')).toBe(43101)
    await fake.settled()
    const [popup, sent] = service.pushed
    expect(popup?.appId).toBe(MINI.appId)
    expect(popup?.xml).toMatch(/<SubscribeMsgPopupEvent><List><TemplateId><!\[CDATA\[tmpl-1\]\]>/)
    expect(sent?.xml).toMatch(/<SubscribeMsgSentEvent><List>/)
    expect(element(sent, 'MsgID')).toBe(fake.sends[0]?.msgId)
    expect(element(sent, 'ErrorStatus')).toBe('success')
  })

  it('a message that cannot be delivered is accepted, and its event says so', async () => {
    fake.grant('o-1', 'tmpl-1', 'one_time')
    fake.faults.undeliverable('o-1')
    expect(await send('o-1', 'tmpl-1')).toBe(0)
    await fake.settled()
    expect(element(service.pushed[0], 'ErrorStatus')).toBe('failed')
    expect(fake.inbox('o-1')).toEqual([])
  })

  it('template and mass jobs report their end', async () => {
    await fake.follow('f-1')
    await fake.follow('f-2')
    service.pushed.length = 0
    const text = { msgtype: 'text', text: { content: '提示' } }
    await api(OA, '/cgi-bin/message/template/send', {
      touser: 'f-1',
      template_id: 't',
      data: { thing1: { value: '办结' } },
    })
    await api(OA, '/cgi-bin/message/mass/send', { touser: ['f-1', 'f-2', 'f-3'], ...text })
    await fake.settled()
    const byEvent = (name: string) => service.pushed.find((p) => element(p, 'Event') === name)
    expect(element(byEvent('TEMPLATESENDJOBFINISH'), 'MsgID')).toBe(fake.sends[0]?.msgId)
    const mass = byEvent('MASSSENDJOBFINISH')
    expect(
      ['Status', 'TotalCount', 'FilterCount', 'SentCount', 'ErrorCount'].map((n) => element(mass, n)),
    ).toEqual(['send success', '3', '2', '2', '0'])
  })

  it('outcome events can get lost', async () => {
    fake.grant('o-1', 'tmpl-1', 'one_time')
    fake.faults.loseEvents = 1
    expect(await send('o-1', 'tmpl-1')).toBe(0)
    await fake.settled()
    expect(service.pushed).toEqual([])
  })
})

async function api(app: { appId: string; secret: string }, path: string, body: unknown) {
  const post = async (url: string, value: unknown) =>
    (await (
      await fetch(`${fake.url}${url}`, { method: 'POST', body: JSON.stringify(value) })
    ).json()) as Record<string, unknown>
  const { access_token } = await post('/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid: app.appId,
    secret: app.secret,
  })
  return post(`${path}?access_token=${access_token}`, body)
}

async function send(touser: string, templateId: string) {
  const data = { thing1: { value: '结果' } }
  return (await api(MINI, '/cgi-bin/message/subscribe/send', { touser, template_id: templateId, data }))
    .errcode
}
