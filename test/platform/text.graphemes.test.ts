import fc from 'fast-check'
import { cutGraphemes, graphemes } from '../../src/platform/text'

const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' })
const reference = (text: string) => [...segmenter.segment(text)].map((s) => s.segment)

const COUNTS: [string, number][] = [
  ['', 0],
  ['abc', 3],
  ['上海市市场监管局', 8],
  ['“你好”——…《》', 9],
  ['café', 4],
  ['cafe\u0301', 4],
  ['👍', 1],
  ['👍🏽', 1],
  ['👨‍👩‍👧‍👦', 1],
  ['🇨🇳🇭🇰', 2],
  ['🇨🇳🇭', 2],
  ['1️⃣2️⃣', 2],
  ['❤️', 1],
  ['🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}', 1],
  ['👩🏽‍❤️‍💋‍👨🏿好', 2],
  ['𠮷野家', 3],
  ['각각', 2],
  ['བོད', 2],
  ['a\r\nb', 3],
  ['\u0301', 1],
]
const ALPHABET = [
  ...'a1#* 中国，、。\n\r',
  ...['\r\n', 'é', 'e\u0301', '\u0301', '\u20E3', '\uFE0F', '\u200D', '👩', '👍', '🏽', '❤', '🇨', '🇳', '🏴'],
  ...[
    '\u{E0067}',
    '\u{E007F}',
    '𠮷',
    'ᄀ',
    'ᅡ',
    'ᆨ',
    '가',
    'กำ',
    'བོ',
    '\u3099',
    'か',
    '↔',
    '\t',
    '\uFF9E',
    'ｶ',
  ],
]
const anyText = fc.array(fc.constantFrom(...ALPHABET), { maxLength: 24 }).map((parts) => parts.join(''))

test.each(COUNTS)('%j has %d graphemes', (text, n) => {
  expect(graphemes(text)).toBe(n)
  expect(reference(text)).toHaveLength(n)
})

test('counting agrees with Intl.Segmenter', () => {
  fc.assert(
    fc.property(anyText, (text) => graphemes(text) === reference(text).length),
    { numRuns: 2000 },
  )
})

test('cutting agrees with Intl.Segmenter and never exceeds n', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: -1, max: 26 }), (text, n) => {
      const cut = cutGraphemes(text, n)
      expect(cut).toBe(reference(text).slice(0, Math.max(0, n)).join(''))
    }),
    { numRuns: 2000 },
  )
})

test('a cut keeps a family emoji whole or drops it', () => {
  expect(cutGraphemes('好👨‍👩‍👧‍👦坏', 1)).toBe('好')
  expect(cutGraphemes('好👨‍👩‍👧‍👦坏', 2)).toBe('好👨‍👩‍👧‍👦')
})
