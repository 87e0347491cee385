import fc from 'fast-check'
import {
  importMarkdown,
  importText,
  joinedText,
  normalisedText,
} from '../../../src/modules/consultations/drafts.import'
import { type Row, referring, render, tree } from './drafts.trees'

const spaces = ['', '\u3000\u3000', '  ', '\t', '\u00a0']

test('a tree rendered to text is imported as the same tree, and its text comes back', () => {
  fc.assert(
    fc.property(
      tree,
      fc.constantFrom(...spaces),
      fc.constantFrom('\n', '\r\n', '\n\n'),
      (source, indent, end) => {
        const { lines, rows } = render(source)
        const draft = importText(lines.map((line) => indent + line).join(end))
        expect(
          draft.clauses.map((c): Row => [c.key, c.parentKey, c.kind, c.number, c.label, c.text]),
        ).toEqual(rows)
        expect(draft.title).toBe(source.title)
        expect(draft.preamble).toEqual(source.notes)
        expect(joinedText(draft)).toBe(lines.join('\n'))
        expect(draft.warnings.map((warning) => warning.code)).toEqual(
          source.chapters.length ? [] : ['no_article'],
        )
      },
    ),
    { numRuns: 400 },
  )
})

test('paragraphs that begin with a reference to any article never become articles', () => {
  fc.assert(
    fc.property(
      tree,
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 9 }),
      (source, numbers) => {
        const { lines, rows } = render({ ...source, chapters: referring(source.chapters, numbers) })
        const draft = importText(lines.join('\n'))
        expect(draft.clauses.map((clause) => [clause.key, clause.text])).toEqual(
          rows.map((row) => [row[0], row[5]]),
        )
        expect(joinedText(draft)).toBe(lines.join('\n'))
        const others = draft.warnings.filter((warning) => warning.code !== 'article_or_reference')
        expect(others.map((warning) => warning.code)).toEqual(source.chapters.length ? [] : ['no_article'])
      },
    ),
    { numRuns: 200 },
  )
})

test('a table of contents in front changes nothing but the preamble', () => {
  fc.assert(
    fc.property(
      tree.filter(({ chapters }) => chapters.length > 1),
      (source) => {
        const { lines, rows } = render(source)
        const contents = [
          '目录',
          ...rows.filter(([, , kind]) => kind === 'chapter').map(([, , , , label]) => label),
        ]
        const at = 1 + source.notes.length
        const draft = importText([...lines.slice(0, at), ...contents, ...lines.slice(at)].join('\n'))
        expect(draft.clauses.map((clause) => clause.key)).toEqual(rows.map(([key]) => key))
        expect(draft.preamble).toEqual([...source.notes, ...contents])
      },
    ),
    { numRuns: 100 },
  )
})

test('whatever is put in comes back whole, with unique keys, parents before children, and no exception', () => {
  const piece = fc.constantFrom(
    '第',
    '一',
    '二',
    '十',
    '条',
    '章',
    '节',
    '编',
    '之',
    '（一）',
    '（二）',
    '（',
    '）',
    '1.',
    '2、',
    '①',
    '：',
    '；',
    '。',
    ' ',
    '\u3000',
    '\n',
    '\r\n',
    '\n第一条 ',
    '\n第二条',
    '\n第三条的',
    '\n第一章 甲',
    '\n（一）',
    '\n（二）',
    '\n1. ',
    '附件',
    '目录',
    '#',
    '## ',
    '**',
    '<!--',
    '-->',
    '项',
    '款',
    '规定',
    '甲',
    '的',
    '、',
    '，',
    '\u200b',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
      const source = pieces.join('')
      for (const [format, load] of [
        ['text', importText],
        ['markdown', importMarkdown],
      ] as const) {
        const draft = load(source)
        expect(joinedText(draft)).toBe(normalisedText(source, format))
        const seen = new Set<string>()
        for (const { key, parentKey, position } of draft.clauses) {
          expect(seen.has(key)).toBe(false)
          if (parentKey !== null) expect(seen.has(parentKey)).toBe(true)
          expect(position).toBe(seen.size)
          seen.add(key)
        }
      }
    }),
    { numRuns: 2000 },
  )
})
