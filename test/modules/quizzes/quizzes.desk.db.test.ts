import fc from 'fast-check'
import { contentHashOf } from '../../../src/modules/quizzes'
import { type HttpClient, serveOffice } from '../../support/http'
import { DAY, HOUR, openTestOffice, type TestOffice } from '../../support/office'
import { buildBank, buildQuiz } from '../../support/quizzes'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let editor: HttpClient
let leader: HttpClient

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'leader'] as const) await test.staff(role)
  editor = await web.staff('editor')
  leader = await web.staff('leader')
  await test.office.quizBank.importQuestions(await test.staff('editor'), buildBank(8))
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const iso = (instant: number) => new Date(instant).toISOString()
const body = (over: object = {}) => ({
  title: '甲',
  rules: '每人一次',
  opensAt: iso(test.clock.now() - HOUR),
  closesAt: iso(test.clock.now() + 2 * DAY),
  paperSize: 5,
  secondsAllowed: 600,
  qualifyingScore: 3,
  prizes: [{ name: '帆布袋', count: 10 }],
  ...over,
})
const draft = async (over: object = {}) => (await editor('POST', '/api/staff/quizzes', body(over))).json
const path = (id: string) => `/api/staff/quizzes/${id}`
const seq = () => test.office.ledger.headSeq()

it('its author edits a draft; whoever opens it opens what was read', async () => {
  const made = await draft()
  expect((await editor('GET', path(made.id))).json.allowed).toEqual(['edit'])
  expect((await leader('GET', path(made.id))).json.allowed).toEqual(['open'])
  const before = await seq()
  const change = body({ title: '乙', prizes: [{ name: '电子秤', count: 1 }], contentHash: made.contentHash })
  const edited = await editor('PUT', path(made.id), change)
  expect([edited.status, edited.json.title, edited.json.prizes]).toEqual([
    200,
    '乙',
    [{ id: 'p1', name: '电子秤', count: 1 }],
  ])
  expect((await seq()) - before).toBe(1)
  expect((await editor('PUT', path(made.id), change)).json.code).toBe('stale')
  const opening = `${path(made.id)}/opening`
  expect((await leader('POST', opening, { contentHash: made.contentHash })).json.code).toBe('stale')
  expect((await leader('POST', opening, { contentHash: edited.json.contentHash })).status).toBe(200)
  const late = await editor('PUT', path(made.id), { ...change, contentHash: edited.json.contentHash })
  expect([late.status, late.json.code]).toEqual([409, 'already_opened'])
  const shown = (await web.stranger('GET', `/api/quizzes/${made.id}`)).json
  expect([shown.title, shown.contentHash]).toEqual(['乙', undefined])
})

it('the draw comes along where it is asked for, as it stands by itself', async () => {
  const [prized, bare] = [await draft(), await draft({ prizes: [] })]
  const { draw } = (await leader('GET', `${path(prized.id)}?include=draw`)).json
  expect(draw).toEqual((await leader('GET', `${path(prized.id)}/draw`)).json)
  expect(draw.quizId).toBe(prized.id)
  expect((await leader('GET', path(prized.id))).json.draw).toBeNull()
  expect((await leader('GET', `${path(bare.id)}?include=draw`)).json.draw).toBeNull()
  expect((await leader('GET', `${path(bare.id)}?include=all`)).json.errors[0].path).toBe('include')
})

it('two edits at once: one is kept, the other is told so', async () => {
  const made = await draft()
  const replies = await Promise.all(
    ['乙', '丙'].map((title) => editor('PUT', path(made.id), body({ title, contentHash: made.contentHash }))),
  )
  expect(replies.map((r) => r.json.code ?? r.status).sort()).toEqual([200, 'stale'])
})

it('questions are chosen, chosen anew, or the whole bank again', async () => {
  const bank = (await editor('GET', '/api/staff/questions')).json.items.map((q: { id: string }) => q.id)
  const made = await draft({ questionIds: bank.slice(0, 5) })
  const fewer = { ...body({ questionIds: bank.slice(0, 4) }), contentHash: made.contentHash }
  const refused = await editor('PUT', path(made.id), fewer)
  expect([refused.status, refused.json.errors[0].path]).toEqual([400, 'questionIds'])
  const whole = await editor('PUT', path(made.id), body({ contentHash: made.contentHash }))
  expect([whole.status, whole.json.questionIds]).toEqual([200, null])
})

it.each([
  ['closesAt', { closesAt: '2020-01-01T00:00:00Z', opensAt: '2019-01-01T00:00:00Z' }],
  ['qualifyingScore', { qualifyingScore: 6 }],
  ['questionIds.0', { questionIds: Array.from({ length: 5 }, (_, n) => `nowhere-${n}`) }],
  ['contentHash', { contentHash: 'x' }],
  ['state', { state: 'open' }],
])('bad input is told by its field, %s, and changes nothing', async (field, over) => {
  const made = await draft()
  const before = await seq()
  const reply = await editor('PUT', path(made.id), {
    ...body({ title: '不该留下', contentHash: made.contentHash }),
    ...over,
  })
  expect([reply.status, reply.json.errors.map((e: { path: string }) => e.path)]).toEqual([
    400,
    expect.arrayContaining([field]),
  ])
  expect((await editor('GET', path(made.id))).json.title).toBe('甲')
  expect(await seq()).toBe(before)
})

it('another editor may not change it, and nobody what is not there', async () => {
  const made = await draft()
  const [root] = await test.office.divisions.list()
  const colleague = await test.office.staff.createStaff(await test.staff('admin'), {
    username: 'editor2',
    name: '另一位',
    divisionId: root?.id ?? '',
    roles: ['editor'],
    password: 'Lanchuan-2026!',
    mustChangePassword: false,
  })
  expect(colleague.username).toBe('editor2')
  const other = await web.staff('editor2')
  const change = body({ contentHash: made.contentHash })
  expect((await other('PUT', path(made.id), change)).status).toBe(403)
  expect((await leader('PUT', path(made.id), change)).status).toBe(403)
  expect((await editor('PUT', path('nowhere'), change)).status).toBe(404)
})

it('the hash tells any two quizzes apart that residents could tell apart', () => {
  const quiz = { ...buildQuiz(0), prizes: [{ id: 'p1', name: '甲', count: 1 }] }
  const changed = fc.oneof(
    fc.record({ title: fc.string({ minLength: 1 }) }),
    fc.record({ rules: fc.string({ minLength: 1 }) }),
    fc.record({ opensAt: fc.nat() }),
    fc.record({ closesAt: fc.nat() }),
    fc.record({ attemptsPer: fc.constant('day' as const) }),
    fc.record({ paperSize: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ secondsAllowed: fc.integer({ min: 10, max: 7200 }) }),
    fc.record({ qualifyingScore: fc.integer({ min: 0, max: 50 }) }),
    fc.record({ revealAt: fc.option(fc.nat()) }),
    fc.record({
      prizes: fc.array(fc.record({ id: fc.constant('p1'), name: fc.string(), count: fc.nat() })),
    }),
    fc.record({ questionIds: fc.option(fc.array(fc.string())) }),
  )
  fc.assert(
    fc.property(changed, (change) => {
      const other = { ...quiz, ...change }
      const isSame = JSON.stringify(other) === JSON.stringify(quiz)
      return (contentHashOf(other) === contentHashOf(quiz)) === isSame
    }),
  )
})
