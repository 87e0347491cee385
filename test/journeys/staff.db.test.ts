import { bootstrapAdmin } from '../../src/bootstrap'
import { commonPasswords } from '../../src/modules/staff/staff.common-passwords'
import { createOffice } from '../../src/office'
import { defaultPasswordCost, hashPassword } from '../../src/platform/crypto'
import { type HttpClient, serveOffice } from '../support/http'
import {
  FrozenClock,
  openTestOffice,
  type TestOffice,
  testDatabase,
  testOfficeOptions,
  testPassword,
} from '../support/office'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let admin: HttpClient

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  await test.staff('admin')
  admin = await web.staff('admin')
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const MINUTE = 60_000
const tryWord = (username: string, password: string, headers?: Record<string, string>, extra?: object) =>
  web.stranger('POST', '/api/staff/session', { username, password, ...extra }, headers)
let made = 0
async function newAccount(password = testPassword): Promise<{ username: string; id: string }> {
  const username = `clerk${++made}`
  const [root] = (await admin('GET', '/api/staff/divisions')).json.items
  const body = { username, name: '科员', divisionId: root.id, roles: ['editor'], password }
  const reply = await admin('POST', '/api/staff/accounts', body)
  if (reply.status !== 201) throw new Error(reply.text)
  return { username, id: reply.json.id }
}

describe('guessing a password', () => {
  it('fifty at once, from fifty addresses, as the proxy header says: five are looked at, then the account is locked', async () => {
    const { username } = await newAccount()
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        tryWord(i % 2 ? username : username.toUpperCase(), `Wrong-Word-${i}`, {
          'x-forwarded-for': `203.0.113.${i}`,
          'x-real-ip': `203.0.113.${i}`,
          'user-agent': `agent ${i}`,
        }),
      ),
    )
    const count = (status: number) => replies.filter((r) => r.status === status).length
    expect([count(401), count(429)]).toEqual([5, 45])
    const locked = replies.find((r) => r.status === 429)
    expect(locked?.json.code).toBe('account_locked')
    expect(Number(locked?.headers.get('retry-after'))).toBe(15 * 60)
    // Not even the right one, while the lock holds.
    expect((await tryWord(username, testPassword)).status).toBe(429)
  })

  it('one after the other: the sixth finds the account locked, whatever else the body carries', async () => {
    const { username } = await newAccount()
    const seen: number[] = []
    for (let i = 0; i < 8; i++)
      seen.push((await tryWord(username, `wrong ${i}`, {}, { otp: String(i) })).status)
    expect(seen).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
    expect((await tryWord(username, 'wrong', {}, { attempt: 9 })).status).toBe(400)
  })

  it('the owner gets in again when the lock ends, exactly then, with a new count of five', async () => {
    const { username } = await newAccount()
    for (let i = 0; i < 5; i++) await tryWord(username, 'wrong')
    test.clock.advance(15 * MINUTE - 1)
    expect((await tryWord(username, testPassword)).status).toBe(429)
    test.clock.advance(1)
    for (let i = 0; i < 4; i++) expect((await tryWord(username, 'wrong')).status).toBe(401)
    expect((await tryWord(username, testPassword)).status).toBe(201)
    for (let i = 0; i < 4; i++) expect((await tryWord(username, 'wrong')).status).toBe(401)
    expect((await tryWord(username, testPassword)).status).toBe(201)
  })

  it('the owner gets in at once after an administrator’s reset, and sees the account unlocked', async () => {
    admin = await web.staff('admin')
    const { username, id } = await newAccount()
    for (let i = 0; i < 5; i++) await tryWord(username, 'wrong')
    const shown = async () =>
      (await admin('GET', '/api/staff/accounts')).json.items.find((a: { id: string }) => a.id === id).locked
    expect(await shown()).toBe(true)
    await admin('PUT', `/api/staff/accounts/${id}/password`, { password: 'Given-Word-2026' })
    expect(await shown()).toBe(false)
    expect((await tryWord(username, 'Given-Word-2026')).status).toBe(201)
  })

  it('eight right passwords at once are no attack', async () => {
    const { username } = await newAccount()
    const replies = await Promise.all(Array.from({ length: 8 }, () => tryWord(username, testPassword)))
    expect(replies.map((r) => r.status)).toEqual(Array(8).fill(201))
  })

  it('says the same of a wrong password and of nobody’s username, in any script', async () => {
    const { username } = await newAccount()
    const { detail, code } = (await tryWord(username, 'wrong')).json
    for (const nobody of ['nobody', '管理员', 'ADMİN', "x' OR 1=1", '😀', 'a'.repeat(40), 'ａｄｍｉｎ']) {
      const reply = await tryWord(nobody, 'wrong')
      expect([nobody, reply.status, reply.json.code, reply.json.detail]).toEqual([nobody, 401, code, detail])
    }
  })

  it('five weak new passwords lock nobody out of changing it', async () => {
    const { username } = await newAccount()
    const client = await web.staff(username)
    const change = (newPassword: string, currentPassword = testPassword) =>
      client('PUT', '/api/staff/session/password', { currentPassword, newPassword })
    for (const weak of ['password', '12345678', 'short', username, 'aaaaaaaa', 'qwertyuiop'])
      expect((await change(weak)).json.errors).toEqual([{ path: 'newPassword', message: expect.any(String) }])
    expect((await change('Strong-Word-2026')).status).toBe(204)
    for (let i = 0; i < 5; i++) expect((await change('Next-Word-2026', 'wrong')).status).toBe(401)
    expect((await change('Next-Word-2026', 'Strong-Word-2026')).status).toBe(429)
  })
})

