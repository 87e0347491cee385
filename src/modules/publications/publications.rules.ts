import type { Day } from '../../platform/calendar'
import { canonicalJson, sha256 } from '../../platform/crypto'
import { markdownLinks } from '../../platform/markdown'
import { type Finding, findings, type RoundState } from '../reviews'
import type { Content, Publication, PublicationKind, PublicationState } from './publications.entities'

/** SHA-256 over everything residents will see and everyone it will be sent to: what sign-offs are given for. */
export function contentHashOf(kind: PublicationKind, content: Content): string {
  return sha256(canonicalJson({ kind, ...content }))
}

/** What the machine notices in the content; `today` is the Shanghai day. */
export function findingsOf(kind: PublicationKind, content: Content, today: Day): Finding[] {
  const { title, summary, markdown, contact } = content
  return findings({ kind, title, summary, markdown, contact }, today)
}

/** Where residents fetch a file. */
export const fileUrl = (fileId: string): string => `/files/${fileId}`

/** The chosen cover, or else the first picture that a page will show. */
export function coverOf({ cover, markdown }: Pick<Content, 'cover' | 'markdown'>): string | null {
  if (cover) return fileUrl(cover.fileId)
  return markdownLinks(markdown).find((l) => l.kind === 'image' && l.kept)?.address ?? null
}

/** A round's state in the publication's words. */
export const stateAfterReview: Record<RoundState, PublicationState> = {
  in_review: 'in_review',
  returned: 'returned',
  cleared: 'cleared',
  void: 'draft',
}

type Standing = Pick<Publication, 'liveVersionId' | 'withdrawnAt'>

/** Do residents see it now, and not only that it was withdrawn? */
export const isLive = (p: Standing): boolean => p.liveVersionId !== null && p.withdrawnAt === null
