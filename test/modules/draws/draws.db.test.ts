import { Draw, DrawEntrant, Win } from '../../../src/modules/draws'
import type { ResidentActor } from '../../../src/modules/residents'
import type { Problem } from '../../../src/platform/problem'
import { draftQuiz, drawnQuiz, endedQuiz, newShare, people, rule, takePart } from '../../support/draws'
import { everyRole } from '../../support/everyone'
import { DAY, HOUR, openTestOffice, type TestOffice } from '../../support/office'

let test: TestOffice
let six: ResidentActor[]
beforeAll(async () => {
  test = await openTestOffice()
  six = await people(test, 6)
  for (const role of everyRole) await test.staff(role)
})
afterAll(() => test.close())

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Problem) => error.code ?? String(error),
  )
const record = (quizId: string) => test.office.drawRecords.read(quizId, true)
const draw = async (quizId: string, role: 'leader' | 'office' | 'editor' = 'leader') =>
  test.office.draws.drawPrizes(await test.staff(role), quizId)
const two = {
  prizes: [
    { name: '电子秤', count: 1 },
    { name: '购物袋', count: 2 },
  ],
}
const headSeq = () => test.office.ledger.headSeq()

describe('a draw by the preset rule', () => {
  it('is one call after the end: no prize twice, all tokens in the list, and never a second draw', async () => {
    const quiz = await endedQuiz(test, six, two)
    const before = await headSeq()
    await draw(quiz.id)
    expect(await headSeq()).toBe(before + 1)
    const first = await record(quiz.id)
    expect(first).toMatchObject({ state: 'drawn', entrantCount: 6 })
    expect(first.winners.map((w) => w.prizeId)).toEqual(['p1', 'p2', 'p2'])
    const placed = [...first.winners.map((w) => w.token), ...first.substitutes]
    expect([...placed].sort()).toEqual(first.entrants)
    expect(new Set(placed).size).toBe(6)
    for (const role of ['leader', 'office'] as const)
      expect(await refusal(draw(quiz.id, role))).toBe('already_drawn')
    const atOnce = await Promise.all(Array.from({ length: 8 }, () => refusal(draw(quiz.id))))
    expect(new Set(atOnce)).toEqual(new Set(['already_drawn']))
    expect(await record(quiz.id)).toEqual(first)
    expect(await headSeq()).toBe(before + 1)
  })

  it('eight who draw at once draw once', async () => {
    const quiz = await endedQuiz(test, six, two)
    const all = await Promise.all(Array.from({ length: 8 }, () => refusal(draw(quiz.id))))
    expect(all.sort()).toEqual([...Array(7).fill('already_drawn'), 'done'])
    expect(await test.office.database.reads.countBy(Win, { quizId: quiz.id })).toBe(3)
  })

  it('a copy of the database from before the draw draws the very same: there is no second outcome', async () => {
    const quiz = await endedQuiz(test, six, two)
    const { reads } = test.office.database
    const undrawn = await reads.findOneByOrFail(Draw, { quizId: quiz.id })
    await draw(quiz.id)
    const first = await record(quiz.id)
    // As somebody could who writes into the database: the draw, its wins and its book are put back.
    await test.office.database.transaction(async (tx) => {
      await tx.delete(Win, { quizId: quiz.id })
      await tx.save(Draw, undrawn)
    })
    await draw(quiz.id, 'office')
    const { drawn: _, ...again } = await record(quiz.id)
    const { drawn: __, ...before } = first
    expect(again).toEqual(before)
  })

  it('waits for the end, knows no quiz without prizes, and is not for the author', async () => {
    const draft = await draftQuiz(test, two)
    expect(await refusal(draw(draft.id))).toBe('quiz_running')
    await test.office.quizzes.openQuiz(await test.staff('office'), draft.id)
    expect(await refusal(draw(draft.id))).toBe('quiz_running')
    await test.office.quizzes.closeQuiz(await test.staff('office'), draft.id)
    expect(await refusal(draw(draft.id, 'editor'))).toBe('own_work')
    const without = await endedQuiz(test, [], { prizes: [] })
    expect(await refusal(draw(without.id))).toBe('no_draw')
    expect(await refusal(record(without.id))).toBe('not_found')
    expect(await refusal(draw('nothing'))).toBe('not_found')
  })

  it.each([
    ['nobody', 0, [], 0],
    ['fewer than prizes', 2, ['p1', 'p2'], 0],
    ['one more than prizes', 4, ['p1', 'p2', 'p2'], 1],
  ])('with %s taking part', async (_name, count, wanted, following) => {
    const quiz = await drawnQuiz(test, six.slice(0, count), two)
    const { winners, substitutes, entrants, state } = await record(quiz.id)
    expect([winners.map((w) => w.prizeId), substitutes.length, entrants.length]).toEqual([
      wanted,
      following,
      count,
    ])
    expect(state).toBe('drawn')
    const books = await test.office.winReads.books(quiz.id)
    const given = (id: string) => wanted.filter((w) => w === id).length
    expect(books.map((b) => [b.sums.stock, b.sums.outstanding, b.sums.left])).toEqual([
      [1, given('p1'), 1 - given('p1')],
      [2, given('p2'), 2 - given('p2')],
    ])
  })
})

