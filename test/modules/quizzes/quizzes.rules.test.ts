import fc from 'fast-check'
import { isRevealed } from '../../../src/modules/quizzes'
import { contentKey, listFaults, questionFaults } from '../../../src/modules/quizzes/quizzes.bank.rules'
import type { PaperQuestion, QuizQuestion } from '../../../src/modules/quizzes/quizzes.entities'
import {
  canonicalAnswers,
  endsAtOf,
  hardestFirst,
  isOver,
  mark,
  periodOf,
  revealAtOf,
  stateOf,
  tallyItems,
} from '../../../src/modules/quizzes/quizzes.rules'
import { Problem } from '../../../src/platform/problem'
import { buildQuestion } from '../../support/quizzes'

const T = Date.UTC(2026, 10, 24, 1)

const question = (
  id: string,
  kind: QuizQuestion['kind'],
  options: number,
  answer: number[],
): QuizQuestion => ({
  id,
  kind,
  stem: id,
  options: Array.from({ length: options }, (_, i) => `选项${i}`),
  answer,
  explanation: '',
  citation: '',
  liveKey: id,
  retired: false,
  authorId: 'a',
  createdAt: T,
})
const bank = new Map(
  [
    question('S', 'single', 4, [2]),
    question('M', 'multiple', 4, [0, 3]),
    question('J', 'true_false', 2, [1]),
  ].map((q) => [q.id, q]),
)
/** Ids s0…, m0…, j0… with the options in an order other than the bank's. */
const paper: PaperQuestion[] = [...bank.values()].map((q) => ({
  id: `paper${q.id}`,
  questionId: q.id,
  options: q.options.map((_, i) => ({ id: `${q.id.toLowerCase()}${i}`, index: i })).reverse(),
}))
const answers = (s: string[], m: string[], j: string[]) => [
  { questionId: 'paperS', optionIds: s },
  { questionId: 'paperM', optionIds: m },
  { questionId: 'paperJ', optionIds: j },
]

describe('the phases of a quiz', () => {
  const quiz = { openedAt: T - 9, frozenAt: null, opensAt: T, closesAt: T + 1_000 }
  it.each([
    ['nobody has opened it', { ...quiz, openedAt: null }, T, 'draft'],
    ['the millisecond before it opens', quiz, T - 1, 'planned'],
    ['the millisecond it opens', quiz, T, 'open'],
    ['the last millisecond', quiz, T + 999, 'open'],
    ['the millisecond it closes', quiz, T + 1_000, 'closed'],
    ['it was frozen before its time', { ...quiz, frozenAt: T }, T, 'closed'],
  ])('%s', (_name, given, now, state) => {
    expect(stateOf(given, now)).toBe(state)
  })
})

describe('the time of a paper', () => {
  const quiz = { secondsAllowed: 600, closesAt: T + 3_600_000, frozenAt: null }
  it.each([
    ['as long as allowed', T, T + 600_000],
    ['ends with the quiz to the millisecond', T + 3_000_000, T + 3_600_000],
    ['one millisecond less than allowed is left', T + 3_000_001, T + 3_600_000],
    ['begun in the last millisecond', T + 3_599_999, T + 3_600_000],
  ])('%s', (_name, startedAt, endsAt) => {
    expect(endsAtOf(quiz, startedAt)).toBe(endsAt)
  })

  it('never ends before it begins nor after the quiz, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 7200 }), fc.nat(10_000_000), fc.nat(10_000_000), (s, a, b) => {
        const closesAt = T + a + b + 1
        const endsAt = endsAtOf({ secondsAllowed: s, closesAt }, T + a)
        expect(endsAt).toBeGreaterThan(T + a)
        expect(endsAt).toBeLessThanOrEqual(Math.min(closesAt, T + a + s * 1_000))
      }),
    )
  })

  it.each([
    ['the last millisecond', quiz, T + 599_999, false],
    ['the millisecond it ends', quiz, T + 600_000, true],
    ['the quiz was closed early', { ...quiz, closesAt: T + 5 }, T + 5, true],
    ['just before the quiz was closed early', { ...quiz, closesAt: T + 5 }, T + 4, false],
    ['the quiz is frozen', { ...quiz, frozenAt: T }, T, true],
  ])('over or not: %s', (_name, given, now, over) => {
    expect(isOver({ endsAt: T + 600_000 }, given, now)).toBe(over)
  })

  it.each([
    ['quiz', Date.UTC(2026, 10, 24, 15, 59, 59, 999), 'quiz'],
    ['day', Date.UTC(2026, 10, 24, 15, 59, 59, 999), '2026-11-24'],
    ['day', Date.UTC(2026, 10, 24, 16, 0, 0, 0), '2026-11-25'],
  ] as const)('a quiz per %s at %d counts under %s', (per, at, period) => {
    expect(periodOf(per, at)).toBe(period)
  })
})

