import { type EntityManager, IsNull, Not } from 'typeorm'
import type { SearchDocument } from '../../platform/chinese-search'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { forbidden, notFound, notOpened, ownWork } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { Faq, type FaqText } from './enquiries.entities'
import { canOpenFaq, canWriteFaq } from './enquiries.policy'
import { nothingToOpen } from './enquiries.problems'

/** 常见问题: written by one, opened by another. Until then residents read what stood there before. */
export class Faqs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** @throws Problem forbidden */
  async createFaq(actor: StaffActor, draft: FaqText): Promise<Faq> {
    if (!canWriteFaq(actor)) throw forbidden()
    const now = this.clock.now()
    const faq: Faq = {
      id: newId(now),
      draft,
      live: null,
      authorId: actor.id,
      openedBy: null,
      openedAt: null,
      createdAt: now,
      changedAt: now,
    }
    return this.database.transaction(async (tx) => {
      await tx.insert(Faq, faq)
      await this.note(tx, actor, 'create', faq.id, { after: draft })
      return faq
    })
  }

  /** New wording that waits for a second person. @throws Problem forbidden, not_found */
  async editFaq(actor: StaffActor, id: string, draft: FaqText): Promise<Faq> {
    if (!canWriteFaq(actor)) throw forbidden()
    return this.change(id, async (tx, faq) => {
      await this.note(tx, actor, 'edit', id, { before: faq.draft ?? faq.live, after: draft })
      return { draft, authorId: actor.id }
    })
  }

  /** Residents read it, and are answered from it, at once. @throws Problem forbidden, own_work, not_found, nothing_to_open */
  async openFaq(actor: StaffActor, id: string): Promise<Faq> {
    if (!canOpenFaq(actor)) throw forbidden()
    return this.change(id, async (tx, faq) => {
      if (!faq.draft) throw nothingToOpen()
      if (faq.authorId === actor.id) throw ownWork()
      await this.note(tx, actor, 'open', id, { before: faq.live, after: faq.draft })
      return { live: faq.draft, draft: null, openedBy: actor.id, openedAt: this.clock.now() }
    })
  }

  /** Takes it back; its words become a draft again. @throws Problem forbidden, not_found, not_opened */
  async withdrawFaq(actor: StaffActor, id: string): Promise<Faq> {
    if (!canOpenFaq(actor)) throw forbidden()
    return this.change(id, async (tx, faq) => {
      if (!faq.live) throw notOpened({ detail: '这条常见问题没有发布。' })
      await this.note(tx, actor, 'withdraw', id, { before: faq.live, after: null })
      return { live: null, draft: faq.draft ?? faq.live, openedBy: null, openedAt: null }
    })
  }

  private change(id: string, work: (tx: EntityManager, faq: Faq) => Promise<Partial<Faq>>): Promise<Faq> {
    return this.database.transaction(async (tx) => {
      const faq = await findForUpdate(tx, Faq, { id })
      if (!faq) throw notFound()
      const changed: Faq = { ...faq, ...(await work(tx, faq)), changedAt: this.clock.now() }
      await tx.save(Faq, changed)
      return changed
    })
  }

  private note(
    tx: EntityManager,
    actor: StaffActor,
    verb: string,
    id: string,
    change: { before?: unknown; after: unknown },
  ): Promise<void> {
    return this.ledger.append(tx, actor, `faqs.${verb}`, { type: 'faq', id }, change)
  }
}

/** What residents and staff read of them. */
export class FaqReads {
  constructor(private readonly database: Database) {}

  /** Newest first; `drafts` also shows what waits. */
  async list(page: PageRequest, drafts = false): Promise<Page<Faq>> {
    const query = this.database.reads.createQueryBuilder(Faq, 'f').orderBy('f.id', 'DESC')
    if (!drafts) query.andWhere('f.openedAt IS NOT NULL')
    if (page.cursor) query.andWhere('f.id < :cursor', { cursor: page.cursor })
    const rows = await query.limit(page.limit + 1).getMany()
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => row,
    )
  }

  /** @throws Problem not_found for what nobody has opened */
  async find(id: string): Promise<Faq & { live: FaqText }> {
    const faq = await this.database.reads.findOneBy(Faq, { id })
    if (!faq?.live) throw notFound()
    return { ...faq, live: faq.live }
  }

  async *openedIds(): AsyncGenerator<string> {
    const rows = await this.database.reads.find(Faq, {
      select: { id: true },
      where: { openedAt: Not(IsNull()) },
    })
    for (const { id } of rows) yield id
  }
}

/** What residents may find of them: the live words, in the same moment as the book. */
export class SearchableFaqs {
  readonly subjectType = 'faq'

  constructor(private readonly reads: FaqReads) {}

  all(): AsyncIterable<string> {
    return this.reads.openedIds()
  }

  async documents(id: string): Promise<SearchDocument[]> {
    try {
      const { live } = await this.reads.find(id)
      return [{ type: 'faq', id, title: live.question, body: live.answer }]
    } catch (error) {
      if (notFound.is(error)) return []
      throw error
    }
  }
}
