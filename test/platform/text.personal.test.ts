import fc from 'fast-check'
import { findPersonal, maskIdNumber, maskPersonal, maskPhone } from '../../src/platform/text'

const found = (text: string) => findPersonal(text).map((f) => `${f.kind}:${f.value}`)

const FOUND: [string, string[]][] = [
  ['电话13800138000，谢谢', ['phone:13800138000']],
  ['138 0013 8000', ['phone:138 0013 8000']],
  ['138-0013-8000', ['phone:138-0013-8000']],
  ['138.0013.8000', ['phone:138.0013.8000']],
  ['138 00138000', ['phone:138 00138000']],
  ['1380013 8000', ['phone:1380013 8000']],
  ['1 3 8 0 0 1 3 8 0 0 0', ['phone:1 3 8 0 0 1 3 8 0 0 0']],
  ['１３８００１３８０００', ['phone:１３８００１３８０００']],
  ['１３８　００１３　８０００', ['phone:１３８　００１３　８０００']],
  ['138\u200B0013\u200B8000', ['phone:138\u200B0013\u200B8000']],
  ['+8613800138000', ['phone:8613800138000']],
  ['+86 138 0013 8000', ['phone:86 138 0013 8000']],
  ['008613800138000', ['phone:008613800138000']],
  ['vx13800138000x', ['phone:13800138000']],
  ['**13800138000**', ['phone:13800138000']],
  ['电话2：**138 0013 8000**', ['phone:138 0013 8000']],
  ['2026-11-24 138 0013 8000', ['phone:138 0013 8000']],
  ['13800138000 13900139000', ['phone:13800138000', 'phone:13900139000']],
  ['021-64220000', ['phone:021-64220000']],
  ['(021)6422 0000', ['phone:021)6422 0000']],
  ['（021）64220000', ['phone:021）64220000']],
  ['02164220000', ['phone:02164220000']],
  ['0512-6522345', ['phone:0512-6522345']],
  ['+86 21 6422 0000', ['phone:86 21 6422 0000']],
  ['身份证310101199001011237。', ['id_number:310101199001011237']],
  ['31010119900101123X', ['id_number:31010119900101123X']],
  ['62010119900101123x', ['id_number:62010119900101123x']],
  ['３１０１０１１９９００１０１１２３Ｘ', ['id_number:３１０１０１１９９００１０１１２３Ｘ']],
  ['310101 19900101 123X', ['id_number:310101 19900101 123X']],
  ['310101-1990-0101-1237', ['id_number:310101-1990-0101-1237']],
  ['310101900101123', ['id_number:310101900101123']],
  ['310101 900101 123', ['id_number:310101 900101 123']],
  ['卡号6222021234567890128', ['bank_card:6222021234567890128']],
  ['4111 1111 1111 1111', ['bank_card:4111 1111 1111 1111']],
  ['4111-1111-1111-1111', ['bank_card:4111-1111-1111-1111']],
  ['写信到zhang.san@example.com.cn。', ['email:zhang.san@example.com.cn']],
  ['zhang＠qq．com', ['email:zhang＠qq．com']],
  ['13800138000@qq.com', ['email:13800138000@qq.com']],
  ['a@b.cn;c@d.cn', ['email:a@b.cn', 'email:c@d.cn']],
  // No length of a fingerprint, or hardly a letter in it: somebody hides a number.
  ['abcdef13800138000abcdef', ['phone:13800138000']],
  ['e3b0c44298fc1c149afbf4c899b13912345678b934ca495991b7852b85500f1', ['phone:13912345678']],
  ['a13800138000b13900139000c1234567', ['phone:13800138000', 'phone:13900139000']],
]
const LEFT_ALONE = [
  ...[
    '20261124',
    '2026-11-24',
    '2026.11.24 09:30:15',
    '2026年11月24日 09:30',
    '〔2026〕12号',
    '沪市监规〔2026〕12号',
  ],
  ...[
    '沪市监处〔2026〕032026000123号',
    '第051020260012号',
    '12315',
    '12345',
    '拨打12315或12345',
    '110 119 120',
  ],
  ...['400-820-8820', '4008208820', '800-820-8820', '95588', '64220000', 'GB 2760-2024', 'GB/T 39786-2021'],
  ...[
    'JY13101150012345',
    '6901234567892',
    '91310000132204816R',
    '913100001322048163',
    '1764000000000',
    '1764000000',
  ],
  ...[
    '4111111111111112',
    '1234567890123456',
    '12800138000',
    '138001380001',
    '3.1415926535897',
    '192.168.100.100',
  ],
  ...['1500 3000 200', '1.50-3.00-2.00', '310101199013011237', '990101199001011237', '20261124093000123'],
  ...[
    '@someone',
    'a@b',
    'a@@b.c',
    '价格10-20-30-40元',
    '138****8000',
    '310***********1237',
    '01JBX0A1B2C3D4E5F6G7H8J9K0',
  ],
  // A fingerprint, a receipt's random bytes, a UUID: digits that fell so.
  ...[
    'e3b0c44298fc1c149afbf4c899b13912345678b934ca495991b7852b85500f1e',
    'E3B0C44298FC1C149AFBF4C899B13912345678B934CA495991B7852B85500F1E',
    '指纹：0c13800138000fb9a1d2e3c4b5a69788；',
    'de9f2c7f-d25e-4a1b-b025-f13912345678',
    'da39a3ee5e6b4b0d3255bfef9560f13800138000',
  ],
]

