import fc from 'fast-check'
import { AnsweredComment, Comment } from '../../../src/modules/consultations'
import { systemActor } from '../../../src/modules/ledger'
import { openConsultation } from '../../support/consultations'
import { type HttpClient, serveOffice } from '../../support/http'
import { DAY, openTestOffice, type TestOffice } from '../../support/office'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let editor: HttpClient

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'head', 'office', 'leader', 'auditor', 'secrecy'] as const)
    await test.staff(role)
  editor = await web.staff('editor')
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const words = {
  gist: '建议字号再大些',
  legality: '符合上位法',
  rationality: '合理',
  feasibility: '可行',
  disposition: 'adopted',
  reason: '方便老年人',
}
let people = 0
async function consultationWith(texts: readonly string[]) {
  const { consultation, clauses } = await openConsultation(test)
  const ids: string[] = []
  for (const [i, text] of texts.entries()) {
    const person = await test.resident(`o-adopt-${++people}`)
    const clauseId = i % 2 ? clauses[0]?.id : undefined
    const { comment } = await test.office.commentBox.comment(person, consultation.id, { text, clauseId })
    ids.push(comment.id)
  }
  return { id: consultation.id, ids, consultation }
}
const path = (id: string, rest = 'lines') => `/api/staff/consultations/${id}/${rest}`
const dispose = (id: string, commentIds: string[], over = {}) =>
  editor('POST', path(id), { ...words, commentIds, ...over })
const list = async (id: string, query: string) =>
  (await editor('GET', path(id, `comments?${query}`))).json.items.map((c: { id: string }) => c.id)

