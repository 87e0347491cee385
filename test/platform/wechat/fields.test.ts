import fc from 'fast-check'
import { graphemes } from '../../../src/platform/text'
import { fieldFault, fieldKind, fieldKinds, fitField } from '../../../src/platform/wechat/fields'

const points = (text: string) => Array.from(text).length

describe('what WeChat takes', () => {
  it.each<[Parameters<typeof fieldFault>[0], string[], string[]]>([
    [
      'thing',
      ['一', '字'.repeat(20), '😀'.repeat(20), 'a b, 1!'],
      ['', ' ', '字'.repeat(21), '😀'.repeat(21), 'a\nb', 'a\u0000', '\ud83d'],
    ],
    [
      'number',
      ['0', '12.50', '9'.repeat(32)],
      ['', '-1', '1,000', '十', '1.', '.5', '9'.repeat(33), '１', '1e5'],
    ],
    ['letter', ['aZ', 'a'.repeat(32)], ['', 'a'.repeat(33), 'a1', 'a b', 'é', '字']],
    ['symbol', ['!', '#@%&*', '、'], ['', '!!!!!!', 'a', '1', '字', '! !']],
    ['character_string', ['GT-2026#1', 'a'.repeat(32)], ['', 'a'.repeat(33), '澜1', 'a b', 'é']],
    [
      'time',
      [
        '15:01',
        '5:01',
        '23:59:59',
        '2019年10月1日 15:01',
        '08:00~17:30',
        '2019年10月1日 15:01~2019年10月2日 9:00',
      ],
      [
        '',
        '24:00',
        '15:60',
        '15：01',
        '3点',
        '2019-10-01 15:01',
        '2019年2月29日 15:01',
        '2019年10月1日',
        '15:01~',
        '2019年10月1日15:01',
      ],
    ],
    [
      'date',
      [
        '2019年10月1日',
        '2019年10月01日',
        '2024年2月29日',
        '2019年10月1日 15:01',
        '2019年10月1日~2019年10月8日',
      ],
      [
        '',
        '2019年2月29日',
        '2019年13月1日',
        '2019年0月1日',
        '2019年4月31日',
        '10月1日',
        '2019-10-01',
        '15:01',
      ],
    ],
    [
      'amount',
      ['12', '¥12.50', '12.5元', '$9', '¥1234567890', '￥1元'],
      ['', '¥', '元', '12345678901', '¥¥1', '1,000元', '-5', '十元'],
    ],
    [
      'phone_number',
      ['12315', '+86-0766-66888866', '(021)12345'],
      ['', '+86-0766-668888667', '电话', '---', '1 2', '123a'],
    ],
    [
      'car_number',
      ['粤A8Z888挂', '粤AD12345', 'A12345'],
      ['', '粤A8Z8888挂', '粤A8字888', '粤a88888', '粤A·8888'],
    ],
    [
      'name',
      ['王小明', '字'.repeat(10), 'a'.repeat(20), '王a·b', 'Ann O’Neil'],
      ['', '字'.repeat(11), 'a'.repeat(21), '王1', `王${'a'.repeat(10)}`],
    ],
    ['phrase', ['配送中', '字'.repeat(5)], ['', '字'.repeat(6), '已ok', '已完成!', '已 完成', '1']],
    ['enum', ['已受理', '字'.repeat(20)], ['', '字'.repeat(21)]],
  ])('%s', (kind, good, bad) => {
    for (const value of good) expect([value, fieldFault(kind, value)]).toEqual([value, null])
    for (const value of bad) {
      expect([value, fieldFault(kind, value)]).toEqual([value, expect.stringMatching(/[\u4e00-\u9fff]{2}/)])
    }
  })

  it('a choice is one of those the template lists', () => {
    expect(fieldFault('enum', '已受理', ['已受理', '已办结'])).toBeNull()
    expect(fieldFault('enum', '已退回', ['已受理', '已办结'])).toBe('应是 已受理、已办结 之一')
  })

  it.each([
    ['thing1', 'thing'],
    ['thing01', 'thing'],
    ['character_string12', 'character_string'],
    ['phone_number', 'phone_number'],
    ['time3', 'time'],
    ['keyword1', null],
    ['first', null],
    ['1thing', null],
    ['', null],
  ])('the field %s is a %s', (key, kind) => {
    expect(fieldKind(key)).toBe(kind)
  })
})

