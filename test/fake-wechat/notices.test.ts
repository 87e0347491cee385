import { HOUR, MINI, MINUTE, OA, type OpenDesk, openDesk } from './wire'

const SEND = '/cgi-bin/message/subscribe/send'
const T = 'tmpl-outcome'
const body = (touser: string, more: object = {}) => ({
  touser,
  template_id: T,
  data: { thing1: { value: '投票结果已公布' } },
  ...more,
})

function withPerson(o: Parameters<typeof openDesk>[0] = {}): OpenDesk {
  const d = openDesk(o)
  d.world.people.meet('o-1', MINI.appId)
  return d
}

describe('subscribe/send', () => {
  it('spends a one-time consent once, and as many as were given', () => {
    const d = withPerson()
    const send = () => d.post(MINI, SEND, body('o-1')).errcode
    expect(send()).toBe(43101)
    d.world.consents.grant('o-1', T, 'one_time')
    expect([send(), send()]).toEqual([0, 43101])
    d.world.consents.grant('o-1', T, 'one_time', 2)
    d.world.consents.grant('o-1', T, 'one_time')
    expect([send(), send(), send(), send()]).toEqual([0, 0, 0, 43101])
    expect(d.world.sent.length).toBe(4)
  })

  it('keeps a long-term consent until it is refused', () => {
    const d = withPerson()
    const send = () => d.post(MINI, SEND, body('o-1')).errcode
    d.world.consents.grant('o-1', T, 'long_term')
    expect(Array.from({ length: 20 }, send)).toEqual(Array(20).fill(0))
    d.world.faults.refuse('o-1')
    expect(send()).toBe(43101)
    d.world.consents.grant('o-1', T, 'one_time')
    expect([send(), send()]).toEqual([0, 43101])
  })

  it('a refused send spends nothing and is not in the ledger', () => {
    const d = withPerson({ mini: { pages: ['pages/poll'] } })
    d.world.consents.grant('o-1', T, 'one_time')
    const send = (more: object) => d.post(MINI, SEND, body('o-1', more)).errcode
    expect(send({ page: '/pages/poll' })).toBe(41030)
    expect(send({ page: 'pages/none' })).toBe(41030)
    expect(send({ data: { thing1: { value: '' } } })).toBe(47003)
    expect(d.world.sent.length).toBe(0)
    expect(send({ page: 'pages/poll?id=12' })).toBe(0)
  })

  it('refuses unknown people, people of another app, and unknown templates', async () => {
    const d = withPerson({ mini: { templates: [{ id: T, kind: 'one_time', fields: ['thing1'] }] } })
    await d.deeds.follow('f-1', {})
    d.world.consents.grant('o-1', T, 'one_time')
    expect(d.post(MINI, SEND, body('nobody')).errcode).toBe(40003)
    expect(d.post(MINI, SEND, body('f-1')).errcode).toBe(40003)
    expect(d.post(MINI, SEND, body('o-1', { template_id: 'other' })).errcode).toBe(40037)
    expect(d.post(MINI, SEND, body('o-1', { template_id: undefined })).errcode).toBe(40037)
    expect(d.post(MINI, SEND, body('o-1')).errcode).toBe(0)
  })

  it('holds the declared fields against the payload, naming the one that is wrong', () => {
    const fields = { thing1: null, enum2: ['合格', '不合格'] }
    const d = withPerson({ mini: { templates: [{ id: T, kind: 'long_term', fields }] } })
    d.world.consents.grant('o-1', T, 'long_term')
    const send = (data: object) => d.post(MINI, SEND, body('o-1', { data }))
    expect(send({ thing1: { value: '抽检' } }).errmsg).toMatch(
      /^argument invalid! data\.enum2\.value is empty/,
    )
    expect(send({ thing1: { value: '抽检' }, enum2: { value: '待定' } }).errmsg).toMatch(/data\.enum2\.value/)
    expect(
      send({ thing1: { value: '抽检' }, enum2: { value: '合格' }, date3: { value: '2026年3月2日' } }).errmsg,
    ).toMatch(/data\.date3\.value/)
    expect(send({ thing1: { value: '抽检' }, enum2: { value: '合格' } }).errcode).toBe(0)
  })

  it('answers a msgid beyond 2^53 as a bare number, and puts the message before the person', () => {
    const d = withPerson()
    d.world.consents.grant('o-1', T, 'one_time')
    const { json = '' } = d.raw(
      'POST',
      `${SEND}?access_token=${d.tokenOf(MINI)}`,
      body('o-1', { page: 'pages/poll?id=1' }),
    )
    const [, msgId = ''] = /"msgid":(\d+)\}$/.exec(json) ?? []
    expect(BigInt(msgId)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER))
    expect(d.world.sent.all()).toEqual([
      expect.objectContaining({ api: 'subscribe', openid: 'o-1', template: T, msgId, at: d.clock.now }),
    ])
    expect(d.world.inboxes.of('o-1')).toEqual([
      expect.objectContaining({
        kind: 'subscribe',
        fields: { thing1: '投票结果已公布' },
        link: 'pages/poll?id=1',
      }),
    ])
  })

  it('a population accepts without a row a person, each one once', () => {
    const d = openDesk()
    d.world.people.populate(MINI.appId, 'p-')
    d.world.consents.populate('p-', T, 'one_time')
    expect(['p-1', 'p-2', 'p-1', 'q-1'].map((o) => d.post(MINI, SEND, body(o)).errcode)).toEqual([
      0, 0, 43101, 40003,
    ])
  })
})

