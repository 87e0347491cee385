import { randomBytes, randomInt } from 'node:crypto'
import type { PaperQuestion, QuizQuestion } from './quizzes.entities'

/** A whole number from 0 up to but not including `below`, each equally likely. */
export type Draw = (below: number) => number

/** Node's CSPRNG, which rejects instead of taking a remainder: no number comes more often. */
const secure: Draw = (below) => randomInt(below)

/**
 * A paper of `size` different questions in drawn order, options in drawn order. Ids are made for this paper alone and
 * at random, so that two papers cannot be laid side by side by id, and neither id nor place hints at the answer.
 * @throws RangeError when there are fewer questions than `size`
 */
export function drawPaper(
  questions: readonly QuizQuestion[],
  size: number,
  draw: Draw = secure,
): PaperQuestion[] {
  if (questions.length < size) throw new RangeError(`${questions.length} questions for a paper of ${size}`)
  return shuffled(questions, size, draw).map((question) => ({
    id: newPaperId(),
    questionId: question.id,
    options: shuffled([...question.options.keys()], question.options.length, draw).map((index) => ({
      id: newPaperId(),
      index,
    })),
  }))
}

/** The first `size` places of a Fisher–Yates shuffle. */
function shuffled<T>(items: readonly T[], size: number, draw: Draw): T[] {
  const rest = [...items]
  for (let at = 0; at < size; at++) {
    const from = at + draw(rest.length - at)
    const taken = rest[from] as T
    rest[from] = rest[at] as T
    rest[at] = taken
  }
  return rest.slice(0, size)
}

/** 72 random bits: no two ids of one paper, and none of two papers, meet. */
function newPaperId(): string {
  return randomBytes(9).toString('base64url')
}
