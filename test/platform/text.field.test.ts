import fc from 'fast-check'
import { z } from 'zod'
import { graphemes, text, unitsFor } from '../../src/platform/text'
import { leastMs } from '../support/least'

const PIECES = [
  'a',
  '中',
  ' ',
  '\n',
  '\t',
  '\r',
  '\u3000',
  '\u2800',
  '\u200B',
  '👩',
  '\u200D',
  '\uFE0F',
  'e',
  '\u0301',
  '\0',
]
const anyText = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((parts) => parts.join(''))

describe('the field schema', () => {
  const message = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message

  test('cleans, trims and returns what is stored', () => {
    expect(text({ max: 10 }).parse(' \u3000\u200B价签e\u0301\uFEFF \u2800')).toBe('价签é')
  })

  test('counts residents’ characters, not units, at the boundary', () => {
    const family = '👨‍👩‍👧‍👦'
    expect(text({ max: 3 }).parse(family.repeat(3))).toBe(family.repeat(3))
    expect(message(text({ max: 3 }), family.repeat(4))).toBe('不能超过 3 个字')
    expect(text({ max: 3 }).parse('一二三')).toBe('一二三')
    expect(message(text({ max: 3 }), '一二三四')).toBe('不能超过 3 个字')
    expect(message(text({ min: 2, max: 3 }), family)).toBe('不能少于 2 个字')
    expect(text({ min: 2, max: 3 }).parse('一二')).toBe('一二')
  })

  test('does not let one endless cluster pass as one character', () => {
    const chain = Array.from({ length: 40 }, () => '👩').join('\u200D')
    expect(graphemes(chain)).toBe(1)
    expect(chain.length).toBeGreaterThan(unitsFor(1))
    expect(message(text({ max: 1 }), chain)).toBe('不能超过 1 个字')
  })

  test('asks for content unless min is 0', () => {
    expect(message(text({ max: 3 }), ' \u200B\u2800\n')).toBe('不能为空')
    expect(text({ min: 0, max: 3 }).parse('  ')).toBe('')
    expect(message(text({ max: 3 }), undefined)).toBe('请填写此项')
    expect(message(text({ max: 3 }), 12)).toBe('此项应为文字')
    expect(message(text({ max: 3 }), 'a\0')).toMatch(/空字符/)
  })

  test('a single line swallows line breaks, several lines keep them', () => {
    expect(text({ max: 20 }).parse('甲 \r\n\t 乙  丙')).toBe('甲 乙  丙')
    expect(text({ max: 20, multiline: true }).parse('甲\r\n\n乙\n')).toBe('甲\n\n乙')
  })

  test.each(['input', 'output'] as const)('is a string in JSON Schema for %s', (io) => {
    const schema = z.object({ title: text({ max: 20 }), note: text({ min: 0, max: 50 }).optional() })
    expect(z.toJSONSchema(schema, { io })).toMatchObject({
      properties: { title: { type: 'string', description: '1–20 个字' }, note: { type: 'string' } },
      required: ['title'],
    })
  })

  test('parsing its own output changes nothing', () => {
    const schema = text({ min: 0, max: 1000 })
    fc.assert(
      fc.property(anyText, (raw) => {
        const once = schema.safeParse(raw)
        if (once.success) expect(schema.parse(once.data)).toBe(once.data)
      }),
      { numRuns: 2000 },
    )
  })
})

test('hostile text of 64 KiB costs time in proportion to its length only', async () => {
  const seeds = [
    'é',
    '\u0301\u0316',
    '\u0344',
    'a\u200B',
    '👩\u200D',
    '1\uFE0F',
    ' \n',
    '\u1100',
    '🏴\u{E0041}',
    ' ',
  ]
  const schema = text({ max: 1_000_000, multiline: true })
  let slowest = 0
  for (const seed of seeds) {
    const hostile = Buffer.from(`a${seed.repeat(65536 / seed.length)}b`).toString()
    slowest = Math.max(slowest, await leastMs(500, () => schema.safeParse(hostile)))
  }
  // Quadratic handling (NFC of long mark stacks, Intl.Segmenter) took 1,800 ms and more.
  expect(slowest).toBeLessThan(500)
  const comment = '这家超市的散装糕点没有标生产日期，价签也对不上，希望监管部门去看看。'
    .repeat(3)
    .slice(0, 100)
  const from = performance.now()
  for (let i = 0; i < 5000; i++) schema.parse(comment)
  const each = (performance.now() - from) / 5
  process.stdout.write(`text(): 64 KiB hostile ≤ ${slowest.toFixed(0)} ms, 100 字 ${each.toFixed(1)} µs\n`)
})