describe('who takes part', () => {
  it('is a person once whatever he tried, has qualified, and is still here', async () => {
    const draft = await draftQuiz(test, { attemptsPer: 'day', closesAt: test.clock.now() + 3 * DAY })
    await test.office.quizzes.openQuiz(await test.staff('leader'), draft.id)
    const [often, once, poor, gone] = (await people(test, 4, 'o-who')) as [
      ResidentActor,
      ResidentActor,
      ResidentActor,
      ResidentActor,
    ]
    await takePart(test, draft.id, [often, once, gone])
    await takePart(test, draft.id, [poor], 2)
    expect(await test.office.drawReads.myEntry(poor, draft.id)).toEqual({ entered: false, final: false })
    test.clock.advance(DAY)
    await takePart(test, draft.id, [often])
    await test.office.personalData.erase(gone)
    const early = await test.office.drawReads.myEntry(often, draft.id)
    expect(early).toMatchObject({ entered: true, final: false })
    await test.office.quizzes.closeQuiz(await test.staff('leader'), draft.id)
    const { entrants } = await record(draft.id)
    expect(entrants).toHaveLength(2)
    expect(entrants).toContain(early.token)
    expect(await test.office.drawReads.myEntry(often, draft.id)).toEqual({ ...early, final: true })
    expect(await test.office.drawReads.myEntry(poor, draft.id)).toEqual({ entered: false, final: true })
  })

  it('is fixed: a name put in, taken out or exchanged afterwards, and nothing is drawn', async () => {
    const changes: ((quizId: string, tokens: string[]) => Promise<unknown>)[] = [
      (quizId) =>
        test.office.database.transaction((tx) =>
          tx.insert(DrawEntrant, { quizId, token: 'f'.repeat(24), residentId: 'x', issuedTo: 'x' }),
        ),
      (quizId, [token]) =>
        test.office.database.transaction((tx) => tx.delete(DrawEntrant, { quizId, token })),
      (quizId, [token]) =>
        test.office.database.transaction((tx) =>
          tx.update(DrawEntrant, { quizId, token }, { token: '0'.repeat(24) }),
        ),
      (quizId) =>
        test.office.database.transaction((tx) =>
          tx.update(Draw, { quizId }, { shareCommitment: 'a'.repeat(64) }),
        ),
    ]
    for (const change of changes) {
      const quiz = await endedQuiz(test, six, two)
      await change(quiz.id, (await record(quiz.id)).entrants)
      expect(await refusal(draw(quiz.id))).toBe('entrants_altered')
    }
  })
})

