import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  await test.staff('auditor')
})
afterAll(async () => {
  await web.close()
  await test.close()
})

describe('a due date asked for by staff', () => {
  it.each([
    ['2026-12-03', 20, '2026-12-31', false],
    ['2026-12-04', 20, '2027-01-04', true],
    ['2026-02-13', 20, '2026-03-19', false],
  ])('%s + %i working days is %s, provisional: %s', async (from, workingDays, on, provisional) => {
    const staff = await web.staff('auditor')
    const { json } = await staff(
      'GET',
      `/api/staff/calendar/due-date?from=${from}&workingDays=${workingDays}`,
    )
    expect([json.on, json.provisional]).toEqual([on, provisional])
    if (provisional) expect(json.note).toContain('暂定')
    else expect(json.note).toBeNull()
  })

  it.each([
    ['a year nobody has entered', 'from=2031-01-04&workingDays=5', 'from'],
    ['a day that does not exist', 'from=2026-02-30&workingDays=5', 'from'],
    ['half a day', 'from=2026-03-02&workingDays=1.5', 'workingDays'],
  ])('refuses %s and names the field', async (_name, query, path) => {
    const staff = await web.staff('auditor')
    const reply = await staff('GET', `/api/staff/calendar/due-date?${query}`)
    expect([reply.status, reply.json.errors[0].path]).toEqual([400, path])
  })
})
