import { chineseNumeral, parseNumeral } from '../../../src/modules/consultations/drafts.numerals'

describe('numerals', () => {
  test('every number from 1 to 9999 is read back as written', () => {
    for (let value = 1; value <= 9999; value += 1) {
      expect(parseNumeral(chineseNumeral(value))).toEqual({ value, form: 'chinese' })
      expect(parseNumeral(String(value))).toEqual({ value, form: 'arabic' })
    }
  })

  test.each([
    ['一百四十八', 148, 'chinese'],
    ['一百〇五', 105, 'chinese'],
    ['一百 一 十', 110, 'chinese'],
    ['廿一', 21, 'unusual'],
    ['卅', 30, 'unusual'],
    ['一四八', 148, 'unusual'],
    ['一百十', 110, 'unusual'],
    ['一十', 10, 'unusual'],
    ['１４', 14, 'arabic'],
  ])('%s is %i', (raw, value, form) => {
    expect(parseNumeral(raw)).toEqual({ value, form })
  })

  test.each(['', '零', '0', '十十', '三四十', '五百零', '百千', '12345', '第', '一十百'])(
    '“%s” is no number',
    (raw) => {
      expect(parseNumeral(raw)).toBeNull()
    },
  )

  test.each([0, -1, 1.5, 10_000])('%d cannot be written', (value) => {
    expect(() => chineseNumeral(value)).toThrow(RangeError)
  })
})
