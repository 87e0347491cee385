import { systemActor } from '../../../src/modules/ledger'
import type { NewQuiz, Paper, Quiz } from '../../../src/modules/quizzes'
import { Problem } from '../../../src/platform/problem'
import { DAY, HOUR, openTestOffice, type TestOffice } from '../../support/office'
import { answersTo, buildBank, buildQuestion, buildQuiz, openQuiz } from '../../support/quizzes'

let test: TestOffice
const bank = buildBank(12)
let questionIds: string[]

beforeAll(async () => {
  test = await openTestOffice()
  const own = await test.office.quizBank.importQuestions(await test.staff('editor'), bank)
  questionIds = own.map((q) => q.id)
})
afterAll(() => test.close())

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Problem) return error.code
      throw error
    },
  )
const open = (over: Partial<NewQuiz> = {}): Promise<Quiz> => openQuiz(test, { questionIds, ...over })
const answers = (paper: Paper, rights?: number) => answersTo(paper.questions, bank, rights)
const entries = async () => (await test.office.ledger.list({ limit: 100 })).items
const agree = async (id: string) => {
  const { results } = await test.office.quizReads.results(id)
  expect(await test.office.quizReads.recount(id)).toEqual(results)
  return results
}

describe('taking a quiz', () => {
  it('40 parallel starts give one attempt and one paper', async () => {
    const quiz = await open()
    const resident = await test.resident('o-starts')
    const started = await Promise.all(
      Array.from({ length: 40 }, () => test.office.quizAttempts.startAttempt(resident, quiz.id)),
    )
    expect(started.filter((s) => s.isNew)).toHaveLength(1)
    expect(new Set(started.map((s) => JSON.stringify(s.paper))).size).toBe(1)
    expect(started[0]?.paper.questions).toHaveLength(5)
    expect((await agree(quiz.id)).attempts).toBe(1)
  })

  it('40 parallel submissions count once, and all get the same reply', async () => {
    const quiz = await open()
    const resident = await test.resident('o-submits')
    const { paper } = await test.office.quizAttempts.startAttempt(resident, quiz.id)
    const replies = await Promise.all(
      Array.from({ length: 40 }, () =>
        test.office.quizAttempts.submitAttempt(resident, paper.attemptId, answers(paper, 4)),
      ),
    )
    expect(new Set(replies.map((r) => JSON.stringify(r)))).toEqual(
      new Set([JSON.stringify({ score: 4, total: 5, qualified: true })]),
    )
    const results = await agree(quiz.id)
    expect(results).toMatchObject({ submissions: 1, qualified: 1, scores: { 4: 1 } })
    expect(Object.values(results.questions).map((q) => q.asked)).toEqual([1, 1, 1, 1, 1])
  })

  it('40 parallel different submissions: one is taken, the others are told so', async () => {
    const quiz = await open()
    const resident = await test.resident('o-different')
    const { paper } = await test.office.quizAttempts.startAttempt(resident, quiz.id)
    const single = paper.questions.flatMap((q) =>
      q.options.map((o) => [{ questionId: q.id, optionIds: [o.id] }]),
    )
    const different = Array.from({ length: 40 }, (_, i) => single[i % single.length] ?? [])
    const codes = await Promise.all(
      different.map((given) =>
        codeOf(test.office.quizAttempts.submitAttempt(resident, paper.attemptId, given)),
      ),
    )
    const done = codes.filter((c) => c === 'done').length
    // The answers that won may stand in the list more than once.
    expect(done).toBeGreaterThanOrEqual(1)
    expect(done).toBeLessThanOrEqual(Math.ceil(40 / single.length))
    expect(new Set(codes)).toEqual(new Set(['done', 'already_submitted']))
    expect((await agree(quiz.id)).submissions).toBe(1)
  })

  it('is handed in up to the last millisecond and not in the next', async () => {
    const quiz = await open()
    const begin = test.clock.now()
    const papers = await Promise.all(
      ['o-last', 'o-late'].map(async (openid) => {
        const resident = await test.resident(openid)
        return { resident, ...(await test.office.quizAttempts.startAttempt(resident, quiz.id)) }
      }),
    )
    const [last, late] = papers as [(typeof papers)[0], (typeof papers)[0]]
    expect(last.paper.endsAt).toBe(begin + 600_000)
    const submit = ({ resident, paper }: typeof last, rights: number) =>
      test.office.quizAttempts.submitAttempt(resident, paper.attemptId, answers(paper, rights))
    test.clock.set(begin + 599_999)
    expect(await submit(last, 2)).toEqual({ score: 2, total: 5, qualified: false })
    test.clock.set(begin + 600_000)
    expect(await codeOf(submit(late, 5))).toBe('attempt_over')
    expect(await codeOf(test.office.quizAttempts.startAttempt(late.resident, quiz.id))).toBe(
      'already_attempted',
    )
    // Handed in already: the same answers again are only repeated, whenever.
    expect(await submit(last, 2)).toEqual({ score: 2, total: 5, qualified: false })
    expect(await codeOf(submit(last, 5))).toBe('already_submitted')
    expect(await agree(quiz.id)).toMatchObject({ attempts: 2, submissions: 1 })
  })

  it('a paper begun shortly before the end ends with the quiz', async () => {
    const quiz = await open({ closesAt: test.clock.now() + 60_000 })
    test.clock.advance(59_999)
    const resident = await test.resident('o-short')
    const { paper } = await test.office.quizAttempts.startAttempt(resident, quiz.id)
    expect(paper.endsAt).toBe(quiz.closesAt)
    test.clock.advance(1)
    expect(await codeOf(test.office.quizAttempts.submitAttempt(resident, paper.attemptId, []))).toBe(
      'attempt_over',
    )
    expect(await codeOf(test.office.quizAttempts.startAttempt(resident, quiz.id))).toBe('quiz_closed')
  })

  it('one paper a day: the day ends at midnight in Shanghai, a paper under way is finished first', async () => {
    const midnight = Math.ceil((test.clock.now() + 8 * HOUR) / DAY) * DAY - 8 * HOUR
    const quiz = await open({ attemptsPer: 'day', closesAt: midnight + 3 * DAY })
    const resident = await test.resident('o-midnight')
    const start = () => test.office.quizAttempts.startAttempt(resident, quiz.id)
    test.clock.set(midnight - 60_000)
    const first = await start()
    test.clock.set(midnight)
    const again = await start()
    expect([again.isNew, again.paper]).toEqual([false, first.paper])
    const { attemptId } = first.paper
    await test.office.quizAttempts.submitAttempt(resident, attemptId, answers(first.paper))
    const second = await start()
    expect([second.isNew, second.paper.attemptId === attemptId]).toEqual([true, false])
    await test.office.quizAttempts.submitAttempt(resident, second.paper.attemptId, [])
    expect(await codeOf(start())).toBe('already_attempted')
    test.clock.set(midnight + DAY - 1)
    expect(await codeOf(start())).toBe('already_attempted')
    test.clock.set(midnight + DAY)
    expect((await start()).isNew).toBe(true)
    expect(await agree(quiz.id)).toMatchObject({ attempts: 3, submissions: 2, scores: { 5: 1, 0: 1 } })
  })

  it('an empty paper may be handed in and scores nothing', async () => {
    const quiz = await open()
    const resident = await test.resident('o-empty')
    const { paper } = await test.office.quizAttempts.startAttempt(resident, quiz.id)
    const result = await test.office.quizAttempts.submitAttempt(resident, paper.attemptId, [])
    expect(result).toEqual({ score: 0, total: 5, qualified: false })
  })

  it('nobody sees or hands in another’s paper', async () => {
    const quiz = await open()
    const { paper } = await test.office.quizAttempts.startAttempt(await test.resident('o-mine'), quiz.id)
    const other = await test.resident('o-other')
    expect(await codeOf(test.office.quizAttempts.readAttempt(other, paper.attemptId))).toBe('not_found')
    expect(await codeOf(test.office.quizAttempts.submitAttempt(other, paper.attemptId, []))).toBe('not_found')
  })

  it('what was acknowledged is there after a restart', async () => {
    const quiz = await open()
    const resident = await test.resident('o-restart')
    const { paper } = await test.office.quizAttempts.startAttempt(resident, quiz.id)
    const result = await test.office.quizAttempts.submitAttempt(resident, paper.attemptId, answers(paper))
    await test.restart()
    const again = await test.office.quizAttempts.submitAttempt(resident, paper.attemptId, answers(paper))
    expect(again).toEqual(result)
    await agree(quiz.id)
  })
})

