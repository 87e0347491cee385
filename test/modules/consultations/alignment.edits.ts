import { chineseNumeral } from '../../../src/modules/consultations/drafts.numerals'
import type { ImportedDraft } from '../../../src/modules/consultations/drafts.shape'

/** A seeded generator: the same edits every time. */
export function dice(seed: number) {
  let state = seed >>> 0
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    below: (n: number) => Math.floor(next() * n),
    chance: (p: number) => next() < p,
    pick: <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] as T,
  }
}
export type Dice = ReturnType<typeof dice>

/** A text with the keys of the texts it was made of. */
interface Piece {
  text: string
  from: Set<string>
}
interface Paragraph extends Piece {
  items: Piece[]
}
interface Article {
  from: Set<string>
  paragraphs: Paragraph[]
  /** Heading lines in front of it. */
  headings: string[]
}
export interface Edited {
  text: string
  /** In reading order: which old articles each new one is made of. */
  articles: Set<string>[]
  /** In reading order: which old texts each new one is made of. */
  texts: Set<string>[]
  /** By article of the old draft, its number in the new one; for references. */
}

/** Articles as they can be edited; laws with 目 keep them inside their 项. */
export function articlesOf(draft: ImportedDraft): Article[] {
  const articles: Article[] = []
  let headings: string[] = []
  for (const clause of draft.clauses) {
    const current = articles.at(-1)
    if (['part', 'chapter', 'section'].includes(clause.kind)) headings.push(clause.heading)
    else if (clause.kind === 'article') {
      articles.push({ from: new Set([clause.key]), paragraphs: [], headings })
      headings = []
      if (clause.text)
        articles.at(-1)?.paragraphs.push({ text: clause.text, from: new Set([clause.key]), items: [] })
    } else if (!current) continue
    else if (clause.kind === 'paragraph')
      current.paragraphs.push({ text: clause.text, from: new Set([clause.key]), items: [] })
    else if (clause.kind === 'item')
      current.paragraphs.at(-1)?.items.push({ text: clause.text, from: new Set([clause.key]) })
    else {
      const item = current.paragraphs.at(-1)?.items.at(-1)
      if (item) item.text += clause.heading + clause.text
    }
  }
  return articles
}

const invented = [
  '市市场监督管理局应当每半年向社会公布一次办理情况，并听取行业协会的意见。',
  '鼓励经营者投保食品安全责任保险，保险费可以计入经营成本。',
  '任何单位和个人发现前款情形的，可以拨打便民热线反映，受理单位应当登记并回告。',
  '本市建立老年人和残疾人优先通道，窗口单位应当安排专人引导。',
  '街道办事处应当在社区公告栏张贴检查结果，张贴时间不少于十日。',
  '工作人员泄露举报人信息的，依法给予处分；给他人造成损失的，依法承担责任。',
]
const swaps: readonly (readonly [string, string])[] = [
  ['应当', '必须'],
  ['可以', '有权'],
  ['五日', '七日'],
  ['十日', '十五日'],
  ['三十日', '二十个工作日'],
  ['以下', '（含本数）以下'],
  ['有关部门', '市人民政府有关部门'],
  ['负责', '具体负责'],
  ['及时', '在三个工作日内'],
  ['规定', '要求'],
]

/** One sentence at the end of a text taken off, where there is more than one. */
const sentences = (text: string) => text.match(/[^。]+。?/g) ?? [text]

