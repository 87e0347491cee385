import { createOffice, type Office } from '../../src/office'
import { xmlOf } from '../../src/platform/wechat/xml'
import { eventXml, mini, oa, openChat, post, type TestChat, textXml } from '../support/chat'
import { openTestOffice, type TestOffice, testOfficeOptions } from '../support/office'
import { openPoll } from '../support/polls'
import { snapshot } from '../support/tables'

declare const TEST_DATABASE: 'sqlite' | 'mysql'
const onMysql = TEST_DATABASE === 'mysql' ? it : it.skip

let test: TestOffice
let chat: TestChat
const now = () => test.clock.now()

beforeAll(async () => {
  test = await openTestOffice()
  chat = await openChat(test.office)
})
afterAll(async () => {
  await chat.close()
  await test.close()
})

describe('the URL check', () => {
  it('echoes what WeChat sent, raw, and refuses anybody else without a word', async () => {
    expect(await chat.fake.checkCallback(oa.appId)).toBe(true)
    const forged = await fetch(`${chat.url}?signature=${'0'.repeat(40)}&timestamp=1&nonce=2&echostr=hello`)
    expect([forged.status, await forged.text()]).toEqual([403, ''])
    for (const query of ['', '?echostr=hello', '?signature=a&signature=b&timestamp=1&nonce=2&echostr=x'])
      expect((await fetch(chat.url + query)).status).toBe(403)
  })
})

