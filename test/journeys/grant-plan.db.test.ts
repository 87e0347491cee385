import { systemActor } from '../../src/modules/ledger'
import { openConsultation } from '../support/consultations'
import { type HttpClient, serveOffice } from '../support/http'
import { DAY, openTestOffice, type TestOffice } from '../support/office'
import { openPoll, someAnswers } from '../support/polls'
import { buildBank, openQuiz } from '../support/quizzes'

const VOTE = 'demo-mini-vote-result'
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

const plan = async (client: HttpClient, moment: string, subjectId?: string) => {
  const { status, json } = await client(
    'GET',
    `/api/me/grant-plan?moment=${moment}${subjectId ? `&subjectId=${subjectId}` : ''}`,
  )
  return status === 200 ? json.items.map((t: { templateId: string }) => t.templateId) : status
}
const answer = (client: HttpClient, templateId: string, said: string) =>
  client('POST', '/api/me/grants', { results: { [templateId]: said } })

describe('when to ask for consent', () => {
  it('one consent for each outcome awaited, kept for it: after the vote and beforehand alike', async () => {
    const ada = await web.resident('o-ada')
    const [one, two] = [await openPoll(test), await openPoll(test)]
    // Nothing begun: nothing of one time to ask for, only what lasts.
    expect(await plan(ada, 'after_vote')).toEqual(['demo-mini-notice'])
    expect(await plan(ada, 'after_vote', one.id)).toEqual([VOTE])
    await ada('PUT', `/api/polls/${one.id}/ballot`, { answers: someAnswers })
    expect(await plan(ada, 'after_vote')).toEqual([VOTE])
    // The same poll named again is still one outcome.
    expect(await plan(ada, 'after_vote', one.id)).toEqual([VOTE])
    await answer(ada, VOTE, 'accept')
    expect(await plan(ada, 'after_vote')).toEqual(['demo-mini-notice'])
    expect(await plan(ada, 'after_vote', two.id)).toEqual([VOTE])
    await ada('PUT', `/api/polls/${two.id}/ballot`, { answers: someAnswers })
    await answer(ada, VOTE, 'accept')
    expect(await plan(ada, 'after_vote')).toEqual(['demo-mini-notice'])
  })

  it('is about what was just done: a quiz, a comment, a question', async () => {
    const bo = await web.resident('o-bo')
    await test.office.quizBank.importQuestions(await test.staff('editor'), buildBank(8))
    const quiz = await openQuiz(test)
    await bo('POST', `/api/quizzes/${quiz.id}/attempts`)
    expect(await plan(bo, 'after_quiz')).toEqual(['demo-mini-quiz-prize'])
    const { consultation } = await openConsultation(test)
    await bo('POST', `/api/consultations/${consultation.id}/comments`, { text: '建议再宽一些' })
    expect(await plan(bo, 'after_comment')).toEqual(['demo-mini-consultation'])
    await bo('POST', '/api/enquiries', { question: '缆车多久检验一次？' })
    expect(await plan(bo, 'after_question')).toEqual(['demo-mini-enquiry-answer'])
    expect(await plan(bo, 'following_topics')).toEqual(['demo-mini-alert', 'demo-mini-notice'])
    expect(await plan(bo, 'after_vote')).toEqual(['demo-mini-notice'])
  })

  it('leaves alone for a week whoever said no, and nobody waits for what is over', async () => {
    const cy = await web.resident('o-cy')
    const poll = await openPoll(test, { opensAt: test.clock.now(), closesAt: test.clock.now() + 30 * DAY })
    await cy('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers })
    await answer(cy, VOTE, 'reject')
    expect(await plan(cy, 'after_vote')).toEqual(['demo-mini-notice'])
    test.clock.advance(7 * DAY)
    expect(await plan(cy, 'after_vote')).toEqual([VOTE])
    test.clock.advance(23 * DAY)
    await test.office.polls.freezeDue(systemActor)
    expect(await plan(cy, 'after_vote')).toEqual(['demo-mini-notice'])
  })

  it('is a resident’s own, and of the moments there are', async () => {
    expect(await plan(web.stranger, 'after_vote')).toBe(401)
    expect(await plan(await web.resident('o-di'), 'after_lunch')).toBe(400)
  })
})
