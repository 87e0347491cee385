import type { Pace } from './analysis.pace'

/** What a group of duplicates is about, for comparing it with the others of its clause. */
export interface TopicItem {
  id: string
  /** As {@link termsOf} gives them. */
  terms: ReadonlyMap<string, number>
  /** How many comments it stands for: larger ones make topics first. */
  size: number
}

export interface Topic {
  /** The one that has most in common with the others. */
  medoid: string
  members: string[]
}

/** As much as two texts must have in common to be about the same (cosine over weighted words). */
const SAME_TOPIC = 0.17
/** Words in more of a clause's comments than this are the clause's own and tell no topics apart. */
const COMMON = 0.6
/** A word leads to the others that have it, unless so many have it that it leads everywhere. */
const MOST_POSTINGS = 200
const TERMS = 40

interface Weighted {
  term: string
  weight: number
}

/** Topics within one clause; a text that has its topic already may draw others into it. */
export class TopicSpace {
  private readonly ids: string[]
  private readonly places: ReadonlyMap<string, number>
  private readonly vectors: Weighted[][]
  /** Of each term the places of the texts that have it, each followed by its weight there. */
  private readonly postings = new Map<string, number[]>()
  private readonly sums: Float64Array

  constructor(items: readonly TopicItem[]) {
    this.ids = items.map((i) => i.id)
    this.places = new Map(this.ids.map((id, place) => [id, place]))
    this.sums = new Float64Array(items.length)
    const documents = new Map<string, number>()
    for (const { terms } of items)
      for (const term of terms.keys()) documents.set(term, (documents.get(term) ?? 0) + 1)
    const most = Math.max(2, items.length * COMMON)
    this.vectors = items.map(({ terms }, place) => {
      const weighed = [...terms].flatMap(([term, weight]): Weighted[] => {
        const n = documents.get(term) ?? 1
        return n > most ? [] : [{ term, weight: weight * Math.log(1 + items.length / n) }]
      })
      const kept = weighed.sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1)).slice(0, TERMS)
      const norm = Math.sqrt(kept.reduce((sum, { weight }) => sum + weight * weight, 0)) || 1
      for (const one of kept) {
        one.weight /= norm
        const known = this.postings.get(one.term)
        if (known) known.push(place, one.weight)
        else this.postings.set(one.term, [place, one.weight])
      }
      return kept
    })
  }

  /** Those that are about the same as this one, with how much they have in common. */
  neighbours(id: string): Map<string, number> {
    const own = this.places.get(id)
    if (own === undefined) return new Map()
    const met: number[] = []
    for (const { term, weight } of this.vectors[own] ?? []) {
      const others = this.postings.get(term) ?? []
      if (others.length > 2 * MOST_POSTINGS) continue
      for (let i = 0; i < others.length; i += 2) {
        const place = others[i]!
        if (this.sums[place] === 0) met.push(place)
        this.sums[place] = this.sums[place]! + weight * others[i + 1]!
      }
    }
    const found = new Map<string, number>()
    for (const place of met) {
      const common = this.sums[place]!
      this.sums[place] = 0
      if (common >= SAME_TOPIC && place !== own) found.set(this.ids[place]!, common)
    }
    return found
  }

  /** What a person would call it: the words that weigh most over its members. */
  terms(members: readonly string[], most = 5): string[] {
    const sums = new Map<string, number>()
    for (const id of members)
      for (const { term, weight } of this.vectors[this.places.get(id) ?? -1] ?? [])
        if (/^\p{Script=Han}{2,}$|^#/u.test(term)) sums.set(term, (sums.get(term) ?? 0) + weight)
    const ranked = [...sums]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([t]) => t.replace('#', ''))
    return ranked
      .filter((t, i) => !ranked.slice(0, i).some((o) => o.includes(t) || t.includes(o)))
      .slice(0, most)
  }
}

/**
 * Star clustering (Aslam, Pelekhov, Rus 2004): whoever has most in common with those around becomes the middle of a
 * topic, and every member is near the middle itself, so that topics do not drift along chains.
 */
export async function topicsOf(
  space: TopicSpace,
  items: readonly TopicItem[],
  pace?: Pace,
): Promise<Topic[]> {
  const sizes = new Map(items.map((i) => [i.id, i.size]))
  const around = new Map<string, Map<string, number>>()
  for (const { id } of items) {
    await pace?.rest()
    around.set(id, new Map([...space.neighbours(id)].filter(([other]) => sizes.has(other))))
  }
  const weightOf = (id: string) => [...(around.get(id) ?? [])].reduce((sum, [, common]) => sum + common, 0)
  const weights = new Map(items.map((i) => [i.id, weightOf(i.id)]))
  const order = [...items].sort(
    (a, b) => weights.get(b.id)! - weights.get(a.id)! || b.size - a.size || (a.id < b.id ? -1 : 1),
  )
  const centre = new Map<string, string>()
  for (const { id } of order) {
    if (centre.has(id)) continue
    const free = [...around.get(id)!.keys()].filter((other) => !centre.has(other))
    if (free.length === 0) continue
    for (const member of [id, ...free]) centre.set(member, id)
  }
  // A text that stood nearer to a middle found later goes there.
  const middles = new Set(centre.values())
  for (const { id } of items) {
    if (!centre.has(id) || middles.has(id)) continue
    const best = [...around.get(id)!].filter(([o]) => middles.has(o)).sort((a, b) => b[1] - a[1])[0]
    if (best) centre.set(id, best[0])
  }
  return [...middles]
    .map((medoid) => ({
      medoid,
      members: items.filter((i) => centre.get(i.id) === medoid).map((i) => i.id),
    }))
    .filter((t) => t.members.length > 1)
}
