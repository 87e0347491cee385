import { In, IsNull, Not } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { invalidField, notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { type Content, Publication, type PublicationKind, PublicationVersion } from './publications.entities'
import { isLive } from './publications.rules'

/** One line of the residents' list. */
export type PublicationItem = Pick<
  PublicationVersion,
  'kind' | 'title' | 'summary' | 'level' | 'coverUrl'
> & {
  id: string
  publishedAt: number
  correctedAt: number | null
}

export interface RelatedItem {
  id: string
  kind: PublicationKind
  title: string
  withdrawn: boolean
}

/** A publication as residents may see it: the live version, or that it was withdrawn and why. */
export interface PublicPublication {
  publication: Publication
  version: PublicationVersion
  related: RelatedItem | null
  /** What names this one as its related document, newest first. */
  relatedFrom: RelatedItem[]
  /** Every correction so far, oldest first; its note is empty where none was written. */
  corrections: { at: number; note: string }[]
}

const listed = { id: true, kind: true, title: true, summary: true, level: true, coverUrl: true } as const
const LINKS = 20

/** What residents and staff read about publications; nothing here shows a draft to a resident. */
export class PublicationReads {
  constructor(private readonly database: Database) {}

  /** Live ones, newest first. @throws Problem invalid_request for a cursor that is not ours */
  async list({
    kind,
    limit,
    cursor,
  }: PageRequest & { kind?: PublicationKind }): Promise<Page<PublicationItem>> {
    const query = this.database.reads
      .createQueryBuilder(Publication, 'p')
      .select(['p.id', 'p.liveVersionId', 'p.publishedAt', 'p.correctedAt'])
      .where('p.publishedAt IS NOT NULL AND p.withdrawnAt IS NULL')
      .orderBy('p.publishedAt', 'DESC')
      .addOrderBy('p.id', 'DESC')
    if (kind) query.andWhere('p.kind = :kind', { kind })
    if (cursor)
      query.andWhere('(p.publishedAt < :at OR (p.publishedAt = :at AND p.id < :id))', parseCursor(cursor))
    const rows = await query.limit(limit + 1).getMany()
    const versions = await this.versions(rows)
    const items = rows.flatMap(({ id, liveVersionId, publishedAt, correctedAt }) => {
      const version = versions.get(liveVersionId ?? '')
      if (!version || publishedAt === null) return []
      const { kind: liveKind, title, summary, level, coverUrl } = version
      return [{ id, kind: liveKind, title, summary, level, coverUrl, publishedAt, correctedAt }]
    })
    return toPage(
      items,
      limit,
      (item) => `${item.publishedAt}.${item.id}`,
      (item) => item,
    )
  }

  /** @throws Problem not_found for whatever was never published */
  async find(id: string): Promise<PublicPublication> {
    const publication = await this.database.reads.findOneBy(Publication, { id })
    if (!publication?.liveVersionId) throw notFound()
    const version = await this.database.reads.findOneByOrFail(PublicationVersion, {
      id: publication.liveVersionId,
    })
    const relatedId = version.relatedDocumentId
    const [related] = relatedId ? await this.related({ id: relatedId }) : []
    const corrections = publication.correctedAt === null ? [] : await this.corrections(id)
    return {
      publication,
      version,
      related: related ?? null,
      relatedFrom: await this.backLinks(id),
      corrections,
    }
  }

  private async corrections(id: string): Promise<PublicPublication['corrections']> {
    const later = (await this.versionsOf(id)).filter((v) => v.number > 1)
    return later.map(({ publishedAt, content }) => ({ at: publishedAt, note: content.correction ?? '' }))
  }

  /** The live version; null for what was never published, or was withdrawn. */
  async findLive(id: string): Promise<PublicationVersion | null> {
    const { reads } = this.database
    const publication = await reads.findOneBy(Publication, { id })
    if (!publication || !isLive(publication)) return null
    return reads.findOneBy(PublicationVersion, { id: publication.liveVersionId ?? '' })
  }

  /** What only waits to be published. */
  async cleared(id: string): Promise<Content | null> {
    const found = await this.database.reads.findOneBy(Publication, { id, state: 'cleared' })
    return found?.content ?? null
  }

  /** Of the working content, for staff. */
  async titleOf(id: string): Promise<string | null> {
    const where = { where: { id }, select: { id: true, title: true } } as const
    return (await this.database.reads.findOne(Publication, where))?.title ?? null
  }

  /** @throws Problem not_found */
  async findAny(id: string): Promise<Publication> {
    const publication = await this.database.reads.findOneBy(Publication, { id })
    if (!publication) throw notFound()
    return publication
  }

  /** Every version residents have seen, oldest first. */
  versionsOf(id: string): Promise<PublicationVersion[]> {
    return this.database.reads.find(PublicationVersion, {
      where: { publicationId: id },
      order: { number: 'ASC' },
    })
  }

  /** Ids of everything live, for whoever reads it all once. */
  async *liveIds(): AsyncGenerator<string> {
    let cursor: string | null | undefined
    while (cursor !== null) {
      const page: Page<PublicationItem> = await this.list({ limit: 100, cursor })
      for (const item of page.items) yield item.id
      cursor = page.nextCursor
    }
  }

  private async backLinks(id: string): Promise<RelatedItem[]> {
    const naming = await this.database.reads.find(PublicationVersion, {
      where: { relatedDocumentId: id },
      select: { id: true },
      order: { id: 'DESC' },
      take: 200,
    })
    const live = await this.related({ liveVersionId: In(naming.map((v) => v.id)) })
    return live.slice(0, LINKS)
  }

  private async related(where: Parameters<typeof this.heads>[0]): Promise<RelatedItem[]> {
    const rows = await this.heads(where)
    const versions = await this.versions(rows)
    return rows.flatMap(({ id, liveVersionId, withdrawnAt }) => {
      const version = versions.get(liveVersionId ?? '')
      if (!version) return []
      return [{ id, kind: version.kind, title: version.title, withdrawn: withdrawnAt !== null }]
    })
  }

  private heads(where: { id: string } | { liveVersionId: ReturnType<typeof In<string>> }) {
    return this.database.reads.find(Publication, {
      where: { liveVersionId: Not(IsNull()), ...where },
      select: { id: true, liveVersionId: true, withdrawnAt: true },
      order: { publishedAt: 'DESC', id: 'DESC' },
    })
  }

  private async versions(rows: Publication[]): Promise<Map<string, PublicationVersion>> {
    const ids = rows.flatMap((r) => r.liveVersionId ?? [])
    const found = await this.database.reads.find(PublicationVersion, {
      where: { id: In(ids) },
      select: listed,
    })
    return new Map(found.map((v) => [v.id, v]))
  }
}

function parseCursor(cursor: string): { at: number; id: string } {
  const [, at, id] = /^(\d{1,15})\.(\w{1,26})$/.exec(cursor) ?? []
  if (!at || !id) throw invalidField('cursor', 'cursor 应是上一页给出的值')
  return { at: Number(at), id }
}
