import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { openDemoOffice } from '../../src/demo/open'
import type { Office } from '../../src/office'
import { systemClock } from '../../src/platform/clock'
import { serveOffice } from '../support/http'
import { type TestDatabase, testDatabase, testOfficeOptions } from '../support/office'

let database: TestDatabase
let office: Office
let web: Awaited<ReturnType<typeof serveOffice>>
const password = 'Trial-of-Lanchuan-1'

beforeAll(async () => {
  database = await testDatabase()
  office = (await openDemoOffice(testOfficeOptions(database.url, systemClock), password)).office
  web = await serveOffice(office)
})
afterAll(async () => {
  await web.close()
  await office.close()
  await database.drop()
})

const items = async (path: string) => (await web.stranger('GET', path)).json.items

describe('the demo city 澜川市', () => {
  it('has at least 12 publications over every kind, and one that was withdrawn', async () => {
    const all = await items('/api/publications?limit=100')
    expect(all.length).toBeGreaterThanOrEqual(12)
    expect(new Set(all.map((p: { kind: string }) => p.kind))).toEqual(
      new Set(['policy_interpretation', 'consumer_alert', 'notice', 'sampling_result']),
    )
    for (const { id } of all) {
      const { json, status } = await web.stranger('GET', `/api/publications/${id}`)
      expect(status).toBe(200)
      expect(json.contact.phone).toContain('虚构')
    }
  })

  it('has an open, a planned and a closed poll, with the 34 classes and counters that equal a recount', async () => {
    for (const state of ['open', 'planned', 'closed']) {
      const [poll] = await items(`/api/polls?state=${state}`)
      expect(poll.questions[0].options).toHaveLength(34)
      const { json } = await web.stranger('GET', `/api/polls/${poll.id}/tally`)
      expect(json.final).toBe(state === 'closed')
      const recount = await office.pollReads.recount(poll.id)
      expect(json.ballots).toBe(recount.ballots)
      for (const { optionId, votes } of json.questions.flatMap((q: { options: [] }) => q.options))
        expect(votes).toBe(recount.options[optionId] ?? 0)
    }
  })

  it('the closed poll came out as its published plan says, and leads to plan and results', async () => {
    const [poll] = await items('/api/polls?state=closed')
    const { json } = await web.stranger('GET', `/api/polls/${poll.id}/tally`)
    const ranked = [...json.questions[0].options].sort((a, b) => b.votes - a.votes).slice(0, 10)
    const number = ({ optionId }: { optionId: string }) => Number(optionId.split('o')[1])
    expect(ranked.map(number)).toEqual([32, 31, 1, 3, 24, 6, 4, 15, 2, 5])
    expect(new Set(ranked.map((r) => r.votes)).size).toBe(10)
    for (const id of [poll.loop.plan, poll.loop.results])
      expect((await web.stranger('GET', `/api/publications/${id}`)).status).toBe(200)
    const sampling = (await web.stranger('GET', `/api/polls/${poll.id}/sampling`)).json
    expect(sampling.lines.map((l: { rank: number }) => l.rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(sampling.results).toMatchObject({ batches: 60, compliant: 58, nonCompliant: 2, notTaken: 0 })
    const [failed] = sampling.nonCompliant
    const { html } = (await web.stranger('GET', `/api/publications/${poll.loop.results}`)).json
    expect(html).toContain(failed.unitName)
    expect(failed.unitName).toContain('虚构')
  })

  it('has enquiries that wait, were given to a division and were answered, and common questions', async () => {
    const leader = await web.staff('leader', password)
    const { json } = await leader('GET', '/api/staff/enquiries')
    expect(json.items.map((e: { state: string }) => e.state).sort()).toEqual(['answered', 'assigned', 'open'])
    for (const { overdue } of json.items) expect(overdue).toBe(false)
    expect((await items('/api/faqs')).length).toBe(1)
    expect((await leader('GET', '/api/staff/faqs')).json.items.length).toBe(2)
  })

  it('has an open quiz from the bank and a closed one that was taken', async () => {
    expect((await items('/api/quizzes?state=open')).length).toBe(1)
    const [closed] = await items('/api/quizzes?state=closed')
    expect((await office.quizReads.results(closed.id)).results).toBeDefined()
  })

  it('has drawn the prizes of the closed quiz: shares kept their promises, somebody followed on, the book adds up', async () => {
    const [closed] = await items('/api/quizzes?state=closed')
    const { json } = await web.stranger('GET', `/api/quizzes/${closed.id}/draw`)
    expect(json).toMatchObject({ state: 'drawn', entrantCount: json.entrants.length })
    expect(json.winners).toHaveLength(13)
    for (const { share, commitment } of json.shares)
      expect(createHash('sha256').update(share).digest('hex')).toBe(commitment)
    expect(json.shares.map((s: { by: string }) => s.by)).toEqual(['系统', '傅小核', '沈小计'])
    const late = json.winners.filter((w: { state: string }) => w.state === 'forfeited')
    expect(late.length).toBeGreaterThan(0)
    expect(json.followers.map((f: { token: string }) => f.token)).toEqual(
      json.substitutes.slice(0, late.length),
    )
    for (const { sums } of await office.winReads.books(closed.id)) {
      expect(sums.stock).toBe(sums.left + sums.outstanding + sums.handedOver)
      expect(sums.handedOver).toBeGreaterThan(0)
    }
    const [open] = await items('/api/quizzes?state=open')
    const announced = (await web.stranger('GET', `/api/quizzes/${open.id}/draw`)).json
    expect(announced).toMatchObject({ state: 'announced', seed: null, entrants: [] })
  })

  it('has the elevator draft with its 36 labelled comments, and a closed consultation', async () => {
    const [open] = await items('/api/consultations?state=open')
    const { json } = await web.stranger('GET', `/api/consultations/${open.id}`)
    expect(json.draft.clauses.filter((c: { kind: string }) => c.kind === 'article')).toHaveLength(21)
    const counters = await office.consultationReads.counters(await office.consultationReads.find(open.id))
    expect(counters.get('comments')).toBe(36)
    expect((await items('/api/consultations?state=closed')).length).toBe(1)
  })

  it('the closed consultation was answered: a published report whose totals add up, a revised draft, quoted words', async () => {
    const [{ id, reportId }] = await items('/api/consultations?state=closed')
    const { json } = await web.stranger('GET', `/api/consultations/${id}/report`)
    expect([json.id, json.received, json.persons]).toEqual([reportId, 12, 12])
    expect(json.totals).toEqual({ adopted: 6, partly_adopted: 4, not_adopted: 1, out_of_scope: 1 })
    expect(json.lines.flatMap((l: { quotes: unknown[] }) => l.quotes)).toHaveLength(1)
    const revision = await office.revisionReads.compare(id)
    expect([revision?.unexplained, revision?.idle]).toEqual([0, []])
    const closed = await office.consultationReads.find(id)
    const { articles, invitations } = await office.coverageReads.coverage(closed)
    expect([articles.length, invitations.map((i) => i.answered)]).toEqual([10, [1, 0]])
  })

  it('has a ledger that verifies, and one password for scripted trials', async () => {
    expect(await office.ledger.verify()).toMatchObject({ ok: true })
    for (const username of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor', 'admin'])
      await web.staff(username, password)
  })

  it('finds 电梯维护保养 for 电梯维保', async () => {
    expect((await items(`/api/search?q=${encodeURIComponent('电梯维保')}`)).length).toBeGreaterThan(0)
  })

  it('a second start leaves everything as it is, and takes a new password where one is named', async () => {
    const entries = await office.ledger.headSeq()
    await office.close()
    const again = await openDemoOffice(testOfficeOptions(database.url, systemClock), undefined)
    expect([again.passwords.size, await again.office.ledger.headSeq()]).toEqual([0, entries])
    await again.office.close()
    office = (await openDemoOffice(testOfficeOptions(database.url, systemClock), 'Another-Trial-2')).office
    expect(await office.ledger.headSeq()).toBe(entries + 7)
    await web.close()
    web = await serveOffice(office)
    await web.staff('leader', 'Another-Trial-2')
  })

  it('leaves no half-filled file behind', () => {
    if (database.url.startsWith('sqlite:')) expect(existsSync(`${database.url.slice(7)}.filling`)).toBe(false)
    else expect(office.database.kind).toBe('mysql')
  })
})
