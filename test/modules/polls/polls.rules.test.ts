import fc from 'fast-check'
import type { PollQuestion } from '../../../src/modules/polls'
import {
  buildQuestions,
  canonicalAnswers,
  periodOf,
  ranking,
  stateOf,
  tallyItems,
  writtenAnswers,
} from '../../../src/modules/polls/polls.rules'
import { Problem } from '../../../src/platform/problem'

const opensAt = Date.UTC(2026, 10, 24, 1)
const closesAt = Date.UTC(2026, 11, 1, 1)
const opened = { openedAt: opensAt - 1, frozenAt: null, opensAt, closesAt }

describe('the phases of a poll come from its dates', () => {
  it.each([
    ['one ms before it opens', opened, opensAt - 1, 'planned'],
    ['at the instant it opens', opened, opensAt, 'open'],
    ['one ms before it closes', opened, closesAt - 1, 'open'],
    ['at the instant it closes', opened, closesAt, 'closed'],
    ['frozen before its end', { ...opened, frozenAt: opensAt + 5 }, opensAt + 6, 'closed'],
    ['not let out by a second person', { ...opened, openedAt: null }, opensAt + 1, 'draft'],
  ])('%s', (_name, poll, now, state) => {
    expect(stateOf(poll, now)).toBe(state)
  })
})

describe('one ballot a day means a Shanghai day', () => {
  it.each([
    ['23:59:59.999', Date.UTC(2026, 10, 24, 15, 59, 59, 999), '2026-11-24'],
    ['00:00:00.000', Date.UTC(2026, 10, 24, 16), '2026-11-25'],
    ['29 February', Date.UTC(2028, 1, 29, 4), '2028-02-29'],
    ['the last ms of a year', Date.UTC(2026, 11, 31, 15, 59, 59, 999), '2026-12-31'],
  ])('%s', (_name, at, day) => {
    expect(periodOf('day', at)).toBe(day)
    expect(periodOf('poll', at)).toBe('poll')
  })
})

const questions = buildQuestions([
  { text: '食品', kind: 'choice', minChoices: 1, maxChoices: 3, options: ['甲', '乙', '丙', '丁'] },
  { text: '场所', kind: 'choice', minChoices: 0, maxChoices: 1, options: ['子', '丑'] },
  { text: '想说的', kind: 'open', minChoices: 1, maxChoices: 0, options: [] },
])
const full = [
  { questionId: 'q1', optionIds: ['q1o1'] },
  { questionId: 'q3', optionIds: [], text: '多查夜市' },
]
const faults = (answers: Parameters<typeof canonicalAnswers>[1], of: PollQuestion[] = questions) => {
  try {
    canonicalAnswers(of, answers)
    return []
  } catch (error) {
    return (error as Problem).errors?.map((e) => e.path) ?? []
  }
}