describe('the reveal', () => {
  const quiz = { closesAt: T, revealAt: null, frozenAt: T + 3 }
  it.each([
    ['not frozen yet, although its time is over', { ...quiz, frozenAt: null }, T + 5, false],
    ['frozen, answers come with the end', quiz, T + 3, true],
    ['before the day named', { ...quiz, revealAt: T + 100 }, T + 99, false],
    ['on the day named', { ...quiz, revealAt: T + 100 }, T + 100, true],
    [
      'closed early: answers named for later stay hidden',
      { ...quiz, closesAt: T - 50, revealAt: T + 9 },
      T + 8,
      false,
    ],
  ])('%s', (_name, given, now, revealed) => {
    expect(isRevealed(given, now)).toBe(revealed)
  })

  it('never comes before the end', () => {
    fc.assert(
      fc.property(fc.integer(), fc.option(fc.integer()), (closesAt, revealAt) => {
        expect(revealAtOf({ closesAt, revealAt })).toBeGreaterThanOrEqual(closesAt)
      }),
    )
  })
})

describe('marking', () => {
  it.each([
    ['all right', answers(['s2'], ['m0', 'm3'], ['j1']), 3, []],
    ['the order of options does not matter', answers(['s2'], ['m3', 'm0'], ['j1']), 3, []],
    ['one of two right options is not enough', answers(['s2'], ['m0'], ['j1']), 2, ['M']],
    ['one option too many', answers(['s2'], ['m0', 'm1', 'm3'], ['j1']), 2, ['M']],
    ['another option', answers(['s0'], ['m0', 'm3'], ['j0']), 1, ['S', 'J']],
    ['unanswered is wrong', [], 0, ['S', 'M', 'J']],
    ['partly answered', [{ questionId: 'paperJ', optionIds: ['j1'] }], 1, ['S', 'M']],
  ])('%s', (_name, given, score, wrong) => {
    const marked = mark(paper, bank, canonicalAnswers(paper, bank, given))
    expect(marked).toEqual({ score, total: 3, asked: ['S', 'M', 'J'], wrong })
  })

  it('the score and the wrong questions always add up to the paper', () => {
    const subset = (q: PaperQuestion) => fc.subarray(q.options.map((o) => o.id))
    fc.assert(
      fc.property(fc.tuple(...paper.map(subset)), (chosen) => {
        const given = paper.map((q, i) => ({
          questionId: q.id,
          optionIds:
            bank.get(q.questionId)?.kind === 'multiple' ? (chosen[i] ?? []) : (chosen[i] ?? []).slice(0, 1),
        }))
        const { score, total, wrong } = mark(paper, bank, canonicalAnswers(paper, bank, given))
        expect(score + wrong.length).toBe(total)
      }),
    )
  })

  it('a submission moves one counter for its score and two per wrong question', () => {
    const marked = { score: 2, total: 3, asked: ['S', 'M', 'J'], wrong: ['M'] }
    const at = Date.UTC(2026, 10, 24, 16)
    expect(tallyItems(marked, true, at)).toEqual([
      'submissions',
      'day:2026-11-25',
      'score:2',
      'qualified',
      'asked:S',
      'asked:M',
      'asked:J',
      'wrong:M',
    ])
    expect(tallyItems(marked, false, at)).not.toContain('qualified')
  })

  it('the hardest question is the one most often wrong among those who got it', () => {
    const questions = {
      often: { asked: 100, wrong: 30 },
      hard: { asked: 3, wrong: 2 },
      easy: { asked: 50, wrong: 0 },
      harder: { asked: 30, wrong: 20 },
    }
    expect(hardestFirst({ questions }).map((q) => q.questionId)).toEqual(['harder', 'hard', 'often', 'easy'])
  })
})

