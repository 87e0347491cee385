import { Entity } from 'typeorm'
import { Count, Flag, Id, Instant, Json, Key, Text } from '../../platform/db/entity-columns'

export type QuestionKind = 'single' | 'multiple' | 'true_false'

/** One question of the bank. Its wording never changes: a faulty one is retired and written anew. */
@Entity('quiz_questions')
export class QuizQuestion {
  @Id() id!: string
  @Key({ length: 10 }) kind!: QuestionKind
  @Text() stem!: string
  @Json() options!: string[]
  /** Positions in `options`, from 0, ascending. Never leaves the office before the reveal. */
  @Json() answer!: number[]
  @Text() explanation!: string
  /** The article of law behind the answer. */
  @Text() citation!: string
  /** Unique while the question is in use, null once retired: the same question stands in the bank once. */
  @Key({ length: 64, nullable: true }) liveKey!: string | null
  @Flag() retired!: boolean
  @Key({ length: 26 }) authorId!: string
  @Instant() createdAt!: number
}

export interface Prize {
  id: string
  name: string
  count: number
}

export interface QuestionResult {
  /** Submitted papers that held the question, and those of them that did not answer it rightly. */
  asked: number
  wrong: number
}

export interface QuizResults {
  attempts: number
  submissions: number
  /** Submissions, not persons: where one may answer every day, a person may stand here several times. */
  qualified: number
  scores: Record<string, number>
  /** Submissions by Shanghai day; results frozen before days were counted have none. */
  days?: Record<string, number>
  questions: Record<string, QuestionResult>
}

@Entity('quizzes')
export class Quiz {
  @Id() id!: string
  @Text() title!: string
  @Text() rules!: string
  @Instant() opensAt!: number
  @Instant() closesAt!: number
  @Key({ length: 10 }) attemptsPer!: 'quiz' | 'day'
  @Count() paperSize!: number
  @Count() secondsAllowed!: number
  /** Right answers that qualify for the draw. */
  @Count() qualifyingScore!: number
  /** When answers may be shown; null means with the end. */
  @Instant({ nullable: true }) revealAt!: number | null
  @Json() prizes!: Prize[]
  /** Chosen questions, or null for the whole bank. */
  @Json({ nullable: true }) questionIds!: string[] | null
  /** The questions in use when it was opened, fixed from then on: later additions to the bank stay outside. */
  @Json({ nullable: true }) pool!: string[] | null
  @Key({ length: 26 }) authorId!: string
  @Key({ length: 26, nullable: true }) openedBy!: string | null
  @Instant({ nullable: true }) openedAt!: number | null
  /** Set once, with the results, under a lock that waits for papers under way: none is taken afterwards. */
  @Instant({ nullable: true }) frozenAt!: number | null
  @Json({ nullable: true }) finalResults!: QuizResults | null
  @Instant() createdAt!: number
}

/** A question as one paper shows it: ids are random for this paper, options stand in a drawn order. */
export interface PaperQuestion {
  id: string
  questionId: string
  /** `index` is the position in the bank's question. */
  options: { id: string; index: number }[]
}

@Entity('attempts')
export class Attempt {
  @Id() id!: string
  @Key({ length: 26 }) quizId!: string
  @Key({ length: 26 }) residentId!: string
  /** `quiz`, or the Shanghai day it began: unique with quiz and resident. */
  @Key({ length: 10 }) period!: string
  @Json() paper!: PaperQuestion[]
  @Instant() startedAt!: number
  @Instant() endsAt!: number
}

export interface GivenAnswer {
  questionId: string
  optionIds: string[]
}

@Entity('submissions')
export class Submission {
  @Id() id!: string
  @Key({ length: 26 }) quizId!: string
  /** Unique: a paper is handed in once. */
  @Key({ length: 26 }) attemptId!: string
  @Key({ length: 26 }) residentId!: string
  @Json() answers!: GivenAnswer[]
  /** Empty after an erasure. */
  @Key({ length: 64 }) answersHash!: string
  @Count() score!: number
  @Count() total!: number
  @Flag() qualified!: boolean
  @Instant() submittedAt!: number
}
