import { type Pair, pairTexts } from './alignment.pairs'
import { type AlignedClause, articleOf, textUnits } from './alignment.texts'

/** A clause of one draft and the clause of the other that it lives on in. */
export interface ClauseLink {
  from: string
  to: string
}

/** Which clause became which. What stands in no link was taken out, or is new. */
export interface Alignment {
  /** 条 by 条: one that was divided has several, several put together have one. */
  articles: ClauseLink[]
  /** Texts: of an article that holds its own, a 款, a 项, a 目. */
  texts: ClauseLink[]
  /** 编、章、节 */
  headings: ClauseLink[]
}

/** Beside its main successor an article lives on in another one that took in so much of it, or is made of it so far. */
const SHARE = 0.5

/** In steps, between which others may have their turn. */
export function* aligning(
  before: readonly AlignedClause[],
  after: readonly AlignedClause[],
): Generator<void, Alignment> {
  const pairs = yield* pairTexts(textUnits(before), textUnits(after))
  const articles = alignArticles(before, after, pairs)
  return {
    articles,
    texts: pairs.map((p) => ({ from: p.before.clause.id, to: p.after.clause.id })),
    headings: alignHeadings(before, after, articles),
  }
}

export function alignDrafts(before: readonly AlignedClause[], after: readonly AlignedClause[]): Alignment {
  const steps = aligning(before, after)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

type Weights = Map<string, Map<string, number>>

function add(weights: Weights, from: string, to: string, weight: number): void {
  const row = weights.get(from) ?? new Map<string, number>()
  weights.set(from, row.set(to, (row.get(to) ?? 0) + weight))
}

/** By the texts in them: an article is what its words are, whatever its number. */
function alignArticles(
  before: readonly AlignedClause[],
  after: readonly AlignedClause[],
  pairs: readonly Pair[],
): ClauseLink[] {
  const [sizesBefore, sizesAfter] = [sizesOf(before), sizesOf(after)]
  const to: Weights = new Map()
  const from: Weights = new Map()
  for (const pair of pairs) {
    const [a, b] = [pair.before.articleId, pair.after.articleId]
    const size = Math.min(pair.before.clause.text.length, pair.after.clause.text.length)
    add(to, a, b, size)
    add(from, b, a, size)
  }
  const main = (row: ReadonlyMap<string, number> | undefined) =>
    [...(row ?? [])].sort((x, y) => y[1] - x[1])[0]?.[0]
  const links = new Map<string, ClauseLink>()
  for (const [a, row] of to)
    for (const [b, size] of row) {
      const [whole, other] = [sizesBefore.get(a) ?? 0, sizesAfter.get(b) ?? 0]
      const isMain = main(row) === b && main(from.get(b)) === a
      // A 款 that moved into another article makes the two neighbours, not one.
      const isPart = size >= SHARE * Math.min(whole, other)
      if (isMain || isPart) links.set(`${a} ${b}`, { from: a, to: b })
    }
  return [...links.values()]
}

/** Characters of text in each article. */
function sizesOf(clauses: readonly AlignedClause[]): Map<string, number> {
  const byId = new Map(clauses.map((c) => [c.id, c]))
  const sizes = new Map<string, number>()
  for (const clause of clauses) {
    const id = articleOf(byId, clause)
    sizes.set(id, (sizes.get(id) ?? 0) + clause.text.length)
  }
  return sizes
}

const isHeading = ({ kind }: AlignedClause) => kind === 'part' || kind === 'chapter' || kind === 'section'
const nameOf = ({ label }: AlignedClause) => label.replace(/^\S+\s*/u, '')

/** By their names, or else by where most of their articles went. */
function alignHeadings(
  before: readonly AlignedClause[],
  after: readonly AlignedClause[],
  articles: readonly ClauseLink[],
): ClauseLink[] {
  const [parentsBefore, parentsAfter] = [headingsAbove(before), headingsAbove(after)]
  const votes: Weights = new Map()
  for (const { from, to } of articles)
    for (const a of parentsBefore.get(from) ?? [])
      for (const b of parentsAfter.get(to) ?? []) if (a.kind === b.kind) add(votes, a.id, b.id, 1)
  const [old, fresh] = [before.filter(isHeading), after.filter(isHeading)]
  for (const a of old)
    for (const b of fresh)
      if (a.kind === b.kind && nameOf(a) !== '' && nameOf(a) === nameOf(b)) add(votes, a.id, b.id, 2)
  const ranked = [...votes].flatMap(([a, row]) => [...row].map(([b, n]) => ({ from: a, to: b, n })))
  ranked.sort((x, y) => y.n - x.n)
  const [taken, given] = [new Set<string>(), new Set<string>()]
  const links: ClauseLink[] = []
  for (const { from, to } of ranked) {
    if (taken.has(from) || given.has(to)) continue
    taken.add(from)
    given.add(to)
    links.push({ from, to })
  }
  return links
}

function headingsAbove(clauses: readonly AlignedClause[]): Map<string, AlignedClause[]> {
  const byId = new Map(clauses.map((c) => [c.id, c]))
  const above = new Map<string, AlignedClause[]>()
  for (const clause of clauses) {
    if (clause.kind !== 'article') continue
    const headings: AlignedClause[] = []
    for (let at = clause.parentId; at !== null; ) {
      const parent = byId.get(at)
      if (!parent) break
      headings.push(parent)
      at = parent.parentId
    }
    above.set(clause.id, headings)
  }
  return above
}
