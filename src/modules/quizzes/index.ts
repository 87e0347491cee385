export { type AttemptAgain, type AttemptResult, QuizAttempts, type StartedAttempt } from './quizzes.attempts'
export { QuizBank } from './quizzes.bank'
export type { NewQuestion } from './quizzes.bank.rules'
export { type LineFinding, sheetExamples, sheetHeader } from './quizzes.bank.sheet'
export { QuizCatalogue } from './quizzes.catalogue'
export {
  Attempt,
  type GivenAnswer,
  type Prize,
  Quiz,
  QuizQuestion,
  type QuizResults,
  Submission,
} from './quizzes.entities'
export type { QuizFollower } from './quizzes.following'
export type { Paper, ReviewLine } from './quizzes.paper'
export { AttemptsOfResident } from './quizzes.personal'
export { quizActs } from './quizzes.policy'
export {
  alreadyAttempted,
  alreadyRetired,
  alreadySubmitted,
  attemptOver,
  duplicateQuestion,
  questionNeeded,
  quizClosed,
  quizNotOpen,
  tooFewQuestions,
} from './quizzes.problems'
export { hasQualified, qualifiedResidents } from './quizzes.qualified'
export { type MyAttempt, QuizReads, type ReadResults } from './quizzes.reads'
export { isRevealed, type QuizState, revealAtOf } from './quizzes.rules'
export { SearchableQuizzes } from './quizzes.search'
export { type NewQuiz, Quizzes } from './quizzes.service'
