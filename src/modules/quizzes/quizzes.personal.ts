import { type EntityManager, In } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { reassign } from '../../platform/db/reassign'
import type { PersonalDataHolder } from '../residents'
import type { QuizCatalogue } from './quizzes.catalogue'
import { Attempt, Quiz, Submission } from './quizzes.entities'
import { paperOf } from './quizzes.paper'

/** What quizzes hold of a resident: papers and what was answered, under an id that an erasure leaves without a person. */
export class AttemptsOfResident implements PersonalDataHolder {
  readonly name = 'attempts'

  constructor(
    private readonly database: Database,
    private readonly catalogue: QuizCatalogue,
  ) {}

  /** As the resident saw it: the stored paper knows the bank's order of options, which stays inside. */
  async export(residentId: string): Promise<unknown> {
    const attempts = await this.database.reads.findBy(Attempt, { residentId })
    const submitted = await this.database.reads.findBy(Submission, { residentId })
    const submissions = new Map(submitted.map((s) => [s.attemptId, s]))
    return Promise.all(
      attempts.map(async (attempt) => {
        const opened = await this.catalogue.find(attempt.quizId)
        const paper = opened && paperOf({ ...opened, attempt })
        const submission = submissions.get(attempt.id)
        return {
          attemptId: attempt.id,
          quizId: attempt.quizId,
          quizTitle: opened?.quiz.title,
          period: attempt.period,
          startedAt: attempt.startedAt,
          endsAt: attempt.endsAt,
          questions: paper?.questions,
          submission: submission && {
            answers: submission.answers,
            score: submission.score,
            total: submission.total,
            qualified: submission.qualified,
            submittedAt: submission.submittedAt,
          },
        }
      }),
    )
  }

  /**
   * What was answered goes, with the hash it could be guessed from; the score stays, as it is counted. Nobody answers
   * twice by leaving: the identity's hash stays until the last quiz taken has closed.
   */
  async erase(tx: EntityManager, residentId: string): Promise<number | null> {
    await tx.update(Submission, { residentId }, { answers: [], answersHash: '' })
    const attempts = await tx.find(Attempt, { select: { id: true, quizId: true }, where: { residentId } })
    const quizzes = await tx.findBy(Quiz, { id: In(attempts.map((a) => a.quizId)) })
    const open = quizzes.filter((q) => q.frozenAt === null).map((q) => q.closesAt)
    return open.length > 0 ? Math.max(...open) : null
  }

  /** A paper goes with what was handed in on it; where both have one of the same quiz and day, both stay as they are. */
  async join(tx: EntityManager, from: string, to: string): Promise<void> {
    await reassign(tx, { table: 'attempts', column: 'resident_id' }, from, to)
    const moved = 'SELECT id FROM attempts WHERE resident_id = ?'
    await tx.query(
      `UPDATE submissions SET resident_id = ? WHERE resident_id = ? AND attempt_id IN (${moved})`,
      [to, from, to],
    )
  }
}
