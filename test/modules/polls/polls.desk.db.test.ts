import { systemActor } from '../../../src/modules/ledger'
import { type HttpClient, serveOffice } from '../../support/http'
import { DAY, HOUR, openTestOffice, type TestOffice } from '../../support/office'
import { openPoll, someAnswers } from '../../support/polls'
import { publishPublication } from '../../support/publications'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let editor: HttpClient
let leader: HttpClient

beforeEach(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'leader'] as const) await test.staff(role)
  editor = await web.staff('editor')
  leader = await web.staff('leader')
})
afterEach(async () => {
  await web.close()
  await test.close()
})

const times = () => ({
  opensAt: new Date(test.clock.now() - HOUR).toISOString(),
  closesAt: new Date(test.clock.now() + 2 * DAY).toISOString(),
})

it('the national form becomes a poll as it is: four questions, 34 classes', async () => {
  const [form] = (await editor('GET', '/api/staff/poll-templates')).json.items
  expect(form.questions.map((q: { kind: string }) => q.kind)).toEqual([...Array(4).fill('choice'), 'open'])
  expect(form.questions[0].options).toHaveLength(34)
  const { title, intro, votesPer, questions } = form
  const made = await editor('POST', '/api/staff/polls', { title, intro, votesPer, questions, ...times() })
  expect([made.status, made.json.questions[0].options.length]).toEqual([201, 34])
})

it('its author edits a draft; whoever opens it opens what was read', async () => {
  const body = {
    title: '甲',
    ...times(),
    questions: [{ text: '选？', kind: 'choice', maxChoices: 1, options: ['是', '否'] }],
  }
  const made = (await editor('POST', '/api/staff/polls', body)).json
  const path = `/api/staff/polls/${made.id}`
  expect((await editor('GET', path)).json).toMatchObject({
    state: 'draft',
    allowed: ['edit'],
    author: '测试editor',
  })
  expect((await leader('GET', path)).json.allowed).toEqual(['open'])
  const change = { ...body, title: '乙', contentHash: made.contentHash }
  const edited = await editor('PUT', path, change)
  expect([edited.status, edited.json.title]).toEqual([200, '乙'])
  expect((await editor('PUT', path, change)).json.code).toBe('stale')
  const opening = `${path}/opening`
  expect((await leader('POST', opening, { contentHash: made.contentHash })).json.code).toBe('stale')
  expect((await leader('POST', opening, { contentHash: edited.json.contentHash })).status).toBe(200)
  const late = await editor('PUT', path, { ...change, contentHash: edited.json.contentHash })
  expect(late.json.code).toBe('already_opened')
  const shown = (await leader('GET', path)).json
  expect(shown).toMatchObject({
    allowed: ['close', 'follow_up', 'issue_stall'],
    opened: { by: '测试leader' },
    ballots: 0,
  })
})

it('days and hours without a ballot stand in the series with none', async () => {
  const poll = await openPoll(test, { closesAt: test.clock.now() + 2 * DAY })
  await test.office.ballotBox.castBallot(await test.resident('o-1'), poll.id, someAnswers)
  test.clock.advance(DAY + HOUR)
  await test.office.ballotBox.castBallot(await test.resident('o-2'), poll.id, someAnswers)
  // A session does not outlast the night.
  const today = () => web.staff('leader')
  const series = async (by: string) =>
    (await (await today())('GET', `/api/staff/polls/${poll.id}/tally?by=${by}`)).json.series
  expect((await series('day')).map((s: { ballots: number }) => s.ballots)).toEqual([1, 1])
  const hours = await series('hour')
  expect(hours).toHaveLength(27)
  expect([hours[0], hours[1], hours[26]].map((h) => [h.key, h.ballots])).toEqual([
    ['2026-11-24T08', 0],
    ['2026-11-24T09', 1],
    ['2026-11-25T10', 1],
  ])
  // At the very end no further hour begins.
  test.clock.set(poll.closesAt)
  await test.office.polls.freezeDue(systemActor)
  const last = (await series('hour')).at(-1)
  expect(last.key).toBe('2026-11-26T08')
  const exported = await (await today())('GET', `/api/staff/polls/${poll.id}/export`)
  expect(exported.headers.get('x-row-count')).toBe('2')
  expect(exported.text).toMatch(/校验 行数=2 SHA-256=[0-9a-f]{64}/)
})

it('the list tells votes and author of each poll, before and after it is frozen; a loop is told by its titles', async () => {
  const listed = async () => (await leader('GET', '/api/staff/polls')).json.items[0]
  const poll = await openPoll(test, { closesAt: test.clock.now() + 2 * DAY })
  expect(await listed()).toMatchObject({ id: poll.id, author: '测试editor', ballots: 0 })
  await test.office.ballotBox.castBallot(await test.resident('o-1'), poll.id, someAnswers)
  expect((await listed()).ballots).toBe(1)
  await test.office.polls.closePoll(await test.staff('leader'), poll.id)
  expect(await listed()).toMatchObject({ state: 'closed', ballots: 1 })
  const path = `/api/staff/polls/${poll.id}`
  expect((await leader('GET', path)).json.followUp).toEqual({ plan: null, results: null })
  const { id } = await publishPublication(test, { title: '抽检计划' })
  expect((await leader('PUT', `${path}/loop`, { plan: id })).status).toBe(200)
  expect((await leader('GET', path)).json.followUp).toEqual({
    plan: { id, title: '抽检计划' },
    results: null,
  })
})

it('links of stalls come along with the tally where they are asked for, as they stand by themselves', async () => {
  const poll = await openPoll(test)
  const path = `/api/staff/polls/${poll.id}`
  const input = { place: '南门', label: '1号平板', endsAt: test.clock.now() + HOUR, ballotLimit: 10 }
  await test.office.stalls.issue(await test.staff('leader'), poll.id, input)
  const { stalls } = (await editor('GET', `${path}/tally?include=stalls`)).json
  expect(stalls).toEqual((await editor('GET', `${path}/stalls`)).json.items)
  expect(stalls.map((s: { place: string }) => s.place)).toEqual(['南门'])
  expect((await editor('GET', `${path}/tally`)).json).not.toHaveProperty('stalls')
  expect((await editor('GET', `${path}/tally?include=all`)).json.errors[0].path).toBe('include')
})
