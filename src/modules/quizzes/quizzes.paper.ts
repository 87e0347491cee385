import type { OpenedQuiz } from './quizzes.catalogue'
import type { Attempt, GivenAnswer, QuestionKind } from './quizzes.entities'
import { mark, rightOptionIds } from './quizzes.rules'

/** An attempt with all that its paper is made of, answers included: it stays inside this module. */
export interface Sitting extends OpenedQuiz {
  attempt: Attempt
}

/** A paper as residents see it: nothing in it tells which option is right. */
export interface Paper {
  attemptId: string
  quizId: string
  startedAt: number
  endsAt: number
  questions: { id: string; stem: string; kind: QuestionKind; options: { id: string; label: string }[] }[]
}

export function paperOf({ attempt, quiz, questions }: Sitting): Paper {
  return {
    attemptId: attempt.id,
    quizId: quiz.id,
    startedAt: attempt.startedAt,
    endsAt: Math.min(attempt.endsAt, quiz.closesAt),
    questions: attempt.paper.map((asked) => {
      const question = questions.get(asked.questionId)
      if (!question) throw new Error(`Question ${asked.questionId} is not in the pool of quiz ${quiz.id}`)
      const { stem, kind, options } = question
      return {
        id: asked.id,
        stem,
        kind,
        options: asked.options.map(({ id, index }) => ({ id, label: options[index] ?? '' })),
      }
    }),
  }
}

/** What is told about one question after the reveal, in the ids of the paper. */
export interface ReviewLine {
  questionId: string
  chosenOptionIds: string[]
  rightOptionIds: string[]
  right: boolean
  explanation: string
  citation: string
}

export function reviewOf({ attempt, questions }: Sitting, answers: readonly GivenAnswer[]): ReviewLine[] {
  const wrong = new Set(mark(attempt.paper, questions, answers).wrong)
  return attempt.paper.flatMap((asked) => {
    const question = questions.get(asked.questionId)
    if (!question) return []
    return [
      {
        questionId: asked.id,
        chosenOptionIds: answers.find((a) => a.questionId === asked.id)?.optionIds ?? [],
        rightOptionIds: rightOptionIds(asked, question),
        right: !wrong.has(asked.questionId),
        explanation: question.explanation,
        citation: question.citation,
      },
    ]
  })
}
