import type { EntityManager } from 'typeorm'
import { readTallies } from '../../platform/db/tally'
import type { Actor, Ledger } from '../ledger'
import { Quiz, type QuizResults } from './quizzes.entities'
import type { QuizFollower } from './quizzes.following'

/**
 * Fixes the results for good. The caller holds the quiz's row for update, which waits for every paper on its way in:
 * what is counted here is all there will ever be.
 */
export async function freeze(
  tx: EntityManager,
  ledger: Ledger,
  actor: Actor,
  quiz: Quiz,
  now: number,
  follower: QuizFollower,
): Promise<Quiz> {
  const finalResults = toResults(await readTallies(tx, quiz.id))
  const change = { frozenAt: now, closesAt: Math.min(quiz.closesAt, now), finalResults }
  await tx.update(Quiz, { id: quiz.id }, change)
  const before = { closesAt: quiz.closesAt, frozenAt: null }
  const frozen = { ...quiz, ...change }
  const after = { ...change, ...(await follower.frozen(tx, frozen, now)) }
  await ledger.append(tx, actor, 'quizzes.close', { type: 'quiz', id: quiz.id }, { before, after })
  return frozen
}

/** Counters as read, as the results of a quiz. */
export function toResults(counters: ReadonlyMap<string, number>): QuizResults {
  const scores: QuizResults['scores'] = {}
  const questions: QuizResults['questions'] = {}
  const days: Record<string, number> = {}
  for (const [item, votes] of counters) {
    const [kind, key] = item.split(':') as [string, string | undefined]
    if (key === undefined) continue
    if (kind === 'score') scores[key] = votes
    if (kind === 'day') days[key] = votes
    if (kind === 'asked') questions[key] = { asked: votes, wrong: counters.get(`wrong:${key}`) ?? 0 }
  }
  return {
    attempts: counters.get('attempts') ?? 0,
    submissions: counters.get('submissions') ?? 0,
    qualified: counters.get('qualified') ?? 0,
    scores,
    days,
    questions,
  }
}
