import { Comment, CommentBox, type Consultation } from '../../../src/modules/consultations'
import { commentRows } from '../../../src/modules/consultations/consultations.commenting'
import { ERASED_TEXT } from '../../../src/modules/consultations/consultations.rules'
import { systemActor } from '../../../src/modules/ledger'
import { WriteLane } from '../../../src/platform/db/lane'
import { openConsultation } from '../../support/consultations'
import { DAY, HOUR, openTestOffice, type TestOffice } from '../../support/office'

declare const TEST_DATABASE: 'sqlite' | 'mysql'

let test: TestOffice

beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

const live = async ({ id }: Consultation) => {
  const { consultationReads } = test.office
  return consultationReads.counters(await consultationReads.find(id))
}
const sorted = (counters: ReadonlyMap<string, number>) => Object.fromEntries([...counters].sort())
const expectTrueTally = async (consultation: Consultation) =>
  expect(sorted(await live(consultation))).toEqual(
    sorted(await test.office.consultationAnalysis.recount(consultation.id)),
  )
/** Groups as they stand once everything is analysed. */
const groupsOf = async ({ id }: Consultation) => {
  await test.office.analysing.analyse(id)
  return (await test.office.groupReads.list(id, { limit: 100 })).groups
}
const residents = (name: string, n: number) =>
  Promise.all(Array.from({ length: n }, (_, i) => test.resident(`o-${name}-${i}`)))
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code?: string }) => error.code,
  )

