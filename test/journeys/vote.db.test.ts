import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll, someAnswers } from '../support/polls'

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

describe('a vote, from thumb to tally', () => {
  it('five residents vote, repeat and try to change; the tally counts five', async () => {
    const poll = await openPoll(test)
    for (let i = 1; i <= 5; i++) {
      const resident = await web.resident(`o-journey-${i}`)
      const first = await resident('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers })
      expect(first.status).toBe(201)
      expect(first.json).toEqual({
        ballotId: expect.any(String),
        castAt: expect.any(String),
        receipt: expect.stringMatching(/^[0-9a-f]{32}$/),
      })
      const again = await resident('PUT', `/api/polls/${poll.id}/ballot`, {
        answers: [...someAnswers].reverse(),
      })
      expect([again.status, again.json]).toEqual([200, first.json])
      const changed = await resident('PUT', `/api/polls/${poll.id}/ballot`, {
        answers: [
          { questionId: 'q1', optionIds: ['q1o1'] },
          { questionId: 'q2', optionIds: ['q2o1'] },
        ],
      })
      expect([changed.status, changed.json.code]).toEqual([409, 'already_voted'])
      const mine = await resident('GET', `/api/polls/${poll.id}/ballot`)
      expect(mine.json.answers).toEqual(someAnswers)
    }
    const tally = await web.stranger('GET', `/api/polls/${poll.id}/tally`)
    expect(tally.json.ballots).toBe(5)
    expect(tally.json.questions[0].options).toContainEqual({ optionId: 'q1o5', votes: 5 })
    expect(await test.office.pollReads.recount(poll.id)).toEqual({
      ballots: 5,
      options: { q1o2: 5, q1o5: 5, q2o1: 5 },
    })
  })

  it('200 parallel ballots of one resident: one is new, and the poll counts one', async () => {
    const poll = await openPoll(test)
    const resident = await web.resident('o-two-hundred')
    const replies = await Promise.all(
      Array.from({ length: 200 }, () =>
        resident('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers }),
      ),
    )
    const count = (status: number) => replies.filter((r) => r.status === status).length
    expect([count(201), count(200)]).toEqual([1, 199])
    expect(new Set(replies.map((r) => r.text)).size).toBe(1)
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(1)
    expect((await test.office.pollReads.recount(poll.id)).ballots).toBe(1)
  })

  it('bad input names its field and changes nothing', async () => {
    const poll = await openPoll(test)
    const resident = await web.resident('o-bad-input')
    const url = `/api/polls/${poll.id}/ballot`
    const cases: [unknown, string][] = [
      [{ answers: [{ questionId: 'q9', optionIds: ['q1o1'] }] }, 'answers.0.questionId'],
      [
        {
          answers: [
            { questionId: 'q1', optionIds: ['q2o1'] },
            { questionId: 'q2', optionIds: ['q2o1'] },
          ],
        },
        'answers.0.optionIds',
      ],
      [
        {
          answers: [
            { questionId: 'q1', optionIds: ['q1o1', 'q1o2', 'q1o3', 'q1o4'] },
            { questionId: 'q2', optionIds: ['q2o1'] },
          ],
        },
        'answers.0.optionIds',
      ],
      [{ answers: [{ questionId: 'q1', optionIds: ['q1o1'] }] }, 'answers.q2.optionIds'],
      [{ answers: someAnswers, extra: 1 }, 'extra'],
      [{ answers: 'all of them' }, 'answers'],
      [{}, 'answers'],
    ]
    for (const [body, path] of cases) {
      const reply = await resident('PUT', url, body)
      expect([reply.status, reply.json.code, reply.json.errors.map((e: { path: string }) => e.path)]).toEqual(
        [400, 'invalid_request', expect.arrayContaining([path])],
      )
    }
    expect((await test.office.pollReads.tally(poll.id)).tally.ballots).toBe(0)
  })
})
