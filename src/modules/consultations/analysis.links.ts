import { words } from '../../platform/chinese-words'
import { type Cite, citesOf } from './analysis.cites'
import { amountsOf } from './analysis.numbers'
import { plainOf } from './analysis.sentences'
import { conceptsOf, ruleWords } from './analysis.speech-words'
import type { Clause } from './consultations.entities'

/** What the analysis needs of a clause. */
export type ClauseText = Pick<Clause, 'id' | 'parentId' | 'path' | 'kind' | 'text' | 'heading'>

export interface Link {
  clauseId: string
  /** The article it stands in: comments of one article are read together. */
  articleId: string
  /** 0 to 1: named by number, or how far ahead of the second-best the words are. */
  confidence: number
  /** The number as written, or the words it has in common with the clause. */
  why: string[]
}

interface Entry {
  clause: ClauseText
  /** Terms with how often they stand in it. */
  terms: Map<string, number>
  length: number
  /** What it is to begin with: hardly anybody speaks of the clause that says why the rule is made. */
  prior: number
}

/** Weight of a pair of characters beside a word of the dictionary, and of an amount. */
const PAIR = 0.35
const SINGLE = 0.2
const NESTED = 0.4
const AMOUNT = 1.2
const CONCEPT = 1.2
const K1 = 1.2
const B = 0.5

/** 盼着早日实施 is no comment on the clause that says from when it applies. */
const wish = /(?:早日|尽快|尽早|早点)(?:出台|实施|施行|推行|落地|执行)/g

/** The weighted terms of a plain text: words, pairs of Han characters, amounts. */
export function termsOf(whole: string): Map<string, number> {
  const plain = whole.replace(wish, '')
  const terms = new Map<string, number>()
  const put = (term: string, weight: number) => terms.set(term, (terms.get(term) ?? 0) + weight)
  const found = words(plain).filter((word) => !/^\d/.test(word) && !ruleWords.has(word))
  const long = [...new Set(found)].filter((word) => word.length > 2)
  // 维保单位 is cut into 维保, 保单 and 单位 besides: one thing said once.
  const isNested = (word: string) => long.some((other) => other.length > word.length && other.includes(word))
  for (const word of found) put(word, word.length === 1 ? SINGLE : isNested(word) ? NESTED : 1)
  for (const run of plain.match(/\p{Script=Han}+/gu) ?? [])
    for (let i = 0; i + 1 < run.length; i++)
      if (!ruleWords.has(run.slice(i, i + 2))) put(`=${run.slice(i, i + 2)}`, PAIR)
  for (const amount of amountsOf(plain)) {
    if (/\D/.test(amount)) put(`#${amount}`, AMOUNT)
    // 罚五百 means the 500元 of the clause; small numbers without their unit mean anything.
    const bare = /^\d{3,}/.exec(amount)?.[0]
    if (bare) put(`#${bare}`, AMOUNT / 2)
  }
  for (const concept of conceptsOf(plain)) put(concept, CONCEPT)
  for (const grade of plain.match(/[a-d](?=级)/g) ?? []) put(`#${grade}级`, AMOUNT)
  return terms
}

/** The clauses of one draft, to be found by number or by what is said. */
export class ClauseIndex {
  private readonly articles: Entry[]
  private readonly parts = new Map<string, Entry[]>()
  /** Articles, by their places, that have a term. */
  private readonly holding = new Map<string, number[]>()
  private readonly averageLength: number
  private readonly byPath: ReadonlyMap<string, ClauseText>
  private readonly articleOf = new Map<string, string>()

  constructor(
    clauses: readonly ClauseText[],
    private readonly title = '',
  ) {
    this.byPath = new Map(clauses.map((c) => [c.path, c]))
    const byId = new Map(clauses.map((c) => [c.id, c]))
    const within = new Map<string, ClauseText[]>()
    for (const clause of clauses) {
      let top: ClauseText | undefined = clause
      while (top && top.kind !== 'article' && top.parentId) top = byId.get(top.parentId)
      if (!top || (top.kind !== 'article' && top.kind !== 'paragraph')) continue
      this.articleOf.set(clause.id, top.id)
      within.set(top.id, [...(within.get(top.id) ?? []), clause])
    }
    this.articles = [...within].map(([id, parts]) => {
      const whole = parts.map((p) => p.text).join('\n')
      if (parts.length > 1)
        this.parts.set(
          id,
          parts.filter((p) => p.id !== id).map((p) => entryOf(p, p.text)),
        )
      return entryOf(byId.get(id)!, whole)
    })
    for (const [i, { terms }] of this.articles.entries())
      for (const term of terms.keys()) {
        const known = this.holding.get(term)
        if (known) known.push(i)
        else this.holding.set(term, [i])
      }
    this.averageLength =
      this.articles.reduce((sum, a) => sum + a.length, 0) / Math.max(this.articles.length, 1)
  }

