import { sumOf } from '../../../src/modules/consultations'
import { systemActor } from '../../../src/modules/ledger'
import { DAY, openTestOffice, type TestOffice } from '../../support/office'
import { codeOf, hire } from '../../support/publications'
import { buildLine, clearReport, consultationWith, publishReport, reportDesk } from '../../support/reports'

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

const { dispose, editor, publish, refusal } = reportDesk(() => test)

describe('a report is published', () => {
  it('only when every comment stands in a line, naming those that do not', async () => {
    const { id, ids } = await consultationWith(test, ['一', '二', '三'])
    await dispose(id, ids.slice(0, 1))
    expect(await refusal(publish(id))).toEqual(['comments_unanswered', ids.slice(1)])
    expect(await refusal(test.office.reports.submitForReview(await editor(), id))).toEqual([
      'comments_unanswered',
      ids.slice(1),
    ])
    await dispose(id, ids.slice(1), 'not_adopted')
    expect(await codeOf(publish(id))).toBe('review_incomplete')
    const published = await publishReport(test, id)
    const { content } = await test.office.reportReads.published(id)
    expect(content).toMatchObject({ received: 3, persons: 3, totals: { adopted: 1, not_adopted: 2 } })
    expect((await test.office.consultationReads.find(id)).reportId).toBe(published.reportId)
    expect(await codeOf(publish(id))).toBe('report_published')
  })

  it('only after the end, also where nobody has said anything', async () => {
    const { id, consultation } = await consultationWith(test, [], { closed: false })
    expect(await codeOf(publish(id))).toBe('not_closed')
    test.clock.set(consultation.closesAt)
    await test.office.consultations.freezeDue(systemActor)
    await publishReport(test, id)
    const { content } = await test.office.reportReads.published(id)
    expect([content.received, sumOf(content.totals), content.lines]).toEqual([0, 0, []])
  })

  it('by four people, none of whom wrote in it', async () => {
    const { id, ids } = await consultationWith(test, ['一', '二'])
    const [a = '', b = ''] = ids
    await dispose(id, [a])
    // The head of the division wrote one of the answers.
    await test.office.adoption.dispose(await test.staff('head'), id, [b], buildLine())
    const { contentHash } = await test.office.reports.submitForReview(await editor(), id)
    const sign = (
      who: Awaited<ReturnType<typeof test.staff>>,
      step: 'first' | 'second' | 'final' | 'confidentiality',
    ) =>
      codeOf(
        test.office.reports.signOff(who, id, { step, decision: 'approve', opinion: '同意', contentHash }),
      )
    expect(await sign(await test.staff('head'), 'first')).toBe('own_work')
    expect(await sign(await test.staff('office'), 'second')).toBe('out_of_order')
    const other = await hire(test, ['head', 'office', 'leader'])
    expect(await sign(other, 'first')).toBe('done')
    expect(await sign(other, 'second')).toBe('same_person')
    expect(await sign(await test.staff('office'), 'second')).toBe('done')
    expect(await sign(await test.staff('leader'), 'final')).toBe('done')
    expect(await codeOf(publish(id))).toBe('review_incomplete')
    expect(await sign(await test.staff('secrecy'), 'confidentiality')).toBe('done')
    expect(await codeOf(test.office.reportPublishing.publish(await editor(), id))).toBe('forbidden')
    expect(await codeOf(publish(id))).toBe('done')
  })

  it('never by a member of staff who both hands it in and signs', async () => {
    const { id, ids } = await consultationWith(test, ['一'])
    await dispose(id, ids)
    const both = await hire(test, ['editor', 'head'])
    const { contentHash } = await test.office.reports.submitForReview(both, id)
    const ask = { step: 'first' as const, decision: 'approve' as const, opinion: '同意', contentHash }
    expect(await codeOf(test.office.reports.signOff(both, id, ask))).toBe('own_work')
  })
})

describe('what was signed', () => {
  const cleared = async () => {
    const made = await consultationWith(test, ['一', '二'])
    const line = await dispose(made.id, made.ids)
    await clearReport(test, made.id)
    return { ...made, line }
  }

  it.each<[string, (of: Awaited<ReturnType<typeof cleared>>) => Promise<unknown>]>([
    [
      'an answer in other words',
      async ({ id, line }) =>
        test.office.adoption.editLine(await editor(), id, line.id, buildLine({ reason: '改了。' })),
    ],
    [
      'an answer taken back and given again',
      async ({ id, line, ids }) => {
        await test.office.adoption.dissolve(await editor(), id, line.id)
        await dispose(id, ids)
      },
    ],
    ['another introduction', async ({ id }) => test.office.reports.write(await editor(), id, '前言')],
    [
      'a letter that came in time, with its answer',
      async ({ id, consultation }) => {
        const { comment } = await test.office.commentDesk.enterComment(await editor(), id, {
          text: '来信',
          source: 'letter',
          receivedOn: new Date(consultation.closesAt).toISOString().slice(0, 10),
          writerKind: 'individual',
          samePerson: false,
        })
        await dispose(id, [comment.id])
      },
    ],
  ])('is void after %s', async (_, change) => {
    const made = await cleared()
    await change(made)
    expect(await codeOf(publish(made.id))).toBe('review_incomplete')
    await publishReport(test, made.id)
  })

  it('holds after a note for colleagues alone', async () => {
    const { id, line } = await cleared()
    await test.office.adoption.editLine(await editor(), id, line.id, buildLine({ note: '问过法规科' }))
    await publish(id)
    const { content } = await test.office.reportReads.published(id)
    expect(JSON.stringify(content)).not.toContain('法规科')
  })

  it('does not let out a letter that nobody has answered', async () => {
    const { id, consultation } = await cleared()
    const { comment } = await test.office.commentDesk.enterComment(await editor(), id, {
      text: '来信',
      source: 'letter',
      receivedOn: new Date(consultation.closesAt).toISOString().slice(0, 10),
      writerKind: 'individual',
      samePerson: false,
    })
    expect(await refusal(publish(id))).toEqual(['comments_unanswered', [comment.id]])
  })
})

