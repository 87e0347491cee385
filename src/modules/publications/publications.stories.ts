import type { StorySource } from '../push'
import type { PublicationReads } from './publications.reads'

/** A publication that residents can read now, as a push tells it. */
export class PublicationStories implements StorySource {
  readonly kind = 'publication'

  constructor(private readonly publications: PublicationReads) {}

  async tell(id: string) {
    const live = await this.publications.findLive(id)
    if (!live) return null
    const { title, summary, level, audience } = live.content
    return { title, summary, publicationId: id, level, audience }
  }
}