describe('what is not WeChat’s', () => {
  const text = () => textXml('o-forger', '投票', now())
  const deep = (levels: number) => `<xml>${'<a>'.repeat(levels)}${'</a>'.repeat(levels)}</xml>`
  const plaintext = () => ({ body: text, query: { encrypt_type: 'aes' } })
  const bodies: [string, () => Parameters<typeof post>[3] | undefined, (() => string)?][] = [
    ['a wrong token', () => ({ token: 'another' })],
    ['a wrong key', () => ({ aesKey: 'A'.repeat(43) })],
    ['another account', () => ({ appId: 'wx0000000000000000' })],
    ['a wrong signature', () => ({ query: { msg_signature: '0'.repeat(40) } })],
    ['no signature', () => ({ query: { msg_signature: '' } })],
    ['the plaintext mode', () => ({ body: text, query: { encrypt_type: 'raw' } })],
    ['a plain body that claims to be sealed', plaintext],
    ['an altered body', () => ({ body: (sealed) => sealed.replace(/(Encrypt><!\[CDATA\[.)./, '$1x') })],
    ['a document type', () => ({ body: (sealed) => `<!DOCTYPE xml [<!ENTITY a "b">]>${sealed}` })],
    ['17 levels', () => ({ body: () => deep(17) })],
    ['60,000 levels', () => ({ body: () => deep(9_000) })],
    [
      'a megabyte',
      () => ({ body: (sealed) => sealed.replace('</xml>', `<P>${'x'.repeat(1024 * 1024)}</P></xml>`) }),
    ],
    [
      '65 KiB',
      () => ({ body: (sealed) => sealed.replace('</xml>', `<P>${'x'.repeat(65 * 1024)}</P></xml>`) }),
    ],
    ['no body', () => ({ body: () => '' })],
    ['bytes', () => ({ body: () => '\u0000\uffff]]>' })],
    ['a document type inside the envelope', () => ({}), () => `<!DOCTYPE a><xml></xml>`],
    ['17 levels inside the envelope', () => ({}), () => deep(17)],
    ['no XML inside the envelope', () => ({}), () => '{"MsgType":"text"}'],
  ]

  it.each(bodies)('%s: 403 and an empty body, and nothing is written', async (_name, over, plain = text) => {
    const before = await snapshot(test.office)
    const { status, body } = await post(chat.url, plain(), now(), over())
    expect([status, body]).toEqual([403, ''])
    expect(await snapshot(test.office)).toEqual(before)
  })

  it('a genuine push is taken within five minutes of our clock, to the second, and not beyond', async () => {
    const at = Math.floor(now() / 1_000) * 1_000
    test.clock.set(at)
    for (const [seconds, status] of [
      [-300, 200],
      [300, 200],
      [-301, 403],
      [301, 403],
    ] as const)
      expect((await post(chat.url, text(), at + seconds * 1_000)).status).toBe(status)
  })
})

describe('what WeChat pushes', () => {
  it('text that would break out of CDATA comes back as text', async () => {
    const sentence = '解读 ]]><x>&amp;'
    const { status, inner } = await post(chat.url, textXml('o-cdata', sentence, now()), now())
    expect(status).toBe(200)
    expect(inner).toMatchObject({ ToUserName: 'o-cdata', FromUserName: 'gh_test', MsgType: 'text' })
    expect(String(inner?.Content)).toContain(']]><x>&amp;')
  })

  it.each(['LOCATION', 'a_thing_of_next_year', 'VIEW', 'user_get_card'])(
    'the event %s: success',
    async (event) => {
      const { status, body } = await post(chat.url, eventXml('o-events', event, now()), now())
      expect([status, body]).toEqual([200, 'success'])
    },
  )

  it('a kind of message of next year: success; a picture: a polite word', async () => {
    const of = (MsgType: string, MsgId: string) =>
      xmlOf({ ToUserName: 'gh', FromUserName: 'o-p', CreateTime: 1, MsgType, MsgId })
    expect((await post(chat.url, of('hologram', '31'), now())).body).toBe('success')
    expect(String((await post(chat.url, of('image', '32'), now())).inner?.Content)).toContain('只看得懂文字')
  })

  it('events of the mini-program come here too; what is said there does not', async () => {
    const said = await post(chat.url, textXml('o-mini', '投票', now()), now(), { appId: mini.appId })
    expect(said.body).toBe('success')
    const templateId = 'demo-mini-vote-result'
    const list = `<SubscribeMsgPopupEvent><List><TemplateId>${templateId}</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List></SubscribeMsgPopupEvent></xml>`
    const xml = eventXml('o-mini', 'subscribe_msg_popup_event', now()).replace('</xml>', list)
    expect((await post(chat.url, xml, now(), { appId: mini.appId })).body).toBe('success')
  })

  it('two events of one second are two; the same event again is one', async () => {
    const click = (key: string) =>
      post(chat.url, eventXml('o-second', 'CLICK', now(), { EventKey: key }), now())
    const rows = async () => (await snapshot(test.office)).chat_messages?.split(' ')[0]
    await click('help')
    const one = Number(await rows())
    await click('help')
    expect(Number(await rows())).toBe(one)
    await click('results')
    expect(Number(await rows())).toBe(one + 1)
  })
})

describe('a retry', () => {
  it('gets the very same answer, once, also while the first is under way and after a restart', async () => {
    await openPoll(test)
    const xml = textXml('o-retry', '投票', now())
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => post(chat.url, xml, now())))
    expect(first?.inner?.Content).toContain('1. ')
    for (const other of others) expect(other.inner).toEqual(first?.inner)
    await post(chat.url, textXml('o-retry', '1', now()), now())
    expect((await post(chat.url, xml, now())).inner).toEqual(first?.inner)
    await chat.close()
    await test.restart()
    chat = await openChat(test.office)
    expect((await post(chat.url, xml, now())).inner).toEqual(first?.inner)
    // The conversation went on as if it had not been asked again.
    expect(await chat.say('o-retry', '1')).toContain('第2题')
    test.clock.advance(3_600_000)
    expect((await post(chat.url, xml, now())).inner).toEqual(first?.inner)
  })

  it('is kept for an hour at least and swept afterwards, with what was said sealed', async () => {
    const xml = textXml('o-sweep', '这句话只有我知道', now())
    await post(chat.url, xml, now())
    const dump = async () =>
      JSON.stringify(await test.office.database.select('SELECT * FROM chat_messages', []))
    expect(await dump()).not.toContain('只有我知道')
    expect(await dump()).not.toContain('o-sweep')
    const count = async () => Number((await snapshot(test.office)).chat_messages?.split(' ')[0])
    const before = await count()
    test.clock.advance(3_600_000)
    await test.office.chatMessages.sweep()
    expect(await count()).toBeGreaterThan(0)
    expect(await count()).toBeLessThanOrEqual(before)
    test.clock.advance(3_600_001)
    await test.office.chatMessages.sweep()
    expect(await count()).toBe(0)
  })

  onMysql('is answered alike by another office on the same database, and waits for it', async () => {
    const office: Office = await createOffice(testOfficeOptions(test.databaseUrl, test.clock))
    const other = await openChat(office)
    try {
      const xml = textXml('o-two-offices', '投票', now())
      const replies = await Promise.all([chat, other, chat, other].map((c) => post(c.url, xml, now())))
      expect(replies.map((r) => r.inner)).toEqual(Array(4).fill(replies[0]?.inner))
      expect(replies[0]?.inner?.Content).toContain('1. ')
      const steps = await Promise.all(
        ['1', '2'].map((t, i) =>
          post([chat, other][i]?.url ?? '', textXml('o-two-offices', t, now()), now()),
        ),
      )
      // One chose the poll, the other answered its first question (or was told there is no second poll).
      expect(steps.map((s) => s.status)).toEqual([200, 200])
      expect(await other.say('o-two-offices', '返回')).toMatch(/第1题|正在进行的投票/)
    } finally {
      await other.close()
      await office.close()
    }
  })
})
