import { dedupeHash, readIncoming } from '../../bot/incoming'
import { menu, sentenceOfKey } from '../../bot/menu'
import { xmlOf } from '../../src/platform/wechat/xml'

const base = { ToUserName: 'gh_1', FromUserName: 'o-1', CreateTime: 1_764_000_000 }
const event = (Event: string, more: object = {}) => xmlOf({ ...base, MsgType: 'event', Event, ...more })
const text = (more: object = {}) => xmlOf({ ...base, MsgType: 'text', MsgId: '23', Content: '好', ...more })

describe('what WeChat pushes', () => {
  it.each<[string, string, object]>([
    ['text', text(), { kind: 'text', text: '好', openid: 'o-1', account: 'gh_1', at: 1_764_000_000_000 }],
    [
      'an empty text',
      xmlOf({ ...base, MsgType: 'text', MsgId: '23', Content: '' }),
      { kind: 'text', text: '' },
    ],
    ['a picture', xmlOf({ ...base, MsgType: 'image', MsgId: '23', PicUrl: 'x' }), { kind: 'other_message' }],
    ['follow', event('subscribe', { EventKey: 'qrscene_1' }), { kind: 'subscribe' }],
    ['unfollow', event('unsubscribe'), { kind: 'unsubscribe' }],
    ['a scan', event('SCAN', { EventKey: '1', Ticket: 't' }), { kind: 'scan' }],
    ['a menu key', event('CLICK', { EventKey: 'vote' }), { kind: 'click', key: 'vote' }],
    ['a menu link', event('VIEW', { EventKey: 'https://x' }), { kind: 'other_event' }],
    [
      'a consent',
      event('subscribe_msg_popup_event', {
        SubscribeMsgPopupEvent: { List: [{ TemplateId: 't1', SubscribeStatusString: 'accept' }] },
      }),
      {
        kind: 'subscription',
        change: 'popup',
        lines: [{ TemplateId: 't1', SubscribeStatusString: 'accept' }],
      },
    ],
    [
      'an outcome, spelt as WeChat spells it',
      event('TEMPLATESENDJOBFINISH', { MsgID: '99', Status: 'success' }),
      { kind: 'template_outcome', msgId: '99', status: 'success' },
    ],
  ])('%s', (_name, xml, expected) => expect(readIncoming(xml)).toMatchObject(expected))

  it.each([
    ['no sender', xmlOf({ ...base, FromUserName: '', MsgType: 'text', MsgId: '1' })],
    ['a time that is none', xmlOf({ ...base, CreateTime: 'now', MsgType: 'text', MsgId: '1' })],
    ['no kind', xmlOf(base)],
    ['a text without a number', xmlOf({ ...base, MsgType: 'text', Content: 'x' })],
  ])('%s: nothing we know', (_name, xml) => expect(readIncoming(xml)).toBeNull())
})

describe('which push is which', () => {
  it('MsgId beyond 2^53, the sender and the second tell messages apart; their text does not', () => {
    const hashes = [
      text({ MsgId: '9007199254740993' }),
      text({ MsgId: '9007199254740992' }),
      text({ FromUserName: 'o-2' }),
      text({ CreateTime: 1_764_000_001 }),
      text(),
    ].map(dedupeHash)
    expect(new Set(hashes).size).toBe(5)
    expect(dedupeHash(text({ Content: '又' }))).toBe(dedupeHash(text()))
  })

  it('events of one second differ by event, key and content', () => {
    const hashes = [
      event('CLICK', { EventKey: 'vote' }),
      event('CLICK', { EventKey: 'quiz' }),
      event('VIEW', { EventKey: 'vote' }),
      event('CLICK', { EventKey: 'vote', MenuId: '1' }),
    ].map(dedupeHash)
    expect(new Set(hashes).size).toBe(4)
  })
})

it('every key of the menu has its sentence, within WeChat’s limits', () => {
  expect(menu.button.length).toBeLessThanOrEqual(3)
  const buttons = menu.button.flatMap((b) => ('sub_button' in b && b.sub_button ? b.sub_button : [b]))
  for (const button of buttons) {
    expect('key' in button && sentenceOfKey[button.key]).toEqual(expect.any(String))
    expect([...button.name].length).toBeLessThanOrEqual(7)
  }
})
