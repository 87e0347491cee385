import fc from 'fast-check'
import { Claim, type NewClaim, Win } from '../../../src/modules/draws'
import { systemActor } from '../../../src/modules/ledger'
import { InboxMessage } from '../../../src/modules/push'
import type { ResidentActor } from '../../../src/modules/residents'
import type { Problem } from '../../../src/platform/problem'
import type { IdentitySource } from '../../../src/platform/wechat/identity'
import { claim, draftQuiz, drawnQuiz, endedQuiz, people, rule, takePart } from '../../support/draws'
import { everyRole } from '../../support/everyone'
import { DAY, openTestOffice, type TestOffice } from '../../support/office'

/** `sim:openid` as elsewhere, `sim:openid/unionid` for a person with two openids. */
const told: IdentitySource = {
  async exchange(code) {
    const [openid = '', unionid] = code.slice('sim:'.length).split('/')
    return { appId: openid.startsWith('oa') ? 'oa' : 'mini', openid, unionid, singleUse: false }
  },
}

let test: TestOffice
let ten: ResidentActor[]
beforeAll(async () => {
  test = await openTestOffice({ identities: told })
  ten = await people(test, 10)
  for (const role of everyRole) await test.staff(role)
})
afterAll(() => test.close())

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Problem) => error.code ?? String(error),
  )
const winsOf = (quizId: string) =>
  test.office.database.reads.find(Win, { where: { quizId }, order: { place: 'ASC' } })
const claimOf = (win: Win, input: NewClaim = claim()) =>
  test.office.claiming.claimPrize({ kind: 'resident', id: win.residentId }, win.id, input)
const pass = () => test.office.prizeTerms.forfeitDue(systemActor)
/** Nothing of earlier tests is still on its way. */
async function settleAll(): Promise<void> {
  do test.clock.advance(40 * DAY)
  while ((await pass()) > 0)
}
const headSeq = () => test.office.ledger.headSeq()
const sums = async (quizId: string) => (await test.office.winReads.books(quizId)).map((b) => b.sums)
const tellings = async (residentId: string, quizId: string) => {
  while ((await test.office.jobs.runDue()) > 0);
  return test.office.database.reads.findBy(InboxMessage, { residentId, publicationId: quizId })
}
const prizes = (count: number) => ({ prizes: [{ name: '购物袋', count }] })

describe('the term in which a prize is claimed', () => {
  it('ends at midnight: the last millisecond counts, the next one does not, whether or not the clock has come round', async () => {
    const quiz = await drawnQuiz(test, ten, prizes(2))
    const [one, other] = (await winsOf(quiz.id)) as [Win, Win]
    test.clock.set(one.claimUntil - 1)
    expect(await refusal(claimOf(one))).toBe('done')
    expect(await refusal(claimOf(one))).toBe('already_claimed')
    test.clock.set(one.claimUntil)
    expect(await refusal(claimOf(other))).toBe('claim_over')
    await pass()
    expect(await refusal(claimOf(other))).toBe('claim_over')
    expect((await winsOf(quiz.id)).map((w) => w.state)).toEqual(['claimed', 'forfeited', 'open'])
  })

  it('that nobody keeps passes prizes on in the drawn order until nobody is left, each told, each with a term of his own', async () => {
    await settleAll()
    const quiz = await drawnQuiz(test, ten.slice(0, 4), prizes(2), rule({ substitutes: 9 }))
    const { substitutes } = await test.office.drawRecords.read(quiz.id, false)
    expect(substitutes).toHaveLength(2)
    const first = await winsOf(quiz.id)
    for (const win of first) expect(await tellings(win.residentId, quiz.id)).toHaveLength(1)
    test.clock.set((first[0] as Win).claimUntil)
    const before = await headSeq()
    expect(await pass()).toBe(1)
    // Twice is once: every process ticks.
    await pass()
    expect(await headSeq()).toBe(before + 1)
    const second = (await winsOf(quiz.id)).slice(2)
    expect(second.map((w) => w.token)).toEqual(substitutes)
    expect(second.map((w) => [w.state, w.unit])).toEqual([
      ['open', 1],
      ['open', 2],
    ])
    for (const win of second) {
      expect(win.claimUntil).toBeGreaterThan(test.clock.now() + 15 * DAY - 1)
      expect((await tellings(win.residentId, quiz.id)).at(-1)?.title).toBe(
        '您在“食品安全宣传周有奖问答”中中奖了',
      )
    }
    test.clock.set((second[0] as Win).claimUntil)
    await pass()
    await pass()
    expect((await winsOf(quiz.id)).map((w) => w.state)).toEqual(Array(4).fill('forfeited'))
    expect(await sums(quiz.id)).toEqual([
      { stock: 2, allotted: 4, forfeited: 4, handedOver: 0, outstanding: 0, left: 2 },
    ])
    const { winners, followers } = await test.office.drawRecords.read(quiz.id, false)
    expect(winners.map((w) => w.forfeited?.passedTo)).toEqual(substitutes)
    expect(followers.map((w) => w.forfeited)).toEqual(
      followers.map(() => ({ at: test.clock.now(), reason: 'late', passedTo: null })),
    )
    expect(await headSeq()).toBe(before + 2)
  })
})

