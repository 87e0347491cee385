import type { StorySource } from '../push'
import type { Content } from './publications.entities'
import type { PublicationReads } from './publications.reads'

/** A publication as a push tells it: what residents can read now, or ahead of that what has been cleared. */
export class PublicationStories implements StorySource {
  readonly kind = 'publication'

  constructor(private readonly publications: PublicationReads) {}

  async tell(id: string, ahead = false) {
    const content = (ahead && (await this.publications.cleared(id))) || (await this.live(id))
    if (!content) return null
    const { title, summary, level, audience } = content
    return { title, summary, publicationId: id, level, audience }
  }

  private async live(id: string): Promise<Content | null> {
    return (await this.publications.findLive(id))?.content ?? null
  }
}
