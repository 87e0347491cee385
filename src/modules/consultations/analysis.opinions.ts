import { type ClauseIndex, type Link, termsOf } from './analysis.links'
import type { Sentence } from './analysis.sentences'
import { type PartReading, type ReadStance, readPart, type StanceReading, stanceOf } from './analysis.stance'

/** What a comment says of one clause; `link` is null for the draft as a whole. */
export interface Opinion extends StanceReading {
  link: Link | null
}

/** A part between commas, read once however often it stands in comments. */
export interface Part {
  plain: string
  reading: PartReading
  cites: Link[]
  terms: Map<string, number>
  scores: Float64Array
}

interface Run {
  parts: Part[]
  cites: Link[]
}

/** Parts of one run may speak of another clause than the comment as a whole only if their own words say so this clearly. */
const CLEARLY = 0.62
/** A comment without a number is linked to the clause whose words it has; below this it stays with the whole draft. */
export const LINKED = 0.35

export function readPartOf(index: ClauseIndex, plain: string): Part {
  const terms = termsOf(plain)
  return { plain, reading: readPart(plain), cites: index.cited(plain), terms, scores: index.scores(terms) }
}

/** Reads sentence by sentence and clause by clause; the first link is the comment's own. */
export function opinionsOf(
  index: ClauseIndex,
  sentences: readonly Sentence[],
  partOf: (plain: string) => Part = (plain) => readPartOf(index, plain),
): { overall: StanceReading; opinions: Opinion[] } {
  const read = sentences.map((s) => s.parts.map(partOf))
  const all = read.flat()
  const runs = read.flatMap(runsOf)
  const cited = all.some((p) => p.cites.length > 0)
  const top = cited ? null : bestOf(index, all)
  const byClause = new Map<string | null, { link: Link | null; parts: Part[] }>()
  const put = (link: Link | null, parts: Part[]) => {
    const key = link?.articleId ?? null
    const known = byClause.get(key)
    if (known) known.parts.push(...parts)
    else byClause.set(key, { link, parts: [...parts] })
  }
  let current: Link[] = cited ? (all.find((p) => p.cites.length > 0)?.cites ?? []) : []
  for (const run of runs) {
    if (cited) {
      if (run.cites.length > 0) current = run.cites
      for (const link of current) put(link, run.parts)
      continue
    }
    const own = bestOf(index, run.parts)
    const speaks = run.parts.some((p) => p.reading.cues.some((c) => c.weight >= 2))
    const isElsewhere = speaks && top && own && own.articleId !== top.articleId && own.confidence >= CLEARLY
    put(isElsewhere ? own : top, run.parts)
  }
  const opinions = [...byClause.values()].map(({ link, parts }) => ({
    ...stanceOf(
      parts.map((p) => p.reading),
      parts.map((p) => p.plain).join(''),
    ),
    link,
  }))
  // Most comments say all they say of one clause.
  if (opinions.length === 1) return { overall: opinions[0]!, opinions }
  const overall = stanceOf(
    all.map((p) => p.reading),
    sentences.map((s) => s.plain).join(''),
  )
  const stances = new Set(opinions.map((o) => o.stance).filter(isTaking))
  const isMixed = stances.size > 1 && !overall.isSarcastic
  opinions.sort(
    (a, b) => Number(b.link?.articleId === top?.articleId) - Number(a.link?.articleId === top?.articleId),
  )
  return {
    overall: isMixed
      ? { ...overall, stance: 'mixed', confidence: 0.7, why: opinions.flatMap((o) => o.why) }
      : overall,
    opinions,
  }
}

const isTaking = (stance: ReadStance) => stance === 'support' || stance === 'oppose' || stance === 'amend'

function bestOf(index: ClauseIndex, parts: readonly Part[]): Link | null {
  const scores = new Float64Array(index.size)
  const terms = new Map<string, number>()
  for (const part of parts) {
    for (const [i, score] of part.scores.entries()) scores[i] = scores[i]! + score
    for (const [term, weight] of part.terms) terms.set(term, Math.max(terms.get(term) ?? 0, weight))
  }
  const best = index.best(scores, terms)
  return best
}

/** Within a sentence a run ends where another clause is named, an opposite attitude stated, or 但是 turns it. */
function runsOf(parts: readonly Part[]): Run[] {
  const runs: Run[] = []
  for (const part of parts) {
    const run = runs.at(-1)
    if (!run || breaks(run, part)) runs.push({ parts: [part], cites: part.cites })
    else {
      run.parts.push(part)
      run.cites = run.cites.length > 0 ? run.cites : part.cites
    }
  }
  return runs
}

function breaks(run: Run, part: Part): boolean {
  if (part.reading.contrasts) return true
  const named = new Set(run.cites.map((c) => c.articleId))
  if (part.cites.length > 0 && named.size > 0 && part.cites.some((c) => !named.has(c.articleId))) return true
  const stated = (p: Part) => p.reading.cues.find((c) => c.weight >= 3)?.leaning
  const before = run.parts.map(stated).find((l) => l !== undefined)
  const now = stated(part)
  return before !== undefined && now !== undefined && before !== now
}