describe('witnesses', () => {
  const witnessed = async (over: Parameters<typeof rule>[0] = {}) => {
    const witnessIds = [(await test.staff('office')).id, (await test.staff('head')).id]
    return rule({ source: { kind: 'witnesses', witnessIds }, ...over })
  }
  const promised = async (revealDays = 7) => {
    const quiz = await draftQuiz(test, two)
    const { drawPreparing, quizzes } = test.office
    await drawPreparing.setRule(await test.staff('editor'), quiz.id, await witnessed({ revealDays }))
    const shares = { office: newShare(), head: newShare() }
    for (const role of ['office', 'head'] as const)
      await drawPreparing.commitShare(await test.staff(role), quiz.id, shares[role].commitment)
    await quizzes.openQuiz(await test.staff('leader'), quiz.id)
    await takePart(test, quiz.id, six)
    return { quiz, shares }
  }
  const reveal = async (role: 'office' | 'head' | 'auditor' | 'secrecy', quizId: string, share: string) =>
    test.office.drawSeeding.revealShare(await test.staff(role), quizId, share)

  it('have all promised before the quiz opens, each his own, once, and by a hash', async () => {
    const quiz = await draftQuiz(test, two)
    const { drawPreparing, quizzes } = test.office
    const editor = await test.staff('editor')
    await drawPreparing.setRule(editor, quiz.id, await witnessed())
    const open = async () => quizzes.openQuiz(await test.staff('leader'), quiz.id)
    const commit = async (role: 'office' | 'head' | 'secrecy', commitment: string) =>
      drawPreparing.commitShare(await test.staff(role), quiz.id, commitment)
    const [one, other] = [newShare(), newShare()]
    expect(await refusal(open())).toBe('witnesses_missing')
    expect(await refusal(commit('secrecy', one.commitment))).toBe('not_witness')
    expect(await refusal(commit('office', one.commitment))).toBe('done')
    expect(await refusal(commit('office', other.commitment))).toBe('already_committed')
    expect(await refusal(commit('head', one.commitment))).toBe('commitment_taken')
    expect(await refusal(open())).toBe('witnesses_missing')
    // A rule written anew begins the promises anew.
    await drawPreparing.setRule(editor, quiz.id, await witnessed({ substitutes: 1 }))
    for (const [role, share] of [
      ['office', one],
      ['head', other],
    ] as const)
      await commit(role, share.commitment)
    const before = await headSeq()
    await open()
    expect(await headSeq()).toBe(before + 1)
    expect(await refusal(drawPreparing.setRule(editor, quiz.id, rule()))).toBe('rule_fixed')
    const told = await record(quiz.id)
    expect(told).toMatchObject({ state: 'announced', entrants: [], commitment: null, seed: null })
    expect(told.shares.map((s) => s.share)).toEqual([null, null, null])
    expect(told.shares.slice(1).map((s) => s.commitment)).toEqual([one.commitment, other.commitment])
    expect(await refusal(reveal('office', quiz.id, one.share))).toBe('quiz_running')
  })

  it('tell their shares after the end; the author’s rule and foreign shares count for nothing', async () => {
    const { quiz, shares } = await promised()
    await test.office.quizzes.closeQuiz(await test.staff('leader'), quiz.id)
    expect(await refusal(draw(quiz.id))).toBe('shares_missing')
    expect(await refusal(reveal('office', quiz.id, newShare().share))).toBe('share_unknown')
    expect(await refusal(reveal('office', quiz.id, shares.head.share))).toBe('share_unknown')
    expect(await refusal(reveal('secrecy', quiz.id, shares.head.share))).toBe('not_witness')
    const before = await headSeq()
    await reveal('office', quiz.id, shares.office.share)
    expect(await headSeq()).toBe(before + 1)
    expect(await refusal(reveal('office', quiz.id, shares.office.share))).toBe('already_revealed')
    expect(await refusal(draw(quiz.id))).toBe('shares_missing')
    expect(await record(quiz.id)).toMatchObject({ state: 'waiting', missing: ['测试head'] })
    // Told, but not to everybody yet: whoever comes last knows no more than whoever came first.
    expect((await record(quiz.id)).shares.map((s) => s.share)).toEqual([null, null, null])
    // The envelope he left.
    await reveal('auditor', quiz.id, shares.head.share)
    expect(await refusal(test.office.draws.voidDraw(await test.staff('leader'), quiz.id, '想重来'))).toBe(
      'nothing_missing',
    )
    await draw(quiz.id)
    const told = await record(quiz.id)
    expect(told.shares.slice(1).map((s) => s.share)).toEqual([shares.office.share, shares.head.share])
    expect(told.shares[0]?.share).toMatch(/^[0-9a-f]{64}$/)
  })

  it('one who stays silent can end the draw, in public, but not choose: there is no other outcome', async () => {
    const { quiz, shares } = await promised(3)
    await test.office.quizzes.closeQuiz(await test.staff('leader'), quiz.id)
    await reveal('office', quiz.id, shares.office.share)
    const voiding = async (role: 'leader' | 'office') =>
      test.office.draws.voidDraw(await test.staff(role), quiz.id, '见证人遗失份额')
    const { revealUntil } = await record(quiz.id)
    test.clock.set((revealUntil as number) - 1)
    expect(await refusal(voiding('leader'))).toBe('not_overdue')
    test.clock.set(revealUntil as number)
    expect(await refusal(voiding('office'))).toBe('forbidden')
    const before = await headSeq()
    await voiding('leader')
    expect(await headSeq()).toBe(before + 1)
    const told = await record(quiz.id)
    expect(told).toMatchObject({ state: 'void', winners: [], seed: null, missing: ['测试head'] })
    expect(told.voided).toMatchObject({ by: '测试leader', reason: '见证人遗失份额' })
    expect(told.shares.map((s) => s.share)).toEqual([null, null, null])
    expect(await refusal(reveal('head', quiz.id, shares.head.share))).toBe('draw_void')
    expect(await refusal(draw(quiz.id))).toBe('draw_void')
    // Nor is there anything left from which the office could still work it out.
    const { sealedShare, share } = await test.office.database.reads.findOneByOrFail(Draw, { quizId: quiz.id })
    expect([sealedShare, share]).toEqual([null, null])
    expect((await test.office.winReads.books(quiz.id)).map((b) => b.sums.left)).toEqual([1, 2])
  })

  it('a late share still comes in time while nobody has ended the draw', async () => {
    const { quiz, shares } = await promised(1)
    await test.office.quizzes.closeQuiz(await test.staff('leader'), quiz.id)
    test.clock.advance(30 * DAY)
    for (const role of ['office', 'head'] as const) await reveal(role, quiz.id, shares[role].share)
    await draw(quiz.id)
    expect((await record(quiz.id)).winners).toHaveLength(3)
  })
})

