import { gramWeights, shared, sharedAsPart, type TextUnit, weighed } from './alignment.texts'

export interface Pair {
  before: TextUnit
  after: TextUnit
}

/** Two texts are the same one when they share so much of both. */
const ALIKE = 0.45
/** A part of a text that was divided, or one of several put together, is in the whole to this share. */
const WITHIN = 0.7
/** What stands beside or above being the same text, too, speaks for two texts that are much alike. */
const CONTEXT = 0.12
const ROUNDS = 3
/** What stands in more texts than this finds no partner: every text has something rarer. */
const FEW = 8

/**
 * Which text of one draft is which of the other. Most are one to one; a text that was divided has several, several put
 * together have one. Numbers and places do not count, but for telling texts apart that say the same. In steps, as a
 * long law takes a while.
 */
export function* pairTexts(
  befores: readonly TextUnit[],
  afters: readonly TextUnit[],
): Generator<void, Pair[]> {
  const weights = gramWeights([...befores, ...afters])
  const old = befores.map((u) => weighed(u, weights))
  const fresh = afters.map((u) => weighed(u, weights))
  const candidates = yield* candidatesOf(old, fresh, weights)
  let pairs: Pair[] = []
  // Who stands beside whom is known better after each round.
  for (let round = 0; round < ROUNDS; round++) {
    pairs = greedy(candidates, contextOf(old, fresh, pairs))
    yield
  }
  return [...pairs, ...parts(candidates, pairs, weights)]
}

interface Candidate extends Pair {
  common: number
  alike: number
}

function* candidatesOf(
  old: readonly TextUnit[],
  fresh: readonly TextUnit[],
  weights: ReadonlyMap<string, number>,
): Generator<void, Candidate[]> {
  const holders = new Map<string, TextUnit[]>()
  const few = Math.max(FEW, fresh.length / 20)
  for (const unit of fresh)
    for (const gram of unit.grams.keys()) {
      const known = holders.get(gram)
      if (known) known.push(unit)
      else holders.set(gram, [unit])
    }
  const candidates: Candidate[] = []
  for (const [n, before] of old.entries()) {
    if (n % 20 === 0) yield
    const near = new Set<TextUnit>()
    for (const gram of before.grams.keys()) {
      const having = holders.get(gram) ?? []
      if (having.length <= few) for (const unit of having) near.add(unit)
    }
    for (const after of near) {
      const common = shared(before, after, weights)
      const alike = (2 * common) / (before.weight + after.weight)
      if (alike >= 0.15) candidates.push({ before, after, common, alike })
    }
  }
  return candidates
}

type Context = (pair: Pair) => number

/** From 0 to 1: how much of what is around the two is already known to be the same. */
function contextOf(old: readonly TextUnit[], fresh: readonly TextUnit[], pairs: readonly Pair[]): Context {
  const partner = new Map(pairs.map((p) => [p.before.clause.id, p.after]))
  const [oldAt, freshAt] = [old, fresh].map((units) => new Map(units.map((u, i) => [u.clause.id, i])))
  const articles = new Map<string, Map<string, number>>()
  for (const { before, after } of pairs) {
    const counts = articles.get(before.articleId) ?? new Map<string, number>()
    articles.set(before.articleId, counts.set(after.articleId, (counts.get(after.articleId) ?? 0) + 1))
  }
  return ({ before, after }) => {
    const [i, j] = [oldAt?.get(before.clause.id) ?? 0, freshAt?.get(after.clause.id) ?? 0]
    const beside = (step: number) => {
      const [o, f] = [old[i + step], fresh[j + step]]
      return o && f && partner.get(o.clause.id)?.clause.id === f.clause.id ? 1 : 0
    }
    const together = (articles.get(before.articleId)?.get(after.articleId) ?? 0) > 0 ? 1 : 0
    const sameNumber = before.clause.label === after.clause.label ? 1 : 0
    return 0.3 * beside(-1) + 0.3 * beside(1) + 0.3 * together + 0.1 * sameNumber
  }
}

/** The most alike first, each text once. */
function greedy(candidates: readonly Candidate[], context: Context): Pair[] {
  const scored = candidates
    .filter((c) => c.alike >= ALIKE)
    .map((c) => ({ ...c, score: c.alike + CONTEXT * context(c) }))
    .sort(
      (a, b) =>
        b.score - a.score ||
        a.before.clause.position - b.before.clause.position ||
        a.after.clause.position - b.after.clause.position,
    )
  const [taken, given] = [new Set<string>(), new Set<string>()]
  const pairs: Pair[] = []
  for (const { before, after } of scored) {
    if (taken.has(before.clause.id) || given.has(after.clause.id)) continue
    taken.add(before.clause.id)
    given.add(after.clause.id)
    pairs.push({ before, after })
  }
  return pairs
}

/** Texts that stand in no pair yet, but whose words are in a text of the other side that no partner of it accounts for. */
function parts(
  candidates: readonly Candidate[],
  pairs: readonly Pair[],
  weights: ReadonlyMap<string, number>,
): Pair[] {
  const found: Pair[] = []
  const [taken, given] = [
    new Set(pairs.map((p) => p.before.clause.id)),
    new Set(pairs.map((p) => p.after.clause.id)),
  ]
  const byCommon = [...candidates].sort((a, b) => b.common - a.common)
  for (const c of byCommon) {
    const { before, after } = c
    const all = [...pairs, ...found]
    if (!given.has(after.clause.id)) {
      const others = all.filter((p) => p.before.clause.id === before.clause.id).map((p) => p.after)
      if (sharedAsPart(after, before, others, weights) >= WITHIN * after.weight) {
        given.add(after.clause.id)
        taken.add(before.clause.id)
        found.push({ before, after })
        continue
      }
    }
    if (!taken.has(before.clause.id)) {
      const others = all.filter((p) => p.after.clause.id === after.clause.id).map((p) => p.before)
      if (sharedAsPart(before, after, others, weights) >= WITHIN * before.weight) {
        taken.add(before.clause.id)
        given.add(after.clause.id)
        found.push({ before, after })
      }
    }
  }
  return found
}
