import fc from 'fast-check'
import type { PollQuestion } from '../../../src/modules/polls'
import {
  checkLines,
  checkRule,
  draftLines,
  itemName,
  planHashOf,
  ruleFor,
  usualRule,
  type WrittenLine,
} from '../../../src/modules/sampling/sampling.plans.rules'

const question = (id: string, text: string, labels: string[]): PollQuestion => ({
  id,
  text,
  kind: 'choice',
  minChoices: 1,
  maxChoices: labels.length,
  options: labels.map((label, i) => ({ id: `${id}o${i + 1}`, label })),
})
const items = question('q1', '您最想检哪类食品？', ['糕点（面包、月饼）', '饮料', '肉制品', '乳制品', '酒类'])
const places = question('q2', '您希望在哪些地方抽样？', ['农贸市场', '商场、超市', '餐饮店', '网络平台'])
const tests = question('q3', '您最担心哪些项目？', ['农药残留', '微生物', '重金属'])
const open: PollQuestion = {
  id: 'q4',
  text: '还有什么？',
  kind: 'open',
  minChoices: 0,
  maxChoices: 0,
  options: [],
}
const questions = [items, places, tests, open]
const rule = { ...usualRule(questions), topN: 3 }
const votesOf = (...votes: number[]) => Object.fromEntries(votes.map((v, i) => [`q1o${i + 1}`, v]))
const named = (votes: Record<string, number>, top = 3) =>
  draftLines(questions, { ...rule, topN: top }, votes).map((l) => `${l.rank} ${l.item} ${l.votes}`)

describe('the rule', () => {
  it('without a promise is the first question, and the others by their wording', () => {
    expect(usualRule(questions)).toEqual({
      topN: 10,
      batchesEach: 5,
      itemQuestionId: 'q1',
      placeQuestionId: 'q2',
      testQuestionId: 'q3',
    })
    expect(usualRule([items])).toMatchObject({ placeQuestionId: null, testQuestionId: null })
  })

  it.each([
    [{ itemQuestionId: 'q9' }, 'itemQuestionId'],
    [{ itemQuestionId: 'q4' }, 'itemQuestionId'],
    [{ placeQuestionId: 'q1' }, 'placeQuestionId'],
    [{ testQuestionId: 'q2' }, 'testQuestionId'],
  ])('%j is refused, naming the field', (over, path) => {
    expect(() => checkRule({ ...rule, ...over }, questions)).toThrow(
      expect.objectContaining({ code: 'invalid_request', errors: [expect.objectContaining({ path })] }),
    )
  })

  it('keeps its numbers when its questions are gone', () => {
    const promised = {
      topN: 2,
      batchesEach: 7,
      itemQuestionId: 'q8',
      placeQuestionId: null,
      testQuestionId: null,
    }
    expect(ruleFor(questions, promised)).toEqual({ ...usualRule(questions), topN: 2, batchesEach: 7 })
    expect(ruleFor(questions, rule)).toBe(rule)
  })
})

describe('the first N', () => {
  it.each([
    ['are taken by votes', votesOf(9, 8, 7, 6, 5), 3, ['1 糕点 9', '2 饮料 8', '3 肉制品 7']],
    [
      'with everybody on an equal rank with the last',
      votesOf(9, 7, 7, 7, 5),
      3,
      ['1 糕点 9', '2 饮料 7', '2 肉制品 7', '2 乳制品 7'],
    ],
    [
      'and those just after a tie that fills the places are out',
      votesOf(9, 9, 9, 8, 8),
      3,
      ['1 糕点 9', '1 饮料 9', '1 肉制品 9'],
    ],
    [
      'a tie across the line is in as a whole',
      votesOf(9, 8, 5, 5, 5),
      3,
      ['1 糕点 9', '2 饮料 8', '3 肉制品 5', '3 乳制品 5', '3 酒类 5'],
    ],
    [
      'all equal are all in',
      votesOf(1, 1, 1, 1, 1),
      1,
      ['1 糕点 1', '1 饮料 1', '1 肉制品 1', '1 乳制品 1', '1 酒类 1'],
    ],
    ['what nobody wanted is never in', votesOf(3, 0, 0, 0, 0), 3, ['1 糕点 3']],
    ['nothing, where nobody voted', {}, 3, []],
    [
      'fewer options than N',
      votesOf(5, 4, 3, 2, 1),
      10,
      ['1 糕点 5', '2 饮料 4', '3 肉制品 3', '4 乳制品 2', '5 酒类 1'],
    ],
  ] as const)('%s', (_, votes, top, expected) => {
    expect(named(votes, top)).toEqual(expected)
  })

  it('whoever is out has fewer votes than everybody who is in, and no option is better off for its place', () => {
    const anyVotes = fc.array(fc.nat(6), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(anyVotes, fc.integer({ min: 1, max: 6 }), (votes, topN) => {
        const lines = draftLines(questions, { ...rule, topN }, votesOf(...votes))
        const inside = new Set(lines.map((l) => l.optionId))
        const least = Math.min(...lines.map((l) => l.votes))
        for (const [i, n] of votes.entries()) {
          if (inside.has(`q1o${i + 1}`)) expect(n).toBeGreaterThan(0)
          else expect(n === 0 || n < least).toBe(true)
          // Fewer than N are ahead of everybody who is in.
          if (inside.has(`q1o${i + 1}`)) expect(votes.filter((v) => v > n).length).toBeLessThan(topN)
        }
        expect(lines.length).toBeGreaterThanOrEqual(Math.min(topN, votes.filter((v) => v > 0).length))
      }),
    )
  })

  it('come with the places and worries that most asked for, each linked to its option', () => {
    const votes = { ...votesOf(3, 2), q2o1: 5, q2o2: 1, q2o3: 4, q2o4: 1, q3o2: 7 }
    const [first] = draftLines(questions, rule, votes)
    expect(first).toMatchObject({
      id: 'q1o1',
      optionId: 'q1o1',
      item: '糕点',
      batches: 5,
      places: [
        { optionId: 'q2o1', label: '农贸市场' },
        { optionId: 'q2o3', label: '餐饮店' },
        { optionId: 'q2o2', label: '商场、超市' },
        { optionId: 'q2o4', label: '网络平台' },
      ],
      tests: [{ optionId: 'q3o2', label: '微生物' }],
    })
  })
})

