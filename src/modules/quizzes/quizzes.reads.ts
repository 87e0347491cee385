import { In, MoreThan } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { readCounter, readTallies } from '../../platform/db/tally'
import { notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { listWindows, openedIds, type WindowFilter } from '../../platform/window'
import type { ResidentActor } from '../residents'
import type { StaffActor } from '../staff'
import { toResults } from './quizzes.closing'
import { Attempt, Quiz, QuizQuestion, type QuizResults, Submission } from './quizzes.entities'
import { allowedActs, type QuizAct } from './quizzes.policy'
import {
  type HardQuestion,
  hardestFirst,
  isOver,
  mark,
  type QuizState,
  stateOf,
  tallyItems,
} from './quizzes.rules'

export interface ReadResults {
  quiz: Quiz
  asOf: number
  final: boolean
  results: QuizResults
  hardest: (HardQuestion & Pick<QuizQuestion, 'stem' | 'kind' | 'retired'>)[]
}

export interface MyAttempt {
  attempt: Attempt
  quiz: Quiz
  state: 'under_way' | 'submitted' | 'over'
  submission: Submission | null
}

const CHUNK = 1_000

/** What residents and staff read about quizzes. Counts come from counters, never from counting rows. */
export class QuizReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Newest first; `drafts` also shows what nobody has opened yet. */
  list(filter: WindowFilter): Promise<Page<Quiz>> {
    return listWindows(this.database.reads, Quiz, filter, this.clock.now())
  }

  /** Papers handed in for each of these quizzes, by its id. */
  async counts(quizzes: readonly Quiz[]): Promise<Map<string, number>> {
    const ids = quizzes.map((q) => q.id)
    const live = await readCounter(this.database.reads, ids, 'submissions')
    return new Map(quizzes.map((q) => [q.id, q.finalResults?.submissions ?? live.get(q.id) ?? 0]))
  }

  /** @throws Problem not_found, also for a draft unless `drafts` */
  async find(id: string, drafts = false): Promise<Quiz> {
    const quiz = await this.database.reads.findOneBy(Quiz, { id })
    if (!quiz || (quiz.openedAt === null && !drafts)) throw notFound()
    return quiz
  }

  /** Ids of everything residents may see. */
  openedIds(): AsyncGenerator<string> {
    return openedIds(this.database.reads, Quiz)
  }

  state(quiz: Quiz): QuizState {
    return stateOf(quiz, this.clock.now())
  }

  allowed(staff: StaffActor, quiz: Quiz): QuizAct[] {
    return allowedActs(staff, quiz, this.clock.now())
  }

  /** For staff: it tells how a quiz goes while it is still running. @throws Problem not_found */
  async results(id: string): Promise<ReadResults> {
    const quiz = await this.find(id, true)
    const final = quiz.finalResults !== null
    const results = quiz.finalResults ?? toResults(await readTallies(this.database.reads, id))
    const hardest = hardestFirst(results)
    const rows = await this.database.reads.find(QuizQuestion, {
      select: { id: true, stem: true, kind: true, retired: true },
      where: { id: In(hardest.map((h) => h.questionId)) },
    })
    const questions = new Map(rows.map((q) => [q.id, q]))
    return {
      quiz,
      asOf: quiz.frozenAt ?? this.clock.now(),
      final,
      results,
      hardest: hardest.flatMap((line) => {
        const question = questions.get(line.questionId)
        if (!question) return []
        const { stem, kind, retired } = question
        return [{ ...line, stem, kind, retired }]
      }),
    }
  }

  /** Newest first. */
  async myAttempts(resident: ResidentActor, page: PageRequest): Promise<Page<MyAttempt>> {
    const { reads } = this.database
    const query = reads
      .createQueryBuilder(Attempt, 'attempt')
      .where('attempt.residentId = :id', { id: resident.id })
      .orderBy('attempt.id', 'DESC')
    if (page.cursor) query.andWhere('attempt.id < :cursor', { cursor: page.cursor })
    const rows = await query.limit(page.limit + 1).getMany()
    const submitted = await reads.findBy(Submission, { attemptId: In(rows.map((r) => r.id)) })
    const submissions = new Map(submitted.map((s) => [s.attemptId, s]))
    const taken = await reads.findBy(Quiz, { id: In(rows.map((r) => r.quizId)) })
    const quizzes = new Map(taken.map((q) => [q.id, q]))
    const now = this.clock.now()
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (attempt) => {
        const quiz = quizzes.get(attempt.quizId)
        if (!quiz) throw new Error(`Attempt ${attempt.id} has no quiz`)
        const submission = submissions.get(attempt.id) ?? null
        const state = submission ? 'submitted' : isOver(attempt, quiz, now) ? 'over' : 'under_way'
        return { attempt, quiz, state, submission }
      },
    )
  }

  /**
   * Counts the rows themselves, for the check that the counters are right. Reads everything: never on a request.
   * Submissions of erased residents keep their score and no longer say which questions were wrong.
   */
  async recount(quizId: string): Promise<QuizResults> {
    const pool = (await this.find(quizId, true)).pool ?? []
    const found = await this.database.reads.findBy(QuizQuestion, { id: In(pool) })
    const questions = new Map(found.map((q) => [q.id, q]))
    const papers = new Map<string, Attempt['paper']>()
    const counters = new Map<string, number>()
    const count = (item: string) => counters.set(item, (counters.get(item) ?? 0) + 1)
    for await (const { id, paper } of this.rows(Attempt, quizId)) {
      papers.set(id, paper)
      count('attempts')
    }
    for await (const submission of this.rows(Submission, quizId)) {
      const { attemptId, answers, answersHash, score, qualified, submittedAt } = submission
      const marked = mark(papers.get(attemptId) ?? [], questions, answers)
      const known = answersHash === '' ? { ...marked, score, asked: [], wrong: [] } : marked
      for (const item of tallyItems(known, qualified, submittedAt)) count(item)
    }
    return toResults(counters)
  }

  private async *rows<E extends Attempt | Submission>(
    entity: new () => E,
    quizId: string,
  ): AsyncGenerator<E> {
    let after = ''
    for (;;) {
      const rows = await this.database.reads
        .createQueryBuilder(entity, 'row')
        .where({ quizId, id: MoreThan(after) })
        .orderBy('row.id')
        .limit(CHUNK)
        .getMany()
      yield* rows
      const last = rows.at(-1)
      if (!last || rows.length < CHUNK) return
      after = last.id
    }
  }
}
