import { systemActor } from '../../../src/modules/ledger'
import { schedule } from '../../../worker/schedule'
import { openConsultation } from '../../support/consultations'
import { type HttpClient, serveOffice } from '../../support/http'
import { DAY, HOUR, openTestOffice, type TestOffice } from '../../support/office'
import { buildLine, consultationWith, publishReport, workOff } from '../../support/reports'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let as: Record<'editor' | 'head' | 'office' | 'leader', HttpClient>
const signInAll = async () => {
  const [editor, head, office, leader] = await Promise.all(
    (['editor', 'head', 'office', 'leader'] as const).map((role) => web.staff(role)),
  )
  as = { editor, head, office, leader } as typeof as
}
beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'head', 'office', 'leader', 'secrecy', 'auditor'] as const)
    await test.staff(role)
})
afterAll(async () => {
  await web.close()
  await test.close()
})
beforeEach(signInAll)

const path = (id: string, rest: string) => `/api/staff/consultations/${id}/${rest}`
const dispose = async (id: string, commentIds: string[]) =>
  test.office.adoption.dispose(await test.staff('editor'), id, commentIds, buildLine())
const dayOf = (instant: number) => new Date(instant + 8 * HOUR).toISOString().slice(0, 10)

describe('answers given to a division', () => {
  const division = async (name: string) =>
    (await test.office.divisions.create(systemActor, { parentId: null, name, kind: 'section' })).id

  it('are due by working days, count down as lines are written, move on, and are taken back', async () => {
    const { id, ids, clause } = await consultationWith(test, ['一', '二', '三', '四'])
    const [law, price] = [await division('法规科'), await division('价格科')]
    test.clock.set(Date.UTC(2027, 8, 17, 2)) // A Friday.
    await signInAll()
    const [a = '', b = '', c = '', d = ''] = ids
    await dispose(id, [a])
    const before = await test.office.ledger.headSeq()
    const given = await as.head('POST', path(id, 'assignments'), {
      divisionId: law,
      withinDays: 3,
      note: '请先问平台',
      commentIds: [b, c],
    })
    expect([given.status, given.json.dueOn]).toEqual([201, '2027-09-22'])
    expect((await test.office.ledger.headSeq()) - before).toBe(1)
    expect(JSON.stringify((await test.office.ledger.list({ limit: 2 })).items)).not.toContain('请先问平台')
    const list = async () =>
      (await as.editor('GET', path(id, 'assignments'))).json.items.map(
        (i: { division: { name: string }; comments: number; answered: number; overdue: boolean }) => [
          i.division.name,
          i.comments,
          i.answered,
          i.overdue,
        ],
      )
    expect(await list()).toEqual([['法规科', 2, 0, false]])
    const listed = await as.editor('GET', path(id, `comments?assignmentId=${given.json.id}`))
    expect(listed.json.items.map((x: { id: string }) => x.id)).toEqual([b, c])
    await dispose(id, [b])
    expect(await list()).toEqual([['法规科', 2, 1, false]])
    // Everything on the clause that is unanswered goes to another division; what is answered stays counted.
    const onClause = await as.head('POST', path(id, 'assignments'), {
      divisionId: price,
      clauseId: clause('a5').id,
    })
    expect(onClause.status).toBe(201)
    expect(await list()).toEqual([
      ['法规科', 2, 1, false],
      ['价格科', 1, 0, false],
    ])
    test.clock.set(Date.UTC(2027, 8, 22, 15, 59, 59, 999))
    await signInAll()
    expect((await list())[0]).toEqual(['法规科', 2, 1, false])
    test.clock.set(Date.UTC(2027, 8, 22, 16))
    await signInAll()
    expect((await list())[0]).toEqual(['法规科', 2, 1, true])
    const line = await dispose(id, [c, d])
    expect(await list()).toEqual([
      ['法规科', 2, 2, false],
      ['价格科', 1, 1, false],
    ])
    await test.office.adoption.dissolve(await test.staff('editor'), id, line.id)
    expect((await list()).map((i: unknown[]) => i[2])).toEqual([1, 0])
    const moved = await as.head('PUT', path(id, `assignments/${given.json.id}`), {
      divisionId: price,
      withinDays: 1,
    })
    expect([moved.status, moved.json.dueOn]).toEqual([200, '2027-09-24'])
    expect((await as.head('DELETE', path(id, `assignments/${given.json.id}`))).status).toBe(204)
    expect((await list()).map((i: unknown[]) => i[0])).toEqual(['价格科'])
  })

  it('name what is wrong, and wait on the home of the division until they are written', async () => {
    const { id, ids } = await consultationWith(test, ['一', '二'])
    await signInAll()
    const { divisionId } = await test.staff('editor')
    const assign = (over: object) => as.head('POST', path(id, 'assignments'), { divisionId, ...over })
    const pathOf = async (over: object) => (await assign(over)).json.errors?.[0]?.path
    expect(await pathOf({})).toBe('commentIds')
    expect(await pathOf({ commentIds: ids, divisionId: 'nothing' })).toBe('divisionId')
    expect(await pathOf({ commentIds: ids, withinDays: 0 })).toBe('withinDays')
    expect(await pathOf({ commentIds: ['nothing'] })).toBe('commentIds')
    expect(await pathOf({ groupIds: ['nothing'] })).toBe('groupIds')
    expect((await as.editor('POST', path(id, 'assignments'), { divisionId, commentIds: ids })).status).toBe(
      403,
    )
    const waits = async () =>
      (await as.editor('GET', '/api/staff/home')).json.waiting.filter(
        (w: { kind: string; id: string }) => w.kind === 'consultation_assignment' && w.id === id,
      )
    expect(await waits()).toEqual([])
    const { dueOn } = (await assign({ commentIds: ids, withinDays: 5 })).json
    expect(await waits()).toEqual([expect.objectContaining({ dueOn })])
    await dispose(id, ids)
    expect(await waits()).toEqual([])
    expect((await assign({ commentIds: ids })).json.code).toBe('comment_answered')
  })

  it('are due on other days when the year’s holidays are entered', async () => {
    const { id, ids } = await consultationWith(test, ['一'])
    test.clock.set(Date.UTC(2028, 11, 28, 2))
    await signInAll()
    const divisionId = await division('标准科')
    const given = await as.head('POST', path(id, 'assignments'), {
      divisionId,
      withinDays: 5,
      commentIds: ids,
    })
    // Nobody has entered the year: seven calendar days for five working days, for the time being.
    expect(given.json).toMatchObject({ dueOn: '2029-01-04', provisional: true })
    // 2028 in October as it may be, 2029 with three days off at the new year.
    const october = (year: number) => ['01', '02', '03', '04', '05', '06', '07'].map((d) => `${year}-10-${d}`)
    const newYear = ['2029-01-01', '2029-01-02', '2029-01-03']
    for (const [year, off] of [
      [2028, october(2028)],
      [2029, [...newYear, ...october(2029)]],
    ] as const)
      await test.office.calendar.enter(systemActor, {
        year,
        status: 'final',
        source: '测试',
        off: [...off],
        work: [],
      })
    const [item] = (await as.editor('GET', path(id, 'assignments'))).json.items
    expect(item).toMatchObject({ dueOn: '2029-01-09', provisional: false })
  })
})

