import { Views } from '../../../src/modules/counting/counting.views'
import type { BallotOrigin, Poll } from '../../../src/modules/polls'
import type { Database } from '../../../src/platform/db/database'
import { openTestOffice, type TestOffice } from '../../support/office'
import { openPoll } from '../../support/polls'

let test: TestOffice
let poll: Poll
beforeEach(async () => {
  test = await openTestOffice({ cityNetworks: ['10.0.0.0/8'] })
  poll = await openPoll(test)
})
afterEach(() => test.close())

let people = 0
async function cast(n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    test.clock.advance(1_000)
    const resident = await test.resident(`o-${people++}`)
    const origin: BallotOrigin = { address: '198.51.100.4', agent: 'farm' }
    const answers = [
      { questionId: 'q1', optionIds: ['q1o1'] },
      { questionId: 'q2', optionIds: ['q2o1'] },
    ]
    await test.office.ballotBox.castBallot(resident, poll.id, answers, origin)
  }
}

/** The office's database, whose every reading waits until it is let go. */
function held() {
  let letGo: () => void = () => undefined
  let gate = Promise.resolve()
  const { database } = test.office
  const slow: Database = Object.create(database, {
    select: {
      value: async (...asked: Parameters<Database['select']>) => {
        await gate
        return database.select(...asked)
      },
    },
  })
  const views = new Views(slow, test.clock, test.office.pollReads, test.office.ballotTraces.city, 20)
  const hold = () => {
    gate = new Promise((resolve) => {
      letGo = resolve
    })
  }
  return { views, hold, letGo: () => letGo() }
}

it('whoever would wait too long is told how far it is, and shown the view before until there is another', async () => {
  const { views, hold, letGo } = held()
  await cast(3)
  hold()
  const since = test.clock.now()
  const first = await views.of(poll)
  expect(first).toEqual({ view: null, looking: { since, percent: 0 } })
  // Asked twice, it is made once.
  test.clock.advance(1_000)
  expect((await views.of(poll)).looking?.since).toBe(since)
  letGo()
  const seen = await views.of(poll)
  expect(seen).toMatchObject({ view: { asOf: since, ballots: 3 }, looking: null })

  await cast(2)
  expect((await views.of(poll)).view?.ballots).toBe(3)
  test.clock.advance(3_600_000)
  hold()
  const again = await views.of(poll)
  expect([again.view?.ballots, again.looking?.percent]).toEqual([3, 0])
  letGo()
  expect((await views.of(poll)).view?.ballots).toBe(5)
})

it('a view that could not be made is told to who waits, and made anew for the next', async () => {
  const { database } = test.office
  let isDown = true
  const failing: Database = Object.create(database, {
    select: {
      value: (...asked: Parameters<Database['select']>) =>
        isDown ? Promise.reject(new Error('gone')) : database.select(...asked),
    },
  })
  const views = new Views(failing, test.clock, test.office.pollReads, test.office.ballotTraces.city)
  await cast(1)
  await expect(views.of(poll)).rejects.toThrow('gone')
  isDown = false
  expect((await views.of(poll)).view?.ballots).toBe(1)
})
