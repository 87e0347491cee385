import { type MyAttempt, type Paper, type Quiz, type QuizState, revealAtOf } from '../../src/modules/quizzes'
import { rfc3339 } from '../../src/platform/clock'

export function presentQuiz(quiz: Quiz, state: QuizState) {
  return {
    id: quiz.id,
    title: quiz.title,
    rules: quiz.rules,
    opensAt: rfc3339(quiz.opensAt),
    closesAt: rfc3339(quiz.closesAt),
    state,
    attemptsPer: quiz.attemptsPer,
    paperSize: quiz.paperSize,
    secondsAllowed: quiz.secondsAllowed,
    qualifyingScore: quiz.qualifyingScore,
    revealAt: rfc3339(revealAtOf(quiz)),
    prizes: quiz.prizes,
  }
}

export function presentPaper({ attemptId, startedAt, endsAt, questions }: Paper, now: number, over = false) {
  const remaining = over ? 0 : Math.max(0, endsAt - now)
  return { attemptId, startedAt: rfc3339(startedAt), endsAt: rfc3339(endsAt), remaining, questions }
}

export function presentMyAttempt({ attempt, quiz, state, submission }: MyAttempt) {
  return {
    attemptId: attempt.id,
    quizId: quiz.id,
    quizTitle: quiz.title,
    startedAt: rfc3339(attempt.startedAt),
    endsAt: rfc3339(Math.min(attempt.endsAt, quiz.closesAt)),
    state,
    submittedAt: submission ? rfc3339(submission.submittedAt) : undefined,
    score: submission?.score,
    total: attempt.paper.length,
    qualified: submission?.qualified,
  }
}
