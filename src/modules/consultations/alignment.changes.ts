import { type DiffPart, wordDiff } from '../../platform/diff'
import type { Alignment } from './alignment'
import { type AlignedClause, articleOf } from './alignment.texts'
import { chineseNumeral } from './drafts.numerals'

/** A clause with everything that stands at its place in the draft. */
export type WrittenClause = AlignedClause & { heading: string; inline: boolean }

export const changeKinds = ['same', 'changed', 'added', 'removed', 'split', 'merged'] as const
export type ChangeKind = (typeof changeKinds)[number]

export interface ArticleRef {
  id: string
  label: string
}

/** What became of one article, or of several that were put together or divided. */
export interface ClauseChange {
  kind: ChangeKind
  from: ArticleRef[]
  to: ArticleRef[]
  /** It stands somewhere else among its neighbours. */
  moved: boolean
  renumbered: boolean
  /** Word by word; what merely follows other articles' new numbers counts as the same. */
  parts: DiffPart[]
}

/** Article by article in the order of the new draft; what was taken out stands where it stood. */
export function changesBetween(
  before: readonly WrittenClause[],
  after: readonly WrittenClause[],
  alignment: Alignment,
): ClauseChange[] {
  const [old, fresh] = [articlesIn(before), articlesIn(after)]
  const refer = referencesAfter(old, fresh, alignment)
  const changes = groupsOf(old, fresh, alignment).map(({ from, to }) => {
    const text = (articles: readonly Written[], of: (t: string) => string) =>
      articles.map((a) => of(a.text)).join('\n')
    const parts = wordDiff(
      text(from, refer),
      text(to, (t) => t),
    )
    const same = parts.every((p) => p.op === 'same')
    const [first, second] = [from[0], to[0]]
    return {
      kind: kindOf(from.length, to.length, same),
      from: from.map(({ id, label }) => ({ id, label })),
      to: to.map(({ id, label }) => ({ id, label })),
      moved: false,
      renumbered: from.length === 1 && to.length === 1 && first?.label !== second?.label,
      parts,
    }
  })
  return markMoved(inOrder(changes, old, fresh), old)
}

/** Something that residents would find different, other than numbers. */
export const isChange = ({ kind, moved }: ClauseChange): boolean => kind !== 'same' || moved

interface Written extends ArticleRef {
  number: number
  suffix: number | null
  place: number
  text: string
}

function articlesIn(clauses: readonly WrittenClause[]): Written[] {
  const byId = new Map(clauses.map((c) => [c.id, c]))
  const articles = new Map<string, Written>()
  for (const clause of clauses) {
    if (clause.kind === 'part' || clause.kind === 'chapter' || clause.kind === 'section') continue
    const id = articleOf(byId, clause)
    const top = byId.get(id) ?? clause
    const article = articles.get(id) ?? {
      id,
      label: top.label,
      number: top.number,
      suffix: top.suffix,
      place: articles.size,
      text: '',
    }
    const own =
      clause.id === id && clause.kind === 'article' ? clause.text : clause.heading.trim() + clause.text
    if (own !== '') article.text += `${article.text === '' || clause.inline ? '' : '\n'}${own}`
    articles.set(id, article)
  }
  return [...articles.values()]
}

/** Articles that belong together, as the links say. */
function groupsOf(old: readonly Written[], fresh: readonly Written[], { articles }: Alignment) {
  const side = new Map<string, { from: Written[]; to: Written[] }>()
  for (const a of old) side.set(`o${a.id}`, { from: [a], to: [] })
  for (const b of fresh) side.set(`n${b.id}`, { from: [], to: [b] })
  for (const { from, to } of articles) {
    const [a, b] = [side.get(`o${from}`), side.get(`n${to}`)]
    if (!a || !b || a === b) continue
    a.from.push(...b.from)
    a.to.push(...b.to)
    for (const { id } of b.from) side.set(`o${id}`, a)
    for (const { id } of b.to) side.set(`n${id}`, a)
  }
  const groups = [...new Set(side.values())]
  for (const { from, to } of groups) for (const some of [from, to]) some.sort((x, y) => x.place - y.place)
  return groups
}

function kindOf(from: number, to: number, same: boolean): ChangeKind {
  if (from === 0) return 'added'
  if (to === 0) return 'removed'
  if (to > 1 && to >= from) return 'split'
  if (from > 1) return 'merged'
  return same ? 'same' : 'changed'
}

/** 第二十条 in the old draft is 第二十一条 in the new one: a text that says so has not changed. */
function referencesAfter(old: readonly Written[], fresh: readonly Written[], { articles }: Alignment) {
  const numeral = ({ number, suffix }: Written) =>
    `第${chineseNumeral(number)}条${suffix === null ? '' : `之${chineseNumeral(suffix)}`}`
  const later = new Map<string, string>()
  for (const a of old) {
    const targets = articles.filter((l) => l.from === a.id)
    const target = targets.length === 1 ? fresh.find((b) => b.id === targets[0]?.to) : undefined
    if (target && numeral(target) !== numeral(a)) later.set(numeral(a), numeral(target))
  }
  return (text: string) =>
    later.size === 0
      ? text
      : // Of another law’s articles (《…》第三条) nothing is known here.
        text.replace(
          /(?<!》)第[零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?/g,
          (r) => later.get(r) ?? r,
        )
}

function inOrder(
  changes: ClauseChange[],
  old: readonly Written[],
  fresh: readonly Written[],
): ClauseChange[] {
  const [oldAt, freshAt] = [old, fresh].map((all) => new Map(all.map((a) => [a.id, a.place])))
  const successor = new Map(changes.flatMap((c) => c.from.map((a) => [a.id, c.to[0]?.id] as const)))
  const at = ({ from, to }: ClauseChange): number => {
    if (to[0]) return freshAt?.get(to[0].id) ?? 0
    // Right behind what the article before it became.
    for (let place = (oldAt?.get(from[0]?.id ?? '') ?? 0) - 1; place >= 0; place--) {
      const next = successor.get(old[place]?.id ?? '')
      if (next !== undefined) return (freshAt?.get(next) ?? 0) + 0.5
    }
    return -1
  }
  return changes
    .map((change) => ({ change, place: at(change), old: oldAt?.get(change.from[0]?.id ?? '') ?? 0 }))
    .sort((a, b) => a.place - b.place || a.old - b.old)
    .map(({ change }) => change)
}

/** What is left standing are the most articles that keep their order; the others have moved. */
function markMoved(changes: ClauseChange[], old: readonly Written[]): ClauseChange[] {
  const at = new Map(old.map((a) => [a.id, a.place]))
  const lasting = changes.flatMap((c, i) =>
    c.from[0] && c.to[0] ? [{ i, place: at.get(c.from[0].id) ?? 0 }] : [],
  )
  const standing = longestRising(lasting.map((l) => l.place))
  const moved = new Set(lasting.filter((_, n) => !standing.has(n)).map((l) => l.i))
  return changes.map((change, i) => ({ ...change, moved: moved.has(i) }))
}

/** Indexes of a longest rising run of numbers, not necessarily side by side. */
function longestRising(numbers: readonly number[]): Set<number> {
  const tails: number[] = []
  const previous: number[] = []
  numbers.forEach((number, i) => {
    let [low, high] = [0, tails.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((numbers[tails[middle] as number] as number) < number) low = middle + 1
      else high = middle
    }
    previous[i] = low > 0 ? (tails[low - 1] as number) : -1
    tails[low] = i
  })
  const run = new Set<number>()
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i] as number) run.add(i)
  return run
}