describe('reasons to choose from', () => {
  it('come with the product and are added to', async () => {
    const shipped = (await as.editor('GET', '/api/staff/reason-templates')).json.items
    expect(new Set(shipped.map((r: { disposition: string }) => r.disposition)).size).toBe(4)
    const text = { disposition: 'not_adopted', name: '已有规定', reason: '第三条已有规定。' }
    const { json } = await as.editor('POST', '/api/staff/reason-templates', text)
    const [first] = (await as.editor('GET', '/api/staff/reason-templates')).json.items
    expect(first).toEqual({ ...text, id: json.id, own: true })
    expect((await as.editor('DELETE', `/api/staff/reason-templates/${json.id}`)).status).toBe(204)
    expect((await as.editor('DELETE', `/api/staff/reason-templates/${shipped[0].id}`)).status).toBe(404)
    const wrong = await as.editor('POST', '/api/staff/reason-templates', { ...text, reason: '' })
    expect([wrong.status, wrong.json.errors[0].path]).toEqual([400, 'reason'])
  })
})

describe('what is covered', () => {
  it('shows every article, also those that nobody spoke of, and who was asked and answered', async () => {
    const { consultation, clause } = await openConsultation(test)
    const { id } = consultation
    const person = await test.resident('o-cover')
    const box = test.office.commentBox
    await box.comment(person, id, { text: '对项的意见', clauseId: clause('a6.i2').id, group: 'business' })
    await box.comment(person, id, { text: '对全文的意见' })
    const { comment } = await test.office.commentDesk.enterComment(await test.staff('editor'), id, {
      text: '协会来函',
      source: 'letter',
      receivedOn: dayOf(test.clock.now()),
      writerKind: 'organisation',
      group: 'association',
      samePerson: false,
      clauseId: clause('a5').id,
    })
    const today = dayOf(test.clock.now())
    const invited = { name: '市餐饮行业协会', group: 'association', way: 'letter', invitedOn: today }
    const { json } = await as.editor('POST', path(id, 'invitations'), invited)
    await as.editor('POST', path(id, 'invitations'), { ...invited, name: '市消费者委员会' })
    const tomorrow = await as.editor('POST', path(id, 'invitations'), {
      ...invited,
      invitedOn: dayOf(test.clock.now() + DAY),
    })
    expect([tomorrow.status, tomorrow.json.errors[0].path]).toEqual([400, 'invitedOn'])
    const answer = (body: object) => as.editor('PUT', path(id, `invitations/${json.id}`), body)
    expect((await answer({ answeredOn: '2020-01-01' })).json.errors[0].path).toBe('answeredOn')
    expect((await answer({ answeredOn: today, commentId: 'nothing' })).json.errors[0].path).toBe('commentId')
    expect((await answer({ answeredOn: today, commentId: comment.id })).status).toBe(204)
    const read = async () => (await as.editor('GET', path(id, 'coverage'))).json
    const coverage = await read()
    expect(coverage.articles).toHaveLength(27)
    const of = (label: string) => coverage.articles.find((a: { label: string }) => a.label === label)
    expect([of('第六条').comments, of('第五条').comments, of('第七条').comments]).toEqual([1, 1, 0])
    expect([coverage.silent, coverage.whole]).toEqual([25, { comments: 1, unanswered: 1 }])
    expect(coverage.groups).toMatchObject({ business: 1, association: 1, unstated: 1 })
    expect([coverage.invited, coverage.answered]).toEqual([2, 1])
    expect((await as.editor('DELETE', path(id, `invitations/${json.id}`))).status).toBe(204)
    expect((await read()).invited).toBe(1)
  })

  it('asks a part of the residents by a message, and counts those of them who then comment', async () => {
    const { consultation } = await openConsultation(test)
    const { id } = consultation
    const people = await Promise.all(['o-seg-1', 'o-seg-2', 'o-seg-3'].map((o) => test.resident(o)))
    for (const { id: residentId } of people)
      await test.office.residents.setPreferences({ kind: 'resident', id: residentId }, { topics: ['价格'] })
    const ask = { name: '关注价格的群众', group: 'resident', audience: { kind: 'topic', topic: '价格' } }
    expect((await as.editor('POST', path(id, 'segment-invitations'), ask)).status).toBe(403)
    const { status, json } = await as.office('POST', path(id, 'segment-invitations'), ask)
    expect(status).toBe(201)
    await workOff(test)
    const [message] = (await (await web.resident('o-seg-1'))('GET', '/api/me/messages')).json.items
    expect(message).toMatchObject({ subjectKind: 'consultation_invitation', publicationId: id })
    test.clock.advance(HOUR)
    await signInAll()
    await test.office.commentBox.comment({ kind: 'resident', id: people[0]?.id ?? '' }, id, { text: '来了' })
    const coverage = (await as.editor('GET', path(id, 'coverage'))).json
    expect([coverage.invited, coverage.answered]).toEqual([3, 1])
    expect((await as.editor('DELETE', path(id, `invitations/${json.id}`))).status).toBe(404)
    test.clock.set(consultation.closesAt)
    await signInAll()
    expect((await as.office('POST', path(id, 'segment-invitations'), ask)).json.code).toBe(
      'consultation_closed',
    )
  })
})