describe('a prize in staff’s hands', () => {
  it('is handed over once, after the claim, and taken back only by a leader who did not write the quiz', async () => {
    const quiz = await drawnQuiz(test, ten, prizes(2), rule())
    const [one, other] = (await winsOf(quiz.id)) as [Win, Win]
    const { prizeDesk } = test.office
    const [editor, leader, auditor] = [
      await test.staff('editor'),
      await test.staff('leader'),
      await test.staff('auditor'),
    ]
    expect(await refusal(prizeDesk.handOver(editor, one.id, 'mailed'))).toBe('not_claimed')
    expect(await refusal(prizeDesk.revealClaim(editor, one.id))).toBe('not_claimed')
    await claimOf(one)
    expect(await refusal(prizeDesk.handOver(auditor, one.id, 'mailed'))).toBe('forbidden')
    expect(await refusal(prizeDesk.revealClaim(auditor, one.id))).toBe('forbidden')
    const before = await headSeq()
    await prizeDesk.handOver(editor, one.id, 'mailed')
    expect(await refusal(prizeDesk.handOver(editor, one.id, 'mailed'))).toBe('already_handed_over')
    expect(await refusal(prizeDesk.forfeit(leader, one.id, 'declined'))).toBe('already_handed_over')
    expect(await refusal(prizeDesk.forfeit(editor, other.id, 'declined'))).toBe('forbidden')
    await claimOf(other)
    await prizeDesk.forfeit(leader, other.id, 'undeliverable')
    expect(await refusal(prizeDesk.forfeit(leader, other.id, 'undeliverable'))).toBe('win_over')
    expect(await refusal(claimOf(other))).toBe('claim_over')
    expect(await headSeq()).toBe(before + 2)
    const { followers, substitutes, winners } = await test.office.drawRecords.read(quiz.id, false)
    expect(followers.map((f) => f.token)).toEqual(substitutes.slice(0, 1))
    expect(winners[1]?.forfeited).toMatchObject({ reason: 'undeliverable', passedTo: substitutes[0] })
    expect(await sums(quiz.id)).toEqual([
      { stock: 2, allotted: 3, forfeited: 1, handedOver: 1, outstanding: 1, left: 0 },
    ])
  })
})