describe('bizsend and template messages of the 服务号', () => {
  it('bizsend spends a consent like subscribe/send', () => {
    const d = openDesk()
    d.world.people.meet('f-1', OA.appId)
    d.world.consents.grant('f-1', T, 'one_time')
    const send = () => d.post(OA, '/cgi-bin/message/subscribe/bizsend', body('f-1')).errcode
    expect([send(), send()]).toEqual([0, 43101])
  })

  it('a template message wants a follower; first, remark, newlines and the 21st character are gone', async () => {
    const d = openDesk()
    d.world.people.meet('f-1', OA.appId)
    const data = {
      first: { value: '您好' },
      thing1: { value: `甲乙\n丙${'丁'.repeat(20)}` },
      remark: { value: '再见' },
    }
    const send = () => d.post(OA, '/cgi-bin/message/template/send', body('f-1', { data })).errcode
    expect(send()).toBe(43004)
    await d.deeds.follow('f-1', {})
    expect(send()).toBe(0)
    expect(d.world.inboxes.of('f-1')[0]?.fields).toEqual({ thing1: `甲乙 丙${'丁'.repeat(16)}` })
  })

  it('the same client_msg_id within ten minutes is one message with one id', async () => {
    const d = openDesk()
    await d.deeds.follow('f-1', {})
    const send = (client_msg_id: string) =>
      d.raw(
        'POST',
        `/cgi-bin/message/template/send?access_token=${d.tokenOf(OA)}`,
        body('f-1', { client_msg_id }),
      ).json
    const first = send('c-1')
    d.clock.now += 10 * MINUTE - 1
    expect(send('c-1')).toBe(first)
    expect(d.world.sent.length).toBe(1)
    d.clock.now += 1
    expect(send('c-1')).not.toBe(first)
    expect(send('c-2')).not.toBe(first)
    expect(d.world.sent.length).toBe(3)
  })
})

describe('custom/send', () => {
  const path = '/cgi-bin/message/custom/send'
  const custom = (d: OpenDesk, openid: string, content = '已受理') =>
    d.post(OA, path, { touser: openid, msgtype: 'text', text: { content } }).errcode

  it('five within 48 hours of what the person said, then 45047, then 45015', async () => {
    const d = openDesk()
    d.world.people.meet('f-1', OA.appId)
    expect(custom(d, 'f-1')).toBe(45015)
    await d.deeds.message('f-1', { MsgType: 'text', Content: '你好' })
    expect(Array.from({ length: 6 }, () => custom(d, 'f-1'))).toEqual([0, 0, 0, 0, 0, 45047])
    await d.deeds.message('f-1', { MsgType: 'text', Content: '还在吗' })
    d.clock.now += 48 * HOUR - 1
    expect(custom(d, 'f-1')).toBe(0)
    d.clock.now += 1
    expect(custom(d, 'f-1')).toBe(45015)
  })

  it.each(['subscribe', 'SCAN', 'CLICK'])('three within a minute of %s', async (Event) => {
    const d = openDesk()
    await d.deeds.event('f-1', { Event, EventKey: 'k' })
    expect([custom(d, 'f-1'), custom(d, 'f-1')]).toEqual([0, 0])
    d.clock.now += MINUTE - 1
    expect([custom(d, 'f-1'), custom(d, 'f-1')]).toEqual([0, 45047])
    d.clock.now += 1
    expect(custom(d, 'f-1')).toBe(45015)
  })

  it('VIEW opens no window', async () => {
    const d = openDesk()
    await d.deeds.event('f-1', { Event: 'VIEW', EventKey: 'https://example.test/' })
    expect(custom(d, 'f-1')).toBe(45015)
  })

  it('the short window is spent before the long one', async () => {
    const d = openDesk()
    await d.deeds.message('f-1', { MsgType: 'text', Content: '你好' })
    await d.deeds.event('f-1', { Event: 'CLICK', EventKey: 'k' })
    expect(Array.from({ length: 3 }, () => custom(d, 'f-1'))).toEqual([0, 0, 0])
    d.clock.now += MINUTE
    expect(Array.from({ length: 6 }, () => custom(d, 'f-1'))).toEqual([0, 0, 0, 0, 0, 45047])
  })

  it('in the mini-program: two within a minute of entering the chat', async () => {
    const d = openDesk()
    d.world.people.meet('o-1', MINI.appId)
    await d.deeds.event('o-1', { Event: 'user_enter_tempsession' })
    const send = () =>
      d.post(MINI, path, { touser: 'o-1', msgtype: 'text', text: { content: '您好' } }).errcode
    expect([send(), send(), send()]).toEqual([0, 0, 45047])
  })

  it('takes 2,048 bytes of text', async () => {
    const d = openDesk()
    await d.deeds.message('f-1', { MsgType: 'text', Content: '你好' })
    expect(custom(d, 'f-1', 'a'.repeat(2_048))).toBe(0)
    expect(custom(d, 'f-1', '汉'.repeat(683))).toBe(45002)
  })
})