describe('a plan as staff write it', () => {
  const votes = votesOf(9, 8, 7, 6, 0)
  const line = (optionId: string | null, over: Partial<WrittenLine> = {}): WrittenLine => ({
    optionId,
    item: '随便',
    batches: 5,
    places: [],
    tests: [],
    leftOut: false,
    reason: null,
    ...over,
  })
  const whole = (...over: Partial<WrittenLine>[]) => [0, 1, 2].map((i) => line(`q1o${i + 1}`, over[i] ?? {}))
  const check = (lines: WrittenLine[]) => checkLines(questions, rule, votes, lines)

  it('keeps what the votes say, whatever was typed', () => {
    expect(check(whole()).map(({ id, item, votes: v, rank }) => [id, item, v, rank])).toEqual([
      ['q1o1', '糕点', 9, 1],
      ['q1o2', '饮料', 8, 2],
      ['q1o3', '肉制品', 7, 3],
    ])
  })

  it('may leave out, cut short or add with a reason', () => {
    const lines = check([
      ...whole({ leftOut: true, batches: 0, reason: '省局本季已抽' }, { batches: 4, reason: '名录不足' }),
      line('q1o4', { reason: '投诉较多' }),
      line(null, { item: '粽子', reason: '节日' }),
      line(null, { item: '月饼', reason: '节日' }),
    ])
    expect(lines.map((l) => [l.id, l.rank, l.votes])).toEqual([
      ['q1o1', 1, 9],
      ['q1o2', 2, 8],
      ['q1o3', 3, 7],
      ['q1o4', 4, 6],
      ['x1', null, 0],
      ['x2', null, 0],
    ])
  })

  it.each<[string, WrittenLine[], string]>([
    ['a voted-for item is missing', whole().slice(1), 'lines'],
    ['one is left out without a reason', whole({ leftOut: true, batches: 0 }), 'lines.0.reason'],
    ['one is left out and has batches', whole({ leftOut: true, reason: '无' }), 'lines.0.batches'],
    ['one has fewer batches than promised, without a reason', whole({ batches: 4 }), 'lines.0.reason'],
    ['one has none', whole({ batches: 0 }), 'lines.0.batches'],
    ['one is added without a reason', [...whole(), line('q1o4')], 'lines.3.reason'],
    [
      'one that is not due is left out',
      [...whole(), line('q1o4', { leftOut: true, batches: 0, reason: '无' })],
      'lines.3.leftOut',
    ],
    ['an option is listed twice', [...whole(), line('q1o1')], 'lines.3.optionId'],
    ['an option is unknown', [...whole(), line('q9o1', { reason: '无' })], 'lines.3.optionId'],
    [
      'a place is no option',
      whole({ places: [{ optionId: 'q3o1', label: '' }] }),
      'lines.0.places.0.optionId',
    ],
    ['there are too many batches', whole({ batches: 1999 }), 'lines'],
  ])('is refused where %s', (_, lines, path) => {
    let errors: { path: string }[] = []
    try {
      check(lines)
    } catch (error) {
      errors = (error as { errors: { path: string }[] }).errors
    }
    expect(errors.map((e) => e.path)).toContain(path)
  })

  it('has another hash when anything in it is another', () => {
    const plan = {
      pollId: 'p',
      number: 'CJ2026-001',
      ballots: 9,
      rule,
      lines: check(whole()),
      matter: { basis: 'a', authority: 'b', content: 'c', method: 'd' },
      settings: { team: 2, perUnit: 2, maxLoad: 5, specialty: '' },
    }
    const others = [
      { ...plan, ballots: 8 },
      { ...plan, lines: check(whole({ batches: 6 })) },
      { ...plan, rule: { ...rule, topN: 4 } },
      { ...plan, settings: { ...plan.settings, maxLoad: 6 } },
      { ...plan, matter: { ...plan.matter, basis: 'x' } },
    ]
    const hashes = [plan, ...others].map(planHashOf)
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

it.each([
  ['粮食加工品（小麦粉、大米）', '粮食加工品'],
  ['饮料', '饮料'],
  ['（只有括号）', '（只有括号）'],
])('%s is called %s', (label, name) => expect(itemName(label)).toBe(name))
