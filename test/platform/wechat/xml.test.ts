import fc from 'fast-check'
import { cdata, envelopeXml, parseXml, replyXml, XmlRefused, xmlOf } from '../../../src/platform/wechat/xml'

const refused = (source: string) => {
  try {
    return parseXml(source)
  } catch (error) {
    return error instanceof XmlRefused ? 'refused' : `thrown ${String(error)}`
  }
}

describe('what WeChat pushes', () => {
  it('a text message keeps every value as text, long ids to the last digit', () => {
    const source = `<xml>
      <ToUserName><![CDATA[gh_1]]></ToUserName>
      <FromUserName><![CDATA[o-1]]></FromUserName>
      <CreateTime>1348831860</CreateTime>
      <MsgType><![CDATA[text]]></MsgType>
      <Content><![CDATA[ 投票 <b>1</b> &amp; <!DOCTYPE x> ]]></Content>
      <MsgId>23456789012345678901</MsgId>
    </xml>`
    expect(parseXml(source)).toEqual({
      ToUserName: 'gh_1',
      FromUserName: 'o-1',
      CreateTime: '1348831860',
      MsgType: 'text',
      Content: ' 投票 <b>1</b> &amp; <!DOCTYPE x> ',
      MsgId: '23456789012345678901',
    })
  })

  it.each([1, 2, 3])('a consent event with %i templates has a list of them', (n) => {
    const one = (i: number) =>
      `<List>\n<TemplateId><![CDATA[T${i}]]></TemplateId><SubscribeStatusString><![CDATA[accept]]></SubscribeStatusString></List>`
    const lists = Array.from({ length: n }, (_, i) => one(i))
    const source = `<xml><Event>subscribe_msg_popup_event</Event><SubscribeMsgPopupEvent>${lists.join('\n')}</SubscribeMsgPopupEvent></xml>`
    expect(parseXml(source)).toEqual({
      Event: 'subscribe_msg_popup_event',
      SubscribeMsgPopupEvent: {
        List: lists.map((_, i) => ({ TemplateId: `T${i}`, SubscribeStatusString: 'accept' })),
      },
    })
  })

  it.each([
    ['<?xml version="1.0" encoding="UTF-8"?><xml><A>1</A></xml>', { A: '1' }],
    ['<xml/>', {}],
    ['<xml></xml>', {}],
    ['<xml><A></A><B/></xml>', { A: '', B: '' }],
    ['<xml><A><![CDATA[]]></A></xml>', { A: '' }],
    ['<xml><A><![CDATA[x]]]]><![CDATA[>y]]></A></xml>', { A: 'x]]>y' }],
  ])('%s is read', (source, fields) => {
    expect(parseXml(source)).toEqual(fields)
  })
})

