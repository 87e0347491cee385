import { createOffice } from '../../../src/office'
import { type HttpClient, type HttpReply, serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice, testOfficeOptions } from '../../support/office'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let admin: HttpClient

beforeEach(async () => {
  test = await openTestOffice()
  // The last days of 2026: five working days from here lie in 2027, of which only the law's days are known.
  test.clock.set(Date.UTC(2026, 11, 30, 1))
  web = await serveOffice(test.office)
  for (const role of ['admin', 'editor', 'auditor'] as const) await test.staff(role)
  admin = await web.staff('admin')
})
afterEach(async () => {
  await web.close()
  await test.close()
})

const notice2027 = {
  year: 2027,
  holidays: [
    ...['01-01', '01-02', '01-03', '02-05', '02-06', '02-07', '02-08', '02-09', '02-10', '02-11'],
    ...['04-05', '05-01', '05-02', '05-03', '06-09', '09-15', '10-01', '10-02', '10-03', '10-04'],
  ].map((d) => `2027-${d}`),
  workdays: ['2027-01-09', '2027-02-20'],
  provisional: false,
  source: '国务院办公厅关于2027年部分节假日安排的通知（编写）',
}
/** As the shipped year, but with Monday 4 January off as well. */
const longer = { ...notice2027, holidays: [...notice2027.holidays, '2027-01-04'] }
const dueOn = async () =>
  (await admin('GET', '/api/staff/calendar/due-date?from=2026-12-30&workingDays=5')).json
const post = (path: string, body: object) => admin('POST', `/api/staff/calendar${path}`, body)

it('a term that needs a year without its notice says so until the notice is entered', async () => {
  expect(await dueOn()).toMatchObject({ on: '2027-01-07', provisional: true, note: expect.any(String) })
  expect((await post('', notice2027)).status).toBe(201)
  expect(await dueOn()).toMatchObject({ on: '2027-01-07', provisional: false, note: null })
})

it('every duty that keeps such days is asked, and what is due first stands first', async () => {
  const applied: string[][] = []
  const source = (kind: string, days: string[]) => ({
    moves: async () =>
      days.map((to) => ({
        kind,
        id: `${kind}-${to}`,
        title: kind,
        from: '2027-01-01',
        to,
        provisional: false,
      })),
    apply: async (_tx: unknown, moves: readonly { id: string }[]) => {
      applied.push(moves.map((m) => m.id))
    },
  })
  test.office.calendar.register(source('a', ['2027-03-01', '2027-01-12']))
  test.office.calendar.register(source('b', ['2027-02-01']))
  const days = ['2027-01-12', '2027-02-01', '2027-03-01']
  const shown = (reply: HttpReply) => reply.json.moves.map((m: { to: string }) => m.to)
  expect(shown(await post('/preview', longer))).toEqual(days)
  expect(applied).toEqual([])
  expect(shown(await post('', longer))).toEqual(days)
  expect(applied).toEqual([['a-2027-03-01', 'a-2027-01-12'], ['b-2027-02-01']])
})

it('shows what would move before it moves it, then moves it, in one line of the book', async () => {
  const ada = await web.resident('o-ada')
  const { id, number, dueOn: first } = (await ada('POST', '/api/enquiries', { question: '几时答复？' })).json
  expect(first).toBe('2027-01-07')
  const seq = () => test.office.ledger.headSeq()
  const before = await seq()
  const moves = [
    { kind: 'enquiry', id, title: number, from: '2027-01-07', to: '2027-01-08', provisional: false },
  ]
  expect((await post('/preview', longer)).json).toEqual({ year: 2027, moves })
  expect((await ada('GET', `/api/enquiries/${id}`)).json.dueOn).toBe('2027-01-07')
  expect(await seq()).toBe(before)
  expect((await post('', longer)).json.moves).toEqual(moves)
  expect(await seq()).toBe(before + 1)
  expect((await ada('GET', `/api/enquiries/${id}`)).json.dueOn).toBe('2027-01-08')
  expect((await post('/preview', longer)).json.moves).toEqual([])
  // What comes now is counted by it at once.
  const next = (await ada('POST', '/api/enquiries', { question: '还有一问' })).json
  expect(next.dueOn).toBe('2027-01-08')
})

it('refuses what is no arrangement, by its field, and leaves everything as it was', async () => {
  const refused = async (over: object) => (await post('', { ...notice2027, ...over })).json.errors?.[0]?.path
  expect(await refused({ holidays: [...notice2027.holidays, '2026-10-01'] })).toBe('holidays')
  expect(await refused({ holidays: [...notice2027.holidays, '2027-01-01'] })).toBe('holidays')
  expect(await refused({ holidays: ['2027-01-01'] })).toBe('holidays')
  expect(await refused({ workdays: ['2027-01-05'] })).toBe('workdays')
  expect(await refused({ workdays: ['2027-01-09', '2027-01-09'] })).toBe('workdays')
  expect(await refused({ workdays: ['2027-01-02'] })).toBe('workdays')
  expect(await refused({ year: 1999 })).toBe('year')
  expect(await refused({ holidays: ['2027-02-30'] })).toMatch(/^holidays/)
  expect(await dueOn()).toMatchObject({ provisional: true })
  await post('', notice2027)
  expect(await refused({ provisional: true })).toBe('provisional')
  for (const role of ['editor', 'auditor'])
    expect((await (await web.staff(role))('POST', '/api/staff/calendar', notice2027)).status).toBe(403)
})

it('another instance sees it within two seconds', async () => {
  if (test.office.database.kind === 'sqlite') return
  const other = await createOffice(testOfficeOptions(test.databaseUrl, test.clock))
  expect((await other.calendar.current()).statusOf(2027)).toBe('provisional')
  await post('', notice2027)
  test.clock.advance(2_000)
  expect((await other.calendar.current()).statusOf(2027)).toBe('final')
  await other.close()
})
