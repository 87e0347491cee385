import fc from 'fast-check'
import type { QuizQuestion } from '../../../src/modules/quizzes'
import { type Draw, drawPaper } from '../../../src/modules/quizzes/quizzes.paper.rules'

const bankOf = (size: number, options = 4): QuizQuestion[] =>
  Array.from({ length: size }, (_, i) => ({
    id: `Q${i}`,
    kind: 'single',
    stem: `题${i}`,
    options: Array.from({ length: options }, (_, o) => `选项${o}`),
    answer: [0],
    explanation: '',
    citation: '',
    liveKey: null,
    retired: false,
    authorId: 'a',
    createdAt: 0,
  }))

const chiSquare = (counts: readonly number[], expected: number) =>
  counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)

/** Every sequence of draws there can be, one after the other. */
function* allDraws(): Generator<Draw, void, void> {
  let wheels: { at: number; below: number }[] = []
  for (;;) {
    let turn = 0
    yield (below) => {
      const wheel = wheels[turn++]
      if (wheel) return wheel.at
      wheels.push({ at: 0, below })
      return 0
    }
    while (wheels.length > 0 && wheels.at(-1)!.at === wheels.at(-1)!.below - 1) wheels = wheels.slice(0, -1)
    if (wheels.length === 0) return
    wheels.at(-1)!.at++
  }
}

describe('a drawn paper', () => {
  it('never repeats a question nor an option, and asks for as many as it should', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.nat(40),
        fc.integer({ min: 2, max: 10 }),
        (size, more, n) => {
          const paper = drawPaper(bankOf(size + more, n), size)
          expect(new Set(paper.map((q) => q.questionId)).size).toBe(size)
          for (const q of paper)
            expect([...q.options.map((o) => o.index)].sort((a, b) => a - b)).toEqual([...Array(n).keys()])
          const ids = paper.flatMap((q) => [q.id, ...q.options.map((o) => o.id)])
          expect(new Set(ids).size).toBe(ids.length)
        },
      ),
    )
  })

  it('cannot be drawn from too few questions', () => {
    expect(() => drawPaper(bankOf(4), 5)).toThrow(RangeError)
  })

  it('every ordered choice of questions comes from exactly one sequence of draws, so all are equally likely', () => {
    const seen = new Map<string, number>()
    for (const draw of allDraws()) {
      const key = drawPaper(bankOf(5, 1), 3, draw)
        .map((q) => q.questionId)
        .join()
      seen.set(key, (seen.get(key) ?? 0) + 1)
    }
    expect(seen.size).toBe(5 * 4 * 3)
    expect(new Set(seen.values())).toEqual(new Set([1]))
  })

  it('so does every order of options', () => {
    const seen = new Map<string, number>()
    for (const draw of allDraws()) {
      const key = drawPaper(bankOf(1, 4), 1, draw)[0]!
        .options.map((o) => o.index)
        .join()
      seen.set(key, (seen.get(key) ?? 0) + 1)
    }
    expect([seen.size, new Set(seen.values())]).toEqual([24, new Set([1])])
  })

  // Limits at which a fair source fails less than once in 10⁹ runs.
  it('with the real source of chance, questions, their places and the place of the right option are even', () => {
    const papers = 20_000
    const bank = bankOf(12)
    const asked = new Map<string, number>()
    const first = new Map<string, number>()
    const right = [0, 0, 0, 0]
    for (let i = 0; i < papers; i++) {
      const paper = drawPaper(bank, 5)
      for (const q of paper) asked.set(q.questionId, (asked.get(q.questionId) ?? 0) + 1)
      first.set(paper[0]!.questionId, (first.get(paper[0]!.questionId) ?? 0) + 1)
      right[paper[0]!.options.findIndex((o) => o.index === 0)]!++
    }
    expect(chiSquare([...asked.values()], (papers * 5) / 12)).toBeLessThan(65)
    expect(chiSquare([...first.values()], papers / 12)).toBeLessThan(65)
    expect(chiSquare(right, papers / 4)).toBeLessThan(45)
  })

  it('two papers share no id, and an id says nothing of the option behind it', () => {
    const bank = bankOf(5)
    const drawn = Array.from({ length: 400 }, () => drawPaper(bank, 5))
    const options = drawn.flatMap((paper) => paper.flatMap((q) => q.options))
    expect(new Set(options.map((o) => o.id)).size).toBe(options.length)
    // Sorted by id, the right option stands in each place as often as in any other.
    const place = [0, 0, 0, 0]
    for (const q of drawn.flat())
      place[[...q.options].sort((a, b) => (a.id < b.id ? -1 : 1)).findIndex((o) => o.index === 0)]!++
    expect(chiSquare(place, (400 * 5) / 4)).toBeLessThan(45)
  })
})
