import {
  DraftRefused,
  type ImportedDraft,
  importMarkdown,
  importText,
  joinedText,
  normalisedText,
} from '../../../src/modules/consultations/drafts.import'

/** Imports and proves at once that the text comes back. */
function text(source: string): ImportedDraft {
  const draft = importText(source)
  expect(joinedText(draft)).toBe(normalisedText(source, 'text'))
  expect(new Set(draft.clauses.map((clause) => clause.key)).size).toBe(draft.clauses.length)
  return draft
}
function markdown(source: string): ImportedDraft {
  const draft = importMarkdown(source)
  expect(joinedText(draft)).toBe(normalisedText(source, 'markdown'))
  return draft
}
const codes = (draft: ImportedDraft): string[] => [...new Set(draft.warnings.map((warning) => warning.code))]
const keys = (draft: ImportedDraft): string[] => draft.clauses.map((clause) => clause.key)
const articles = (draft: ImportedDraft): string[] =>
  draft.clauses.filter((clause) => clause.kind === 'article').map((clause) => clause.label)

describe('malformed drafts are read with warnings in Chinese', () => {
  test.each([
    ['a gap', '第一条 甲。\n第三条 乙。', 'article_gap', '第三条'],
    ['a repeat', '第一条 甲。\n第一条 乙。', 'article_repeat', '第一条'],
    ['a step back', '第一条 甲。\n第二条 乙。\n第三条 丙。\n第二条 丁。', 'article_order', '第二条'],
    ['a start after one', '第五条 甲。', 'article_start', '第五条'],
    ['a skipped 之一', '第一条 甲。\n第一条之二 乙。', 'article_gap', '第一条之二'],
    ['an article without text', '第一条 甲。\n第二条\n第三条 丙。', 'empty_article', '第二条'],
    ['chapters out of order', '第二章 甲\n第一条 甲。\n第一章 乙\n第二条 乙。', 'heading_order', '第二章 甲'],
    ['a chapter left out', '第一章 甲\n第一条 甲。\n第三章 乙\n第二条 乙。', 'heading_order', '第三章 乙'],
    ['a chapter without articles', '第一章 甲\n第二章 乙\n第一条 甲。', 'empty_chapter', '第一章 甲'],
    ['an item left out', '第一条 有：\n（一）甲；\n（三）乙。', 'item_gap', '第4行'],
    ['an item repeated', '第一条 有：\n（一）甲；\n（一）乙。', 'item_repeat', '第4行'],
    ['digits as items', '第一条 有：\n1. 甲；\n2. 乙。', 'arabic_items', '第3行'],
    ['text under a heading', '第一章 甲\n本章说明如下。\n第一条 甲。', 'stray_text', '第3行'],
    ['廿', '第一条 甲。\n第廿条 乙。', 'unusual_number', '第廿条'],
  ])('%s', (_, body, code, at) => {
    const draft = text(`办法\n${body}`)
    expect(draft.warnings).toContainEqual({
      code,
      at,
      message: expect.stringMatching(/[\u4e00-\u9fff]{4}.*。$/),
    })
  })

  test('no article at all is said, and all text is kept', () => {
    const draft = text('一、总体要求\n做好工作。')
    expect(codes(draft)).toEqual(['no_article'])
    expect(draft.clauses).toEqual([])
    expect(codes(text(''))).toEqual(['no_article'])
    expect(text('').title).toBeNull()
  })

  test.each([
    ['with the word 目录', '目　录\n第一章 总则……1\n第二章 附则……2\n'],
    ['without the word 目录', '第一章 总则\n第二章 附则\n'],
    ['that lists articles as well', '目次\n第一章 总则\n第一条 目的 1\n第二章 附则\n第二条 施行 2\n'],
  ])('a table of contents %s stays in the preamble and is not counted', (_, contents) => {
    const draft = text(`办法\n${contents}第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。`)
    expect(keys(draft)).toEqual(['c1', 'a1', 'c2', 'a2'])
    expect(draft.preamble).toHaveLength(contents.trim().split('\n').length)
    expect(codes(draft)).toEqual(['contents'])
  })

  test('a table of contents whose chapters never come again is pointed out', () => {
    const draft = text('办法\n目录\n第一章 总则\n第二章 附则\n第一条 甲。\n第二条 乙。')
    expect(keys(draft)).toEqual(['a1', 'a2'])
    expect(codes(draft)).toEqual(['contents_without_body'])
  })

  test('digits, full-width digits, spaces, tabs, U+3000, CRLF and BOM are read', () => {
    const draft = text('\uFEFF办法\r\n　　第1条\t甲。\r\n\t第 ２ 条　乙。\r\n第 三 条 丙。\r第 10 条　丁。')
    expect(draft.clauses.map(({ number, label, text }) => [number, label, text])).toEqual([
      [1, '第1条', '甲。'],
      [2, '第２条', '乙。'],
      [3, '第三条', '丙。'],
      [10, '第10条', '丁。'],
    ])
    expect(codes(draft).sort()).toEqual(['arabic_number', 'article_gap'])
  })

  test('第廿一条 counts on from 第二十条', () => {
    const twenty = '一二三四五六七八九十'.split('').flatMap((n) => [`第${n}条 甲。`])
    const more = '一二三四五六七八九'.split('').map((n) => `第十${n}条 甲。`)
    const draft = text(
      ['办法', ...twenty, ...more, '第二十条 甲。', '第廿一条 乙。', '第二十二条 丙。'].join('\n'),
    )
    expect(draft.clauses.map((clause) => clause.number)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1))
    expect(codes(draft)).toEqual(['unusual_number'])
  })

  test('an annex with its own articles is kept whole and not mixed in', () => {
    const draft = text('办法\n第一条 扣分标准见附件。\n附件1：扣分标准\n第一条 扣一分。')
    expect(keys(draft)).toEqual(['a1'])
    expect(draft.closing).toEqual(['附件1：扣分标准', '第一条 扣一分。'])
    expect(codes(draft)).toEqual(['annex_articles'])
  })

  test('the word 附件 before articles that count on ends nothing', () => {
    const draft = text('办法\n第一条 甲。\n附件：\n第二条 乙。')
    expect(articles(draft)).toEqual(['第一条', '第二条'])
    expect(codes(draft)).toEqual(['annex_in_text'])
  })

  test('a Markdown heading without a number is kept as a paragraph and pointed out', () => {
    const draft = markdown('# 办法\n第一条 甲。\n## 附则\n第二条 乙。')
    expect(codes(draft)).toEqual(['unnumbered_heading'])
    expect(articles(draft)).toEqual(['第一条', '第二条'])
  })

  test('hundreds of like warnings become ten and a count', () => {
    const draft = text(['办法', ...Array.from({ length: 300 }, (_, i) => `第${i * 2 + 1}条 甲。`)].join('\n'))
    expect(draft.warnings.filter((warning) => warning.code === 'article_gap')).toHaveLength(11)
    expect(draft.warnings.find((warning) => warning.message.includes('还有 289 处'))).toBeDefined()
  })
})

