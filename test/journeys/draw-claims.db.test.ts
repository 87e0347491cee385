import { Win } from '../../src/modules/draws'
import { claim, draftQuiz, qualifyAll, rule } from '../support/draws'
import { type HttpReply, serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { manyPeople } from '../support/people'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

/** As a telephone does: whoever is told that the office is busy tries again. */
async function claimUntilTold(winId: string, authorization: string): Promise<HttpReply> {
  for (;;) {
    const reply = await web.stranger('POST', `/api/wins/${winId}/claim`, claim(), { authorization })
    if (reply.status !== 503 && reply.status !== 408) return reply
  }
}

describe('a stock of ten and five hundred hands', () => {
  it('500 claims at once, each winner many times and everybody else beside them, give ten prizes to ten people', async () => {
    const tokens = await manyPeople(test.office, 250)
    const residents = await test.office.database.select('SELECT id FROM residents ORDER BY id', [])
    const draft = await draftQuiz(test, { prizes: [{ name: '购物袋', count: 10 }] })
    const leader = await test.staff('leader')
    await test.office.drawPreparing.setRule(await test.staff('editor'), draft.id, rule({ substitutes: 100 }))
    await test.office.quizzes.openQuiz(leader, draft.id)
    await qualifyAll(
      test,
      draft.id,
      residents.map((r) => String(r.id)),
    )
    await test.office.quizzes.closeQuiz(leader, draft.id)
    await test.office.draws.drawPrizes(leader, draft.id)
    const wins = await test.office.database.reads.find(Win, {
      where: { quizId: draft.id },
      order: { place: 'ASC' },
    })
    expect(wins).toHaveLength(10)

    const bearer = new Map(residents.map((r, i) => [String(r.id), `Bearer ${tokens[i]}`]))
    const everybody = [...bearer].map(([residentId, authorization], i) => ({
      win: wins[i % 10] as Win,
      residentId,
      authorization,
    }))
    const winners = Array.from({ length: 250 }, (_, i) => wins[i % 10] as Win).map((win) => ({
      win,
      residentId: win.residentId,
      authorization: bearer.get(win.residentId) as string,
    }))
    const replies = await Promise.all(
      [...everybody, ...winners].map(async ({ win, residentId, authorization }) => {
        const { status, json } = await claimUntilTold(win.id, authorization)
        return { own: win.residentId === residentId, told: status === 201 ? 'won' : `${status} ${json.code}` }
      }),
    )
    expect(replies).toHaveLength(500)
    expect(replies.filter((r) => r.told === 'won')).toEqual(Array(10).fill({ own: true, told: 'won' }))
    const refused = new Set(replies.filter((r) => r.told !== 'won').map((r) => `${r.own} ${r.told}`))
    expect([...refused].sort()).toEqual(['false 404 not_found', 'true 409 already_claimed'])

    const held = await test.office.database.reads.findBy(Win, { quizId: draft.id })
    expect(held.map((w) => w.state)).toEqual(Array(10).fill('claimed'))
    expect(held.map((w) => w.unit).sort((a, b) => Number(a) - Number(b))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ])
    expect(new Set(held.map((w) => w.residentId)).size).toBe(10)
    expect((await test.office.winReads.books(draft.id))[0]?.sums).toEqual({
      ...{ stock: 10, allotted: 10, forfeited: 0 },
      ...{ handedOver: 0, outstanding: 10, left: 0 },
    })
  })
})