describe('making a value fit', () => {
  it.each<[Parameters<typeof fitField>[0], string, string]>([
    ['thing', ' 关于\n规范  直播带货的意见 ', '关于 规范 直播带货的意见'],
    ['thing', '字'.repeat(20), '字'.repeat(20)],
    ['thing', '字'.repeat(21), `${'字'.repeat(19)}…`],
    ['thing', '😀'.repeat(21), `${'😀'.repeat(19)}…`],
    ['thing', `${'字'.repeat(17)}👨‍👩‍👧‍👦家`, `${'字'.repeat(17)}…`],
    ['thing', '👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦👨‍👩‍👧‍👦…'],
    ['phrase', '已完成！', '已完成'],
    ['phrase', '正在办理之中', '正在办理之'],
    ['phrase', '已ok', '已ok'],
    ['name', '阿卜杜拉·买买提·艾合买提', '阿卜杜拉·买买提·艾'],
    ['name', 'a'.repeat(25), 'a'.repeat(20)],
    ['time', '2026-11-24 09:00', '2026年11月24日 09:00'],
    ['time', '15：01', '15:01'],
    ['time', '8:00 ～ 17:30', '8:00~17:30'],
    ['date', '2026-11-04', '2026年11月4日'],
    ['date', '2026/1/4~2026.1.9', '2026年1月4日~2026年1月9日'],
    ['date', '2026年11月24日09:00', '2026年11月24日 09:00'],
    ['amount', '￥1,000.50 元', '¥1000.50元'],
    ['number', '１，０００', '1000'],
    ['number', '9'.repeat(40), '9'.repeat(40)],
    ['phone_number', ' 0766 6688 8866 ', '076666888866'],
    ['car_number', '粤a 8z888挂', '粤A8Z888挂'],
    ['character_string', 'ＧＴ-2026', 'GT-2026'],
    ['enum', ' 已受理 ', '已受理'],
  ])('%s %j → %j', (kind, value, fitted) => {
    expect(fitField(kind, value)).toBe(fitted)
  })

  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          '字',
          'é',
          'e\u0301',
          '😀',
          '👨‍👩‍👧‍👦',
          '🇨🇳',
          '\n',
          ' ',
          '1',
          'a',
          '…',
          '·',
          '\ud800',
        ),
        { maxLength: 40 },
      )
      .map((p) => p.join('')),
  )

  it('any prose of at least a word fits as a thing; nothing is cut through the middle', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const fitted = fitField('thing', value)
        expect(points(fitted)).toBeLessThanOrEqual(20)
        expect(fitted).not.toMatch(/[\p{Cc}\p{Surrogate}]/u)
        expect(fieldFault('thing', fitted)).toBe(fitted === '' ? '不能为空' : null)
      }),
      { numRuns: 2_000 },
    )
  })

  it('a family stays together or goes as a whole', () => {
    const family = '👨‍👩‍👧‍👦'
    fc.assert(
      fc.property(fc.nat(25), fc.integer({ min: 1, max: 6 }), (before, families) => {
        const fitted = fitField('thing', '字'.repeat(before) + family.repeat(families))
        const kept = fitted.split(family).length - 1
        const rest = fitted.replaceAll(family, '')
        expect(rest).toMatch(/^字*…?$/)
        expect(graphemes(fitted)).toBe(graphemes(rest) + kept)
      }),
      { numRuns: 300 },
    )
  })

  it('names and phrases never grow too long, whatever they hold', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const han = fitField('name', value)
        expect(points(han)).toBeLessThanOrEqual(/\p{Script=Han}/u.test(han) ? 10 : 20)
        expect(points(fitField('phrase', value))).toBeLessThanOrEqual(5)
      }),
      { numRuns: 1_000 },
    )
  })

  it('figures keep every digit: what is too long is reported, never shortened', () => {
    const figure = fc.string({ unit: fc.constantFrom(...'0123456789.,￥元+-:：~年月日 '), maxLength: 50 })
    fc.assert(
      fc.property(
        fc.constantFrom('number', 'amount', 'phone_number', 'character_string', 'car_number' as const),
        figure,
        (kind, value) => {
          expect(fitField(kind, value).replace(/\D/g, '')).toBe(value.replace(/\D/g, ''))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('fitting twice is fitting once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fieldKinds), anything, (kind, value) => {
        const once = fitField(kind, value)
        expect(fitField(kind, once)).toBe(once)
      }),
      {
        numRuns: 3_000,
        examples: [
          ['time', '᾿'],
          ['number', 'α᾿'],
          ['car_number', 'α᾿'],
        ],
      },
    )
  })
})
