import { type HttpClient, serveOffice } from '../../support/http'
import { DAY, openTestOffice, type TestOffice, testPassword } from '../../support/office'
import { publishPublication } from '../../support/publications'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let admin: HttpClient

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['admin', 'editor', 'auditor'] as const) await test.staff(role)
  admin = await web.staff('admin')
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const read = async () => (await admin('GET', '/api/staff/settings')).json

it('settings have presets, are changed by an administrator in one line of the book, and hold at once', async () => {
  const preset = await read()
  expect(preset.columnDays.consumer_alert).toBe(14)
  await publishPublication(test)
  test.clock.advance(5 * DAY)
  admin = await web.staff('admin')
  const state = async () =>
    (await admin('GET', '/api/staff/home')).json.channels.find(
      (c: { channel: string }) => c.channel === 'consumer_alert',
    )
  expect(await state()).toMatchObject({ state: 'fresh', limitDays: 14 })
  const next = { bureauName: '澜川市市场监管局', columnDays: { ...preset.columnDays, consumer_alert: 5 } }
  const before = await test.office.ledger.headSeq()
  expect((await admin('PUT', '/api/staff/settings', next)).json).toEqual({ ...preset, ...next })
  expect((await test.office.ledger.headSeq()) - before).toBe(1)
  expect(await state()).toMatchObject({ state: 'late', limitDays: 5 })
  const { otpauthUrl } = (await admin('POST', '/api/staff/session/otp', { password: testPassword })).json
  expect(new URL(otpauthUrl).searchParams.get('issuer')).toBe('澜川市市场监管局')
})

it('what is no setting is refused by its field, and changes nothing', async () => {
  const good = await read()
  const refused = async (over: object) =>
    (await admin('PUT', '/api/staff/settings', { ...good, ...over })).json.errors[0].path
  expect(await refused({ bureauName: '' })).toBe('bureauName')
  for (const days of [0, 367, 1.5, '7'])
    expect(await refused({ columnDays: { ...good.columnDays, notice: days } })).toBe('columnDays.notice')
  const quiet = good.quietHours
  for (const time of ['24:00', '7:00', '22:60', '22', '', 22])
    expect(await refused({ quietHours: { ...quiet, from: time } })).toBe('quietHours.from')
  expect(await refused({ quietHours: { from: '22:00', to: '22:00' } })).toBe('quietHours.to')
  expect(await refused({ quietHours: { from: '22:00' } })).toBe('quietHours.to')
  expect(await refused({ contact: { phone: '请打电话', hours: '工作日' } })).toBe('contact.phone')
  expect(await refused({ contact: { phone: '', hours: '工作日' } })).toBe('contact.phone')
  expect(await refused({ contact: { phone: '0999-1234567', hours: '' } })).toBe('contact.hours')
  expect((await admin('PUT', '/api/staff/settings', { ...good, other: 1 })).status).toBe(400)
  expect(await read()).toEqual(good)
  const auditor = await web.staff('auditor')
  expect((await auditor('PUT', '/api/staff/settings', good)).status).toBe(403)
})

it('what is not given stays as it is, so that two who change different things do not undo each other', async () => {
  const before = await read()
  const contact = { phone: '0999-1234567', hours: '工作日 9:00—17:00' }
  const quietHours = { from: '21:30', to: '07:30' }
  await Promise.all([
    admin('PUT', '/api/staff/settings', { contact }),
    admin('PUT', '/api/staff/settings', { quietHours }),
  ])
  expect(await read()).toEqual({ ...before, contact, quietHours })
  const book = (await test.office.ledger.list({ limit: 2 })).items
  expect(book.map((e) => JSON.stringify(e.after)).sort()).toEqual([
    JSON.stringify({ contact }),
    JSON.stringify({ quietHours }),
  ])
  const resident = await web.resident('o-contact')
  const reply = await resident('POST', '/api/ask', { question: '怎么炒股' })
  expect(reply.json.answer).toContain('0999-1234567（工作日 9:00—17:00）')
})