describe('what nobody should push', () => {
  const entities = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join(
    '',
  )
  it.each<[string, string]>([
    ['nothing', ''],
    ['words', 'hello'],
    ['JSON', '{"xml":{}}'],
    ['another root', '<html><A>1</A></html>'],
    ['two roots', '<xml><A>1</A></xml><xml><A>2</A></xml>'],
    ['a root of text', '<xml>1</xml>'],
    ['text after the root', '<xml><A>1</A></xml>x'],
    ['a DOCTYPE', '<!DOCTYPE xml><xml><A>1</A></xml>'],
    ['a doctype in small letters', '<!doctype xml><xml><A>1</A></xml>'],
    ['a DOCTYPE inside', '<xml><!DOCTYPE xml><A>1</A></xml>'],
    ['an external entity', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><A>&f;</A></xml>'],
    ['a billion laughs', `<!DOCTYPE x [<!ENTITY l0 "lol">${entities}]><xml><A>&l10;</A></xml>`],
    ['a comment', '<xml><!-- x --><A>1</A></xml>'],
    ['an instruction', '<xml><?php x ?><A>1</A></xml>'],
    ['an instruction before', '<?xml-stylesheet href="x"?><xml><A>1</A></xml>'],
    ['an attribute', '<xml><A b="1">1</A></xml>'],
    ['an attribute that hides a DOCTYPE', `<xml><A b='>' c="<![CDATA["><!DOCTYPE x]]></A></xml>`],
    ['a tag left open', '<xml><A>1</xml>'],
    ['tags crossed', '<xml><A><B>1</A></B></xml>'],
    ['a root left open', '<xml><A>1</A>'],
    ['a tag closed twice', '<xml><A>1</A></A></xml>'],
    ['CDATA left open', '<xml><A><![CDATA[1</A></xml>'],
    ['a tag cut short', '<xml><A'],
    ['a field twice', '<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>'],
    ['a field of lists twice', '<xml><List>a</List><List>b</List></xml>'],
    ['__proto__', '<xml><__proto__><admin>1</admin></__proto__></xml>'],
    ['__proto__ within', '<xml><A><__proto__><admin>1</admin></__proto__></A></xml>'],
    ['constructor', '<xml><constructor><prototype>1</prototype></constructor></xml>'],
    ['toString', '<xml><toString>1</toString></xml>'],
    ['hasOwnProperty', '<xml><A><hasOwnProperty>1</hasOwnProperty></A></xml>'],
    ['50,000 levels', '<a>'.repeat(50_000)],
    ['5,000 levels, closed', `<xml>${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}</xml>`],
    ['17 levels', `<xml>${'<a>'.repeat(16)}1${'</a>'.repeat(16)}</xml>`],
    ['64 KiB and a byte', `<xml><A>${'x'.repeat(65_536 - 17)}</A></xml>`],
    ['64 KiB in Chinese', `<xml><A>${'字'.repeat(22_000)}</A></xml>`],
    ['a megabyte', `<xml><A>${'x'.repeat(1_048_576)}</A></xml>`],
  ])('%s is refused', (_, source) => {
    expect(refused(source)).toBe('refused')
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })

  it('16 levels and 64 KiB to the byte are still read', () => {
    expect(refused(`<xml>${'<a>'.repeat(15)}1${'</a>'.repeat(15)}</xml>`)).toHaveProperty('a')
    const full = `<xml><A>${'x'.repeat(65_536 - 19)}</A></xml>`
    expect(Buffer.byteLength(full)).toBe(65_535)
    expect(refused(`${full}\n`)).toEqual({ A: 'x'.repeat(65_536 - 19) })
  })

  it('no document of 64 KiB takes long', () => {
    const hostile = ['<', '<![CDATA[', '<a', '<a/>', '</a>', '&', ']]>', '<a>', '<xml>', '<!', '<?xml ', '\n']
    for (const piece of hostile) {
      const fill = piece.repeat(Math.floor(65_000 / piece.length))
      for (const source of [fill, `<xml>${fill}</xml>`, `<xml><A>${fill}</A></xml>`]) {
        // The processor's time: a busy box takes nothing from it.
        const before = process.cpuUsage()
        refused(source)
        const { user, system } = process.cpuUsage(before)
        expect([piece, (user + system) / 1000 < 500]).toEqual([piece, true])
      }
    }
  })

  it('whatever comes is read or refused, never anything else', () => {
    const piece = fc.constantFrom(
      ...[
        '<xml>',
        '</xml>',
        '<A>',
        '</A>',
        '<![CDATA[',
        ']]>',
        '<!',
        '<?xml ',
        '?>',
        '&lt;',
        'x',
        '/>',
        '"',
        '<',
      ],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const result = refused(pieces.join(''))
        expect(typeof result === 'object' || result === 'refused').toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('what is replied', () => {
  it('any text comes back from CDATA as itself, less what XML cannot hold', () => {
    const hostile = fc.array(
      fc.oneof(
        fc.constantFrom(
          ']]>',
          ']]',
          '>',
          '<![CDATA[',
          '</Content>',
          '<Injected>1</Injected>',
          '&',
          '\u0000',
          '\u000b',
        ),
        fc.string({ unit: 'binary', maxLength: 5 }),
      ),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(hostile, (parts) => {
        const text = parts.join('')
        const kept = text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
        const read = parseXml(replyXml({ to: 'o-1', from: 'gh_1', at: 1_764_000_000_999, text }))
        expect(read).toEqual({
          ToUserName: 'o-1',
          FromUserName: 'gh_1',
          CreateTime: '1764000000',
          MsgType: 'text',
          // XML reads every line end as one line feed.
          Content: kept.replace(/\r\n?/g, '\n'),
        })
      }),
      { numRuns: 500 },
    )
  })

  it('“]]>” does not end the CDATA it stands in', () => {
    expect(cdata('a]]>b')).toBe('<![CDATA[a]]]]><![CDATA[>b]]>')
    expect(cdata('\ud800')).toBe('<![CDATA[]]>')
  })

  it('fields within fields and lists are written out; numbers are bare', () => {
    expect(xmlOf({ A: 1, B: { C: 'x', List: [{ D: '1' }, { D: '2' }] } })).toBe(
      '<xml><A>1</A><B><C><![CDATA[x]]></C><List><D><![CDATA[1]]></D></List><List><D><![CDATA[2]]></D></List></B></xml>',
    )
  })

  it('a sealed reply has the four fields WeChat asks for', () => {
    expect(
      parseXml(envelopeXml({ encrypted: 'RU5D', signature: 'ab', timestamp: '1713424427', nonce: 'n' })),
    ).toEqual({ Encrypt: 'RU5D', MsgSignature: 'ab', TimeStamp: '1713424427', Nonce: 'n' })
  })
})
