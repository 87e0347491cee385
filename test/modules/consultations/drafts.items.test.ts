import {
  type ImportedDraft,
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
const codes = (draft: ImportedDraft): string[] => [...new Set(draft.warnings.map((warning) => warning.code))]
const rows = (draft: ImportedDraft): [string, string, string][] =>
  draft.clauses.map(({ key, label, text }) => [key, label, text])
const keys = (draft: ImportedDraft): string[] => draft.clauses.map((clause) => clause.key)

describe('items inside a line', () => {
  const one = (body: string): ImportedDraft => text(`办法\n第一条 ${body}`)

  test('（一）…；（二）…；（三）… behind a colon are items, and the line can be put together again', () => {
    const draft = one('有下列情形之一的，直接评为D级：（一）甲；（二）乙；（三）丙。')
    expect(rows(draft)).toEqual([
      ['a1', '第一条', '有下列情形之一的，直接评为D级：'],
      ['a1.i1', '（一）', '甲；'],
      ['a1.i2', '（二）', '乙；'],
      ['a1.i3', '（三）', '丙。'],
    ])
    expect(draft.clauses.map((clause) => clause.inline)).toEqual([false, true, true, true])
    expect(codes(draft)).toEqual([])
  })

  test('a sentence after the last item stays with it and is pointed out', () => {
    const draft = one('有下列情形的：（一）甲；（二）乙。情节严重的，从重处理。')
    expect(rows(draft)[2]![2]).toBe('乙。情节严重的，从重处理。')
    expect(codes(draft)).toEqual(['inline_tail'])
  })

  test('目 inside an item in the same line are split too', () => {
    const draft = one('应当提交：（一）材料：1.甲；2.乙；（二）照片：(1)丙；(2)丁。')
    expect(keys(draft)).toEqual(['a1', 'a1.i1', 'a1.i1.n1', 'a1.i1.n2', 'a1.i2', 'a1.i2.n1', 'a1.i2.n2'])
    expect(draft.clauses[2]).toMatchObject({ kind: 'subitem', label: '1.', text: '甲；' })
  })

  test('items that begin in the line of the article and go on below it are one list', () => {
    const draft = one('有下列情形的：（一）甲；\n（二）乙；（三）丙；\n（四）丁。')
    expect(keys(draft)).toEqual(['a1', 'a1.i1', 'a1.i2', 'a1.i3', 'a1.i4'])
    expect(codes(draft)).toEqual([])
  })

  test.each([
    '违反前款第（一）项、第（二）项规定的，从重处理。',
    '符合前款（一）（二）项情形的，不予处理。',
    '下列各项除外：（一）、（二）项的情形。',
    '有前款：（一）至（三）项情形的，不予处理。',
    '面积为3.5平方米：1.5米乘2.3米。',
    '比例如下：1、2、3号楼相同。',
  ])('“%s” is left whole', (body) => {
    const draft = one(body)
    expect(rows(draft)).toEqual([['a1', '第一条', body]])
    expect(codes(draft)).toEqual([])
  })

  test.each([
    ['有下列情形的，（一）甲；（二）乙。', 'inline_items_unsplit'],
    ['有下列情形的：（一）甲。', 'inline_item_alone'],
  ])('“%s” is left whole with a warning', (body, code) => {
    const draft = one(body)
    expect(draft.clauses).toHaveLength(1)
    expect(codes(draft)).toEqual([code])
  })

  test('lines that begin with a mention of items are paragraphs', () => {
    const draft = one('有下列情形的：\n（一）甲；\n（二）乙。\n（一）、（二）项从重。\n（一）项从轻。')
    expect(keys(draft)).toEqual(['a1', 'a1.p1', 'a1.p1.i1', 'a1.p1.i2', 'a1.p2', 'a1.p3'])
  })

  test('a number that does not begin a list is text, with a warning', () => {
    const draft = one('甲。\n30. 乙。\n1.5米以上。')
    expect(keys(draft)).toEqual(['a1', 'a1.p1', 'a1.p2', 'a1.p3'])
    expect(codes(draft)).toEqual(['number_in_text'])
  })
})