describe('comments of residents', () => {
  it('200 parallel identical comments of one resident are one comment and one person', async () => {
    const { consultation, clause } = await openConsultation(test)
    const resident = await test.resident('o-200')
    const given = { clauseId: clause('a5').id, text: '标价牌太小', stance: 'amend' as const }
    const taken = await Promise.all(
      Array.from({ length: 200 }, () => test.office.commentBox.comment(resident, consultation.id, given)),
    )
    expect(taken.filter((t) => t.isNew)).toHaveLength(1)
    expect(new Set(taken.map((t) => t.comment.receipt)).size).toBe(1)
    expect(await test.office.database.reads.countBy(Comment, { consultationId: consultation.id })).toBe(1)
    expect(sorted(await live(consultation))).toEqual({
      comments: 1,
      persons: 1,
      [`clause:${given.clauseId}`]: 1,
      [`clause:${given.clauseId}:amend`]: 1,
      [`persons:${given.clauseId}`]: 1,
      'stance:amend': 1,
      'source:mini_program': 1,
      'group:unstated': 1,
    })
  })

  it('different comments are all counted, persons once each and once a clause', async () => {
    const { consultation, clause } = await openConsultation(test)
    const people = await residents('many', 12)
    const clauses = [clause('a5').id, clause('a9').id, undefined]
    await Promise.all(
      people.flatMap((resident, r) =>
        Array.from({ length: 5 }, (_, n) =>
          test.office.commentBox.comment(resident, consultation.id, {
            clauseId: clauses[n % 3],
            text: `第${r}位的第${n}条意见`,
          }),
        ),
      ),
    )
    const counters = await live(consultation)
    expect(counters.get('comments')).toBe(60)
    expect(counters.get('persons')).toBe(12)
    expect([clause('a5').id, clause('a9').id, '-'].map((c) => counters.get(`clause:${c}`))).toEqual([
      24, 24, 12,
    ])
    expect([clause('a5').id, clause('a9').id, '-'].map((c) => counters.get(`persons:${c}`))).toEqual([
      12, 12, 12,
    ])
    await expectTrueTally(consultation)
  })

  // SQLite is one process.
  const onMysql = TEST_DATABASE === 'mysql' ? it : it.skip
  onMysql('two processes on one database give no number twice and count the person once', async () => {
    const { consultation } = await openConsultation(test)
    const { database, clock, commentBox } = test.office
    const lane = new WriteLane(database)
    const other = new CommentBox(database, clock, lane, test.office.logs)
    const resident = await test.resident('o-two-processes')
    const taken = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        (i % 2 ? other : commentBox).comment(resident, consultation.id, { text: `意见${i >> 1}` }),
      ),
    )
    await lane.close()
    expect(taken.filter((t) => t.isNew)).toHaveLength(20)
    expect((await live(consultation)).get('comments')).toBe(20)
    expect((await live(consultation)).get('persons')).toBe(1)
    await expectTrueTally(consultation)
  })

  it('the fiftieth comment is taken, the fifty-first is not, also when sent together', async () => {
    const { consultation } = await openConsultation(test)
    const resident = await test.resident('o-fifty')
    const replies = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        codeOf(test.office.commentBox.comment(resident, consultation.id, { text: `意见${i}` })),
      ),
    )
    expect(replies.filter((r) => r === null)).toHaveLength(50)
    expect(replies.filter((r) => r === 'comment_limit_reached')).toHaveLength(10)
    const again = await test.office.commentBox.comment(resident, consultation.id, { text: '意见0' })
    expect(again.isNew).toBe(false)
    expect((await live(consultation)).get('comments')).toBe(50)
  })

  it('a row the database refuses fails alone among good ones', async () => {
    const { consultation } = await openConsultation(test)
    const [first, second, third] = await residents('batch', 3)
    const { commentBox, lane } = test.office
    const bad = commentRows.columns.map((column) =>
      column === 'consultation_id' ? consultation.id : column === 'id' ? 'B'.repeat(26) : null,
    )
    const results = await Promise.allSettled([
      commentBox.comment(first!, consultation.id, { text: '好' }),
      commentBox.comment(second!, consultation.id, { text: '也好' }),
      new Promise((resolve) => setImmediate(resolve)).then(() =>
        lane.write({
          kind: commentRows,
          values: bad,
          order: 'comments',
          tallies: [[consultation.id, 'comments']],
        }),
      ),
      commentBox.comment(third!, consultation.id, { text: '都好' }),
    ])
    expect(results.map((r) => r.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect((await live(consultation)).get('comments')).toBe(3)
    await expectTrueTally(consultation)
  })

  it('the window and the clause decide', async () => {
    const now = test.clock.now()
    const { consultation, clause } = await openConsultation(test, {
      opensAt: now + HOUR,
      closesAt: now + 40 * DAY,
    })
    const other = await openConsultation(test)
    const resident = await test.resident('o-window')
    const comment = (text: string, clauseId?: string) =>
      codeOf(test.office.commentBox.comment(resident, consultation.id, { text, clauseId }))
    test.clock.set(consultation.opensAt - 1)
    expect(await comment('早了')).toBe('consultation_not_open')
    test.clock.set(consultation.opensAt)
    expect(await comment('刚好')).toBeNull()
    expect(await comment('别处的条', other.clause('a5').id)).toBe('invalid_request')
    expect(await comment('这里的条', clause('a6.i2').id)).toBeNull()
    test.clock.set(consultation.closesAt - 1)
    expect(await comment('最后')).toBeNull()
    test.clock.set(consultation.closesAt)
    expect(await comment('晚了')).toBe('consultation_closed')
    expect(await comment('最后')).toBeNull() // the very same again: the first receipt
    expect(await codeOf(test.office.commentBox.comment(resident, 'nowhere', { text: '没有' }))).toBe(
      'not_found',
    )
    expect((await live(consultation)).get('comments')).toBe(3)
    test.clock.set(now)
  })

  it('when it is closed under load nothing is counted afterwards, and the tally is what is there', async () => {
    const { consultation } = await openConsultation(test)
    const people = await residents('closing', 30)
    const { consultations, commentBox, consultationReads } = test.office
    const leader = await test.staff('leader')
    const send = (n: number) =>
      people.map((p) => codeOf(commentBox.comment(p, consultation.id, { text: `意见${n}` })))
    const before = send(0)
    const closing = consultations.closeConsultation(leader, consultation.id)
    const during = send(1)
    const replies = await Promise.all([...before, ...during])
    const closed = await closing
    const after = await Promise.all(send(2))
    expect(new Set(after)).toEqual(new Set(['consultation_closed']))
    const taken = replies.filter((r) => r === null).length
    expect(closed.finalTally?.comments ?? 0).toBe(taken)
    expect(sorted(new Map(Object.entries(closed.finalTally ?? {})))).toEqual(
      sorted(await test.office.consultationAnalysis.recount(consultation.id)),
    )
    expect(await codeOf(consultations.closeConsultation(leader, consultation.id))).toBe('consultation_closed')
    expect(consultationReads.state(await consultationReads.find(consultation.id))).toBe('closed')
  })
})

