import fc from 'fast-check'
import { cleanText } from '../../src/platform/text'

const clean = (raw: string) => {
  const result = cleanText(raw)
  if (!result.ok) throw new Error(result.reason)
  return result.text
}

/** [what it is, typed, stored] */
const CLEANED: [string, string, string][] = [
  ['nothing', '', ''],
  ['plain Chinese', '散装糕点没有标生产日期。', '散装糕点没有标生产日期。'],
  ['Chinese quotes and dashes', '“价签”——不对…', '“价签”——不对…'],
  ['tab and newline', 'a\tb\nc', 'a\tb\nc'],
  ['CRLF', 'a\r\nb\r\n', 'a\nb\n'],
  ['lone CR', 'a\rb', 'a\nb'],
  ['line and paragraph separator', 'a\u2028b\u2029c', 'a\nb\nc'],
  ['decomposed Latin', 'cafe\u0301', 'café'],
  ['decomposed kana', 'か\u3099', 'が'],
  ['decomposed Hangul', '\u1100\u1161', '가'],
  ['composed after an invisible is gone', 'e\u200B\u0301', 'é'],
  ['Ångström sign', '\u212B', 'Å'],
  ['compatibility ideograph', '\uF900', '豈'],
  ['extension B ideograph', '𠮷野家', '𠮷野家'],
  ['full-width letters stay', 'ＡＢＣ１２３', 'ＡＢＣ１２３'],
  ['zero-width space', '投\u200B诉', '投诉'],
  ['zero-width non-joiner', 'a\u200Cb', 'ab'],
  ['zero-width joiner between letters', 'a\u200Db', 'ab'],
  ['zero-width joiner after an emoji only', '👩\u200D好', '👩好'],
  ['zero-width joiner before an emoji only', '好\u200D👩', '好👩'],
  ['doubled joiner', '👩\u200D\u200D👩', '👩👩'],
  ['word joiner', 'a\u2060b', 'ab'],
  ['invisible operators', 'a\u2061\u2062\u2063\u2064b', 'ab'],
  ['BOM', '\uFEFF标题', '标题'],
  ['soft hyphen', 'co\u00ADop', 'coop'],
  ['left-to-right mark', 'a\u200Eb', 'ab'],
  ['right-to-left mark', 'a\u200Fb', 'ab'],
  ['Arabic letter mark', 'a\u061Cb', 'ab'],
  ['bidi embedding', '\u202Aa\u202Bb\u202C', 'ab'],
  ['bidi override', 'txt.\u202Egpj.exe', 'txt.gpj.exe'],
  ['bidi isolates', '\u2066a\u2067b\u2068c\u2069', 'abc'],
  ['deprecated format characters', 'a\u206Ab\u206F', 'ab'],
  ['bell, escape, delete', 'a\u0007b\u001B[31mc\u007F', 'ab[31mc'],
  ['vertical tab and form feed', 'a\u000Bb\u000Cc', 'abc'],
  ['C1 controls', 'a\u0080b\u009Fc', 'abc'],
  ['next line', 'a\u0085b', 'ab'],
  ['combining grapheme joiner', 'a\u034Fb', 'ab'],
  ['Hangul fillers', 'a\u115F\u1160\u3164\uFFA0b', 'ab'],
  ['Mongolian separators', 'a\u180B\u180Eb', 'ab'],
  ['interlinear annotation', 'a\uFFF9b\uFFFAc\uFFFB', 'abc'],
  ['noncharacters', 'a\uFFFEb\uFFFF\u{1FFFE}', 'ab'],
  ['tag characters', 'hi\u{E0068}\u{E0069}\u{E0001}', 'hi'],
  ['tags behind a non-flag emoji', '👍\u{E0067}\u{E0062}\u{E007F}', '👍'],
  ['unterminated flag tags', '🏴\u{E0067}\u{E0062}\u{E0065}', '🏴'],
  ['overlong flag tags', `🏴${'\u{E0061}'.repeat(9)}\u{E007F}`, '🏴'],
  ['variation selector on a letter', 'a\uFE0F中\uFE00', 'a中'],
  ['ideographic variation selector', '葛\u{E0100}', '葛'],
  ['variation selector on a digit', '1\uFE0F3\uFE0F8\uFE0F', '138'],
  ['doubled variation selector', '❤\uFE0F\uFE0F', '❤\uFE0F'],
  ['invisible inside a ZWJ sequence', '👩\u200B\u200D👩', '👩👩'],
  ['stack of marks', `a${'\u0316'.repeat(100)}b`, `a${'\u0316'.repeat(8)}b`],
  ['emoji dissolved by composition', '👩\u200D↔\u0338', '👩↮'],
  ['replacement character stays', 'a\uFFFDb', 'a\uFFFDb'],
  ['Tibetan', 'བོད་སྐད།', 'བོད་སྐད།'],
  ['Uyghur', 'ئۇيغۇرچە', 'ئۇيغۇرچە'],
  ['HTML is text', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['SQL is text', "'; DROP TABLE comments;--", "'; DROP TABLE comments;--"],
]
const REFUSED: [string, string, RegExp][] = [
  ['NUL', 'a\0b', /空字符/],
  ['NUL alone', '\0', /空字符/],
  ['high surrogate', 'a\uD83D', /残缺/],
  ['low surrogate', '\uDC4Da', /残缺/],
  ['swapped pair', '\uDC4D\uD83D', /残缺/],
  ['surrogate in Chinese', '好\uD842好', /残缺/],
]
const EMOJI = [
  ...[
    '👍',
    '👍🏽',
    '❤️',
    '❤',
    '☺︎',
    '👨‍👩‍👧‍👦',
    '👩🏽‍❤️‍💋‍👨🏿',
    '🧑🏽‍🦰',
    '🏃🏽‍♀️‍➡️',
    '🕵🏽‍♂️',
    '🕵️‍♀️',
    '🐦‍⬛',
    '🐻‍❄️',
  ],
  ...['1️⃣', '#️⃣', '*️⃣', '0⃣', '🇨🇳', '🇭🇰🇲🇴', '🏳️‍🌈', '🏳️‍⚧️', '🏴‍☠️', '©️', '™️', '〰️', '㊗️', '‼️', '↔️', '😶‍🌫️', '❤️‍🔥'],
  ...['gbeng', 'gbsct', 'gbwls'].map(
    (region) =>
      `🏴${[...region].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join('')}\u{E007F}`,
  ),
]
/** Never stored, whatever stands around it. */
const FORBIDDEN =
  /(?![\n\t])[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}\u00AD\u061C\u180E\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/u
const PIECES = [
  ...[...'a1#e中 \n\t\r'],
  ...EMOJI,
  ...[
    '\u200D',
    '\uFE0F',
    '\uFE0E',
    '\u20E3',
    '🏽',
    '↔',
    '\u0338',
    '\u0344',
    '\u0301',
    '\u0316',
    '\u200B',
    '\u202E',
  ],
  ...[
    '🏴',
    '\u{E0067}',
    '\u{E007F}',
    '\uFFFE',
    '\u034F',
    '\u1100',
    '\u1161',
    '\u11A8',
    '\uAC00',
    '👩',
    '\u0085',
  ],
]
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

test('the table holds at least sixty strings', () => {
  expect(CLEANED.length + REFUSED.length).toBeGreaterThanOrEqual(60)
})

test.each(CLEANED)('%s is stored as the policy says', (_, typed, stored) => {
  expect(clean(typed)).toBe(stored)
})

test.each(REFUSED)('%s is refused with a Chinese reason', (_, typed, reason) => {
  const result = cleanText(typed)
  expect(result.ok ? '' : result.reason).toMatch(reason)
})

test.each(EMOJI)('%s comes back unchanged, alone and between words', (emoji) => {
  expect(clean(emoji)).toBe(emoji)
  expect(clean(`好${emoji}a${emoji}${emoji}。`)).toBe(`好${emoji}a${emoji}${emoji}。`)
})

describe('for any text', () => {
  const accepted = (raw: string) => !raw.includes('\0') && !/\p{Surrogate}/u.test(raw)

  test('cleaning twice equals cleaning once, and the result is NFC without forbidden characters', () => {
    fc.assert(
      fc.property(anyText.filter(accepted), (raw) => {
        const once = clean(raw)
        expect(clean(once)).toBe(once)
        expect(once.normalize('NFC')).toBe(once)
        expect(once).not.toMatch(FORBIDDEN)
      }),
      { numRuns: 3000 },
    )
  })

  test('exactly NUL and lone surrogates are refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('中', 'a', '\0', '\uD83D', '\uDC4D') }), (raw) => {
        expect(cleanText(raw).ok).toBe(accepted(raw))
      }),
    )
  })
})