test.each(FOUND)('%s holds %j', (text, expected) => {
  expect(found(text)).toEqual(expected)
})

test.each(LEFT_ALONE)('%s is left alone', (text) => {
  expect(found(text)).toEqual([])
  expect(maskPersonal(text)).toBe(text)
})

test.each([
  ['我是张三，13800138000。', '我是张三，138****8000。'],
  ['138 0013 8000', '138 **** 8000'],
  ['+8613800138000', '+86138****8000'],
  ['021-64220000', '021-****0000'],
  ['0512-6522345', '051*-***2345'],
  ['31010119900101123X', '310***********123X'],
  ['310101 19900101 123X', '310*** ******** 123X'],
  ['6222021234567890128', '6222***********0128'],
  ['zhang@qq.com，13900139000', 'z***@qq.com，139****9000'],
  ['13800138000@qq.com', '***@qq.com'],
  ['１３８００１３８０００', '１３８****８０００'],
])('%s is shown as %s', (text, masked) => {
  expect(maskPersonal(text)).toBe(masked)
})

test('the single masks hide short or empty values too', () => {
  expect(maskPhone('13800138000')).toBe('138****8000')
  expect(maskPhone('64220000')).toBe('******00')
  expect(maskPhone('12345')).toBe('*****')
  expect(maskPhone('')).toBe('')
  expect(maskIdNumber('31010119900101123X')).toBe('310***********123X')
  expect(maskIdNumber('310101900101123')).toBe('310*********123')
  expect(maskIdNumber('12345')).toBe('*****')
})

const PIECES = [
  ...[
    '13800138000',
    '138',
    '0013',
    '8000',
    '1380013',
    '0512',
    '6522345',
    '021',
    '6422',
    '310101',
    '19900101',
    '123X',
    '86',
  ],
  ...[
    '310101199001011237',
    '4111',
    '1111',
    '6222021234567890128',
    'a@b.cn',
    '@',
    'x',
    '1',
    '0',
    '*',
    '****',
    '电话',
    '\n',
  ],
  ...[' ', '-', '　', '（', '）', '.', '１３８', '2026-11-24', '〔2026〕12号'],
]
const anyText = fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((parts) => parts.join(''))

test('findings are in order, apart, and quote the text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let end = 0
      for (const finding of findPersonal(text)) {
        expect(finding.start).toBeGreaterThanOrEqual(end)
        expect(text.slice(finding.start, finding.end)).toBe(finding.value)
        end = finding.end
      }
    }),
    { numRuns: 2000 },
  )
})

test('masking keeps the length apart from e-mails, and masking twice changes nothing', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const once = maskPersonal(text)
      expect(maskPersonal(once)).toBe(once)
      if (!text.includes('@')) expect(once).toHaveLength(text.length)
    }),
    { numRuns: 5000 },
  )
})

test('a mobile number between any Chinese words never survives masking', () => {
  const mobile = fc
    .tuple(fc.constantFrom('3', '5', '7', '8', '9'), fc.integer({ min: 0, max: 999_999_999 }))
    .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`)
  const words = fc.string({ unit: fc.constantFrom(...'我的电话是，。：a \n') })
  fc.assert(
    fc.property(words, mobile, fc.constantFrom('', ' ', '-'), words, (before, number, gap, after) => {
      const written = [number.slice(0, 3), number.slice(3, 7), number.slice(7)].join(gap)
      expect(maskPersonal(before + written + after)).not.toContain(written)
    }),
  )
})