describe('the clock', () => {
  it('freezes what is over, once, and the year counts it', async () => {
    const now = test.clock.now()
    const { consultations, consultationReads, ledger } = test.office
    test.clock.set(Date.UTC(2030, 5, 1))
    const { consultation } = await openConsultation(test)
    test.clock.set(consultation.closesAt - 1)
    await consultations.freezeDue(systemActor)
    expect((await consultationReads.find(consultation.id)).frozenAt).toBeNull()
    test.clock.set(consultation.closesAt)
    expect(await consultations.freezeDue(systemActor)).toBe(1)
    expect(await consultations.freezeDue(systemActor)).toBe(0)
    expect((await consultationReads.find(consultation.id)).frozenAt).toBe(consultation.closesAt)
    const entries = await ledger.list({ limit: 100, subjectId: consultation.id })
    expect(entries.items.filter((e) => e.action === 'consultations.close')).toHaveLength(1)
    expect(await consultationReads.summary('2030')).toEqual({ opened: 1, closed: 1 })
    expect(await consultationReads.summary('2031')).toEqual({ opened: 0, closed: 0 })
    test.clock.set(now)
  })
})

describe('comments that staff enter', () => {
  const letter = { source: 'letter' as const, writerKind: 'individual' as const, samePerson: false }

  it('stand in the same list; equal texts are kept and linked, whatever the punctuation', async () => {
    const { consultation, clause } = await openConsultation(test)
    const editor = await test.staff('editor')
    const resident = await test.resident('o-letter')
    const { commentBox, commentDesk, commentReads } = test.office
    const clauseId = clause('a11').id
    const first = await commentBox.comment(resident, consultation.id, { clauseId, text: '请用大字。' })
    const receivedOn = '2026-11-24'
    const enter = (text: string, over = {}) =>
      commentDesk.enterComment(editor, consultation.id, { ...letter, clauseId, text, receivedOn, ...over })
    const same = await enter('请用 大字', { samePerson: true })
    expect(same.duplicateOf).toBe(first.comment.id)
    const other = await enter('请用大字！', { source: 'email' })
    expect(other.duplicateOf).toBe(first.comment.id)
    expect((await enter('字要更大')).duplicateOf).toBeNull()
    expect(await codeOf(enter('没有人说过', { samePerson: true }))).toBe('invalid_request')

    const counters = await live(consultation)
    expect([counters.get('comments'), counters.get('persons'), counters.get(`persons:${clauseId}`)]).toEqual([
      4, 3, 3,
    ])
    expect([counters.get('source:letter'), counters.get('source:email')]).toEqual([2, 1])
    await expectTrueTally(consultation)
    const { items } = await commentReads.list(consultation.id, { limit: 10 })
    expect(items.map((c) => [c.source, c.duplicateOf === null])).toEqual([
      ['mini_program', true],
      ['letter', false],
      ['email', false],
      ['letter', true],
    ])
    expect(items[0]?.clauseLabel).toBe('第十一条')
    const [group, ...more] = await groupsOf(consultation)
    expect(more.map((g) => g.size)).toEqual([1])
    expect(group).toMatchObject({ size: 3, clauseId, kind: 'duplicate' })
    expect(group?.members).toEqual([first.comment.id, same.comment.id, other.comment.id])
    expect(group?.sources).toEqual(['mini_program', 'letter', 'email'])
    const byGroup = await commentReads.list(consultation.id, { limit: 10, groupId: group?.id })
    expect(byGroup.items.map((c) => c.id)).toEqual(group?.members)
  })

  it('the days of arrival lie between the opening and today, and nothing that came after the end is entered', async () => {
    const { consultation } = await openConsultation(test)
    const editor = await test.staff('editor')
    const { commentDesk, consultations } = test.office
    const enter = (receivedOn: string) =>
      codeOf(commentDesk.enterComment(editor, consultation.id, { ...letter, text: receivedOn, receivedOn }))
    expect(await enter('2026-11-23')).toBe('invalid_request')
    expect(await enter('2026-11-24')).toBeNull()
    expect(await enter('2026-11-25')).toBe('invalid_request')
    expect(
      await codeOf(
        commentDesk.enterComment(await test.staff('secrecy'), consultation.id, {
          ...letter,
          text: '不行',
          receivedOn: '2026-11-24',
        }),
      ),
    ).toBe('forbidden')
    await consultations.closeConsultation(await test.staff('office'), consultation.id)
    test.clock.advance(DAY)
    expect(await enter('2026-11-25')).toBe('consultation_closed')
    expect((await live(consultation)).get('comments')).toBe(1)
    // What came in time still counts.
    expect(await enter('2026-11-24')).toBeNull()
    expect((await live(consultation)).get('comments')).toBe(2)
    test.clock.advance(-DAY)
  })

  it('entered and residents’ comments at the same time leave a true tally', async () => {
    const { consultation, clause } = await openConsultation(test)
    const editor = await test.staff('editor')
    const people = await residents('mixed', 20)
    const clauseId = clause('a18').id
    await Promise.all([
      ...people.map((p) => test.office.commentBox.comment(p, consultation.id, { clauseId, text: '同意' })),
      ...Array.from({ length: 10 }, () =>
        test.office.commentDesk.enterComment(editor, consultation.id, {
          ...letter,
          clauseId,
          text: '同意！',
          receivedOn: '2026-11-24',
        }),
      ),
    ])
    await expectTrueTally(consultation)
    expect((await live(consultation)).get('persons')).toBe(30)
    expect((await groupsOf(consultation))[0]?.size).toBe(30)
  })
})

