import type { PublicationItem, PublicPublication } from '../../src/modules/publications'
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
export function presentPublication({ publication, version, related, relatedFrom }: PublicPublication) {
  const { id, publishedAt, correctedAt, withdrawnAt } = publication
  const reason = publication.withdrawalReason ?? ''
  const { contact, source, markdown } = version.content
  const gone = withdrawnAt !== null
  return {
    ...presentItem({ ...version, id, publishedAt: publishedAt ?? version.publishedAt, correctedAt }),
    ...(gone ? { summary: WITHDRAWN, coverUrl: undefined } : {}),
    correctedAt: correctedAt === null ? undefined : rfc3339(correctedAt),
    html: gone ? `<p>${WITHDRAWN}撤回理由：${escapeMarkup(reason)}</p>` : renderMarkdown(markdown),
    source,
    contact,
    relatedDocument: related ?? undefined,
    relatedFrom,
    withdrawn: gone ? { at: rfc3339(withdrawnAt), reason } : undefined,
  }
}
