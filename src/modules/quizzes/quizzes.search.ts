import type { SearchDocument } from '../../platform/chinese-search'
import { notFound } from '../../platform/problem'
import type { QuizReads } from './quizzes.reads'

/** What residents may find of quizzes: title and rules, never a question. */
export class SearchableQuizzes {
  readonly subjectType = 'quiz'

  constructor(private readonly reads: QuizReads) {}

  async *all(): AsyncGenerator<string> {
    let cursor: string | undefined
    do {
      const page = await this.reads.list({ limit: 100, cursor })
      for (const { id } of page.items) yield id
      cursor = page.nextCursor ?? undefined
    } while (cursor)
  }

  async documents(id: string): Promise<SearchDocument[]> {
    try {
      const { title, rules } = await this.reads.find(id)
      return [{ type: 'quiz', id, title, body: rules }]
    } catch (error) {
      if (notFound.is(error)) return []
      throw error
    }
  }
}
