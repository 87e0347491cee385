import type { SearchDocument } from '../../platform/chinese-search'
import type { PollReads } from './polls.reads'

/** What residents may find of polls: everything a second person has opened. */
export class SearchablePolls {
  readonly subjectType = 'poll'

  constructor(private readonly reads: PollReads) {}

  all(): AsyncIterable<string> {
    return this.reads.openedIds()
  }

  async documents(id: string): Promise<SearchDocument[]> {
    const poll = await this.reads.findOpened(id)
    if (!poll) return []
    const questions = poll.questions.map((q) => `${q.text} ${q.options.map((o) => o.label).join(' ')}`)
    return [{ type: 'poll', id, title: poll.title, body: [poll.intro, ...questions].join('\n') }]
  }
}