describe('an answer', () => {
  it('takes comments once, shows them as answered, and is counted by clause', async () => {
    const { id, ids } = await consultationWith(['字大些', '字小些', '不同意', '同意'])
    const [a = '', b = '', c = '', d = ''] = ids
    const before = await test.office.ledger.headSeq()
    const made = await dispose(id, [a, b], { revisedText: '字高不小于两厘米' })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({ comments: 2, revisedText: '字高不小于两厘米', disposition: 'adopted' })
    expect((await test.office.ledger.headSeq()) - before).toBe(1)
    expect(await list(id, 'state=answered')).toEqual([a, b])
    expect(await list(id, 'state=unanswered')).toEqual([c, d])
    expect(await list(id, 'state=unanswered&limit=1')).toEqual([c])
    expect(await list(id, `lineId=${made.json.id}`)).toEqual([a, b])
    const again = await dispose(id, [b, c])
    expect([again.status, again.json.code, again.json.commentIds]).toEqual([409, 'comment_answered', [b]])
    await test.office.analysing.analyse(id)
    const analysis = (await editor('GET', path(id, 'analysis'))).json
    const { progress, clauses } = analysis
    // The same within the consultation, for whoever may read comments.
    const whole = (client: HttpClient, query: string) =>
      client('GET', `/api/staff/consultations/${id}${query}`).then((r) => r.json.analysis)
    expect(await whole(editor, '?include=analysis')).toEqual(analysis)
    expect(await whole(editor, '')).toBeNull()
    expect(await whole(await web.staff('secrecy'), '?include=analysis')).toBeNull()
    expect(progress).toEqual({ analysed: 4, total: 4, answered: 2, unanswered: 2 })
    expect(clauses.map((l: { unanswered: number }) => l.unanswered)).toEqual([1, 1])
    expect((await editor('GET', path(id))).json.items).toHaveLength(1)
    const lines = async (lineId: string) => (await editor('GET', `${path(id)}?lineId=${lineId}`)).json.items
    expect([(await lines(made.json.id)).length, (await lines(id)).length]).toEqual([1, 0])
    const listed = (await editor('GET', '/api/staff/consultations')).json.items
    expect(listed.find((c: { id: string }) => c.id === id)).toMatchObject({ comments: 4, unanswered: 2 })
    // The book tells what was decided, and not the words.
    const book = JSON.stringify((await test.office.ledger.list({ limit: 3 })).items)
    expect(book).not.toContain('建议字号')
  })

  it('is edited with other comments, and dissolved: they are unanswered again', async () => {
    const { id, ids } = await consultationWith(['一', '二', '三'])
    const [a = '', b = '', c = ''] = ids
    const line = (await dispose(id, [a, b])).json.id
    const edited = await editor('PUT', path(id, `lines/${line}`), {
      ...words,
      reason: '改',
      commentIds: [b, c],
    })
    expect(edited.json).toMatchObject({ reason: '改', comments: 2 })
    expect(await list(id, 'state=answered')).toEqual([b, c])
    const kept = await editor('PUT', path(id, `lines/${line}`), { ...words, disposition: 'not_adopted' })
    expect(kept.json).toMatchObject({ disposition: 'not_adopted', comments: 2 })
    expect((await editor('DELETE', path(id, `lines/${line}`))).status).toBe(204)
    expect(await list(id, 'state=unanswered')).toEqual([a, b, c])
    expect((await editor('DELETE', path(id, `lines/${line}`))).status).toBe(404)
  })

  it('is not written over by somebody who has not seen the last change', async () => {
    const { id, ids } = await consultationWith(['一', '二'])
    const [a = '', b = ''] = ids
    const line = (await dispose(id, [a])).json
    const lineUrl = path(id, `lines/${line.id}`)
    test.clock.advance(1)
    const mine = { ...words, reason: '先改的', commentIds: [a, b], changedAt: line.changedAt }
    const first = await editor('PUT', lineUrl, mine)
    expect([first.status, first.json.comments]).toEqual([200, 2])
    const before = await test.office.ledger.headSeq()
    const theirs = { ...words, reason: '没有看到的', commentIds: [a], changedAt: line.changedAt }
    const second = await editor('PUT', lineUrl, theirs)
    expect([second.status, second.json.code]).toEqual([409, 'stale'])
    expect(await list(id, 'state=answered')).toEqual([a, b])
    expect(await test.office.ledger.headSeq()).toBe(before)
    const again = await editor('PUT', lineUrl, { ...theirs, changedAt: first.json.changedAt })
    expect([again.status, again.json.comments]).toEqual([200, 1])
  })

  it('names what is wrong and changes nothing', async () => {
    const { id, ids } = await consultationWith(['甲'])
    const other = await consultationWith(['乙'])
    const [a = ''] = ids
    const pathOf = async (body: object) => (await editor('POST', path(id), body)).json.errors?.[0]?.path
    expect(await pathOf({ ...words, commentIds: [a, other.ids[0]] })).toBe('commentIds')
    expect(await pathOf({ ...words, commentIds: [a, a] })).toBe('commentIds')
    expect(await pathOf({ ...words, commentIds: [] })).toBe('commentIds')
    expect(await pathOf(words)).toBe('commentIds')
    const groups = await editor('POST', path(id), { ...words, groupIds: ['g-42'] })
    expect([groups.status, groups.json.detail]).toEqual([400, expect.stringContaining('g-42')])
    for (const field of ['gist', 'legality', 'rationality', 'feasibility', 'reason', 'disposition'])
      expect(await pathOf({ ...words, commentIds: [a], [field]: '' })).toBe(field)
    expect(await list(id, 'state=unanswered')).toEqual([a])
    expect((await dispose('nothing', [a])).status).toBe(404)
    expect((await (await web.staff('auditor'))('POST', path(id), { ...words, commentIds: [a] })).status).toBe(
      403,
    )
  })

  it('twelve at once about the same comment: one has it', async () => {
    const { id, ids } = await consultationWith(['只答一次'])
    const replies = await Promise.all(Array.from({ length: 12 }, () => dispose(id, ids)))
    expect(replies.filter((r) => r.status === 201)).toHaveLength(1)
    expect(replies.filter((r) => r.json.code === 'comment_answered')).toHaveLength(11)
    expect((await editor('GET', path(id))).json.items).toHaveLength(1)
  })

  it('any acts in any order leave a partition, with counters that say the same', async () => {
    const { id, ids } = await consultationWith(Array.from({ length: 8 }, (_, i) => `意见${i}`))
    const some = fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 5 })
    const act = fc.oneof(
      fc.record({ do: fc.constant('dispose' as const), some, line: fc.nat(9) }),
      fc.record({ do: fc.constant('edit' as const), some, line: fc.nat(9) }),
      fc.record({ do: fc.constant('dissolve' as const), some, line: fc.nat(9) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
        const { adoption, database, consultationReads } = test.office
        const staff = await test.staff('editor')
        const lines = async () => (await adoption.list(id, { limit: 100 })).items
        const perform = async (a: (typeof acts)[number]) => {
          const all = await lines()
          const line = all[a.line % Math.max(1, all.length)]?.id ?? 'none'
          const chosen = a.some.map((n) => ids[n] as string)
          const text = { ...words, disposition: 'adopted' as const }
          if (a.do === 'dispose') await adoption.dispose(staff, id, chosen, text)
          else if (a.do === 'edit') await adoption.editLine(staff, id, line, text, chosen)
          else await adoption.dissolve(staff, id, line)
        }
        for (let at = 0; at < acts.length; at += 3)
          await Promise.allSettled(acts.slice(at, at + 3).map(perform))
        const members = await database.reads.find(AnsweredComment)
        const mine = members.filter((m) => ids.includes(m.commentId))
        const comments = await database.reads.findBy(Comment, { consultationId: id })
        const answered = comments.filter((c) => c.lineId !== null)
        expect(new Set(mine.map((m) => `${m.commentId} ${m.lineId}`))).toEqual(
          new Set(answered.map((c) => `${c.id} ${c.lineId}`)),
        )
        const sizes = new Map((await lines()).map((l) => [l.id, l.size]))
        for (const [line, size] of sizes) expect(answered.filter((c) => c.lineId === line)).toHaveLength(size)
        expect([...sizes.values()].reduce((a, b) => a + b, 0)).toBe(answered.length)
        const counters = await consultationReads.answered(id)
        expect(counters.get('answered') ?? 0).toBe(answered.length)
        for (const clauseId of new Set(comments.map((c) => c.clauseId)))
          expect(counters.get(`answered:${clauseId ?? '-'}`) ?? 0).toBe(
            answered.filter((c) => c.clauseId === clauseId).length,
          )
      }),
      { numRuns: 12 },
    )
  })
})