const edits: Record<string, (articles: Article[], dice: Dice) => void> = {
  insert(articles, d) {
    const at = d.below(articles.length + 1)
    articles.splice(at, 0, {
      from: new Set(),
      paragraphs: [{ text: d.pick(invented), from: new Set(), items: [] }],
      headings: [],
    })
  },
  remove(articles, d) {
    const at = d.below(articles.length)
    const [gone] = articles.splice(at, 1)
    articles[at]?.headings.unshift(...(gone?.headings ?? []))
  },
  split(articles, d) {
    const long = articles.filter((a) => a.paragraphs.length > 1)
    if (long.length === 0) return
    const article = d.pick(long)
    const cut = 1 + d.below(article.paragraphs.length - 1)
    const rest = article.paragraphs.splice(cut)
    articles.splice(articles.indexOf(article) + 1, 0, {
      from: new Set(article.from),
      paragraphs: rest,
      headings: [],
    })
  },
  /** An article of one 款 with several sentences becomes two articles. */
  splitText(articles, d) {
    const long = articles.filter(
      (a) =>
        a.paragraphs.length === 1 &&
        !a.paragraphs[0]?.items.length &&
        sentences(a.paragraphs[0]?.text ?? '').length > 1,
    )
    if (long.length === 0) return
    const article = d.pick(long)
    const paragraph = article.paragraphs[0] as Paragraph
    const parts = sentences(paragraph.text)
    const cut = 1 + d.below(parts.length - 1)
    const second = parts.slice(cut).join('')
    paragraph.text = parts.slice(0, cut).join('')
    articles.splice(articles.indexOf(article) + 1, 0, {
      from: new Set(article.from),
      paragraphs: [{ text: second, from: new Set(paragraph.from), items: [] }],
      headings: [],
    })
  },
  merge(articles, d) {
    if (articles.length < 2) return
    const at = d.below(articles.length - 1)
    const [first, second] = [articles[at] as Article, articles[at + 1] as Article]
    if (second.headings.length > 0) return
    first.paragraphs.push(...second.paragraphs)
    for (const key of second.from) first.from.add(key)
    articles.splice(at + 1, 1)
  },
  move(articles, d) {
    const at = d.below(articles.length)
    if (articles[at]?.headings.length) return
    const [moved] = articles.splice(at, 1)
    if (moved) articles.splice(d.below(articles.length + 1), 0, moved)
  },
  /** Two 款 become one. */
  joinTexts(articles, d) {
    const long = articles.filter(
      (a) => a.paragraphs.length > 1 && a.paragraphs.every((p) => p.items.length === 0),
    )
    if (long.length === 0) return
    const { paragraphs } = d.pick(long)
    const at = d.below(paragraphs.length - 1)
    const [first, second] = [paragraphs[at] as Paragraph, paragraphs[at + 1] as Paragraph]
    first.text += second.text
    for (const key of second.from) first.from.add(key)
    paragraphs.splice(at + 1, 1)
  },
  reword(articles, d) {
    for (const article of articles)
      for (const paragraph of article.paragraphs)
        for (const piece of [paragraph, ...paragraph.items])
          if (d.chance(0.25)) {
            const [was, is] = d.pick(swaps)
            piece.text = piece.text.replace(was, is)
          }
  },
  addSentence(articles, d) {
    const { paragraphs } = d.pick(articles)
    const paragraph = paragraphs.at(-1)
    if (paragraph && paragraph.items.length === 0) paragraph.text += d.pick(invented)
  },
  dropItem(articles, d) {
    const lists = articles.flatMap((a) => a.paragraphs).filter((p) => p.items.length > 3)
    if (lists.length > 0) {
      const { items } = d.pick(lists)
      items.splice(d.below(items.length), 1)
    }
  },
  addItem(articles, d) {
    const lists = articles.flatMap((a) => a.paragraphs).filter((p) => p.items.length > 1)
    if (lists.length > 0) {
      const { items } = d.pick(lists)
      items.splice(d.below(items.length), 0, { text: d.pick(invented).replace('。', '；'), from: new Set() })
    }
  },
  turnItems(articles, d) {
    const lists = articles.flatMap((a) => a.paragraphs).filter((p) => p.items.length > 2)
    if (lists.length > 0) {
      const { items } = d.pick(lists)
      const [moved] = items.splice(d.below(items.length), 1)
      if (moved) items.splice(d.below(items.length + 1), 0, moved)
    }
  },
}
export const editNames = Object.keys(edits)

/** The draft after some edits, with its articles numbered anew and references following them, and the truth. */
export function edited(draft: ImportedDraft, d: Dice, names: readonly string[]): Edited {
  const articles = articlesOf(draft)
  const numbers = new Map(draft.clauses.filter((c) => c.kind === 'article').map((c) => [c.key, c.number]))
  for (const name of names) edits[name]?.(articles, d)
  const moved = new Map<number, number>()
  articles.forEach(({ from }, index) => {
    for (const key of from) {
      const number = numbers.get(key)
      if (number !== undefined && !moved.has(number)) moved.set(number, index + 1)
    }
  })
  const refer = (text: string) =>
    text.replace(
      /本(法|条例|办法|规定)第([一二三四五六七八九十百零]+)条/g,
      (whole, name: string, numeral: string) => {
        const target = [...moved].find(([number]) => chineseNumeral(number) === numeral)?.[1]
        return target === undefined ? whole : `本${name}第${chineseNumeral(target)}条`
      },
    )
  const lines: string[] = [draft.title ?? '规定']
  const texts: Set<string>[] = []
  for (const [index, { headings, paragraphs }] of articles.entries()) {
    lines.push(...headings)
    for (const [place, { text, from, items }] of paragraphs.entries()) {
      lines.push(`${place === 0 ? `第${chineseNumeral(index + 1)}条 ` : ''}${refer(text)}`)
      if (text) texts.push(from)
      for (const [number, item] of items.entries()) {
        lines.push(`（${chineseNumeral(number + 1)}）${refer(item.text)}`)
        texts.push(item.from)
      }
    }
  }
  return { text: lines.join('\n'), articles: articles.map((a) => a.from), texts }
}
