import type {
  allowedActs,
  Publication,
  PublicationVersion,
  StaffPublicationItem,
} from '../../src/modules/publications'
import type { Finding, OverrideLine, Step } from '../../src/modules/reviews'
import { rfc3339 } from '../../src/platform/clock'
import { renderMarkdown } from '../../src/platform/markdown'
import { presentOverride } from '../reviews/reviews.present'
import { staffFileUrl, withStaffPictures } from './files.routes'

const instantOf = (at: number | null) => (at === null ? undefined : rfc3339(at))

/** What divisions and authors are called, by id. */
export type Names = ReadonlyMap<string, string>

export function presentItem(p: StaffPublicationItem, names: Names) {
  return {
    id: p.id,
    kind: p.kind,
    title: p.title,
    state: p.state,
    contentHash: p.contentHash,
    owner: { id: p.ownerDivisionId, name: names.get(p.ownerDivisionId) ?? '' },
    authorId: p.authorId,
    author: { id: p.authorId, name: names.get(p.authorId) ?? '' },
    updatedAt: rfc3339(p.updatedAt),
    publishedAt: instantOf(p.publishedAt),
    correctedAt: instantOf(p.correctedAt),
    withdrawn:
      p.withdrawnAt === null ? undefined : { at: rfc3339(p.withdrawnAt), reason: p.withdrawalReason ?? '' },
    mySteps: p.mySteps,
  }
}

export function presentSaved({ publication, findings }: { publication: Publication; findings: Finding[] }) {
  const { id, contentHash, state } = publication
  return { id, contentHash, state, findings }
}

export interface Desk {
  publication: Publication
  findings: Finding[]
  overrides: OverrideLine[]
  standing: { sheetNumber: string; open: Step[] } | null
  versions: PublicationVersion[]
  mySteps: Step[]
  relatedTitle: string | null
  allowed: ReturnType<typeof allowedActs>
}

export function presentDesk(desk: Desk, names: Names) {
  const { publication, standing, mySteps, allowed, relatedTitle } = desk
  const { cover, attachments = [], ...content } = publication.content
  return {
    ...presentItem({ ...publication, mySteps }, names),
    ...content,
    relatedDocument:
      content.relatedDocumentId === undefined
        ? undefined
        : { id: content.relatedDocumentId, title: relatedTitle ?? '' },
    html: withStaffPictures(renderMarkdown(content.markdown)),
    cover: cover && { ...cover, url: staffFileUrl(cover.fileId) },
    attachments: attachments.map((a) => ({ ...a, url: staffFileUrl(a.fileId) })),
    allowed,
    contributorIds: publication.contributorIds,
    findings: desk.findings,
    overrides: desk.overrides.map(presentOverride),
    sheetNumber: standing?.sheetNumber,
    openSteps: standing?.open ?? [],
    versions: desk.versions.map(({ number, title, contentHash, publishedAt }) => ({
      number,
      title,
      contentHash,
      publishedAt: rfc3339(publishedAt),
    })),
  }
}
