import type { SearchDocument } from '../../platform/chinese-search'
import { plainText } from '../../platform/markdown'
import { Problem } from '../../platform/problem'
import type { PublicationReads, PublicPublication } from './publications.reads'
import { isLive } from './publications.rules'

/** What residents may find of publications: the live text, and nothing of drafts or of what was withdrawn. */
export class SearchablePublications {
  readonly subjectType = 'publication'

  constructor(private readonly reads: PublicationReads) {}

  all(): AsyncIterable<string> {
    return this.reads.liveIds()
  }

  async documents(id: string): Promise<SearchDocument[]> {
    const found = await this.reads.find(id).catch(absent)
    if (!found || !isLive(found.publication)) return []
    const { title, content } = found.version
    const body = `${content.summary}\n${plainText(content.markdown)}`
    return [{ type: 'publication', id, title, body }]
  }
}

function absent(error: unknown): PublicPublication | null {
  if (error instanceof Problem && error.kind === 'not_found') return null
  throw error
}
