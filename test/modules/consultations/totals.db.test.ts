import fc from 'fast-check'
import { type Disposition, dispositions } from '../../../src/modules/consultations'
import { docxRows } from '../../support/docx'
import { type HttpClient, serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'
import { buildLine, consultationWith, publishReport } from '../../support/reports'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let auditor: HttpClient
beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  await test.staff('auditor')
})
afterAll(async () => {
  await web.close()
  await test.close()
})

type Counts = Record<string, number>
const sum = (counts: Counts | readonly number[]): number =>
  (Array.isArray(counts) ? counts : Object.values(counts)).reduce((a: number, b: number) => a + b, 0)

/** The number of comments in every place that tells it, by the place's name; `answered` likewise. */
async function told(id: string, isOut: boolean): Promise<{ received: Counts; answered: Counts }> {
  auditor = await web.staff('auditor')
  const get = async (path: string) => (await auditor('GET', path)).json
  const path = `/api/staff/consultations/${id}`
  const listed = (await get('/api/staff/consultations')).items.find((c: { id: string }) => c.id === id)
  const { totals, analysis } = await get(`${path}?include=analysis`)
  const coverage = await get(`${path}/coverage`)
  const report = await get(`${path}/report`)
  const data = JSON.parse((await auditor('GET', `${path}/report/file?format=json`)).text)
  const csv = (await auditor('GET', `${path}/report/file?format=csv`)).text
  const { byDisposition, byGroup, lines } = await docxRows(test, id)
  const clauses = analysis.clauses as { comments: number; unanswered: number }[]
  const open = (rows: { comments: number; unanswered: number }[]) =>
    sum(rows.map((r) => r.comments - r.unanswered))
  const received: Counts = {
    list: listed.comments,
    head: totals.comments,
    stances: sum(totals.stances),
    sources: sum(totals.sources),
    groups: sum(totals.groups),
    progress: analysis.progress.total,
    'progress, answered and not': analysis.progress.answered + analysis.progress.unanswered,
    clauses: sum(clauses.map((c) => c.comments)),
    'coverage by article': coverage.whole.comments + sum(coverage.articles.map((a: Counts) => a.comments)),
    'coverage by group': sum(coverage.groups),
    'coverage by source': sum(coverage.sources),
    report: report.received,
    'report, totals and unanswered': sum(report.totals) + report.unanswered,
    'report by group': sum(report.groups),
    'report by source': sum(report.sources),
    json: data.received,
    'docx, the whole': byDisposition.at(-1) ?? -1,
    'docx, the parts': sum(byDisposition.slice(0, -1)),
    'docx by group': sum(byGroup.slice(0, -1)),
    'docx by group, the whole': byGroup.at(-1) ?? -1,
    ...tableOf(report.html),
  }
  const answered: Counts = {
    list: listed.comments - listed.unanswered,
    progress: analysis.progress.answered,
    clauses: open(clauses),
    coverage: open([coverage.whole, ...coverage.articles]),
    report: sum(report.totals),
    'report by line': sum(report.lines.map((l: Counts) => l.comments)),
    'report by line and group': sum(report.lines.map((l: { groups: Counts }) => sum(l.groups))),
    'json by line': sum(data.lines.map((l: Counts) => l.comments)),
    json: sum(data.totals),
    csv: sum(lastColumn(csv)),
    'docx by line': sum(lines),
  }
  if (!isOut) return { received, answered }
  const seen = (await web.stranger('GET', `/api/consultations/${id}/report`)).json
  const page = (await web.stranger('GET', `/api/consultations/${id}/report/page`)).text
  const data2 = JSON.parse(
    (await web.stranger('GET', `/api/consultations/${id}/report/file?format=json`)).text,
  )
  const openCsv = (await web.stranger('GET', `/api/consultations/${id}/report/file?format=csv`)).text
  const named = ([name, n]: [string, number]) => [`page: ${name}`, n] as const
  return {
    received: {
      ...received,
      'for residents': seen.received,
      'open data': data2.received,
      ...Object.fromEntries(Object.entries(tableOf(page)).map(named)),
    },
    answered: {
      ...answered,
      'for residents': sum(seen.totals),
      'for residents by line': sum(seen.lines.map((l: Counts) => l.comments)),
      'open data': sum(data2.totals),
      'open data by line': sum(data2.lines.map((l: Counts) => l.comments)),
      'open csv': sum(lastColumn(openCsv)),
    },
  }
}

