import { In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { Quiz, QuizQuestion } from './quizzes.entities'

export interface OpenedQuiz {
  quiz: Quiz
  /** Every question of its pool by id, retired ones too: papers drawn earlier still hold them. */
  questions: ReadonlyMap<string, QuizQuestion>
}

/** Questions never change and a quiz's end is guarded by the lane, so a second of staleness is harmless. */
const CACHE_MS = 1_000
const MOST = 1_000

/** Opened quizzes with their questions, for the paths that everybody takes at once. */
export class QuizCatalogue {
  private readonly entries = new Map<string, { opened: Promise<OpenedQuiz | null>; until: number }>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Null for a draft and for what does not exist. */
  find(id: string): Promise<OpenedQuiz | null> {
    const now = this.clock.now()
    const cached = this.entries.get(id)
    if (cached && cached.until > now && cached.until <= now + CACHE_MS) return cached.opened
    const opened = this.load(id)
    // Ids that do not exist must not fill the memory.
    if (this.entries.size > MOST) this.entries.clear()
    this.entries.set(id, { opened, until: now + CACHE_MS })
    opened.then(
      // Whoever opens a draft expects it to be there at once.
      (found) => found ?? this.entries.delete(id),
      () => this.entries.delete(id),
    )
    return opened
  }

  /** The lane says that it has closed. */
  forget(id: string): void {
    this.entries.delete(id)
  }

  private async load(id: string): Promise<OpenedQuiz | null> {
    const quiz = await this.database.reads.findOneBy(Quiz, { id })
    if (!quiz || quiz.openedAt === null) return null
    const questions = await this.database.reads.findBy(QuizQuestion, { id: In(quiz.pool ?? []) })
    return { quiz, questions: new Map(questions.map((q) => [q.id, q])) }
  }
}