describe('a report that is late', () => {
  it('raises one alarm, on every home, until it is out', async () => {
    const { id, ids, consultation } = await consultationWith(test, ['一'])
    const tick = schedule.find((t) => t.job === 'consultations.report-alarm')
    const failures = async () => {
      await signInAll()
      return (await as.editor('GET', '/api/staff/home')).json.failures.filter(
        (f: { kind: string; reference: string }) => f.kind === 'report_overdue' && f.reference === id,
      )
    }
    const entries = async () =>
      (
        await test.office.database.select(
          "SELECT seq FROM ledger_entries WHERE action = 'consultations.report_overdue' AND subject_id = ?",
          [id],
        )
      ).length
    test.clock.set(consultation.closesAt + 29 * DAY)
    await tick?.run(test.office)
    expect([await failures(), await entries()]).toEqual([[], 0])
    test.clock.set(consultation.closesAt + 32 * DAY)
    await tick?.run(test.office)
    await tick?.run(test.office)
    expect([(await failures()).length, await entries()]).toEqual([1, 1])
    expect((await as.editor('GET', `/api/staff/consultations/${id}`)).json.reportOverdue).toBe(true)
    await dispose(id, ids)
    await publishReport(test, id)
    expect(await failures()).toEqual([])
  })
})

describe('whom the report reached', () => {
  it('is told apart from those whom no message reaches', async () => {
    const { id, ids, consultation, comments } = await consultationWith(test, ['一', '二', '三'])
    const letter = await test.office.commentDesk.enterComment(await test.staff('editor'), id, {
      text: '来信',
      source: 'letter',
      receivedOn: dayOf(consultation.closesAt),
      writerKind: 'individual',
      samePerson: false,
    })
    await dispose(id, [...ids, letter.comment.id])
    await test.office.personalData.erase({ kind: 'resident', id: comments[2]?.residentId ?? '' })
    await signInAll()
    expect((await as.office('GET', path(id, 'report/reach'))).status).toBe(404)
    await publishReport(test, id)
    await workOff(test)
    const { json } = await as.office('GET', path(id, 'report/reach'))
    expect(json).toMatchObject({
      state: 'done',
      residents: 2,
      channels: [],
      inboxOnly: 2,
      entered: { letter: 1 },
      erased: 1,
    })
    const { items } = (await as.office('GET', path(id, 'report/unreached'))).json
    expect(items.map((i: { id: string; why: string }) => [i.id, i.why])).toEqual([
      [ids[2], 'erased'],
      [letter.comment.id, 'entered'],
    ])
  })
})

describe('a common problem', () => {
  it('is the same said five times within thirty days, and no longer once a month has passed', async () => {
    const { consultation } = await openConsultation(test)
    const say = async (n: number) => {
      const person = await test.resident(`o-common-${n}`)
      await test.office.commentBox.comment(person, consultation.id, { text: '电梯总坏！' })
    }
    const found = async () => {
      await signInAll()
      return (await as.head('GET', '/api/staff/common-problems')).json.items.filter(
        (p: { consultationId: string }) => p.consultationId === consultation.id,
      )
    }
    for (let n = 0; n < 4; n++) await say(n)
    expect(await found()).toEqual([])
    test.clock.advance(29 * DAY)
    await say(4)
    expect(await found()).toEqual([expect.objectContaining({ size: 5, text: '电梯总坏！' })])
    test.clock.advance(2 * DAY)
    expect(await found()).toEqual([])
  })
})
