import type { EntityManager } from 'typeorm'
import type { Actor } from '../ledger'
import type { Quiz } from './quizzes.entities'

/**
 * A duty to the right that acts in the very transaction that opens or freezes a quiz; the office introduces it. What it
 * returns stands in the ledger beside the act.
 */
export interface QuizFollower {
  opened(tx: EntityManager, actor: Actor, quiz: Quiz, now: number): Promise<object>
  /** The quiz's row is held for update: no paper is on its way any more. */
  frozen(tx: EntityManager, quiz: Quiz, now: number): Promise<object>
}

/** Nothing to the right has to know. */
export const nobodyFollows: QuizFollower = { opened: async () => ({}), frozen: async () => ({}) }
