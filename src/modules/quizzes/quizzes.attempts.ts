import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import type { LaneKind, WriteLane } from '../../platform/db/lane'
import { todaySubject } from '../../platform/db/tally'
import { newId } from '../../platform/ids'
import { notFound } from '../../platform/problem'
import type { ResidentActor } from '../residents'
import type { OpenedQuiz, QuizCatalogue } from './quizzes.catalogue'
import { Attempt, type GivenAnswer, Submission } from './quizzes.entities'
import { type Paper, paperOf, type ReviewLine, reviewOf, type Sitting } from './quizzes.paper'
import { drawPaper } from './quizzes.paper.rules'
import { alreadyAttempted, alreadySubmitted, attemptOver, quizClosed, quizNotOpen } from './quizzes.problems'
import {
  answersHash,
  canonicalAnswers,
  endsAtOf,
  isOver,
  isRevealed,
  mark,
  periodOf,
  stateOf,
  tallyItems,
} from './quizzes.rules'

const attempts: LaneKind = {
  table: 'attempts',
  columns: ['id', 'quiz_id', 'resident_id', 'period', 'paper', 'started_at', 'ends_at'],
  gate: { table: 'quizzes', column: 1 },
  person: 2,
}

const submissions: LaneKind = {
  table: 'submissions',
  columns: [
    'id',
    'quiz_id',
    'attempt_id',
    'resident_id',
    'answers',
    'answers_hash',
    'score',
    'total',
    'qualified',
    'submitted_at',
  ],
  gate: { table: 'quizzes', column: 1 },
  person: 3,
}

export interface StartedAttempt {
  paper: Paper
  /** False when an attempt under way was found. */
  isNew: boolean
}

export interface AttemptResult {
  score: number
  total: number
  qualified: boolean
  /** Absent before the reveal. */
  review?: ReviewLine[]
}

export interface AttemptAgain {
  paper: Paper
  answers: GivenAnswer[] | null
  /** Nothing can be handed in any more. */
  over: boolean
  result: AttemptResult | null
  review?: ReviewLine[]
}