/** The table of what became of them: its last row, the rows above it together, and the sentence about it. */
function tableOf(html: string): Counts {
  const rows = [...html.matchAll(/<tr><td>([^<]*)<\/td><td>(\d+)<\/td>/g)].map(([, name, n]) => ({
    name,
    n: Number(n),
  }))
  const said = /提出的 (\d+) 条意见/.exec(html)
  return {
    'table, the whole': rows.find((r) => r.name === '合计')?.n ?? -1,
    'table, the parts': sum(rows.filter((r) => r.name !== '合计').map((r) => r.n)),
    ...(said ? { 'in a sentence': Number(said[1]) } : {}),
  }
}

/** 意见条数 of every line of the file; the head and the note below say none. */
const lastColumn = (csv: string): number[] =>
  csv
    .split('\r\n')
    .map((row) => /,(\d+)$/.exec(row)?.[1])
    .flatMap((n) => (n === undefined ? [] : [Number(n)]))

describe('received is the sum of the totals wherever it is shown', () => {
  it('whatever was said, entered, answered, taken back or erased before, and after it is out', async () => {
    interface Case {
      comments: number
      letters: number
      lines: { some: number[]; disposition: Disposition }[]
      dissolve: boolean
      erase: number | null
    }
    const some = fc.uniqueArray(fc.nat(8), { minLength: 1, maxLength: 5 })
    const cases: fc.Arbitrary<Case> = fc.record({
      comments: fc.integer({ min: 1, max: 7 }),
      letters: fc.nat(2),
      lines: fc.array(fc.record({ some, disposition: fc.constantFrom(...dispositions) }), { maxLength: 4 }),
      dissolve: fc.boolean(),
      erase: fc.option(fc.nat(6)),
    })
    let n = 0
    await fc.assert(
      fc.asyncProperty(cases, async ({ comments, letters, lines, dissolve, erase }) => {
        const texts = Array.from({ length: comments }, () => `第${++n}条意见，希望写清楚。`)
        const made = await consultationWith(test, texts)
        const { id } = made
        const { adoption, commentDesk, personalData } = test.office
        const editor = await test.staff('editor')
        const ids = [...made.ids]
        const receivedOn = new Date(made.consultation.closesAt).toISOString().slice(0, 10)
        for (let i = 0; i < letters; i++) {
          const text = `第${++n}封来信。`
          const letter = { text, source: 'letter', receivedOn, writerKind: 'individual' } as const
          ids.push((await commentDesk.enterComment(editor, id, { ...letter, samePerson: false })).comment.id)
        }
        await test.office.analysing.analyse(id)
        const free = new Set(ids)
        const answer = async (wanted: readonly string[], disposition: Disposition) => {
          const mine = wanted.filter((c) => free.delete(c))
          if (mine.length > 0) await adoption.dispose(editor, id, mine, buildLine({ disposition }))
        }
        for (const { some: at, disposition } of lines)
          await answer(
            at.map((i) => ids[i % ids.length] ?? ''),
            disposition,
          )
        const [first] = (await adoption.list(id, { limit: 1 })).items
        if (dissolve && first) {
          const { items } = await test.office.commentReads.list(id, { lineId: first.id, limit: 50 })
          for (const comment of items) free.add(comment.id)
          await adoption.dissolve(editor, id, first.id)
        }
        const gone = erase === null ? undefined : made.comments[erase % made.comments.length]
        if (gone) await personalData.erase({ kind: 'resident', id: gone.residentId })

        const all = ids.length
        const before = await told(id, false)
        expect(before.received).toEqual(Object.fromEntries(Object.keys(before.received).map((k) => [k, all])))
        const done = all - free.size
        expect(before.answered).toEqual(
          Object.fromEntries(Object.keys(before.answered).map((k) => [k, done])),
        )
        await answer([...free], 'out_of_scope')
        await publishReport(test, id)
        const after = await told(id, true)
        for (const counts of [after.received, after.answered])
          expect(counts).toEqual(Object.fromEntries(Object.keys(counts).map((k) => [k, all])))
      }),
      { numRuns: 8 },
    )
  })
})