describe('the end of a quiz', () => {
  it('closing early ends papers under way, freezes the results and only then reveals', async () => {
    const quiz = await open()
    const [done, slow] = [await test.resident('o-done'), await test.resident('o-slow')]
    const first = await test.office.quizAttempts.startAttempt(done, quiz.id)
    const second = await test.office.quizAttempts.startAttempt(slow, quiz.id)
    await test.office.quizAttempts.submitAttempt(done, first.paper.attemptId, answers(first.paper, 3))
    expect((await test.office.quizAttempts.readAttempt(done, first.paper.attemptId)).review).toBeUndefined()
    test.clock.advance(1)
    const closed = await test.office.quizzes.closeQuiz(await test.staff('office'), quiz.id)
    expect(closed).toMatchObject({ closesAt: test.clock.now(), frozenAt: test.clock.now() })
    const late = test.office.quizAttempts.submitAttempt(slow, second.paper.attemptId, answers(second.paper))
    expect(await codeOf(late)).toBe('attempt_over')
    test.clock.advance(2_000)
    const { result, review } = await test.office.quizAttempts.readAttempt(done, first.paper.attemptId)
    expect(result?.review).toEqual(review)
    expect(review?.map((r) => r.right)).toEqual([true, true, true, false, false])
    const asked = bank.find((q) => q.stem === first.paper.questions[0]?.stem)
    expect(review?.[0]).toMatchObject({ explanation: asked?.explanation, citation: asked?.citation })
    const unanswered = await test.office.quizAttempts.readAttempt(slow, second.paper.attemptId)
    expect([unanswered.over, unanswered.result, unanswered.review?.length]).toEqual([true, null, 5])
    const read = await test.office.quizReads.results(quiz.id)
    expect([read.final, read.results]).toEqual([true, closed.finalResults])
    await agree(quiz.id)
  })

  it('submissions racing a closing are all before it or refused: the frozen results hold every row', async () => {
    const quiz = await open()
    const papers = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const resident = await test.resident(`o-race-${i}`)
        return { resident, ...(await test.office.quizAttempts.startAttempt(resident, quiz.id)) }
      }),
    )
    const leader = await test.staff('leader')
    const submits = papers.map(({ resident, paper }) =>
      codeOf(test.office.quizAttempts.submitAttempt(resident, paper.attemptId, answers(paper))),
    )
    const closing = test.office.quizzes.closeQuiz(leader, quiz.id)
    const codes = await Promise.all(submits)
    const { finalResults } = await closing
    expect(new Set([...codes, 'done', 'attempt_over']).size).toBe(2)
    expect(finalResults?.submissions).toBe(codes.filter((c) => c === 'done').length)
    await agree(quiz.id)
  })

  it('the clock freezes what is due, once, and reveals later when a later day was named', async () => {
    const closesAt = test.clock.now() + HOUR
    const quiz = await open({ closesAt, revealAt: closesAt + HOUR })
    const resident = await test.resident('o-reveal')
    const { paper } = await test.office.quizAttempts.startAttempt(resident, quiz.id)
    const given = answers(paper)
    const first = await test.office.quizAttempts.submitAttempt(resident, paper.attemptId, given)
    test.clock.set(closesAt)
    const before = (await entries()).length
    await test.office.quizzes.freezeDue(systemActor)
    expect(await test.office.quizzes.freezeDue(systemActor)).toBe(0)
    expect(
      (await entries()).filter((e) => e.subjectId === quiz.id && e.action === 'quizzes.close'),
    ).toHaveLength(1)
    expect((await entries()).length).toBeGreaterThan(before)
    test.clock.set(closesAt + HOUR - 1)
    expect(await test.office.quizAttempts.submitAttempt(resident, paper.attemptId, given)).toEqual(first)
    test.clock.set(closesAt + HOUR + 1_000)
    const revealed = await test.office.quizAttempts.submitAttempt(resident, paper.attemptId, given)
    expect(revealed).toEqual({ ...first, review: expect.any(Array) })
  })
})

