import type { EntityManager } from 'typeorm'
import { ChineseSearch, type SearchDocument, type SearchHit } from '../../platform/chinese-search'
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

/**
 * Search over everything public. Whatever changes what is public writes the ledger, so the index only has to follow
 * the ledger: it is right on every instance, at the next question, without a message between them.
 */
export class PublicSearch {
  private readonly index = new ChineseSearch()
  private readonly shown = new Map<string, SearchDocument[]>()
  private readonly sources: ReadonlyMap<string, SearchSource>
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
    if (hits.length === 0) await this.noteMiss(query)
    return hits
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

  private async noteMiss(query: string): Promise<void> {
    const term = cutGraphemes(maskPersonal(query.trim()), TERM_MAX)
    if (term === '') return
    const termHash = sha256(term)
    try {
      await this.database.transaction(async (tx) => {
        const miss = { termHash, term, times: 1, lastAt: this.clock.now() }
        if (!(await countAgain(tx, miss))) await tx.insert(SearchMiss, miss)
      })
    } catch (error) {
      // Two people missed the same word for the first time at once: one of them is enough.
      if (!isDuplicate(error)) throw error
    }
  }

  /** Most often missed first. */
  misses(limit: number): Promise<SearchMiss[]> {
    return this.database.reads.find(SearchMiss, { order: { times: 'DESC', lastAt: 'DESC' }, take: limit })
  }
}

async function countAgain(tx: EntityManager, { termHash, lastAt }: SearchMiss): Promise<boolean> {
  const { affected } = await tx
    .createQueryBuilder()
    .update(SearchMiss)
    .set({ times: () => 'times + 1', lastAt })
    .where({ termHash })
    .execute()
  return affected === 1
}
