import { bareCode, base32, codeAt, otpauthUrl, stepOf } from '../../../src/modules/staff/staff.otp.rules'

const secret = Buffer.from('12345678901234567890')

describe('codes as RFC 6238 computes them', () => {
  // Appendix B, the last six of its eight digits.
  it.each<[number, string]>([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %s seconds: %s', (seconds, code) => expect(codeAt(secret, stepOf(seconds * 1000))).toBe(code))

  // Appendix D of RFC 4226.
  it('count up as RFC 4226 does', () => {
    expect([0, 1, 2, 9].map((n) => codeAt(secret, n))).toEqual(['755224', '287082', '359152', '520489'])
  })

  it('a step ends with its last millisecond', () => {
    expect([stepOf(29_999), stepOf(30_000), stepOf(59_999)]).toEqual([0, 1, 1])
  })
})

it('base32 is RFC 4648’s', () => {
  const words = {
    '': '',
    f: 'MY',
    fo: 'MZXQ',
    foo: 'MZXW6',
    foob: 'MZXW6YQ',
    fooba: 'MZXW6YTB',
    foobar: 'MZXW6YTBOI',
  }
  for (const [plain, coded] of Object.entries(words)) expect(base32(Buffer.from(plain))).toBe(coded)
})

it('the address for the QR code carries name, issuer and secret', () => {
  const url = new URL(otpauthUrl('ABC', 'li.wei', '广听'))
  expect(url.protocol).toBe('otpauth:')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    secret: 'ABC',
    issuer: '广听',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})

it('a recovery code may be typed with small letters and without hyphens', () => {
  expect(bareCode(' abcd-efgh ijkl-MNOP ')).toBe('ABCDEFGHIJKLMNOP')
})
