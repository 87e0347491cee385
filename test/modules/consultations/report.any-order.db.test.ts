import fc from 'fast-check'
import { Comment, dispositions, sumOf } from '../../../src/modules/consultations'
import { openTestOffice, type TestOffice } from '../../support/office'
import { buildLine, consultationWith, publishReport, reportDesk } from '../../support/reports'

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

const { dispose, editor, publish, refusal } = reportDesk(() => test)

describe('whatever staff do, in any order', () => {
  it('lines partition the comments or publication is refused, and received is the sum of the totals', async () => {
    type Act = {
      do: 'dispose' | 'edit' | 'extend' | 'dissolve' | 'letter' | 'erase' | 'publish'
      some: number[]
      n: number
    }
    const act: fc.Arbitrary<Act> = fc.record({
      do: fc.constantFrom(
        'dispose',
        'dispose',
        'edit',
        'extend',
        'dissolve',
        'letter',
        'erase',
        'publish',
        'publish',
      ),
      some: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 4 }),
      n: fc.nat(9),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 12 }), fc.boolean(), async (acts, finish) => {
        const { id, ids, comments, consultation } = await consultationWith(test, [
          '甲',
          '乙',
          '丙',
          '丁',
          '戊',
          '己',
        ])
        const { adoption, database, commentDesk, personalData } = test.office
        const staff = await editor()
        const lines = async () => (await adoption.list(id, { limit: 100 })).items
        const attempt = async () => {
          const free = await database.reads.find(Comment, {
            where: { consultationId: id },
            order: { id: 'ASC' },
          })
          const unanswered = free.filter((c) => c.lineId === null).map((c) => c.id)
          const wasOut = (await test.office.consultationReads.find(id)).reportedAt !== null
          const [code, named] = await refusal(publish(id))
          if (wasOut) expect(code).toBe('report_published')
          else if (unanswered.length > 0) expect([code, named]).toEqual(['comments_unanswered', unanswered])
          else {
            expect(code).toBe('review_incomplete')
            await publishReport(test, id)
          }
        }
        for (const { do: what, some, n } of acts) {
          const all = await lines()
          const line = all[n % Math.max(1, all.length)]?.id ?? 'none'
          const chosen = some.map((i) => ids[i] ?? '')
          const disposition = dispositions[n % 4] ?? 'adopted'
          const text = buildLine({ disposition })
          const perform: Record<Act['do'], () => Promise<unknown>> = {
            dispose: () => adoption.dispose(staff, id, chosen, text),
            edit: () => adoption.editLine(staff, id, line, text, chosen),
            extend: () => adoption.extendLine(staff, id, line, { commentIds: chosen }),
            dissolve: () => adoption.dissolve(staff, id, line),
            letter: () =>
              commentDesk.enterComment(staff, id, {
                text: `来信 ${n}`,
                source: 'letter',
                receivedOn: new Date(consultation.closesAt).toISOString().slice(0, 10),
                writerKind: 'individual',
                samePerson: false,
              }),
            erase: () => personalData.erase({ kind: 'resident', id: comments[n % 6]?.residentId ?? '' }),
            publish: attempt,
          }
          if (what === 'publish') await attempt()
          else await perform[what]().catch((error) => expect(error).toHaveProperty('code'))
        }
        if (finish) {
          const free = await database.reads.findBy(Comment, { consultationId: id })
          const rest = free.filter((c) => c.lineId === null).map((c) => c.id)
          const out = (await test.office.consultationReads.find(id)).reportedAt !== null
          if (rest.length > 0 && !out) await dispose(id, rest, 'out_of_scope')
          await attempt()
        }
        const stored = await database.reads.findBy(Comment, { consultationId: id })
        const found = await test.office.consultationReads.find(id)
        const { content } = await test.office.reportReads.readable(id)
        expect(content.received).toBe(stored.length)
        if (found.reportedAt === null) return
        expect(stored.filter((c) => c.lineId === null)).toEqual([])
        expect(sumOf(content.totals)).toBe(stored.length)
        for (const line of content.lines) {
          expect(stored.filter((c) => c.lineId === line.id)).toHaveLength(line.comments)
          expect(Object.values(line.groups).reduce((a, b) => a + b, 0)).toBe(line.comments)
        }
      }),
      { numRuns: 14 },
    )
  })
})