describe('what a winner filled in', () => {
  it('is gone the day after its last day, in the tables and for staff, with one line about how many', async () => {
    const quiz = await drawnQuiz(test, ten, prizes(1), rule({ keepDays: 30 }))
    const [win] = (await winsOf(quiz.id)) as [Win]
    await claimOf(win, claim({ name: '金丝雀甲', showName: true }))
    const row = () => test.office.database.reads.findOneByOrFail(Claim, { winId: win.id })
    const { sealed, keepOn, shownName } = await row()
    expect([sealed?.includes('13800138000'), shownName]).toEqual([false, '金**'])
    const lastDay = Date.parse(`${keepOn}T23:59:59.999+08:00`)
    test.clock.set(lastDay)
    await test.office.prizeTerms.purgeDue(systemActor)
    expect((await row()).sealed).toBe(sealed)
    test.clock.set(lastDay + 1)
    const before = await headSeq()
    expect(await test.office.prizeTerms.purgeDue(systemActor)).toBeGreaterThan(0)
    expect(await test.office.prizeTerms.purgeDue(systemActor)).toBe(0)
    expect(await headSeq()).toBe(before + 1)
    expect(await row()).toMatchObject({ sealed: null, shownName: null, purgedAt: lastDay + 1 })
    expect(await refusal(test.office.prizeDesk.revealClaim(await test.staff('office'), win.id))).toBe(
      'claim_purged',
    )
    const { items } = await test.office.winReads.list(quiz.id, { limit: 10 })
    expect(items[0]?.claim).toMatchObject({ masked: null })
    expect(
      (await test.office.winReads.findMine({ kind: 'resident', id: win.residentId }, win.id)).claim,
    ).toEqual({ keepOn, purged: true })
  })

  it('opens in its own row only', async () => {
    const quiz = await drawnQuiz(test, ten, prizes(2))
    const [one, other] = (await winsOf(quiz.id)) as [Win, Win]
    await claimOf(one)
    await claimOf(other, claim({ name: '李小红' }))
    const { reads } = test.office.database
    const { sealed } = await reads.findOneByOrFail(Claim, { winId: other.id })
    await test.office.database.transaction((tx) => tx.update(Claim, { winId: one.id }, { sealed }))
    await expect(test.office.prizeDesk.revealClaim(await test.staff('office'), one.id)).rejects.toThrow(
      /authenticate/,
    )
    // Nobody later is to meet it.
    await test.office.database.transaction((tx) => tx.delete(Claim, { winId: one.id }))
  })

  it('goes with him who leaves, and the prize to whoever is next; his export held it', async () => {
    const quiz = await drawnQuiz(test, ten, prizes(1), rule())
    const [win] = (await winsOf(quiz.id)) as [Win]
    const leaver: ResidentActor = { kind: 'resident', id: win.residentId }
    await claimOf(win, claim({ name: '金丝雀乙' }))
    const copy = JSON.stringify(await test.office.personalData.exportAll(leaver))
    expect(copy).toContain('金丝雀乙')
    expect(copy).toContain(win.token)
    await test.office.personalData.erase(leaver)
    expect(await test.office.database.reads.findOneByOrFail(Claim, { winId: win.id })).toMatchObject({
      sealed: null,
    })
    await pass()
    const { winners, followers, substitutes } = await test.office.drawRecords.read(quiz.id, false)
    expect(winners[0]?.forfeited).toMatchObject({ reason: 'erased', passedTo: substitutes[0] })
    expect(followers.map((f) => [f.token, f.state])).toEqual([[substitutes[0], 'open']])
    expect(await sums(quiz.id)).toEqual([
      { stock: 1, allotted: 2, forfeited: 1, handedOver: 0, outstanding: 1, left: 0 },
    ])
    // He comes back for the tests that follow.
    ten = await people(test, 10)
  })
})

describe('whoever takes part', () => {
  it('waits for the draw until it is drawn, and is asked for a consent no longer', async () => {
    const awaited = async (resident: ResidentActor) => [
      ...((await test.office.consentPlanner.awaited(resident.id)).get('quiz_prize') ?? []),
    ]
    const draft = await draftQuiz(test, prizes(1))
    const leader = await test.staff('leader')
    await test.office.quizzes.openQuiz(leader, draft.id)
    const [well, poorly] = (await people(test, 2, 'o-awaits')) as [ResidentActor, ResidentActor]
    await takePart(test, draft.id, [well])
    await takePart(test, draft.id, [poorly], 1)
    const both = async () => [await awaited(well), await awaited(poorly)]
    expect(await both()).toEqual([[draft.id], [draft.id]])
    await test.office.quizzes.closeQuiz(leader, draft.id)
    expect(await both()).toEqual([[draft.id], []])
    await test.office.draws.drawPrizes(leader, draft.id)
    expect(await both()).toEqual([[], []])
  })
})

describe('whoever has left before the draw', () => {
  it('stays in the list that was fixed, and gives way at once', async () => {
    const quiz = await endedQuiz(test, ten, prizes(10), rule())
    await test.office.personalData.erase(ten[0] as ResidentActor)
    await test.office.draws.drawPrizes(await test.staff('leader'), quiz.id)
    const wins = await winsOf(quiz.id)
    expect(wins.filter((w) => w.state === 'forfeited').map((w) => [w.residentId, w.forfeitReason])).toEqual([
      [ten[0]?.id, 'erased'],
    ])
    expect(await sums(quiz.id)).toMatchObject([{ outstanding: 9, left: 1 }])
    ten = await people(test, 10)
  })
})

