import { fileUrl, type PublicationItem, type PublicPublication } from '../../src/modules/publications'
import { rfc3339 } from '../../src/platform/clock'
import { escapeMarkup } from '../../src/platform/html'
import { renderMarkdown } from '../../src/platform/markdown'

const WITHDRAWN = '本文已撤回。'

export function presentItem({ id, kind, title, summary, publishedAt, level, coverUrl }: PublicationItem) {
  return {
    id,
    kind,
    title,
    summary,
    publishedAt: rfc3339(publishedAt),
    level: level ?? undefined,
    coverUrl: coverUrl ?? undefined,
  }
}

/** Of what was withdrawn only title, reason and whom to ask remain. */
export function presentPublication(shown: PublicPublication) {
  const { publication, version, related, relatedFrom, corrections } = shown
  const { id, publishedAt, correctedAt, withdrawnAt } = publication
  const reason = publication.withdrawalReason ?? ''
  const { contact, source, markdown, cover, attachments = [] } = version.content
  const gone = withdrawnAt !== null
  return {
    ...presentItem({ ...version, id, publishedAt: publishedAt ?? version.publishedAt, correctedAt }),
    ...(gone ? { summary: WITHDRAWN, coverUrl: undefined } : {}),
    correctedAt: correctedAt === null ? undefined : rfc3339(correctedAt),
    corrections: corrections.map(({ at, note }) => ({ at: rfc3339(at), note })),
    cover:
      cover && !gone
        ? { url: fileUrl(cover.fileId), alt: cover.alt, width: cover.width, height: cover.height }
        : undefined,
    attachments: gone
      ? []
      : attachments.map(({ fileId, name, type, bytes }) => ({ name, type, bytes, url: fileUrl(fileId) })),
    html: gone ? `<p>${WITHDRAWN}撤回理由：${escapeMarkup(reason)}</p>` : renderMarkdown(markdown),
    source,
    contact,
    relatedDocument: related ?? undefined,
    relatedFrom,
    withdrawn: gone ? { at: rfc3339(withdrawnAt), reason } : undefined,
  }
}
