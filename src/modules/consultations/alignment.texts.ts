import type { Clause } from './consultations.entities'

/** What of a clause an alignment looks at. */
export type AlignedClause = Pick<
  Clause,
  'id' | 'parentId' | 'kind' | 'number' | 'suffix' | 'label' | 'text' | 'position'
>

/** One stretch of text: an article that holds its own, a 款, a 项 or a 目. */
export interface TextUnit {
  clause: AlignedClause
  /** The article it stands in, or the unit itself where it stands in none. */
  articleId: string
  /** As compared: without blanks, width, and the numbers of other articles. */
  plain: string
  grams: ReadonlyMap<string, number>
  weight: number
}

const REFERENCE = /第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?/g

/** Other articles' numbers change with every insertion; what a text says does not. */
export const withoutReferences = (text: string): string =>
  text.normalize('NFKC').replace(/\s+/gu, '').replace(REFERENCE, '第#条')

/** Every text of a draft; grams are weighted later, when it is known how common they are. */
export function textUnits(clauses: readonly AlignedClause[]): TextUnit[] {
  const byId = new Map(clauses.map((c) => [c.id, c]))
  return clauses
    .filter((c) => c.text !== '')
    .map((clause) => {
      const plain = withoutReferences(clause.text)
      return { clause, articleId: articleOf(byId, clause), plain, grams: gramsOf(plain), weight: 0 }
    })
}

export function articleOf(byId: ReadonlyMap<string, AlignedClause>, clause: AlignedClause): string {
  let at: AlignedClause | undefined = clause
  while (at && at.kind !== 'article') at = at.parentId === null ? undefined : byId.get(at.parentId)
  return at?.id ?? clause.id
}

/** Pairs of neighbouring characters, with how often they stand there. */
function gramsOf(plain: string): Map<string, number> {
  const grams = new Map<string, number>()
  const padded = [...`^${plain}`]
  for (let i = 1; i < padded.length; i++) {
    const gram = `${padded[i - 1]}${padded[i]}`
    grams.set(gram, (grams.get(gram) ?? 0) + 1)
  }
  return grams
}

/** How telling each pair of characters is: what stands everywhere (应当, 部门) says little. */
export function gramWeights(units: readonly TextUnit[]): Map<string, number> {
  const seen = new Map<string, number>()
  for (const { grams } of units) for (const gram of grams.keys()) seen.set(gram, (seen.get(gram) ?? 0) + 1)
  return new Map([...seen].map(([gram, n]) => [gram, Math.log(1 + units.length / n)]))
}

export function weighed(unit: TextUnit, weights: ReadonlyMap<string, number>): TextUnit {
  let weight = 0
  for (const [gram, n] of unit.grams) weight += n * (weights.get(gram) ?? 0)
  return { ...unit, weight }
}

/** Weight of what two texts share. */
export function shared(a: TextUnit, b: TextUnit, weights: ReadonlyMap<string, number>): number {
  const [small, large] = a.grams.size < b.grams.size ? [a, b] : [b, a]
  let sum = 0
  for (const [gram, n] of small.grams)
    sum += Math.min(n, large.grams.get(gram) ?? 0) * (weights.get(gram) ?? 0)
  return sum
}

/** Weight of what a part has of a whole, beyond what other parts of it account for. */
export function sharedAsPart(
  part: TextUnit,
  whole: TextUnit,
  others: readonly TextUnit[],
  weights: ReadonlyMap<string, number>,
): number {
  let sum = 0
  for (const [gram, n] of part.grams) {
    let left = whole.grams.get(gram) ?? 0
    for (const other of others) left -= other.grams.get(gram) ?? 0
    sum += Math.max(0, Math.min(n, left)) * (weights.get(gram) ?? 0)
  }
  return sum
}
