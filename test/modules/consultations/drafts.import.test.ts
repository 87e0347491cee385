import {
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
const rows = (draft: ImportedDraft): [string, string, string][] =>
  draft.clauses.map(({ key, label, text }) => [key, label, text])
const keys = (draft: ImportedDraft): string[] => draft.clauses.map((clause) => clause.key)
const articles = (draft: ImportedDraft): string[] =>
  draft.clauses.filter((clause) => clause.kind === 'article').map((clause) => clause.label)

const whole = `# 澜川市早餐车管理办法
（征求意见稿）

2026年11月20日 澜川市市场监督管理局公布
<!-- INFO END -->
## 第一章 总 则

第一条 为了方便群众，制定本办法。

第二条 本办法所称早餐车，是指售卖早点的车辆。

本办法所称经营者，是指早餐车的所有人。

## 第二章 经营
### 第一节 备案

第三条 备案时应当提交下列材料：

（一）身份证明；

（二）车辆照片，包括：

1. 正面；

2．侧面；

（三）其他材料。

市场监督管理部门应当当场受理。

### 第二节 摆放

第三条之一 早餐车不得占用盲道。

## 第三章 附则

第四条 本办法自2027年1月1日起施行。

附件：早餐车备案表

姓名 电话
`

describe('the shape of a draft', () => {
  const draft = markdown(whole)

  test('title, preamble and closing are kept apart from the clauses', () => {
    expect(draft.title).toBe('澜川市早餐车管理办法（征求意见稿）')
    expect(draft.preamble).toEqual(['2026年11月20日 澜川市市场监督管理局公布'])
    expect(draft.closing).toEqual(['附件：早餐车备案表', '姓名 电话'])
    expect(draft.warnings).toEqual([])
  })

  test('every clause has its key, its label as a reader cites it, and its own text', () => {
    expect(rows(draft)).toEqual([
      ['c1', '第一章 总则', ''],
      ['a1', '第一条', '为了方便群众，制定本办法。'],
      ['a2', '第二条', ''],
      ['a2.p1', '第一款', '本办法所称早餐车，是指售卖早点的车辆。'],
      ['a2.p2', '第二款', '本办法所称经营者，是指早餐车的所有人。'],
      ['c2', '第二章 经营', ''],
      ['c2.s1', '第一节 备案', ''],
      ['a3', '第三条', ''],
      ['a3.p1', '第一款', '备案时应当提交下列材料：'],
      ['a3.p1.i1', '（一）', '身份证明；'],
      ['a3.p1.i2', '（二）', '车辆照片，包括：'],
      ['a3.p1.i2.n1', '1.', '正面；'],
      ['a3.p1.i2.n2', '2．', '侧面；'],
      ['a3.p1.i3', '（三）', '其他材料。'],
      ['a3.p2', '第二款', '市场监督管理部门应当当场受理。'],
      ['c2.s2', '第二节 摆放', ''],
      ['a3z1', '第三条之一', '早餐车不得占用盲道。'],
      ['c3', '第三章 附则', ''],
      ['a4', '第四条', '本办法自2027年1月1日起施行。'],
    ])
  })

  test('parents, positions and numbers follow the reading order', () => {
    const parent = Object.fromEntries(draft.clauses.map((clause) => [clause.key, clause.parentKey]))
    expect(parent).toMatchObject({
      c1: null,
      a1: 'c1',
      'c2.s1': 'c2',
      a3: 'c2.s1',
      'a3.p1.i2.n1': 'a3.p1.i2',
    })
    expect(draft.clauses.map((clause) => clause.position)).toEqual(draft.clauses.map((_, index) => index))
    expect(draft.clauses.find((clause) => clause.key === 'a3z1')).toMatchObject({ number: 3, suffix: 1 })
  })

  test('编 and 分编 stand above 章, and 章 may begin again in every 编', () => {
    const source =
      '办法\n第一编 总则\n第一章 甲\n第一条 甲。\n第二编 分则\n第一分编 通则\n第一章 乙\n第二条 乙。'
    const parts = text(source)
    expect(keys(parts)).toEqual(['b1', 'b1.c1', 'a1', 'b2', 'b2.f1', 'b2.f1.c1', 'a2'])
    expect(parts.clauses[0]!.kind).toBe('part')
    expect(codes(parts)).toEqual([])
  })

  test('a number or heading alone on its line takes the next line as its text or title', () => {
    const draft = text('办法\n第一章\n总 则\n第一条\n为了方便群众。\n第二条\n甲。\n乙。')
    expect(rows(draft)).toEqual([
      ['c1', '第一章 总则', ''],
      ['a1', '第一条', '为了方便群众。'],
      ['a2', '第二条', ''],
      ['a2.p1', '第一款', '甲。'],
      ['a2.p2', '第二款', '乙。'],
    ])
  })

  test('bold labels and list marks of Markdown stay in the heading and out of the label', () => {
    const draft = markdown('# 办法\n**第一条** 有下列情形的：\n- （一）甲；\n- （二）乙。\n**第二条** 丙。')
    expect(rows(draft).map(([key, label]) => `${key} ${label}`)).toEqual([
      'a1 第一条',
      'a1.i1 （一）',
      'a1.i2 （二）',
      'a2 第二条',
    ])
    expect(codes(draft)).toEqual([])
  })

  test('a signature after the last article is closing', () => {
    const draft = text('办法\n第一条 甲。\n第二条 乙。\n澜川市市场监督管理局\n2026年11月24日')
    expect(draft.closing).toEqual(['澜川市市场监督管理局', '2026年11月24日'])
    expect(rows(draft)[1]).toEqual(['a2', '第二条', '乙。'])
  })

  test('a title over two lines is one title, and a number of document before it stays in front', () => {
    const draft = text(
      '澜市监〔2026〕8号\n澜川市电梯维保单位信用分类监管\n和风险预警处置办法\n（征求意见稿）\n第一条 甲。',
    )
    expect(draft.title).toBe('澜川市电梯维保单位信用分类监管和风险预警处置办法（征求意见稿）')
    expect(draft.preamble).toEqual(['澜市监〔2026〕8号'])
    expect(draft.titleAt).toBe(1)
  })
})

describe('references are not articles', () => {
  const upTo = (count: number, more: string): string =>
    ['办法', ...Array.from({ length: count }, (_, i) => `第${i + 1}条 内容。`), more].join('\n')

  test('a reference in running text changes nothing', () => {
    const draft = text('办法\n第一条 依照本法第三十条的规定，按照前款第（三）项处理。\n第二条 丙。')
    expect(draft.clauses).toHaveLength(2)
    expect(draft.warnings).toEqual([])
  })

  test('a paragraph that begins with “第三十条规定的” far from its place is a paragraph, without a warning', () => {
    const draft = text('办法\n第一条 甲。\n第三十条规定的情形，从其规定。\n第二条 乙。')
    expect(articles(draft)).toEqual(['第一条', '第二条'])
    expect(rows(draft)[2]).toEqual(['a1.p2', '第二款', '第三十条规定的情形，从其规定。'])
    expect(draft.warnings).toEqual([])
  })

  test.each([
    ['第二条规定的情形，从其规定。', '第二条 乙。'],
    ['第二条 规定的情形，从其规定。', '第二条 乙。'],
    ['第二条情形消失的，从其规定。', '第二条 乙。'],
    ['第二条第一款的情形。', '第二条 乙。'],
    ['第二条、第三条的情形。', '第二条 乙。'],
  ])('“%s” right before the true second article is a paragraph with a warning', (line, next) => {
    const draft = text(['办法', '第一条 甲。', line, next, '第三条 丙。'].join('\n'))
    expect(articles(draft)).toEqual(['第一条', '第二条', '第三条'])
    expect(rows(draft)[2]![2]).toBe(line)
    expect(codes(draft)).toEqual(['article_or_reference'])
  })

  test('a line broken in the middle of a sentence does not open an article', () => {
    const draft = text('办法\n第一条 依照本法\n第三十条 的规定处理。\n第二条 乙。')
    expect(articles(draft)).toEqual(['第一条', '第二条'])
    expect(codes(draft)).toEqual(expect.arrayContaining(['article_or_reference', 'broken_line']))
  })

  test('one article without a space is taken because its number counts on, with a warning', () => {
    const draft = text('办法\n第一条 甲。\n第二条为了丙。\n第三条 乙。\n第四条 丁。')
    expect(rows(draft)[1]).toEqual(['a2', '第二条', '为了丙。'])
    expect(codes(draft)).toEqual(['article_or_reference'])
  })

  test('a draft without any spaces is read by line and number, with one warning', () => {
    const draft = text('办法\n第一条为了甲。\n第二条本办法乙。\n第二条规定的除外。\n第四条丙。\n第五条例外。')
    expect(articles(draft)).toEqual(['第一条', '第二条', '第四条'])
    expect(codes(draft).sort()).toEqual(['article_gap', 'article_unspaced'])
  })

  test('条例 and 条款 at the start of a line are words', () => {
    expect(articles(text(upTo(2, '第三条款不适用。')))).toHaveLength(2)
    expect(articles(text(upTo(2, '第三条例外的情形。')))).toHaveLength(2)
  })

  test('a sentence that begins with 第一章 is no heading', () => {
    const draft = text('办法\n第一章 总则\n第一条 甲。\n第一章规定的程序不适用。\n第二章 附则\n第二条 乙。')
    expect(keys(draft)).toEqual(['c1', 'a1', 'a1.p1', 'a1.p2', 'c2', 'a2'])
  })
})
