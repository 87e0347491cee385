export type DemoQuestion = {
  key: string
  kind: 'single' | 'multiple' | 'true_false'
  stem: string
  options: readonly string[]
  /** Positions in `options`, counted from 0. */
  answer: readonly number[]
  explanation: string
  citation: string
  /** What staff should check against the law in force before using the question for real. */
  recheck?: string
}

export type DemoQuiz = {
  key: string
  title: string
  /** What every entrant is told beforehand: prizes, draw, claim, forfeit, organiser. */
  rules: string
  /** Days from today; negative lies in the past. */
  opensInDays: number
  closesInDays: number
  attemptsPer: 'quiz' | 'day'
  paperSize: number
  secondsAllowed: number
  /** Right answers needed to enter the draw. */
  qualifyingScore: number
  /** Where the chance comes from: one of each, so that all three are seen. */
  seed: 'system' | 'witnesses' | 'public'
  /** Days after the draw within which a winner may claim. */
  claimDays: number
  questionKeys: readonly string[]
  prizes: readonly { key: string; name: string; count: number; worthYuan: number }[]
}