describe('one person with two openids', () => {
  const signIn = async (code: string): Promise<ResidentActor> => {
    const { resident } = await test.office.residents.signIn(`sim:${code}`)
    return { kind: 'resident', id: resident.id }
  }

  it('known before the end is in the list once, also where only the younger qualified', async () => {
    const draft = await draftQuiz(test, prizes(1))
    await test.office.quizzes.openQuiz(await test.staff('leader'), draft.id)
    const elder = await signIn('mini-1')
    test.clock.advance(1_000)
    const younger = await signIn('oa-1')
    await takePart(test, draft.id, [elder], 1)
    await takePart(test, draft.id, [younger])
    await signIn('mini-1/union-1')
    await signIn('oa-1/union-1')
    const early = await test.office.drawReads.myEntry(elder, draft.id)
    expect(early.entered).toBe(true)
    await test.office.quizzes.closeQuiz(await test.staff('leader'), draft.id)
    const { entrants } = await test.office.drawRecords.read(draft.id, true)
    expect(entrants).toEqual([early.token])
  })

  it('found out after the end has one prize: the other is under a name nobody acts under, and is passed on', async () => {
    const draft = await draftQuiz(test, prizes(2))
    await test.office.quizzes.openQuiz(await test.staff('leader'), draft.id)
    const elder = await signIn('mini-2')
    test.clock.advance(1_000)
    const younger = await signIn('oa-2')
    await takePart(test, draft.id, [elder, younger])
    await test.office.quizzes.closeQuiz(await test.staff('leader'), draft.id)
    await test.office.draws.drawPrizes(await test.staff('leader'), draft.id)
    await signIn('mini-2/union-2')
    await signIn('oa-2/union-2')
    const { items } = await test.office.winReads.mine(elder, { limit: 10 })
    expect(items).toHaveLength(1)
    await claimOf(items[0]?.win as Win)
    const [, other] = (await winsOf(draft.id)).sort((a) => (a.id === items[0]?.win.id ? -1 : 1)) as [Win, Win]
    expect(await refusal(test.office.claiming.claimPrize(elder, other.id, claim()))).toBe('not_found')
    test.clock.set(other.claimUntil)
    await pass()
    expect((await winsOf(draft.id)).map((w) => w.state).sort()).toEqual(['claimed', 'forfeited'])
  })
})

describe('whatever happens in whatever order', () => {
  const acts = fc.array(
    fc.record({
      act: fc.constantFrom('claim', 'hand_over', 'forfeit', 'wait', 'pass') satisfies fc.Arbitrary<string>,
      at: fc.nat(20),
    }),
    { minLength: 5, maxLength: 25 },
  )

  it('a prize is promised to as many as there are of it, a person has one, and the book adds up', async () => {
    const [editor, leader] = [await test.staff('editor'), await test.staff('leader')]
    const { prizeDesk } = test.office
    await fc.assert(
      fc.asyncProperty(acts, async (steps) => {
        const quiz = await drawnQuiz(
          test,
          ten,
          {
            prizes: [
              { name: '秤', count: 1 },
              { name: '袋', count: 3 },
            ],
          },
          rule({ substitutes: 4, claimDays: 1 }),
        )
        for (const { act, at } of steps) {
          const wins = await winsOf(quiz.id)
          const win = wins[at % wins.length] as Win
          if (act === 'claim') await refusal(claimOf(win))
          if (act === 'hand_over') await refusal(prizeDesk.handOver(editor, win.id, 'collected'))
          if (act === 'forfeit') await refusal(prizeDesk.forfeit(leader, win.id, 'declined'))
          if (act === 'wait') test.clock.advance(at * 4 * 3_600_000)
          if (act === 'pass') await pass()
          const now = await winsOf(quiz.id)
          const books = await test.office.winReads.books(quiz.id)
          for (const { prizeId, sums: book } of books) {
            const held = now.filter((w) => w.prizeId === prizeId && w.state !== 'forfeited')
            expect(new Set(held.map((w) => w.unit)).size).toBe(held.length)
            expect(book.outstanding + book.handedOver).toBe(held.length)
            expect(book.handedOver).toBe(held.filter((w) => w.state === 'handed_over').length)
            expect(book.left).toBeGreaterThanOrEqual(0)
          }
          expect(new Set(now.map((w) => w.residentId)).size).toBe(now.length)
        }
      }),
      { numRuns: 6, seed: 7 },
    )
  })
})