describe('what counts as an answer', () => {
  it('accepts the fewest and the most choices, and refuses one less and one more', () => {
    const choose = (...ids: string[]) => faults([{ questionId: 'q1', optionIds: ids }, ...full.slice(1)])
    expect(choose()).toEqual(['answers.0.optionIds'])
    expect(choose('q1o1')).toEqual([])
    expect(choose('q1o1', 'q1o2', 'q1o3')).toEqual([])
    expect(choose('q1o1', 'q1o2', 'q1o3', 'q1o4')).toEqual(['answers.0.optionIds'])
  })

  it.each<[string, Parameters<typeof canonicalAnswers>[1], string]>([
    [
      'an option twice',
      [{ questionId: 'q1', optionIds: ['q1o1', 'q1o1'] }, ...full.slice(1)],
      'answers.0.optionIds',
    ],
    [
      'another question’s option',
      [{ questionId: 'q1', optionIds: ['q2o1'] }, ...full.slice(1)],
      'answers.0.optionIds',
    ],
    ['a question twice', [...full, { questionId: 'q1', optionIds: ['q1o2'] }], 'answers.2.questionId'],
    ['an unknown question', [...full, { questionId: 'q4', optionIds: [] }], 'answers.2.questionId'],
    [
      'text on a choice',
      [{ questionId: 'q1', optionIds: ['q1o1'], text: '也' }, ...full.slice(1)],
      'answers.0.text',
    ],
    [
      'options on an open question',
      [full[0] as never, { questionId: 'q3', optionIds: ['q1o1'], text: '好' }],
      'answers.1.optionIds',
    ],
    ['an obligatory text left out', [full[0] as never], 'answers.q3.text'],
    [
      'an obligatory text of blanks',
      [full[0] as never, { questionId: 'q3', optionIds: [], text: '  ' }],
      'answers.1.text',
    ],
    [
      '501 characters',
      [full[0] as never, { questionId: 'q3', optionIds: [], text: '字'.repeat(501) }],
      'answers.1.text',
    ],
  ])('refuses %s and names the field', (_name, answers, path) => {
    expect(faults(answers)).toContain(path)
  })

  it('takes 500 characters', () => {
    expect(faults([full[0] as never, { questionId: 'q3', optionIds: [], text: '字'.repeat(500) }])).toEqual(
      [],
    )
  })

  it('the order of answers and options changes neither the ballot nor its hash', () => {
    const ids = ['q1o1', 'q1o2', 'q1o3']
    fc.assert(
      fc.property(fc.shuffledSubarray(ids, { minLength: 1 }), fc.boolean(), (chosen, turned) => {
        const given = [
          { questionId: 'q1', optionIds: chosen },
          { questionId: 'q3', optionIds: [], text: '好' },
        ]
        const canonical = canonicalAnswers(questions, turned ? [...given].reverse() : given)
        const straight = canonicalAnswers(questions, [
          { questionId: 'q1', optionIds: [...chosen].sort() },
          given[1] as never,
        ])
        expect(writtenAnswers(canonical)).toEqual(writtenAnswers(straight))
      }),
    )
  })

  it('different choices never share a hash', () => {
    const all = [['q1o1'], ['q1o2'], ['q1o1', 'q1o2'], ['q1o3'], ['q1o1', 'q1o3']]
    const hashes = all.map(
      (optionIds) =>
        writtenAnswers(canonicalAnswers(questions, [{ questionId: 'q1', optionIds }, ...full.slice(1)])).hash,
    )
    expect(new Set(hashes).size).toBe(all.length)
  })
})

describe('what a ballot moves', () => {
  it('the ballots, its day, its division and each option, each once', () => {
    const answers = [{ questionId: 'q1', optionIds: ['q1o1', 'q1o3'] }]
    expect(tallyItems(answers, Date.UTC(2026, 10, 24, 16), 'D1')).toEqual([
      'ballots',
      'day:2026-11-25',
      'hour:2026-11-25T00',
      'division:D1',
      'option:q1o1',
      'option:q1o3',
    ])
    expect(tallyItems([], Date.UTC(2026, 10, 24, 15), null)).toEqual([
      'ballots',
      'day:2026-11-24',
      'hour:2026-11-24T23',
      'division:none',
    ])
  })
})

describe('ranking', () => {
  it('gives equal votes an equal rank and leaves the next rank out', () => {
    const votes = new Map([
      ['q1o1', 3],
      ['q1o2', 9],
      ['q1o3', 9],
    ])
    const [first] = questions
    expect(ranking(first as PollQuestion, votes).map((r) => [r.label, r.votes, r.rank])).toEqual([
      ['乙', 9, 1],
      ['丙', 9, 1],
      ['甲', 3, 3],
      ['丁', 0, 4],
    ])
  })
})

describe('a poll nobody could answer is refused', () => {
  it.each([
    [
      'one option',
      { kind: 'choice' as const, minChoices: 0, maxChoices: 1, options: ['甲'] },
      'questions.0.options',
    ],
    [
      'the same option twice',
      { kind: 'choice' as const, minChoices: 0, maxChoices: 1, options: ['甲', '甲'] },
      'questions.0.options',
    ],
    [
      'more choices than options',
      { kind: 'choice' as const, minChoices: 0, maxChoices: 3, options: ['甲', '乙'] },
      'questions.0.maxChoices',
    ],
    [
      'no choice at all',
      { kind: 'choice' as const, minChoices: 0, maxChoices: 0, options: ['甲', '乙'] },
      'questions.0.maxChoices',
    ],
    [
      'fewest above most',
      { kind: 'choice' as const, minChoices: 2, maxChoices: 1, options: ['甲', '乙'] },
      'questions.0.minChoices',
    ],
    [
      'an open question with options',
      { kind: 'open' as const, minChoices: 0, maxChoices: 0, options: ['甲'] },
      'questions.0.options',
    ],
  ])('%s', (_name, question, path) => {
    expect(() => buildQuestions([{ text: '题', ...question }])).toThrow(Problem)
    try {
      buildQuestions([{ text: '题', ...question }])
    } catch (error) {
      expect((error as Problem).errors?.map((e) => e.path)).toContain(path)
    }
  })
})
