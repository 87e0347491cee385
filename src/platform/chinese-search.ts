import MiniSearch, { type SearchResult } from 'minisearch'
import { excerptAround } from './chinese-excerpt'
import { words } from './chinese-words'
import { cutGraphemes, unitsFor } from './text'

export { words } from './chinese-words'

/** Something the public may find. `title` and `body` are plain text (see `plainText` for markdown). */
export interface SearchDocument {
  type: string
  id: string
  title: string
  body: string
  /** The document this one is a part of and is read in: of a clause, its consultation. */
  within?: string
}

export interface SearchHit {
  type: string
  id: string
  title: string
  /** About 80 graphemes of the body around the best hit, plain text with ellipses: escape it like any text. */
  excerpt: string
  /** Higher is better; comparable only within one answer. */
  score: number
  /** As {@link SearchDocument.within}. */
  within?: string
}

interface Indexed extends SearchDocument {
  key: string
}

const keyOf = (type: string, id: string): string => JSON.stringify([type, id])

const maximumQueryGraphemes = 100
const maximumLimit = 100
/** Below this share of the question's words, by length, an answer has little to do with it. */
const minimumShare = 0.5

const length = (list: readonly string[]): number => list.reduce((sum, word) => sum + word.length, 0)

/** A single character also finds the words that begin with it (茶 finds 茶叶). */
const findsLonger = (word: string): boolean => /^\p{Script=Han}$/u.test(word)

/** Full-text index of public content, held in memory: fill it at start, then keep it by put and remove. */
export class ChineseSearch {
  private readonly documents = new Map<string, Indexed>()
  private readonly index = new MiniSearch<Indexed>({
    idField: 'key',
    fields: ['title', 'body'],
    tokenize: words,
    processTerm: (word) => word,
  })

  get size(): number {
    return this.documents.size
  }

  /** Adds a document, or replaces the one of the same type and id. */
  put({ type, id, title, body, within }: SearchDocument): void {
    this.remove(type, id)
    const document = { key: keyOf(type, id), type, id, title, body, within }
    this.index.add(document)
    this.documents.set(document.key, document)
  }

  /** Forgets a document; one that is not there is no error. */
  remove(type: string, id: string): void {
    const known = this.documents.get(keyOf(type, id))
    if (!known) return
    this.index.remove(known)
    this.documents.delete(known.key)
  }

  /**
   * Best hits first: documents that hold every word of the query, or, where there is none, those that hold at
   * least half of them. Only the first 100 graphemes of the query count; `limit` is held within 1…100.
   */
  search(query: string, limit = 20): SearchHit[] {
    const asked = [
      ...new Set(words(cutGraphemes(query.slice(0, unitsFor(maximumQueryGraphemes)), maximumQueryGraphemes))),
    ]
    if (asked.length === 0) return []
    const most = Math.min(Math.max(Math.trunc(limit) || 1, 1), maximumLimit)
    return this.find(query, asked)
      .slice(0, most)
      .map((result) => this.hit(result))
  }

  /** Documents that hold any of these words, the most telling first; `words` are normalised. */
  holding(wanted: readonly string[], limit: number): SearchDocument[] {
    return this.index
      .search(wanted.join(' '), { tokenize: () => [...wanted], boost: { title: 2 }, combineWith: 'OR' })
      .slice(0, limit)
      .map(({ id }) => this.documents.get(String(id))!)
      .map(({ key: _, ...document }) => document)
  }

  private find(query: string, asked: readonly string[]): SearchResult[] {
    const options = { tokenize: () => [...asked], prefix: findsLonger, boost: { title: 6 } }
    const all = this.index.search(query, { ...options, combineWith: 'AND' })
    if (all.length > 0) return all
    return this.index
      .search(query, { ...options, combineWith: 'OR' })
      .filter(({ queryTerms }) => length([...new Set(queryTerms)]) >= length(asked) * minimumShare)
  }

  private hit({ id: key, score, terms }: SearchResult): SearchHit {
    const { type, id, title, body, within } = this.documents.get(String(key))!
    const excerpt = excerptAround(body, terms)
    return { type, id, title, excerpt, score, ...(within ? { within } : {}) }
  }
}
