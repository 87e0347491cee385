import type { SearchDocument } from '../../platform/chinese-search'
import { notFound } from '../../platform/problem'
import type { QuizReads } from './quizzes.reads'

/** What residents may find of quizzes: title and rules, never a question. */
export class SearchableQuizzes {
  readonly subjectType = 'quiz'

  constructor(private readonly reads: QuizReads) {}

  all(): AsyncIterable<string> {
    return this.reads.openedIds()
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
