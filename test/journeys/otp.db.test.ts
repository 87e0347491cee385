import { codeAt, stepOf } from '../../src/modules/staff/staff.otp.rules'
import { type HttpClient, serveOffice } from '../support/http'
import { openTestOffice, type TestOffice, testPassword } from '../support/office'
import { codeOf } from '../support/publications'
import { jsQrOf } from '../support/qr'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

beforeEach(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['admin', 'editor'] as const) await test.staff(role)
})
afterEach(async () => {
  await web.close()
  await test.close()
})

const MINUTE = 60_000
const signIn = (otp?: string, password = testPassword) =>
  web.stranger('POST', '/api/staff/session', { username: 'editor', password, ...(otp && { otp }) })

function decode(secret: string): Buffer {
  const bits = [...secret]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** Enrolled and confirmed, a minute ago. */
async function enrolled() {
  const editor = await web.staff('editor')
  const { secret } = (await editor('POST', '/api/staff/session/otp', { password: testPassword })).json
  const code = (steps = 0) => codeAt(decode(secret), stepOf(test.clock.now()) + steps)
  const { recoveryCodes } = (await editor('POST', '/api/staff/session/otp/confirmation', { code: code() }))
    .json
  test.clock.advance(MINUTE)
  return { editor, code, secret: secret as string, recoveryCodes: recoveryCodes as string[] }
}

describe('enrolling', () => {
  it('asks for the password, tells the secret once, and asks for no code before one has fitted', async () => {
    const editor = await web.staff('editor')
    const enrol = (password: string, headers = {}) =>
      editor('POST', '/api/staff/session/otp', { password }, headers)
    expect((await enrol('wrong')).json.code).toBe('sign_in_refused')
    const first = await enrol(testPassword, { 'idempotency-key': 'k' })
    expect(first.status).toBe(201)
    expect(first.json.otpauthUrl).toContain(`secret=${first.json.secret}`)
    // What a phone would read from the picture.
    expect(jsQrOf(first.json.qr)).toBe(first.json.otpauthUrl)
    expect(decode(first.json.secret)).toHaveLength(20)
    // Not kept for a repeated request, nor anywhere else in the open.
    const second = await enrol(testPassword, { 'idempotency-key': 'k' })
    expect(second.json.secret).not.toBe(first.json.secret)
    const { database } = test.office
    for (const table of ['staff_factors', 'idempotency_keys', 'ledger_entries']) {
      const rows = JSON.stringify(await database.select(`SELECT * FROM ${table}`, []))
      for (const { secret } of [first.json, second.json]) {
        expect(rows).not.toContain(secret)
        expect(rows).not.toContain(decode(secret).toString('base64'))
      }
    }
    expect((await signIn()).status).toBe(201)
    const confirm = (code: string) => editor('POST', '/api/staff/session/otp/confirmation', { code })
    const stale = codeAt(decode(first.json.secret), stepOf(test.clock.now()))
    expect((await confirm(stale)).json.code).toBe('otp_invalid')
    const done = await confirm(codeAt(decode(second.json.secret), stepOf(test.clock.now())))
    expect(done.json.recoveryCodes).toHaveLength(10)
    expect((await editor('GET', '/api/staff/session')).json.staff.otp).toBe(true)
    expect((await enrol(testPassword)).json.code).toBe('otp_active')
    expect((await signIn()).json.code).toBe('otp_required')
  })
})

describe('signing in', () => {
  it('takes each code once, in its own half minute only', async () => {
    const { code } = await enrolled()
    for (const other of [code(-1), code(1), code(-2)].filter((c) => c !== code()))
      expect((await signIn(other)).json.code).toBe('otp_invalid')
    expect((await signIn(code(), 'wrong')).json.code).toBe('sign_in_refused')
    const right = code()
    expect((await signIn(right)).status).toBe(201)
    expect((await signIn(right)).json.code).toBe('otp_invalid')
    test.clock.advance(30_000)
    expect((await signIn(right)).json.code).toBe('otp_invalid')
    expect((await signIn(code())).status).toBe(201)
  })

  it('twenty times the same code at once is one session', async () => {
    const { code } = await enrolled()
    const replies = await Promise.all(Array.from({ length: 20 }, () => signIn(code())))
    expect(replies.filter((r) => r.status === 201)).toHaveLength(1)
  })

  it('being asked for the code is no failure: ten first steps lock nobody out', async () => {
    const { code } = await enrolled()
    for (let i = 0; i < 10; i++) expect((await signIn()).json.code).toBe('otp_required')
    expect((await signIn(code())).status).toBe(201)
  })

  it('asking in between wins no further tries', async () => {
    await enrolled()
    const seen: string[] = []
    for (let i = 0; i < 7; i++) {
      seen.push((await signIn('000000')).json.code)
      await signIn()
    }
    expect(seen).toEqual([...Array(5).fill('otp_invalid'), 'account_locked', 'account_locked'])
  })

  it('a thousand guesses with the right password open nothing, and twenty are looked at', async () => {
    const { code, recoveryCodes } = await enrolled()
    let looked = 0
    let opened = 0
    for (let i = 0; i < 1000; i++) {
      // The guesser waits out every lock, and never guesses right by luck.
      const guess = String(i).padStart(6, '0')
      const verdict = await codeOf(
        test.office.staff.signIn('editor', testPassword, guess === code() ? '999999' : guess),
      )
      if (verdict === 'otp_invalid') looked++
      if (verdict === 'done') opened++
      if (verdict === 'account_locked') test.clock.advance(15 * MINUTE)
    }
    expect(opened).toBe(0)
    expect(looked).toBeGreaterThan(20)
    // After twenty wrong ones in a row not even the right code is believed.
    test.clock.advance(16 * MINUTE)
    expect((await signIn(code())).json.code).toBe('otp_invalid')
    // That may have been the fifth in a row: a lock ends by itself.
    test.clock.advance(16 * MINUTE)
    expect((await signIn(recoveryCodes[0])).status).toBe(201)
    expect((await signIn(code())).status).toBe(201)
  })

  it('a recovery code works once, typed in any way, and is kept as a hash', async () => {
    const { recoveryCodes } = await enrolled()
    const [one = '', two = ''] = recoveryCodes
    expect(one).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
    const rows = JSON.stringify(await test.office.database.select('SELECT * FROM staff_recovery_codes', []))
    for (const c of recoveryCodes) expect(rows).not.toContain(c.replaceAll('-', ''))
    expect((await signIn(one)).status).toBe(201)
    expect((await signIn(one)).json.code).toBe('otp_invalid')
    expect((await signIn(two.toLowerCase().replaceAll('-', ''))).status).toBe(201)
  })
})

describe('giving it up', () => {
  it('takes password and code', async () => {
    const { editor, code } = await enrolled()
    const disable = (password: string, given: string) =>
      editor('POST', '/api/staff/session/otp/disabling', { password, code: given })
    expect((await disable('wrong', code())).json.code).toBe('sign_in_refused')
    expect((await disable(testPassword, '000000')).json.code).toBe('otp_invalid')
    expect((await disable(testPassword, code())).status).toBe(204)
    expect((await signIn()).status).toBe(201)
  })

  it('an administrator helps, and the book knows', async () => {
    await enrolled()
    const admin: HttpClient = await web.staff('admin')
    const { id } = await test.staff('editor')
    const listed = async () =>
      (await admin('GET', '/api/staff/accounts')).json.items.find((a: { id: string }) => a.id === id).otp
    expect(await listed()).toBe(true)
    const before = await test.office.ledger.headSeq()
    expect((await admin('DELETE', `/api/staff/accounts/${id}/otp`)).status).toBe(204)
    expect((await test.office.ledger.headSeq()) - before).toBe(1)
    expect((await admin('DELETE', `/api/staff/accounts/${id}/otp`)).status).toBe(404)
    expect(await listed()).toBe(false)
    expect((await signIn()).status).toBe(201)
  })
})
