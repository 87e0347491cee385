import type { NewQuestion, NewQuiz, Paper, Quiz } from '../../src/modules/quizzes'
import { DAY, HOUR, type TestOffice } from './office'

/** Question `n` with wording of its own, of each kind in turn. */
export function buildQuestion(n: number, over: Partial<NewQuestion> = {}): NewQuestion {
  const kind = (['single', 'multiple', 'true_false'] as const)[n % 3] ?? 'single'
  const options = kind === 'true_false' ? ['对', '错'] : ['甲', '乙', '丙', '丁'].map((o) => `${o}${n}`)
  const answer = { single: [n % 4], multiple: [0, 2], true_false: [n % 2] }[kind]
  return {
    kind,
    stem: `第${n}个问题：下列说法正确的是？`,
    options,
    answer,
    explanation: `第${n}题的解析`,
    citation: `《示例条例》第${n}条`,
    ...over,
  }
}

export const buildBank = (size: number): NewQuestion[] =>
  Array.from({ length: size }, (_, n) => buildQuestion(n))

/** A quiz as an editor would write it; every part may be replaced. */
export function buildQuiz(now: number, over: Partial<NewQuiz> = {}): NewQuiz {
  return {
    title: '食品安全宣传周有奖问答',
    rules: '每人答一次，答对三题及以上可以参加抽奖。',
    opensAt: now - HOUR,
    closesAt: now + 10 * DAY,
    attemptsPer: 'quiz',
    paperSize: 5,
    secondsAllowed: 600,
    qualifyingScore: 3,
    revealAt: null,
    prizes: [{ name: '帆布购物袋', count: 100 }],
    questionIds: null,
    ...over,
  }
}

export async function openQuiz(test: TestOffice, over: Partial<NewQuiz> = {}): Promise<Quiz> {
  const input = buildQuiz(test.clock.now(), over)
  const quiz = await test.office.quizzes.createQuiz(await test.staff('editor'), input)
  return test.office.quizzes.openQuiz(await test.staff('leader'), quiz.id)
}

type PaperQuestions = Pick<Paper, 'questions'>['questions']

/** Right answers to the first `rights` questions of a paper, wrong ones to the rest. */
export function answersTo(
  questions: PaperQuestions,
  bank: readonly NewQuestion[],
  rights = questions.length,
) {
  return questions.map((asked, at) => {
    const known = bank.find((q) => q.stem === asked.stem)
    if (!known) throw new Error(`Not in the bank: ${asked.stem}`)
    const right = new Set(known.answer.map((index) => known.options[index]))
    const chosen = asked.options.filter((o) => right.has(o.label) === at < rights)
    const enough = asked.kind === 'multiple' ? chosen : chosen.slice(0, 1)
    return { questionId: asked.id, optionIds: enough.map((o) => o.id) }
  })
}