describe('hostile input', () => {
  /** Milliseconds of the processor, the better of two tries. */
  const costOf = (source: string): number => {
    const once = () => {
      const before = process.cpuUsage()
      text(source)
      markdown(source)
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1000
    }
    return Math.min(once(), once())
  }
  const big = (unit: string, length: number): string =>
    unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
  test.each<[string, (length: number) => string]>([
    ['第 repeated', (n) => big('第', n)],
    ['第一 repeated', (n) => big('第一', n)],
    ['one line of 64 KiB', (n) => `第一条 ${big('甲乙丙', n)}`],
    ['items in one line', (n) => `第一条 有：${big('（一）甲；', n)}`],
    ['item marks without text', (n) => `第一条 有：${big('（一）', n)}`],
    ['item marks on lines of their own', (n) => `第一条 有：\n${big('（一）\n', n)}`],
    ['closers behind a stop', (n) => `第一条 有：（一）甲；（二）乙。${big('）', n)}`],
    ['stops only', (n) => `第一条 有：（一）甲；（二）乙${big('。', n)}`],
    ['open comments', (n) => big('<!--', n)],
    ['white space', (n) => big(' \t　', n)],
    ['hash marks', (n) => big('#', n)],
    ['annex lines', (n) => `第一条 甲。\n${big('附件：\n', n)}第二条 乙。`],
    ['article numbers', (n) => big('第一条 \n', n)],
    ['headings', (n) => `第一条 甲。\n${big('第一章\n', n)}`],
    ['digits', (n) => `第一条 ：${big('1.', n)}`],
    ['brackets', (n) => big('（', n)],
  ])('%s is read in linear time and comes back whole', (_, sized) => {
    const whole = costOf(sized(200_000))
    if (whole < 500) return
    // Eight times the text, eight times the work, and thrice that on a busy machine: a quadratic reader needs 64 times.
    expect(whole / costOf(sized(25_000))).toBeLessThan(24)
  })

  test('a text of more than two million characters is refused', () => {
    expect(() => importText(big('甲', 2_000_001))).toThrow(DraftRefused)
    expect(importText(big('甲', 2_000_000)).clauses).toEqual([])
  })
})
