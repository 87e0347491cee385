import { addIndex } from '../columns'

/** So that the lists of staff are read in their order, however few of a hundred thousand rows they show. */
export const listIndexes = [
  addIndex(1764000002101, 'publications', 'publications_by_kind', ['kind', 'id']),
  addIndex(1764000002102, 'publications', 'publications_by_author', ['author_id', 'id']),
  addIndex(1764000002103, 'polls', 'polls_by_opening', ['opened_at', 'id']),
  addIndex(1764000002104, 'polls', 'polls_running', ['frozen_at', 'closes_at']),
  addIndex(1764000002105, 'quizzes', 'quizzes_by_opening', ['opened_at', 'id']),
  addIndex(1764000002106, 'quizzes', 'quizzes_running', ['frozen_at', 'closes_at']),
  addIndex(1764000002107, 'consultations', 'consultations_by_opening', ['opened_at', 'id']),
  addIndex(1764000002108, 'consultations', 'consultations_running', ['frozen_at', 'closes_at']),
  addIndex(1764000002109, 'quiz_questions', 'quiz_questions_in_use', ['retired', 'id']),
]