describe('a value that others make public', () => {
  const lottery = async () => {
    const announcedOn = new Date(test.clock.now() + 3 * DAY + 8 * HOUR).toISOString().slice(0, 10)
    const source = {
      kind: 'public',
      name: '某彩票第100期',
      writing: '按公布次序，用空格隔开',
      announcedOn,
    } as const
    return endedQuiz(test, six, two, rule({ source, revealDays: 2 }))
  }
  const enter = async (
    role: 'head' | 'office' | 'leader' | 'auditor' | 'editor' | 'secrecy',
    quizId: string,
    value: string,
  ) => test.office.drawSeeding.enterValue(await test.staff(role), quizId, value)

  it('is typed in from its day on by two people who agree, neither of them the author', async () => {
    const quiz = await lottery()
    expect(await refusal(draw(quiz.id))).toBe('value_missing')
    expect(await refusal(enter('office', quiz.id, '01 02'))).toBe('value_early')
    test.clock.advance(3 * DAY)
    expect(await refusal(enter('editor', quiz.id, '01 02'))).toBe('own_work')
    expect(await refusal(enter('secrecy', quiz.id, '01 02'))).toBe('forbidden')
    expect(await refusal(enter('office', quiz.id, ' \u3000 '))).toBe('invalid_request')
    const before = await headSeq()
    await enter('office', quiz.id, '01 03')
    await enter('office', quiz.id, '01 02')
    await enter('auditor', quiz.id, '01 20')
    expect(await headSeq()).toBe(before + 3)
    expect(await refusal(draw(quiz.id))).toBe('value_missing')
    expect((await test.office.drawReads.find(await test.staff('head'), quiz.id)).value).toBeNull()
    const { items } = await test.office.ledger.list({ limit: 3 })
    expect(JSON.stringify(items)).not.toMatch(/01 0\d|01 20/)
    await enter('auditor', quiz.id, '０１  ０２')
    expect(await refusal(enter('leader', quiz.id, '01 20'))).toBe('value_fixed')
    await draw(quiz.id)
    expect(await record(quiz.id)).toMatchObject({ state: 'drawn', value: '01 02' })
  })

  it('that never comes ends the draw in public', async () => {
    const quiz = await lottery()
    const { revealUntil } = await record(quiz.id)
    test.clock.set(revealUntil as number)
    await test.office.draws.voidDraw(await test.staff('leader'), quiz.id, '该期停开')
    expect((await record(quiz.id)).state).toBe('void')
  })

  it('has no place in a draw that names none, nor can an early day be named', async () => {
    const quiz = await endedQuiz(test, six, two)
    expect(await refusal(enter('office', quiz.id, '1'))).toBe('no_draw')
    const draft = await draftQuiz(test, two)
    const early = rule({
      source: { kind: 'public', name: '某彩票', writing: '数字', announcedOn: '2026-11-24' },
    })
    const set = async (written: typeof early) =>
      test.office.drawPreparing.setRule(await test.staff('editor'), draft.id, written)
    expect(await refusal(set(early))).toBe('invalid_request')
    expect(await refusal(set(rule({ source: { kind: 'witnesses', witnessIds: ['x', 'y'] } })))).toBe(
      'invalid_request',
    )
  })
})
