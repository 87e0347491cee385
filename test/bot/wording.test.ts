import fc from 'fast-check'
import { fitting, MOST_BYTES, MOST_CHARACTERS, numbered, short, timeLeft } from '../../bot/wording'
import { graphemes } from '../../src/platform/text'

const isFine = (text: string) => graphemes(text) <= MOST_CHARACTERS && Buffer.byteLength(text) <= MOST_BYTES

it('a reply is never longer than WeChat takes, and never cut when it fits', () => {
  const words = fc.string({ unit: fc.constantFrom('字', 'a', '👨‍👩‍👧', 'é', '\n'), maxLength: 1_500 })
  fc.assert(
    fc.property(words, (text) => {
      const sent = fitting(text)
      expect(isFine(sent)).toBe(true)
      if (isFine(text)) expect(sent).toBe(text)
      else expect(text.startsWith(sent.slice(0, -1))).toBe(true)
    }),
    { numRuns: 40 },
  )
})

const foot = '最多选5项，用空格隔开，例如：1 3。'

it('“更多” shows every line once, in order, each reply fitting, also when the head changes on the way', () => {
  const label = fc.string({ unit: fc.constantFrom('粮', '食', 'b', '、'), minLength: 1, maxLength: 50 })
  const head = fc.string({ unit: fc.constantFrom('题', 'a'), maxLength: 200 })
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 60 }), head, (labels, first) => {
      const seen: number[] = []
      let from = 0
      do {
        const shown = numbered(from === 0 ? first : '第1题', labels, foot, from)
        expect(isFine(shown.text)).toBe(true)
        for (const [, n] of shown.text.matchAll(/^(\d+)\. /gm)) seen.push(Number(n))
        from = shown.next
      } while (from > 0)
      expect(seen).toEqual(labels.map((_, i) => i + 1))
    }),
    { numRuns: 60 },
  )
})

it('what fits whole says nothing of more; behind the last comes the first', () => {
  expect(numbered('头', ['甲', '乙'], '尾', 0)).toEqual({ text: '头\n1. 甲\n2. 乙\n尾', next: 0 })
  const many = Array.from({ length: 40 }, (_, i) => `第${i}类食品和它的许多例子例子例子例子例子`)
  const first = numbered('头', many, '尾', 0)
  expect(first.text).toContain(`（第1到${first.next}项，共40项，回复“更多”看后面的）\n尾`)
  const last = numbered('头', many, '尾', first.next)
  expect([last.next, last.text]).toEqual([0, expect.stringContaining('回到开头')])
  expect(numbered('头', many, '尾', 99)).toEqual(first)
})

it('short and timeLeft', () => {
  expect(short('一二三\n四五', 6)).toBe('一二三 四五')
  expect(short('一二三四五六七', 6)).toBe('一二三四五…')
  expect([timeLeft(61_999), timeLeft(59_999), timeLeft(0), timeLeft(-5_000)]).toEqual([
    '1分1秒',
    '59秒',
    '0秒',
    '0秒',
  ])
})
