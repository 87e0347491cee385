import fc from 'fast-check'
import { type DiffPart, wordDiff } from '../../src/platform/diff'
import { leastMs } from '../support/least'

const side = (parts: readonly DiffPart[], op: 'removed' | 'added') =>
  parts
    .filter((p) => p.op === 'same' || p.op === op)
    .map((p) => p.text)
    .join('')

describe('a word-by-word comparison', () => {
  test('names the words that were replaced, in Chinese too', () => {
    expect(wordDiff('买粽子选证照齐全的商家。', '买月饼选证照齐全的商家。')).toEqual([
      { op: 'same', text: '买' },
      { op: 'removed', text: '粽子' },
      { op: 'added', text: '月饼' },
      { op: 'same', text: '选证照齐全的商家。' },
    ])
  })

  test('equal texts have one part, two empty ones none', () => {
    expect(wordDiff('一样', '一样')).toEqual([{ op: 'same', text: '一样' }])
    expect(wordDiff('', '')).toEqual([])
    expect(wordDiff('', '新')).toEqual([{ op: 'added', text: '新' }])
  })

  test('both texts can be read back from it, whatever they are', () => {
    const text = fc
      .array(fc.constantFrom('粽子', '月饼', '的', '，', '\n', '12315', '😀', 'a'), { maxLength: 60 })
      .map((words) => words.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after)
        expect(side(parts, 'removed')).toBe(before)
        expect(side(parts, 'added')).toBe(after)
        expect(parts.some((p) => p.text === '')).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  test('30,000 characters with nothing in common are compared in a few seconds at the worst', async () => {
    const one = Array.from({ length: 3_000 }, (_, i) => `第${i}段文字甲\n`).join('')
    const other = Array.from({ length: 3_000 }, (_, i) => `另外${i * 7}行乙乙\n`).join('')
    expect(await leastMs(5_000, () => wordDiff(one, other))).toBeLessThan(5_000)
    const parts = wordDiff(one, other)
    expect([side(parts, 'removed') === one, side(parts, 'added') === other]).toEqual([true, true])
  })
})