describe('a resident who leaves', () => {
  it('takes the texts along and leaves every count; back again, is not counted as a second person', async () => {
    const { consultation, clause } = await openConsultation(test)
    const stays = await test.resident('o-stays')
    const leaves = await test.resident('o-leaves')
    const { commentBox, commentReads, personalData } = test.office
    const clauseId = clause('a9').id
    const secret = '我家的车每天停在那里'
    for (const resident of [stays, leaves])
      await commentBox.comment(resident, consultation.id, { clauseId, text: '停车费太高' })
    await commentBox.comment(leaves, consultation.id, { text: secret, stance: 'oppose' })
    const exported = (await personalData.exportAll(leaves)).comments as { text: string }[]
    expect(exported.map((c) => c.text)).toEqual(['停车费太高', secret])
    const before = sorted(await live(consultation))
    expect((await groupsOf(consultation)).map((g) => g.size)).toEqual([2, 1])

    await personalData.erase(leaves)
    expect(sorted(await live(consultation))).toEqual(before)
    await expectTrueTally(consultation)
    expect((await groupsOf(consultation)).map((g) => g.size)).toEqual([1])
    const { items } = await commentReads.list(consultation.id, { limit: 10 }, true)
    expect(items.map((c) => c.text)).toEqual(['停车费太高', ERASED_TEXT, ERASED_TEXT])
    expect((await commentReads.list(consultation.id, { limit: 10, state: 'erased' })).items).toHaveLength(2)
    expect(JSON.stringify(await test.office.database.select('SELECT * FROM comments', []))).not.toContain(
      secret,
    )

    const back = await test.resident('o-leaves')
    expect(back.id).toBe(leaves.id)
    const again = await commentBox.comment(back, consultation.id, { clauseId, text: '停车费太高' })
    expect(again.isNew).toBe(true)
    expect((await live(consultation)).get('persons')).toBe(2)
    await expectTrueTally(consultation)
  })
})
