import { type EntityManager, LessThan } from 'typeorm'
import { ChineseSearch, type SearchDocument, type SearchHit, words } from '../../platform/chinese-search'
import type { Clock } from '../../platform/clock'
import { sha256 } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { cutGraphemes, maskPersonal } from '../../platform/text'
import type { Ledger } from '../ledger'
import { SearchMiss } from './search.entities'

/** A duty says what of it is public, as a whole and one by one. */
export interface SearchSource {
  /** As the ledger names its subject. */
  subjectType: string
  all(): AsyncIterable<string>
  /** What residents may find of this one now: nothing when it is not public. */
  documents(id: string): Promise<SearchDocument[]>
}

const TERM_MAX = 50
/** Between two savings; a flood of made-up words must not fill the memory or the table. */
const MISSES_KEPT = 500
const MISSES_LIFETIME_MS = 90 * 24 * 3600_000

/**
 * Search over everything public. Whatever changes what is public writes the ledger, so the index only has to follow
 * the ledger: it is right on every instance, at the next question, without a message between them.
 */
export class PublicSearch {
  private readonly index = new ChineseSearch()
  private readonly shown = new Map<string, SearchDocument[]>()
  private readonly sources: ReadonlyMap<string, SearchSource>
  private readonly missed = new Map<string, number>()
  private seen = -1
  private following: Promise<void> | null = null

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    sources: readonly SearchSource[],
  ) {
    this.sources = new Map(sources.map((s) => [s.subjectType, s]))
  }

  async search(query: string, limit = 20): Promise<SearchHit[]> {
    await this.follow()
    const hits = this.index.search(query, limit)
    if (hits.length === 0) this.noteMiss(query)
    return hits
  }

  /** Public documents, as they stand, that hold any word of a question, the most telling first. */
  async documentsAbout(question: string, limit: number): Promise<SearchDocument[]> {
    await this.follow()
    return this.index.holding([...new Set(words(question))], limit)
  }

  /** Brings the index up to the head of the ledger; the first call reads everything. */
  async follow(): Promise<void> {
    const head = await this.ledger.headSeq()
    // A catching-up under way may have begun before the entry that this caller must see.
    while (this.seen < head) {
      this.following ??= this.catchUp().finally(() => {
        this.following = null
      })
      await this.following
    }
  }

  private async catchUp(): Promise<void> {
    const head = await this.ledger.headSeq()
    if (this.seen < 0) {
      for (const source of this.sources.values())
        for await (const id of source.all()) await this.refresh(source, id)
    } else if (head > this.seen) {
      for (const subject of await this.ledger.subjectsAfter(this.seen, head)) {
        const source = this.sources.get(subject.type)
        if (source) await this.refresh(source, subject.id)
      }
    }
    this.seen = head
  }

  private async refresh(source: SearchSource, id: string): Promise<void> {
    const key = `${source.subjectType} ${id}`
    const documents = await source.documents(id)
    for (const old of this.shown.get(key) ?? []) this.index.remove(old.type, old.id)
    for (const document of documents) this.index.put(document)
    if (documents.length > 0)
      this.shown.set(
        key,
        documents.map(({ type, id, title }) => ({ type, id, title, body: '' })),
      )
    else this.shown.delete(key)
  }

  noteMiss(query: string): void {
    const term = cutGraphemes(maskPersonal(query.trim()), TERM_MAX)
    if (term === '' || (this.missed.size >= MISSES_KEPT && !this.missed.has(term))) return
    this.missed.set(term, (this.missed.get(term) ?? 0) + 1)
  }

  /** Writes down what was missed since the last time: a search itself never writes. */
  async saveMisses(): Promise<void> {
    const missed = [...this.missed].sort(([a], [b]) => (a < b ? -1 : 1))
    this.missed.clear()
    for (const [term, times] of missed) {
      const miss = { termHash: sha256(term), term, times, lastAt: this.clock.now() }
      await this.database.transaction(async (tx) => {
        if (await countAgain(tx, miss)) return
        await tx.insert(SearchMiss, miss).catch((error: unknown) => {
          // Another instance met the same word for the first time: one of them is enough.
          if (!isDuplicate(error)) throw error
        })
      })
    }
  }

  /** Forgets words that nobody has looked for in a season. */
  async sweep(): Promise<void> {
    const lastAt = LessThan(this.clock.now() - MISSES_LIFETIME_MS)
    await this.database.transaction((tx) => tx.delete(SearchMiss, { lastAt }))
  }

  /** Most often missed first. */
  misses(limit: number): Promise<SearchMiss[]> {
    return this.database.reads.find(SearchMiss, { order: { times: 'DESC', lastAt: 'DESC' }, take: limit })
  }
}

async function countAgain(tx: EntityManager, { termHash, times, lastAt }: SearchMiss): Promise<boolean> {
  const { affected } = await tx
    .createQueryBuilder()
    .update(SearchMiss)
    .set({ times: () => `times + ${Math.trunc(times)}`, lastAt })
    .where({ termHash })
    .execute()
  return affected === 1
}
