import fc from 'fast-check'
import { chineseNumeral } from '../../../src/modules/consultations/drafts.numerals'

interface Tree {
  title: string
  notes: string[]
  chapters: Chapter[]
}
interface Chapter {
  title: string
  sections: { title: string | null; articles: Article[] }[]
}
interface Article {
  inserted: boolean
  paragraphs: Paragraph[]
}
interface Paragraph {
  text: string
  items: { text: string; subitems: string[] }[]
  oneLine: boolean
}

/** Sentences with references, digits and brackets in them, as drafts have. */
const wordsUpTo = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.constantFrom(
        '经营者',
        '应当',
        '依照本法第三十条的规定',
        '按照前款第（三）项',
        '（以下简称平台）',
        '在5个工作日内',
        '按1.5倍',
        '《价格法》',
        '备案',
        '、',
        '，',
        '“明码标价”',
        '第一章',
        '附件',
      ),
      { minLength: 1, maxLength },
    )
    .map((parts) => `凡${parts.join('')}处`)
const words = wordsUpTo(6)
/** Headings stay under sixty characters. */
const name = wordsUpTo(3)
const sentence = words.map((text) => `${text}。`)
const subitems = fc.array(words, { maxLength: 3 }).filter((list) => list.length !== 1)
const item = fc.record({ text: words, subitems })
const paragraph: fc.Arbitrary<Paragraph> = fc
  .record({ text: words, items: fc.array(item, { maxLength: 12 }), oneLine: fc.boolean() })
  .map(({ text, items, oneLine }) =>
    items.length < 2
      ? { text: `${text}。`, items: [], oneLine: false }
      : { text: `${text}：`, items, oneLine },
  )
const article: fc.Arbitrary<Article> = fc.record({
  inserted: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
  paragraphs: fc.array(paragraph, { minLength: 1, maxLength: 3 }),
})
const articles = fc.array(article, { minLength: 1, maxLength: 4 })
const chapter: fc.Arbitrary<Chapter> = fc
  .tuple(name, fc.boolean(), fc.array(fc.tuple(name, articles), { minLength: 1, maxLength: 3 }))
  .map(([title, sectioned, list]) => ({
    title,
    sections: list.map(([heading, own]) => ({ title: sectioned ? heading : null, articles: own })),
  }))
/** The same sentences with references at the start of every further paragraph. */
export const referring = (chapters: Chapter[], numbers: number[]): Chapter[] => {
  let turn = 0
  const refer = (one: Paragraph, index: number): Paragraph => {
    if (index === 0) return one
    turn += 1
    return { ...one, text: `第${chineseNumeral(numbers[turn % numbers.length]!)}条规定的${one.text}` }
  }
  return chapters.map((chapter) => ({
    ...chapter,
    sections: chapter.sections.map((section) => ({
      ...section,
      articles: section.articles.map((a) => ({ ...a, paragraphs: a.paragraphs.map(refer) })),
    })),
  }))
}
export const tree: fc.Arbitrary<Tree> = fc.record({
  title: fc.constantFrom('早餐车管理办法', '电梯维保规定（征求意见稿）'),
  notes: fc.array(sentence, { maxLength: 2 }),
  chapters: fc.array(chapter, { maxLength: 4 }),
})

export type Row = [
  key: string,
  parent: string | null,
  kind: string,
  number: number,
  label: string,
  text: string,
]

/** Renders a tree to lines of text, and lists the clauses one should find in it. */
export function render({ title, notes, chapters }: Tree): { lines: string[]; rows: Row[] } {
  const lines = [title, ...notes]
  const rows: Row[] = []
  let number = 0
  let suffix = 0
  for (const [c, { title: name, sections }] of chapters.entries()) {
    const chapterKey = `c${c + 1}`
    const label = `第${chineseNumeral(c + 1)}章 ${name}`
    lines.push(label)
    rows.push([chapterKey, null, 'chapter', c + 1, label, ''])
    for (const [s, { title: sectionName, articles: own }] of sections.entries()) {
      let parent = chapterKey
      if (sectionName !== null) {
        parent = `${chapterKey}.s${s + 1}`
        const sectionLabel = `第${chineseNumeral(s + 1)}节 ${sectionName}`
        lines.push(sectionLabel)
        rows.push([parent, chapterKey, 'section', s + 1, sectionLabel, ''])
      }
      for (const one of own) {
        suffix = one.inserted && number > 0 ? suffix + 1 : 0
        if (suffix === 0) number += 1
        const tail = suffix ? `之${chineseNumeral(suffix)}` : ''
        renderArticle(
          one,
          `a${number}${suffix ? `z${suffix}` : ''}`,
          `第${chineseNumeral(number)}条${tail}`,
          parent,
        )
      }
    }
  }
  return { lines, rows }

  function renderArticle({ paragraphs }: Article, key: string, label: string, parent: string): void {
    const alone = paragraphs.length === 1
    rows.push([key, parent, 'article', number, label, alone ? paragraphs[0]!.text : ''])
    for (const [index, { text, items, oneLine }] of paragraphs.entries()) {
      const owner = alone ? key : `${key}.p${index + 1}`
      if (!alone) rows.push([owner, key, 'paragraph', index + 1, `第${chineseNumeral(index + 1)}款`, text])
      let line = index === 0 ? `${label} ${text}` : text
      const add = (more: string): void => {
        if (oneLine) line += more
        else {
          lines.push(line)
          line = more
        }
      }
      for (const [i, { text: body, subitems: list }] of items.entries()) {
        const end = i === items.length - 1 ? '。' : '；'
        const itemText = body + (list.length ? '：' : end)
        rows.push([`${owner}.i${i + 1}`, owner, 'item', i + 1, `（${chineseNumeral(i + 1)}）`, itemText])
        add(`（${chineseNumeral(i + 1)}）${itemText}`)
        for (const [n, sub] of list.entries()) {
          const subText = sub + (n === list.length - 1 ? end : '；')
          rows.push([
            `${owner}.i${i + 1}.n${n + 1}`,
            `${owner}.i${i + 1}`,
            'subitem',
            n + 1,
            `${n + 1}.`,
            subText,
          ])
          add(`${n + 1}.${subText}`)
        }
      }
      lines.push(line)
    }
  }
}