describe('after the report', () => {
  it('nothing changes a line, and no letter comes in any more', async () => {
    const { id, ids, consultation } = await consultationWith(test, ['一', '二'])
    const line = await dispose(id, ids)
    await publishReport(test, id)
    const { adoption, reports, commentDesk, quotes } = test.office
    const staff = await editor()
    const before = await test.office.ledger.headSeq()
    const letter = {
      text: '来信',
      source: 'letter' as const,
      receivedOn: new Date(consultation.closesAt).toISOString().slice(0, 10),
      writerKind: 'individual' as const,
      samePerson: false,
    }
    const codes = await Promise.all(
      [
        adoption.dispose(staff, id, ids, buildLine()),
        adoption.editLine(staff, id, line.id, buildLine()),
        adoption.extendLine(staff, id, line.id, { commentIds: ids }),
        adoption.dissolve(staff, id, line.id),
        reports.write(staff, id, '前言'),
        reports.submitForReview(staff, id),
        quotes.quote(staff, id, ids[0] ?? '', {}),
        quotes.unquote(staff, id, ids[0] ?? ''),
        commentDesk.enterComment(staff, id, letter),
      ].map(codeOf),
    )
    expect(codes).toEqual(Array(9).fill('report_published'))
    expect(await test.office.ledger.headSeq()).toBe(before)
  })

  it('an erased comment still counts, in its line and in every total', async () => {
    const { id, ids, comments } = await consultationWith(test, ['删我', '留我'])
    await dispose(id, ids)
    await test.office.personalData.erase({ kind: 'resident', id: comments[0]?.residentId ?? '' })
    await publishReport(test, id)
    const { content } = await test.office.reportReads.published(id)
    expect([content.received, sumOf(content.totals), content.lines[0]?.comments]).toEqual([2, 2, 2])
    expect(JSON.stringify(content)).not.toContain('删我')
  })
})

describe('answers to groups', () => {
  it('take those of a group that nobody has answered, also when one has a line already', async () => {
    // Every second one is on a clause: only what is said of the same is one group.
    const { id, ids } = await consultationWith(test, ['字太小！', '别的', '字 太小', '另外', '字太小'])
    await test.office.analysing.analyse(id)
    const [group] = (await test.office.groupReads.list(id, { limit: 1 })).groups
    expect(group?.size).toBe(3)
    await dispose(id, [ids[2] ?? ''])
    const chosen = { groupIds: [group?.id ?? ''] }
    const line = await test.office.adoption.dispose(await editor(), id, chosen, buildLine())
    expect(line.size).toBe(2)
    const again = test.office.adoption.dispose(await editor(), id, chosen, buildLine())
    expect(await codeOf(again)).toBe('comment_answered')
    const extended = await test.office.adoption.extendLine(await editor(), id, line.id, {
      commentIds: [ids[1] ?? '', ids[3] ?? ''],
    })
    expect(extended.size).toBe(4)
    await publishReport(test, id)
    const { content } = await test.office.reportReads.published(id)
    expect(content.lines.map((l) => l.comments).sort()).toEqual([1, 4])
    const groups = content.lines.map((l) => Object.values(l.groups).reduce((a, b) => a + b, 0))
    expect(groups.sort()).toEqual([1, 4])
  })
})

describe('a report that is late', () => {
  it('is late from the first moment of the day after the thirtieth, until it is out', async () => {
    const { id, ids, consultation } = await consultationWith(test, ['一'])
    await dispose(id, ids)
    const { consultationReads } = test.office
    const isLate = async () => consultationReads.isReportOverdue(await consultationReads.find(id))
    // It closes at some hour of a Shanghai day; the thirtieth day after it is in time to its last millisecond.
    const midnight = Math.floor((consultation.closesAt + 8 * 3_600_000) / DAY) * DAY - 8 * 3_600_000
    test.clock.set(midnight + 31 * DAY - 1)
    expect(await isLate()).toBe(false)
    test.clock.set(midnight + 31 * DAY)
    expect(await isLate()).toBe(true)
    await publishReport(test, id)
    expect(await isLate()).toBe(false)
  })
})