  /** How many articles there are: the length of what {@link scores} gives. */
  get size(): number {
    return this.articles.length
  }

  articleIdOf(clauseId: string): string {
    return this.articleOf.get(clauseId) ?? clauseId
  }

  /** Clauses that a plain text names by number; a number that the draft does not have is left out. */
  cited(plain: string): Link[] {
    return citesOf(plain, this.title).flatMap((cite) => {
      const clause = this.clauseOf(cite)
      return clause
        ? [{ clauseId: clause.id, articleId: this.articleIdOf(clause.id), confidence: 1, why: [cite.words] }]
        : []
    })
  }

  private clauseOf({ article, suffix, paragraph, item }: Cite): ClauseText | undefined {
    const base = `a${article}${suffix ? `z${suffix}` : ''}`
    const paths = [
      ...(paragraph && item ? [`${base}.p${paragraph}.i${item}`] : []),
      ...(item ? [`${base}.i${item}`, `${base}.p1.i${item}`] : []),
      ...(paragraph ? [`${base}.p${paragraph}`] : []),
      base,
    ]
    return paths.map((path) => this.byPath.get(path)).find((c) => c !== undefined)
  }

  /** How well each article answers to these terms (BM25): sums over the sentences of a comment make the comment's. */
  scores(terms: ReadonlyMap<string, number>): Float64Array {
    const found = new Float64Array(this.articles.length)
    for (const [term, weight] of terms) {
      const idf = this.idf(term)
      for (const i of this.holding.get(term) ?? []) {
        const entry = this.articles[i]!
        found[i] = found[i]! + entry.prior * weight * idf * this.saturated(entry, term)
      }
    }
    return found
  }

  /** The best article of a sum of scores, or the part of it that stands out; null where nothing is in common. */
  best(scores: Float64Array, terms: ReadonlyMap<string, number>): Link | null {
    let [first, second] = [-1, 0]
    for (const [i, score] of scores.entries()) {
      if (first < 0 || score > scores[first]!) {
        second = first < 0 ? 0 : scores[first]!
        first = i
      } else if (score > second) second = score
    }
    const top = first < 0 ? 0 : scores[first]!
    if (top < LEAST) return null
    const entry = this.articles[first]!
    const clause = this.partOf(entry, terms)
    const confidence = (top / (top + second + LEAST)) * Math.min(1, top / SURE)
    return {
      clauseId: clause.id,
      articleId: entry.clause.id,
      confidence: Math.round(confidence * 100) / 100,
      why: this.common(entry, terms),
    }
  }

  /** An item that holds most of what speaks for its article. */
  private partOf(entry: Entry, terms: ReadonlyMap<string, number>): ClauseText {
    const parts = this.parts.get(entry.clause.id) ?? []
    const weigh = (part: Entry) =>
      [...terms].reduce((sum, [term, w]) => sum + (part.terms.has(term) ? w * this.idf(term) : 0), 0)
    const weighed = parts.map((part) => ({ part, weight: weigh(part) })).sort((a, b) => b.weight - a.weight)
    const [best, next] = weighed
    if (!best || best.weight < LEAST || best.weight < 2 * (next?.weight ?? 0)) return entry.clause
    return best.weight >= 0.6 * weigh(entry) ? best.part.clause : entry.clause
  }

  private common(entry: Entry, terms: ReadonlyMap<string, number>): string[] {
    return [...terms.keys()]
      .filter((term) => !/^[=~]/.test(term) && entry.terms.has(term) && this.idf(term) > 0)
      .sort((a, b) => this.idf(b) - this.idf(a))
      .slice(0, MOST_WHY)
      .map((term) => term.replace(/^#/, ''))
  }

  private saturated({ terms, length }: Entry, term: string): number {
    const n = terms.get(term)
    if (n === undefined) return 0
    return (n * (K1 + 1)) / (n + K1 * (1 - B + (B * length) / this.averageLength))
  }

  private idf(term: string): number {
    const n = this.holding.get(term)?.length
    if (n === undefined) return 0
    return Math.log(1 + (this.articles.length - n + 0.5) / (n + 0.5))
  }
}

/** Below this an article and a comment have next to nothing in common; from SURE on, enough to go by. */
const LEAST = 0.4
const SURE = 6
const MOST_WHY = 6

/** 第一条: 为了…，根据…，制定本办法。 */
const purpose = /^为(?:了|规范|加强|进一步|切实|保障|维护|保护).*制定本/su
const PURPOSE = 0.6

function entryOf(clause: ClauseText, text: string): Entry {
  const plain = plainOf(text)
  return { clause, terms: termsOf(plain), length: plain.length, prior: purpose.test(plain) ? PURPOSE : 1 }
}