describe('what staff do', () => {
  it('each write leaves exactly one entry in the ledger, and no answer in it', async () => {
    const [editor, office] = [await test.staff('editor'), await test.staff('office')]
    const { quizBank, quizzes } = test.office
    const extra = { explanation: '只在解析里出现的话', citation: '《示例条例》第九十九条' }
    let quizId = ''
    let questionId = ''
    const steps: [string, () => Promise<unknown>][] = [
      [
        'quizzes.create_question',
        async () => (questionId = (await quizBank.createQuestion(editor, buildQuestion(100, extra))).id),
      ],
      [
        'quizzes.import_questions',
        () => quizBank.importQuestions(editor, [buildQuestion(101, extra), buildQuestion(102, extra)]),
      ],
      [
        'quizzes.create',
        async () => (quizId = (await quizzes.createQuiz(editor, buildQuiz(test.clock.now()))).id),
      ],
      ['quizzes.open', () => quizzes.openQuiz(office, quizId)],
      ['quizzes.close', () => quizzes.closeQuiz(office, quizId)],
      ['quizzes.retire_question', () => quizBank.retireQuestion(editor, questionId)],
    ]
    for (const [action, step] of steps) {
      const before = await entries()
      await step()
      const after = await entries()
      expect([after[0]?.action, after[0]?.seq]).toEqual([action, (before[0]?.seq ?? 0) + 1])
      expect(JSON.stringify(after[0])).not.toContain(extra.explanation)
    }
    expect(await test.office.ledger.verify()).toMatchObject({ ok: true })
  })

  it('who may do what, and when', async () => {
    const [editor, leader] = [await test.staff('editor'), await test.staff('leader')]
    const both = { ...editor, roles: ['editor', 'leader'] }
    const { quizzes, quizBank } = test.office
    const [head, auditor] = [await test.staff('head'), await test.staff('auditor')]
    const quiz = await quizzes.createQuiz(editor, buildQuiz(test.clock.now()))
    const before = await entries()
    expect(await codeOf(quizzes.createQuiz(leader, buildQuiz(test.clock.now())))).toBe('forbidden')
    expect(await codeOf(quizzes.openQuiz(editor, quiz.id))).toBe('own_work')
    expect(await codeOf(quizzes.openQuiz(both, quiz.id))).toBe('own_work')
    expect(await codeOf(quizzes.openQuiz(head, quiz.id))).toBe('forbidden')
    expect(await codeOf(quizzes.closeQuiz(leader, quiz.id))).toBe('not_opened')
    expect(await codeOf(test.office.quizAttempts.startAttempt(await test.resident('o-draft'), quiz.id))).toBe(
      'not_found',
    )
    expect(await codeOf(quizBank.createQuestion(leader, buildQuestion(900)))).toBe('forbidden')
    expect(await codeOf(quizBank.createQuestion(editor, buildQuestion(0)))).toBe('duplicate_question')
    expect(await codeOf(quizBank.listQuestions(auditor, { limit: 1 }))).toBe('forbidden')
    expect(await entries()).toEqual(before)
    await quizzes.openQuiz(leader, quiz.id)
    expect(await codeOf(test.office.quizAttempts.startAttempt(await test.resident('o-draft'), quiz.id))).toBe(
      'done',
    )
    expect(await codeOf(quizzes.openQuiz(leader, quiz.id))).toBe('already_opened')
    await quizzes.closeQuiz(leader, quiz.id)
    expect(await codeOf(quizzes.closeQuiz(leader, quiz.id))).toBe('quiz_closed')
  })

  it('a planned quiz is seen but gives out no paper until the millisecond it opens', async () => {
    const opensAt = test.clock.now() + HOUR
    const quiz = await open({ opensAt })
    const resident = await test.resident('o-planned')
    test.clock.set(opensAt - 1)
    expect(await codeOf(test.office.quizAttempts.startAttempt(resident, quiz.id))).toBe('quiz_not_open')
    test.clock.set(opensAt)
    expect((await test.office.quizAttempts.startAttempt(resident, quiz.id)).isNew).toBe(true)
  })

  it('an import with one fault brings in nothing and says where', async () => {
    const editor = await test.staff('editor')
    const count = async () => (await test.office.quizBank.listQuestions(editor, { limit: 100 })).items.length
    const before = await count()
    const fault = async (list: Parameters<typeof test.office.quizBank.importQuestions>[1]) =>
      test.office.quizBank.importQuestions(editor, list).catch((e: Problem) => e.errors?.map((x) => x.path))
    expect(await fault([buildQuestion(200), buildQuestion(201, { answer: [] }), bank[3]!])).toEqual([
      'questions.1.answer',
    ])
    expect(await fault([buildQuestion(200), buildQuestion(201), bank[3]!])).toEqual(['questions.2.stem'])
    expect(await count()).toBe(before)
    const raced = await Promise.all(
      [1, 2, 3].map(() =>
        codeOf(test.office.quizBank.importQuestions(editor, [buildQuestion(300), buildQuestion(301)])),
      ),
    )
    expect(raced.filter((c) => c === 'done')).toHaveLength(1)
    expect(await count()).toBe(before + 2)
  })

  it('a quiz needs enough questions in use to be opened, and keeps them while it runs', async () => {
    const [editor, leader] = [await test.staff('editor'), await test.staff('leader')]
    const { quizBank, quizzes, quizAttempts } = test.office
    const own = await quizBank.importQuestions(
      editor,
      Array.from({ length: 6 }, (_, i) => buildQuestion(400 + i)),
    )
    const ids = own.map((q) => q.id)
    const [first, second] = ids as [string, string]
    const input = buildQuiz(test.clock.now(), { questionIds: ids })
    const short = await quizzes.createQuiz(editor, { ...input, paperSize: 6 })
    const quiz = await quizzes.createQuiz(editor, input)
    await quizBank.retireQuestion(editor, first)
    expect(await codeOf(quizBank.retireQuestion(editor, first))).toBe('already_retired')
    expect(await codeOf(quizzes.openQuiz(leader, short.id))).toBe('too_few_questions')
    expect((await quizzes.openQuiz(leader, quiz.id)).pool).toEqual(ids.slice(1))
    expect(await codeOf(quizBank.retireQuestion(editor, second))).toBe('question_needed')
    await quizzes.closeQuiz(leader, quiz.id)
    expect(await codeOf(quizBank.retireQuestion(editor, second))).toBe('done')
    expect(await codeOf(quizAttempts.startAttempt(await test.resident('o-none'), quiz.id))).toBe(
      'quiz_closed',
    )
  })

  it('a retired question is in no new paper, and a paper that holds it is still marked', async () => {
    const [editor, leader] = [await test.staff('editor'), await test.staff('leader')]
    const wanted = Array.from({ length: 6 }, (_, i) => buildQuestion(500 + i))
    const own = await test.office.quizBank.importQuestions(editor, wanted)
    const input = buildQuiz(test.clock.now(), { questionIds: own.map((q) => q.id) })
    const { id } = await test.office.quizzes.createQuiz(editor, input)
    await test.office.quizzes.openQuiz(leader, id)
    const resident = await test.resident('o-before')
    const { paper } = await test.office.quizAttempts.startAttempt(resident, id)
    const gone = own.find((q) => q.stem === paper.questions[0]?.stem)!
    await test.office.quizBank.retireQuestion(leader, gone.id)
    test.clock.advance(1_000)
    for (let i = 0; i < 5; i++) {
      const later = await test.office.quizAttempts.startAttempt(await test.resident(`o-after-${i}`), id)
      expect(later.paper.questions.map((q) => q.stem)).not.toContain(gone.stem)
    }
    const given = answersTo(paper.questions, wanted)
    expect(await test.office.quizAttempts.submitAttempt(resident, paper.attemptId, given)).toMatchObject({
      score: 5,
    })
  })

  it.each<[string, Partial<NewQuiz>, string]>([
    ['ends before it begins', { closesAt: 0 }, 'closesAt'],
    ['asks for more right answers than questions', { qualifyingScore: 6 }, 'qualifyingScore'],
    ['reveals before its end', { revealAt: 1 }, 'revealAt'],
    ['has fewer questions than a paper', { questionIds: ['x'] }, 'questionIds'],
    ['has unknown questions', { questionIds: ['1', '2', '3', '4', '5'] }, 'questionIds.0'],
  ])('a quiz that %s is refused', async (_name, over, path) => {
    const creating = test.office.quizzes.createQuiz(
      await test.staff('editor'),
      buildQuiz(test.clock.now(), over),
    )
    expect(await creating.catch((e: Problem) => e.errors?.[0]?.path)).toBe(path)
  })
})