describe('a password', () => {
  it('from the list of common ones is refused for every account, in any case of letters', async () => {
    expect(commonPasswords.size).toBeGreaterThan(100)
    const [root] = (await admin('GET', '/api/staff/divisions')).json.items
    const accepted: string[] = []
    for (const word of [...commonPasswords].filter((w) => w.length >= 8).slice(0, 100))
      for (const password of [word, word.toUpperCase()]) {
        const body = { username: 'weak', name: '弱', divisionId: root.id, roles: ['editor'], password }
        if ((await admin('POST', '/api/staff/accounts', body)).status !== 400) accepted.push(password)
      }
    expect(accepted).toEqual([])
  })

  it('none of the hundred most common ones opens any account', async () => {
    const opened: string[] = []
    for (const word of [
      'admin',
      'Admin123',
      'admin888',
      'root',
      '123456',
      'password',
      'a123456',
      ...commonPasswords,
    ].slice(0, 100))
      if ((await tryWord('admin', word)).status === 201) opened.push(word)
    expect(opened).toEqual([])
    test.clock.advance(16 * MINUTE)
    admin = await web.staff('admin')
  })

  it('counts to its last byte: 73 bytes that differ in the last, 128 characters, Han and emoji', async () => {
    const stem = 'Aa1-'.repeat(18)
    const words = [
      `${stem}x`,
      `${stem.slice(0, 60)}${'长'.repeat(60)}末`,
      `${'Ab3-'.repeat(31)}wxyz`,
      '一二三四五六七八',
      '👨‍👩‍👧‍👦🐼🍎🍐🍊🍋🍌🍉',
    ]
    for (const word of words) {
      const { username } = await newAccount(word)
      const last = [...word].at(-1) ?? ''
      expect((await tryWord(username, word.slice(0, -last.length))).status).toBe(401)
      expect((await tryWord(username, `${word.slice(0, -last.length)}y`)).status).toBe(401)
      expect((await tryWord(username, `${word} `)).status).toBe(401)
      expect((await tryWord(username, word)).status).toBe(201)
    }
  })

  it('of seven or of 129 characters is refused', async () => {
    for (const word of ['Aa1-xyz', `${'Ab3-'.repeat(32)}x`, '🐼🍎🍐🍊🍋🍌🍉'])
      await expect(newAccount(word)).rejects.toThrow('password')
  })

  it('is kept as scrypt at OWASP’s cost, which takes a while', async () => {
    const started = performance.now()
    const hash = await hashPassword('a word', defaultPasswordCost)
    expect(performance.now() - started).toBeGreaterThan(50)
    expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/)
    const { username } = await newAccount()
    const [row] = await test.office.database.select(
      'SELECT password_hash FROM staff_accounts WHERE username = ?',
      [username],
    )
    expect(String(row?.password_hash)).toMatch(/^\$scrypt\$/)
    const dump = JSON.stringify(await test.office.database.select('SELECT * FROM ledger_entries', []))
    expect(dump).not.toContain(testPassword)
    expect(dump).not.toContain('scrypt')
  })
})

describe('the first administrator of an empty database', () => {
  it('is made once, must change the password first, and is not made where there is any account', async () => {
    const database = await testDatabase()
    const options = testOfficeOptions(database.url, new FrozenClock())
    const one = await createOffice(options)
    // SQLite means one process; on MariaDB two may start at the same moment.
    const two = one.database.kind === 'mysql' ? await createOffice(options) : one
    const both =
      one === two
        ? [await bootstrapAdmin(one, 'Erster-Zugang-2026'), await bootstrapAdmin(two, 'Erster-Zugang-2026')]
        : await Promise.all([one, two].map((o) => bootstrapAdmin(o, 'Erster-Zugang-2026')))
    expect(both.sort()).toEqual([false, true])
    expect(await bootstrapAdmin(one, 'Something-Else-2026')).toBe(false)
    const counter = await serveOffice(one)
    const first = await counter.staff('admin', 'Erster-Zugang-2026')
    const list = await first('GET', '/api/staff/accounts')
    expect([list.status, list.json.code]).toEqual([403, 'must_change_password'])
    const change = { currentPassword: 'Erster-Zugang-2026', newPassword: 'Zweiter-Zugang-2026' }
    expect((await first('PUT', '/api/staff/session/password', change)).status).toBe(204)
    expect((await first('GET', '/api/staff/accounts')).json.items).toHaveLength(1)
    expect((await one.ledger.verify()).ok).toBe(true)
    await counter.close()
    await one.close()
    if (two !== one) await two.close()
    await database.drop()
  })

  it('is refused a common password with a sentence that names the setting', async () => {
    const database = await testDatabase()
    const office = await createOffice(testOfficeOptions(database.url, new FrozenClock()))
    for (const word of ['administrator', 'aaaaaaaaaaaa'])
      await expect(bootstrapAdmin(office, word)).rejects.toThrow(/^BOOTSTRAP_ADMIN_PASSWORD：/)
    expect(await office.divisions.listStaff()).toEqual([])
    await office.close()
    await database.drop()
  })
})