describe('finding comments by their words', () => {
  it('finds what is shown, takes signs as they are, and never a hidden number', async () => {
    const { id, ids } = await consultationWith(['字要大 100%', '电话 13800138000 找我', '字_小', 'Abc'])
    const [a, b, c, d] = ids
    expect(await list(id, `q=${encodeURIComponent('字')}`)).toEqual([a, c])
    expect(await list(id, `q=${encodeURIComponent('0%')}`)).toEqual([a])
    expect(await list(id, 'q=_')).toEqual([c])
    expect(await list(id, 'q=aBC')).toEqual([d])
    expect(await list(id, 'q=38001')).toEqual([])
    const office = await web.staff('office')
    const revealed = (await office('GET', path(id, 'comments?q=13800138000&reveal=true'))).json.items
    expect(revealed.map((x: { id: string }) => x.id)).toEqual([b])
    expect(JSON.stringify((await test.office.ledger.list({ limit: 2 })).items)).not.toContain('13800138000')
  })
})

describe('a letter that came in time and is entered late', () => {
  it('counts also after the end, in the tally that was fixed; one that came late does not', async () => {
    const { id, consultation } = await consultationWith(['先到'])
    const lastDay = new Date(consultation.closesAt + 8 * 3_600_000).toISOString().slice(0, 10)
    const dayAfter = new Date(consultation.closesAt + 8 * 3_600_000 + DAY).toISOString().slice(0, 10)
    test.clock.set(consultation.closesAt + 2 * DAY)
    await test.office.consultations.freezeDue(systemActor)
    editor = await web.staff('editor')
    const enter = (receivedOn: string) =>
      editor('POST', path(id, 'comments'), { text: '来信意见', source: 'letter', receivedOn })
    expect((await enter(dayAfter)).json.code).toBe('consultation_closed')
    expect((await enter('2020-01-01')).json.errors[0].path).toBe('receivedOn')
    expect((await enter(lastDay)).status).toBe(201)
    const { totals, progress } = (await editor('GET', path(id, 'analysis'))).json
    expect(totals).toMatchObject({ comments: 2, persons: 2, sources: { letter: 1, mini_program: 1 } })
    expect(progress).toMatchObject({ unanswered: 2 })
    const fixed = await test.office.consultationReads.find(id)
    const recounted = await test.office.consultationAnalysis.recount(id)
    expect(new Map(Object.entries(fixed.finalTally ?? {}))).toEqual(recounted)
  })
})
