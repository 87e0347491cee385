import { openConsultation } from '../../support/consultations'
import { type HttpClient, serveOffice } from '../../support/http'
import { leastMs } from '../../support/least'
import { openTestOffice, type TestOffice } from '../../support/office'

const COMMENTS = 100_000
const NINES = 'C'
let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let editor: HttpClient
let id: string

const idOf = (n: number) => `${NINES}${String(n).padStart(25, '0')}`

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['editor', 'leader'] as const) await test.staff(role)
  editor = await web.staff('editor')
  id = (await openConsultation(test)).consultation.id
  await test.office.database.transaction(async (tx) => {
    for (let at = 0; at < COMMENTS; at += 1_000) {
      const rows = Array.from({ length: 1_000 }, (_, i) => {
        const n = at + i
        // All but the last hundred have an answer.
        const line = n < COMMENTS - 100 ? `'L${n % 50}'` : 'NULL'
        const text = n === COMMENTS - 5 ? '独一无二的意见' : `意见第${n}条，希望标价的字再大一些`
        return `('${idOf(n)}', '${id}', NULL, NULL, '${idOf(n)}', 1, '${n}', NULL, '${text}', NULL, NULL, NULL, 'letter', 'received', '2026-11-24', 0, 'r', NULL, ${line})`
      })
      await tx.query(
        `INSERT INTO comments (id, consultation_id, clause_id, resident_id, person_key, ordinal, repeat_key, same_key, text, stance, writer_group, writer_kind, source, state, received_on, received_at, receipt, entered_by, line_id) VALUES ${rows.join(', ')}`,
      )
    }
  })
})
afterAll(async () => {
  await web.close()
  await test.close()
})

it.each<[string, number, number]>([
  ['state=unanswered', COMMENTS - 100, 50],
  ['state=answered', 0, 50],
  [`state=answered&cursor=${idOf(COMMENTS - 200)}`, COMMENTS - 199, 50],
  ['lineId=L7', 7, 50],
  [`cursor=${idOf(50_000)}`, 50_001, 50],
  [`q=${encodeURIComponent('独一无二')}`, COMMENTS - 5, 1],
  [`q=${encodeURIComponent('再大一些')}`, 0, 50],
])(`of ${COMMENTS} comments a page of %s is quick and right`, async (query, first, count) => {
  const ask = () => editor('GET', `/api/staff/consultations/${id}/comments?limit=50&${query}`)
  const took = await leastMs(1_000, ask)
  const { json } = await ask()
  expect([json.items[0]?.id, json.items.length]).toEqual([idOf(first), count])
  // Typically tens of ms; on a box that others use too, still within a second.
  expect(took).toBeLessThan(1_000)
})
