import { systemActor } from '../../../src/modules/ledger'
import { Job } from '../../../src/platform/jobs'
import { openConsultation } from '../../support/consultations'
import { type HttpClient, serveOffice } from '../../support/http'
import { DAY, openTestOffice, type TestOffice } from '../../support/office'
import { buildPoll, openPoll } from '../../support/polls'
import { publicationDesk, publishPublication, signers } from '../../support/publications'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
const desk = publicationDesk(() => test)

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor', 'admin'] as const)
    await test.staff(role)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const home = async (role: string) => (await (await web.staff(role))('GET', '/api/staff/home')).json
const waiting = async (role: string) =>
  ((await home(role)).waiting as { kind: string; id: string }[]).map((w) => `${w.kind} ${w.id}`)

describe('what waits for me', () => {
  it('is nothing at first, for anybody', async () => {
    for (const role of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor', 'admin'])
      expect([role, await waiting(role)]).toEqual([role, []])
  })

  it('a publication waits for whoever signs next, and for nobody else', async () => {
    const { id, contentHash } = await desk.submitted()
    const mine = `publication_sign_off ${id}`
    const whose = async () => {
      const found: string[] = []
      for (const role of ['editor', 'head', 'office', 'leader', 'secrecy'])
        if ((await waiting(role)).includes(mine)) found.push(role)
      return found
    }
    expect(await whose()).toEqual(['head', 'secrecy'])
    await desk.sign(id, 'first', contentHash)
    expect(await whose()).toEqual(['office', 'secrecy'])
    await desk.sign(id, 'confidentiality', contentHash)
    await desk.sign(id, 'second', contentHash)
    expect(await whose()).toEqual(['leader'])
    await desk.sign(id, 'final', contentHash)
    expect(await whose()).toEqual([])
    expect(await waiting('office')).toContain(`publication_cleared ${id}`)
    await desk.publish(id)
    expect(await waiting('office')).not.toContain(`publication_cleared ${id}`)
  })

  it('a returned one waits for its author', async () => {
    const { id, contentHash } = await desk.submitted({ title: '退回的提示' })
    await test.office.publications.signOff(await test.staff(signers.first), id, {
      step: 'first',
      decision: 'return',
      opinion: '请补充',
      contentHash,
    })
    expect(await waiting('editor')).toContain(`publication_returned ${id}`)
    expect(await waiting('head')).not.toContain(`publication_sign_off ${id}`)
  })

  it('a question waits for whoever assigns it, then for its division, by its number and day', async () => {
    const ada: HttpClient = await web.resident('o-ada')
    const { id, number, dueOn } = (await ada('POST', '/api/enquiries', { question: '秤准不准？' })).json
    expect(await waiting('head')).toContain(`enquiry_unassigned ${id}`)
    expect(await waiting('editor')).not.toContain(`enquiry_unassigned ${id}`)
    const { divisionId } = await test.staff('editor')
    await test.office.enquiries.assign(await test.staff('head'), id, divisionId)
    const { waiting: items } = await home('editor')
    expect(items).toContainEqual(expect.objectContaining({ kind: 'enquiry', id, title: number, dueOn }))
    await test.office.enquiries.answer(await test.staff('editor'), id, '准。')
    expect(await waiting('editor')).not.toContain(`enquiry ${id}`)
    expect((await home('auditor')).today.enquiries).toBe(1)
  })

  it('a draft poll waits for those who open, never for its author', async () => {
    const poll = await test.office.polls.createPoll(await test.staff('editor'), buildPoll(test.clock.now()))
    expect(await waiting('leader')).toContain(`poll_opening ${poll.id}`)
    expect(await waiting('editor')).not.toContain(`poll_opening ${poll.id}`)
    await test.office.polls.openPoll(await test.staff('leader'), poll.id)
    expect(await waiting('leader')).not.toContain(`poll_opening ${poll.id}`)
  })
})

describe('the numbers', () => {
  it('today counts what came today, and open shows live counts', async () => {
    const poll = await openPoll(test)
    const { consultation } = await openConsultation(test)
    const ada = await test.resident('o-ada')
    const answers = [
      { questionId: 'q1', optionIds: ['q1o1'] },
      { questionId: 'q2', optionIds: ['q2o1'] },
    ]
    await test.office.ballotBox.castBallot(ada, poll.id, answers)
    await test.office.commentBox.comment(ada, consultation.id, { text: '字再大些。' })
    const { today, open } = await home('auditor')
    expect(today).toEqual({ ballots: 1, attempts: 0, comments: 1, enquiries: 1 })
    expect(open).toContainEqual(expect.objectContaining({ kind: 'poll', id: poll.id, count: 1 }))
    expect(open).toContainEqual(
      expect.objectContaining({ kind: 'consultation', id: consultation.id, count: 1 }),
    )
    test.clock.advance(DAY)
    expect((await home('auditor')).today).toEqual({ ballots: 0, attempts: 0, comments: 0, enquiries: 0 })
    test.clock.advance(40 * DAY)
    await test.office.consultations.freezeDue(systemActor)
    expect(await waiting('editor')).toContain(`consultation_answering ${consultation.id}`)
    expect(await waiting('editor')).toContain(`poll_follow_up ${poll.id}`)
  })

  it('says which channel has gone without news for too long, and what has failed', async () => {
    const channel = async (name: string) =>
      (await home('auditor')).channels.find((c: { channel: string }) => c.channel === name)
    expect(await channel('consumer_alert')).toMatchObject({ state: 'late', limitDays: 14 })
    expect(await channel('notice')).toMatchObject({ state: 'late', days: null, lastPublishedAt: null })
    await publishPublication(test)
    expect(await channel('consumer_alert')).toMatchObject({ state: 'fresh', days: 0 })
    expect(await channel('pages')).toMatchObject({ state: 'fresh', days: 0 })
    const now = test.clock.now()
    await test.office.database.transaction((tx) =>
      tx.insert(Job, {
        id: 'J1',
        name: 'push.fan_out',
        slot: 'x',
        state: 'failed',
        runAt: now,
        leaseUntil: 0,
        attempts: 8,
        payload: null,
        lastError: 'QueryFailedError: 13800138000',
        doneAt: now,
      }),
    )
    const { failures } = await home('auditor')
    expect(failures).toEqual([
      expect.objectContaining({
        kind: 'job',
        reference: 'J1',
        title: expect.stringContaining('push.fan_out'),
      }),
    ])
    expect(JSON.stringify(failures)).not.toContain('13800138000')
  })
})
