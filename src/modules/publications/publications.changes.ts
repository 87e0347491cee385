import type { Database } from '../../platform/db/database'
import { type DiffPart, wordDiff } from '../../platform/diff'
import { invalidField, notFound } from '../../platform/problem'
import type { Decision, ReviewReads } from '../reviews'
import type { StaffActor } from '../staff'
import { type Content, Publication, PublicationVersion, SubmittedContent } from './publications.entities'

export const changeableFields = [
  'title',
  'summary',
  'markdown',
  'contact',
  'source',
  'level',
  'audience',
  'relatedDocument',
  'cover',
  'attachments',
  'correction',
  'annex',
] as const
export type ChangeableField = (typeof changeableFields)[number]

export interface FieldChange {
  field: ChangeableField
  before: string
  after: string
  parts: DiffPart[]
}

/** What the present text is compared with, and why with that. */
export interface ComparedWith {
  contentHash: string
  reason: 'asked' | 'signed' | 'published'
  at: number
  decision: Decision | null
}

export interface Changes {
  publication: Publication
  since: ComparedWith | null
  fields: FieldChange[]
}

const levelNames = { info: '一般', notice: '提醒', urgent: '紧急' } as const

/** What a reviewer sees: the text as it stands beside the text this person had last. */
export class PublicationChanges {
  constructor(
    private readonly database: Database,
    private readonly reviews: ReviewReads,
  ) {}

  /**
   * @param since the hash of a content submitted or published earlier; unless given, what this person signed or returned
   * last, or else what residents see
   * @throws Problem not_found, invalid_request
   */
  async changes(actor: StaffActor, id: string, since?: string): Promise<Changes> {
    const publication = await this.database.reads.findOneBy(Publication, { id })
    if (!publication) throw notFound()
    const base = since ? await this.asked(id, since) : await this.lastSeen(actor, publication)
    const before = base ? textsOf(base.content) : null
    const after = textsOf(publication.content)
    const fields = changeableFields.map((field) => {
      const [was, is] = [before?.[field] ?? '', after[field]]
      return { field, before: was, after: is, parts: wordDiff(was, is) }
    })
    return { publication, since: base?.since ?? null, fields }
  }

  private async asked(id: string, contentHash: string) {
    const kept = await this.kept(id, contentHash)
    if (!kept) throw invalidField('since', '没有这个版本')
    return {
      content: kept.content,
      since: { contentHash, reason: 'asked' as const, at: kept.at, decision: null },
    }
  }

  private async lastSeen(actor: StaffActor, { id, liveVersionId }: Publication) {
    const signed = await this.reviews.lastSignedBy({ type: 'publication', id }, actor.id)
    const kept = signed && (await this.kept(id, signed.contentHash))
    if (signed && kept) {
      const { contentHash, decision, signedAt: at } = signed
      return { content: kept.content, since: { contentHash, reason: 'signed' as const, at, decision } }
    }
    const live =
      liveVersionId && (await this.database.reads.findOneBy(PublicationVersion, { id: liveVersionId }))
    if (!live) return null
    const { content, contentHash, publishedAt: at } = live
    return { content, since: { contentHash, reason: 'published' as const, at, decision: null } }
  }

  private async kept(id: string, contentHash: string): Promise<{ content: Content; at: number } | null> {
    const key = { publicationId: id, contentHash }
    const submitted = await this.database.reads.findOneBy(SubmittedContent, key)
    if (submitted) return { content: submitted.content, at: submitted.submittedAt }
    const version = await this.database.reads.findOneBy(PublicationVersion, key)
    return version && { content: version.content, at: version.publishedAt }
  }
}

/** Every field as a text that can be compared. Files show by their hash that they were replaced. */
function textsOf(content: Content): Record<ChangeableField, string> {
  const { contact, audience, cover, attachments = [] } = content
  const mark = (fileId: string) => `文件 ${fileId.slice(0, 12)}`
  return {
    title: content.title,
    summary: content.summary,
    markdown: content.markdown,
    contact: `科室：${contact.division}\n电话：${contact.phone}\n时间：${contact.hours}`,
    source: content.source,
    level: content.level ? levelNames[content.level] : '',
    audience: audience ? JSON.stringify(audience) : '',
    relatedDocument: content.relatedDocumentId ?? '',
    cover: cover ? `${cover.alt}（${mark(cover.fileId)}）` : '',
    attachments: attachments.map((a) => `${a.name}（${a.bytes} 字节，${mark(a.fileId)}）`).join('\n'),
    correction: content.correction ?? '',
    annex: content.annex ? `数据指纹 ${content.annex.hash}` : '',
  }
}