/** One paper per resident per quiz or per Shanghai day, handed in once; the server's clock alone decides. */
export class QuizAttempts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lane: WriteLane,
    private readonly catalogue: QuizCatalogue,
  ) {}

  /**
   * Gives out a paper, or the paper under way once more.
   * @throws Problem not_found, quiz_not_open, quiz_closed, already_attempted
   */
  async startAttempt(resident: ResidentActor, quizId: string): Promise<StartedAttempt> {
    const opened = await this.catalogue.find(quizId)
    if (!opened) throw notFound()
    const { quiz, questions } = opened
    const startedAt = this.clock.now()
    const state = stateOf(quiz, startedAt)
    if (state === 'planned') throw quizNotOpen()
    if (state === 'closed') throw quizClosed()
    const period = periodOf(quiz.attemptsPer, startedAt)
    const earlier = await this.beforeMidnight(opened, resident.id, period, startedAt)
    if (earlier) return earlier
    const live = [...questions.values()].filter((q) => !q.retired)
    const attempt: Attempt = {
      id: newId(startedAt),
      quizId,
      residentId: resident.id,
      period,
      paper: drawPaper(live, quiz.paperSize),
      startedAt,
      endsAt: endsAtOf(quiz, startedAt),
    }
    const outcome = await this.lane.write({
      kind: attempts,
      values: [
        attempt.id,
        quizId,
        resident.id,
        period,
        JSON.stringify(attempt.paper),
        startedAt,
        attempt.endsAt,
      ],
      order: `attempts ${quizId} ${resident.id} ${period}`,
      tallies: [quizId, todaySubject(startedAt)].map((subject) => [subject, 'attempts'] as const),
    })
    if (outcome === 'written') return { paper: paperOf({ ...opened, attempt }), isNew: true }
    if (outcome === 'closed') {
      this.catalogue.forget(quizId)
      throw quizClosed()
    }
    const running = await this.underWay(opened, resident.id, period)
    if (!running) throw alreadyAttempted()
    return running
  }

  /** A paper begun shortly before midnight is finished first; the new day's comes after it. */
  private async beforeMidnight(
    opened: OpenedQuiz,
    residentId: string,
    period: string,
    now: number,
  ): Promise<StartedAttempt | null> {
    const { attemptsPer, secondsAllowed } = opened.quiz
    const before = periodOf(attemptsPer, now - secondsAllowed * 1_000)
    return before === period ? null : this.underWay(opened, residentId, before)
  }

  private async underWay(
    opened: OpenedQuiz,
    residentId: string,
    period: string,
  ): Promise<StartedAttempt | null> {
    const { reads } = this.database
    const attempt = await reads.findOneBy(Attempt, { quizId: opened.quiz.id, residentId, period })
    if (!attempt || isOver(attempt, opened.quiz, this.clock.now())) return null
    if (await reads.existsBy(Submission, { attemptId: attempt.id })) return null
    return { paper: paperOf({ ...opened, attempt }), isNew: false }
  }

  /**
   * Marks the answers and takes them for good; answers after the commit that holds them.
   * @throws Problem not_found, invalid_request, already_submitted, attempt_over
   */
  async submitAttempt(
    resident: ResidentActor,
    attemptId: string,
    given: readonly GivenAnswer[],
  ): Promise<AttemptResult> {
    const submittedAt = this.clock.now()
    const sitting = await this.sitting(resident, attemptId)
    const { attempt, quiz, questions } = sitting
    const answers = canonicalAnswers(attempt.paper, questions, given)
    const hash = answersHash(answers)
    if (isOver(attempt, quiz, submittedAt)) return this.repeatOr(attemptOver(), sitting, hash)
    const marked = mark(attempt.paper, questions, answers)
    const qualified = marked.score >= quiz.qualifyingScore
    const submission: Submission = {
      id: newId(submittedAt),
      quizId: quiz.id,
      attemptId,
      residentId: resident.id,
      answers,
      answersHash: hash,
      score: marked.score,
      total: marked.total,
      qualified,
      submittedAt,
    }
    const outcome = await this.lane.write({
      kind: submissions,
      values: [
        submission.id,
        quiz.id,
        attemptId,
        resident.id,
        JSON.stringify(answers),
        hash,
        submission.score,
        submission.total,
        Number(qualified),
        submittedAt,
      ],
      order: `submissions ${attemptId}`,
      tallies: tallyItems(marked, qualified, submittedAt).map((item) => [quiz.id, item] as const),
    })
    if (outcome === 'written') return this.resultOf(sitting, submission)
    if (outcome === 'closed') {
      this.catalogue.forget(quiz.id)
      return this.repeatOr(attemptOver(), sitting, hash)
    }
    return this.repeatOr(alreadySubmitted(), sitting, hash)
  }

  /** The very same answers again are replied to as the first time; anything else with `refusal`. */
  private async repeatOr(refusal: Error, sitting: Sitting, hash: string): Promise<AttemptResult> {
    const earlier = await this.database.reads.findOneBy(Submission, { attemptId: sitting.attempt.id })
    if (earlier?.answersHash === hash) return this.resultOf(sitting, earlier)
    throw earlier ? alreadySubmitted() : refusal
  }

  /** An own attempt again: its paper, and once it is handed in or over, its result. @throws Problem not_found */
  async readAttempt(resident: ResidentActor, attemptId: string): Promise<AttemptAgain> {
    const sitting = await this.sitting(resident, attemptId)
    const submission = await this.database.reads.findOneBy(Submission, { attemptId })
    return {
      paper: paperOf(sitting),
      answers: submission?.answers ?? null,
      over: submission !== null || isOver(sitting.attempt, sitting.quiz, this.clock.now()),
      result: submission && this.resultOf(sitting, submission),
      review: this.reviewOf(sitting, submission),
    }
  }

  private resultOf(sitting: Sitting, submission: Submission): AttemptResult {
    const { score, total, qualified } = submission
    return { score, total, qualified, review: this.reviewOf(sitting, submission) }
  }

  /** The only place from which a right answer leaves the office towards residents. */
  private reviewOf(sitting: Sitting, submission: Submission | null): ReviewLine[] | undefined {
    return isRevealed(sitting.quiz, this.clock.now())
      ? reviewOf(sitting, submission?.answers ?? [])
      : undefined
  }

  /** Somebody else's attempt is not there. */
  private async sitting(resident: ResidentActor, attemptId: string): Promise<Sitting> {
    const attempt = await this.database.reads.findOneBy(Attempt, { id: attemptId })
    const opened = attempt?.residentId === resident.id ? await this.catalogue.find(attempt.quizId) : null
    if (!attempt || !opened) throw notFound()
    return { ...opened, attempt }
  }
}
