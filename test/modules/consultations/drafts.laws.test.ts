import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ImportedDraft,
  importMarkdown,
  importText,
  joinedText,
} from '../../../src/modules/consultations/drafts.import'

const data = join(__dirname, '../../../../shared/data')
const laws = join(data, 'laws')

/** Article counts as grep of ^第…条 gives them; none of these laws has a line where grep and reading differ. */
const expected: Record<string, number> = {
  '上海市住宅物业管理规定(2010-12-23).md': 95,
  '上海市住宅物业管理规定(2020-12-30).md': 95,
  '市场监督管理投诉举报处理暂行办法(2022-03-24).md': 40,
  '市场监督管理行政处罚信息公示规定(2021-07-30).md': 19,
  '政府信息公开条例(2019-04-03).md': 56,
  '明码标价和禁止价格欺诈规定(2022-04-14).md': 27,
  '消费者权益保护法(2013-10-25).md': 63,
  '特种设备安全法(2013-06-29).md': 101,
  '食品安全法(2021-04-29).md': 154,
  '食品生产经营监督检查管理办法(2021-12-24).md': 55,
}

/** The normalisation written a second time, independently of the importer. */
function plain(markdown: string): string[] {
  return markdown
    .replace(/<!--[\s\S]*?-->/g, '')
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^#+ +/, '').split(/\s+/).join(' '))
    .filter((line) => line !== '')
}

const numbersOf = (draft: ImportedDraft): number[] =>
  draft.clauses.filter((clause) => clause.kind === 'article').map((clause) => clause.number)
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

if (!existsSync(laws)) {
  test('laws and the demo draft are not beside this repository', () => {
    process.stdout.write(`skipped: no folder ${laws}\n`)
    expect(existsSync(laws)).toBe(false)
  })
} else {
  test('the table of expected counts names every law in the folder', () => {
    expect(readdirSync(laws).sort()).toEqual(Object.keys(expected).sort())
  })

  describe.each(Object.entries(expected))('%s', (name, count) => {
    const source = readFileSync(join(laws, name), 'utf8')
    const draft = importMarkdown(source)

    test('joins back to the text put in, byte for byte', () => {
      expect(joinedText(draft)).toBe(plain(source).join('\n'))
    })

    test(`has articles 1 to ${count} and no warning`, () => {
      expect(numbersOf(draft)).toEqual(upTo(count))
      expect(draft.warnings).toEqual([])
    })

    test('agrees with a plain grep on articles, chapters, sections, items and paragraphs', () => {
      const lines = plain(source)
      const grep = (pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length
      const kind = (wanted: string): number => draft.clauses.filter((clause) => clause.kind === wanted).length
      expect(kind('article')).toBe(grep(/^第[一二三四五六七八九十百零〇]+条/))
      expect(kind('chapter')).toBe(grep(/^第[一二三四五六七八九十]+章/))
      expect(kind('section')).toBe(grep(/^第[一二三四五六七八九十]+节/))
      expect(kind('item')).toBe(grep(/^[（(][一二三四五六七八九十]+[）)]/))
      // A line that begins with no mark is a further 款; an article that has one gains a clause for its first 款 too.
      const body = lines.slice(lines.findIndex((line) => /^第一[条章]/.test(line)))
      const unmarked = body.filter(
        (line) => !/^第[一二三四五六七八九十百零]+[条章节]|^[（(]/.test(line),
      ).length
      const split = new Set(draft.clauses.filter((c) => c.kind === 'paragraph').map((c) => c.parentKey)).size
      expect(kind('paragraph')).toBe(unmarked + split)
    })

    test('takes the title from the first heading and leaves all notes in the preamble', () => {
      const lines = plain(source)
      expect(draft.title).toBe(lines[0])
      expect(draft.preamble).toEqual(
        lines.slice(
          1,
          lines.findIndex((line) => /^第一[条章]/.test(line)),
        ),
      )
    })

    test('reads the same from plain text without Markdown marks, with CRLF and full-width indents', () => {
      const text = importText(
        plain(source)
          .map((line) => `\u3000\u3000${line}`)
          .join('\r\n'),
      )
      expect(text.clauses).toEqual(draft.clauses)
      expect(joinedText(text)).toBe(joinedText(draft))
    })
  })

  test('the demo draft rendered as “第N条　text” lines has its 21 articles', () => {
    const demo = JSON.parse(readFileSync(join(data, 'demo-draft.json'), 'utf8')) as {
      title: string
      articles: { no: number; text: string }[]
    }
    const source = [demo.title, ...demo.articles.map(({ no, text }) => `第${no}条　${text}`)].join('\n')
    const draft = importText(source)
    expect(draft.title).toBe(demo.title)
    expect(numbersOf(draft)).toEqual(upTo(21))
    expect(draft.warnings.map((warning) => warning.code)).toEqual(['arabic_number'])
    const eighth = draft.clauses.filter((clause) => clause.key.split('.')[0] === 'a8')
    expect(eighth.map(({ kind, label, text }) => [kind, label, text])).toEqual([
      ['article', '第8条', '有下列情形之一的，直接评为D级：'],
      ['item', '（一）', '伪造维保记录；'],
      ['item', '（二）', '因维保不到位引发事故并负有责任；'],
      ['item', '（三）', '拒绝、阻挠监督检查。'],
    ])
    for (const { no, text } of demo.articles) {
      const own = draft.clauses.filter((clause) => clause.key.split('.')[0] === `a${no}`)
      expect(own.map((clause) => clause.heading + clause.text).join('')).toBe(`第${no}条 ${text}`)
    }
  })
}
