import { type Dimension, dimensionCues } from './analysis.dimension-words'

export interface DimensionReading {
  dimension: Dimension
  why: string[]
}

const patterns = Object.entries(dimensionCues).map(
  ([dimension, forms]) => [dimension as Dimension, new RegExp(forms, 'g')] as const,
)
/** A word of law outweighs one of measure: 没有上位法依据，罚得太重 is a question of law first. */
const weights: Record<Dimension, number> = { legality: 1.5, feasibility: 1.2, rationality: 1 }

/** What an answer to it would have to weigh first: a suggestion. A wish for which nothing speaks is one of measure. */
export function dimensionOf(plain: string): DimensionReading {
  const found = patterns.map(([dimension, pattern]) => {
    const why = [...new Set(plain.match(pattern) ?? [])]
    return { dimension, why, weight: why.length * weights[dimension] }
  })
  const best = found.reduce((a, b) => (b.weight > a.weight ? b : a))
  return best.weight > 0
    ? { dimension: best.dimension, why: best.why.slice(0, 4) }
    : { dimension: 'rationality', why: [] }
}