describe('what is held of a resident', () => {
  it('is exported as the resident saw it, and erased without touching a count or giving a second try', async () => {
    const quiz = await open()
    const resident = await test.resident('o-leaver')
    const { paper } = await test.office.quizAttempts.startAttempt(resident, quiz.id)
    await test.office.quizAttempts.submitAttempt(resident, paper.attemptId, answers(paper, 3))
    const before = await agree(quiz.id)
    const held = (await test.office.personalData.exportAll(resident)) as { attempts: unknown[] }
    expect(held.attempts).toEqual([
      expect.objectContaining({
        attemptId: paper.attemptId,
        questions: paper.questions,
        submission: expect.objectContaining({ score: 3, qualified: true, answers: answers(paper, 3) }),
      }),
    ])
    await test.office.personalData.erase(resident)
    const after = await test.office.quizReads.results(quiz.id)
    expect(after.results).toEqual(before)
    const back = await test.resident('o-leaver')
    expect(back.id).toBe(resident.id)
    expect(await codeOf(test.office.quizAttempts.startAttempt(back, quiz.id))).toBe('already_attempted')
    const mine = await test.office.quizAttempts.readAttempt(back, paper.attemptId)
    expect(mine.answers).toEqual([])
    const { scores, submissions } = await test.office.quizReads.recount(quiz.id)
    expect([scores, submissions]).toEqual([before.scores, before.submissions])
  })

  it('the identity goes once no quiz taken is open', async () => {
    const quiz = await open()
    const resident = await test.resident('o-later')
    await test.office.quizAttempts.startAttempt(resident, quiz.id)
    await test.office.quizzes.closeQuiz(await test.staff('leader'), quiz.id)
    await test.office.personalData.erase(resident)
    expect((await test.resident('o-later')).id).not.toBe(resident.id)
  })
})