describe('answers as given', () => {
  const fault = (given: { questionId: string; optionIds: string[] }[]) => {
    try {
      canonicalAnswers(paper, bank, given)
    } catch (error) {
      if (error instanceof Problem) return [error.code, error.errors?.[0]?.path]
      throw error
    }
    return null
  }
  it.each([
    ['an unknown question', [{ questionId: 'S', optionIds: ['s1'] }], 'answers.0.questionId'],
    ['an option of another question', answers(['s1'], ['s1'], []), 'answers.1.optionIds.0'],
    ['an unknown option beside a known one', answers(['s1'], ['m1', 'zz'], []), 'answers.1.optionIds.1'],
    ['a question twice', [...answers(['s1'], [], []), ...answers(['s2'], [], [])], 'answers.3.questionId'],
    ['an option twice', answers([], ['m1', 'm1'], []), 'answers.1.optionIds'],
    ['two options of a single choice', answers(['s1', 's2'], [], []), 'answers.0.optionIds'],
    ['both options of a true or false', answers([], [], ['j0', 'j1']), 'answers.2.optionIds'],
  ])('%s is refused at its field', (_name, given, path) => {
    expect(fault(given)).toEqual(['invalid_request', path])
  })

  it('mean the same in any order, and with empty answers left out', () => {
    const one = canonicalAnswers(paper, bank, answers(['s1'], ['m0', 'm3'], []))
    const other = canonicalAnswers(paper, bank, answers(['s1'], ['m3', 'm0'], []).reverse())
    expect(one).toEqual(other)
    expect(one.map((a) => a.questionId)).toEqual(['paperS', 'paperM'])
  })
})

describe('questions for the bank', () => {
  it.each([
    ['a right answer outside the options', buildQuestion(0, { answer: [4] }), 'answer.0'],
    ['a negative one', buildQuestion(0, { answer: [-1] }), 'answer.0'],
    ['no right answer', buildQuestion(0, { answer: [] }), 'answer'],
    ['two right answers of a single choice', buildQuestion(0, { answer: [0, 1] }), 'answer'],
    ['one right answer of a multiple choice', buildQuestion(1, { answer: [0] }), 'answer'],
    ['the same answer twice', buildQuestion(1, { answer: [0, 0] }), 'answer'],
    ['a true or false with three options', buildQuestion(2, { options: ['对', '错', '不知道'] }), 'options'],
    ['options that read alike', buildQuestion(0, { options: ['甲', '甲', '乙'] }), 'options'],
  ])('%s is refused', (_name, given, path) => {
    expect(questionFaults(given).map((f) => f.path)).toContain(path)
  })

  it('good ones pass, with all or one right', () => {
    expect(
      listFaults([buildQuestion(0), buildQuestion(1, { answer: [0, 1, 2, 3] }), buildQuestion(2)]),
    ).toEqual([])
  })

  it('a list names every faulty question, and one that stands in it twice', () => {
    const list = [
      buildQuestion(0),
      buildQuestion(3, { answer: [9] }),
      buildQuestion(0, { options: [...buildQuestion(0).options].reverse(), answer: [3] }),
    ]
    expect(listFaults(list)).toEqual([
      { path: 'questions.1.answer.0', message: '第 2 题：正确答案的序号超出了选项（从 0 数起）' },
      { path: 'questions.2.stem', message: '第 3 题：与第 1 题相同' },
    ])
  })

  it('the same stem with other options is another question', () => {
    expect(contentKey(buildQuestion(0))).not.toBe(contentKey(buildQuestion(0, { options: ['子', '丑'] })))
  })
})
