import { createHash } from 'node:crypto'
import { Writable } from 'node:stream'
import pino from 'pino'
import { Session } from '../../src/platform/sessions'
import { MiniProgramIdentity } from '../../src/platform/wechat/identity'
import { type HttpClient, type HttpReply, serveOffice } from '../support/http'
import { DAY, HOUR, openTestOffice, type TestOffice, testPassword } from '../support/office'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  for (const role of ['admin', 'editor', 'auditor', 'office'] as const) await test.staff(role)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

const MINUTE = 60_000
const statuses = (replies: HttpReply[]) => replies.map((r) => r.status).sort()
const times = <T>(n: number, make: (i: number) => T) =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)))
const signIn = (code: string) => web.stranger('POST', '/api/session', { code })
const bearer =
  (token: string): HttpClient =>
  (method, path, body, headers) =>
    web.stranger(method, path, body, { authorization: `Bearer ${token}`, ...headers })

describe('a sign-in code', () => {
  it('with a suffix opens one session: twenty at once and one later, the others are 401', async () => {
    const replies = await times(20, () => signIn('sim:o-once:1'))
    expect(statuses(replies)).toEqual([201, ...Array(19).fill(401)])
    expect(replies.filter((r) => r.status === 401).every((r) => r.json.code === 'code_refused')).toBe(true)
    expect((await signIn('sim:o-once:1')).status).toBe(401)
    expect((await signIn('sim:o-once:2')).status).toBe(201)
    await test.restart().then(() => web.close())
    web = await serveOffice(test.office)
    expect((await signIn('sim:o-once:1')).status).toBe(401)
  })

  it('without one works again and again, for the same person, never with the same token', async () => {
    const replies = await times(20, () => signIn('sim:o-again'))
    expect(statuses(replies)).toEqual(Array(20).fill(201))
    expect(new Set(replies.map((r) => r.json.resident.id)).size).toBe(1)
    expect(new Set(replies.map((r) => r.json.token)).size).toBe(20)
    for (const { json } of replies) expect(json.token).toMatch(/^[\w-]{43}$/)
  })

  it('names nobody at greater length than there is room for', async () => {
    expect((await signIn(`sim:${'字'.repeat(170)}`)).status).toBe(201)
    const reply = await signIn(`sim:${'字'.repeat(171)}`)
    expect([reply.status, reply.json.code]).toEqual([401, 'code_refused'])
  })

  it('names people byte by byte: case, width, spaces and look-alikes are other people', async () => {
    const names = [
      'oABC',
      'oabc',
      'oABC ',
      ' oABC',
      'ｏABC',

      'oΑBC',
      'o\u00c0BC',
      'oA\u0300BC',
      'oABC\u200b',
      '😀',
      '😁',
      'ß',
      'ss',
      'o'.repeat(400),
    ]
    const people = new Set<string>()
    for (const name of [...names, ...names]) {
      const reply = await signIn(`sim:${name}`)
      expect([name, reply.status]).toEqual([name, 201])
      people.add(reply.json.resident.id)
    }
    expect(people.size).toBe(names.length)
  })

  it.each(['', 'sim:', 'sim::', 'o-x', 'SIM:o-x', 'sim:a\u0000', 'sim:\n', 'x'.repeat(513)])(
    '%j opens nothing',
    async (code) => {
      expect([400, 401]).toContain((await signIn(code)).status)
    },
  )
})

describe('what WeChat tells the server', () => {
  it('never leaves it: no session_key, unionid or stranger’s openid in any reply, header or log line', async () => {
    const lines: string[] = []
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk))
        done()
      },
    })
    const used = new Set<string>()
    const wechat: typeof fetch = async (url) => {
      const code = new URL(String(url)).searchParams.get('js_code') ?? ''
      if (code === 'broken') return new Response('CANARY-html <html>', { status: 502 })
      if (used.has(code)) return Response.json({ errcode: 40163, errmsg: 'CANARY-errmsg code been used' })
      used.add(code)
      return Response.json({
        openid: `CANARY-openid-${code}`,
        session_key: 'CANARY-session-key',
        unionid: `CANARY-unionid-${code}`,
      })
    }
    const identities = new MiniProgramIdentity(
      { apiBase: 'https://wechat.test', appId: 'wxlive', secret: 'CANARY-secret' },
      wechat,
    )
    const live = await openTestOffice({ identities, log: pino({ level: 'trace' }, sink) })
    const counter = await serveOffice(live.office)
    const seen: string[] = []
    const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
      const reply = await counter.stranger(method, path, body, headers)
      seen.push(reply.text, JSON.stringify([...reply.headers]))
      return reply
    }
    const first = await times(20, () => ask('POST', '/api/session', { code: 'one' }))
    expect(statuses(first)).toEqual([201, ...Array(19).fill(401)])
    expect((await ask('POST', '/api/session', { code: 'two' })).status).toBe(201)
    expect((await ask('POST', '/api/session', { code: 'broken' })).status).toBe(503)
    const token = first.find((r) => r.status === 201)?.json.token as string
    for (const path of ['/api/polls', '/api/me/ballots', '/api/me/preferences', '/api/nowhere'])
      await ask('GET', path, undefined, { authorization: `Bearer ${token}` })
    expect([...seen, ...lines].filter((text) => text.includes('CANARY'))).toEqual([])
    expect(lines.length).toBeGreaterThan(5)
    // One's own openid is one's own: the copy of everything held has it, and nobody else's.
    const copy = await ask('GET', '/api/me/export', undefined, { authorization: `Bearer ${token}` })
    expect(copy.text.match(/CANARY-[\w-]+/g)).toEqual(['CANARY-openid-one'])
    await counter.close()
    await live.close()
  })
})

describe('a session', () => {
  it('is stored as a hash only', async () => {
    const { token } = await test.resident('o-hashed')
    const staff = await web.stranger('POST', '/api/staff/session', {
      username: 'editor',
      password: testPassword,
    })
    const cookie = /staff=([\w-]+)/.exec(staff.headers.get('set-cookie') ?? '')?.[1] ?? ''
    const rows = JSON.stringify(await test.office.database.select('SELECT * FROM sessions', []))
    expect(rows).toContain(createHash('sha256').update(token).digest('hex'))
    expect(cookie).toHaveLength(43)
    for (const secret of [token, cookie]) expect(rows).not.toContain(secret)
  })

  it('is never one that the browser brought along', async () => {
    const planted = 'A'.repeat(43)
    const body = { username: 'editor', password: testPassword }
    const reply = await web.stranger('POST', '/api/staff/session', body, { cookie: `staff=${planted}` })
    const given = reply.headers.get('set-cookie') ?? ''
    expect(given).toMatch(/^staff=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(given).not.toContain(planted)
    expect(
      (await web.stranger('GET', '/api/staff/session', undefined, { cookie: `staff=${planted}` })).status,
    ).toBe(401)
  })

  it('has a __Host- cookie, Secure, where the public address is https', async () => {
    const secure = await serveOffice(test.office, { publicUrl: 'https://gt.example', production: true })
    const reply = await secure.stranger('POST', '/api/staff/session', {
      username: 'editor',
      password: testPassword,
    })
    expect(reply.headers.get('set-cookie')).toMatch(
      /^__Host-staff=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    )
    expect(reply.headers.get('strict-transport-security')).toMatch(/max-age=31536000/)
    const plain = (reply.headers.get('set-cookie') ?? '').split(';')[0]?.replace('__Host-', '') ?? ''
    expect((await secure.stranger('GET', '/api/staff/session', undefined, { cookie: plain })).status).toBe(
      401,
    )
    await secure.close()
  })

  it.each([
    ['resident', 30 * DAY, 90 * DAY],
    ['staff', 30 * MINUTE, 12 * HOUR],
  ])('of a %s ends when idle, and at last in any case', async (kind, idle, absolute) => {
    const open = async () => {
      const client =
        kind === 'staff' ? await web.staff('office') : bearer((await signIn('sim:o-idle')).json.token)
      return () =>
        client('GET', kind === 'staff' ? '/api/staff/session' : '/api/me/ballots').then((r) => r.status)
    }
    const start = test.clock.now()
    const [lively, lazy] = [await open(), await open()]
    test.clock.set(start + idle - 1_000)
    expect(await lively()).toBe(200)
    test.clock.set(start + idle + 1_000)
    expect([await lively(), await lazy()]).toEqual([200, 401])
    // Activity carries it on, but not past its absolute end.
    for (let now = start + idle; now < start + absolute - 1_000; now += idle * 0.9) {
      test.clock.set(now)
      expect(await lively()).toBe(200)
    }
    test.clock.set(start + absolute - 1_000)
    expect(await lively()).toBe(200)
    test.clock.set(start + absolute + 1_000)
    expect(await lively()).toBe(401)
    await test.office.sessions.sweep()
    const left = await test.office.database.select('SELECT kind FROM sessions WHERE kind = ?', [kind])
    expect(left).toEqual([])
  })
})

describe('sessions end at once', () => {
  const eight = (username: string) => times(8, () => web.staff(username))
  const look = (clients: HttpClient[]) =>
    Promise.all(clients.map((c) => c('GET', '/api/staff/session').then((r) => r.status)))

  it('all eight of a disabled account, while they are in use', async () => {
    const clients = await eight('editor')
    expect(await look(clients)).toEqual(Array(8).fill(200))
    const busy = times(40, (i) => clients[i % 8]?.('GET', '/api/staff/session'))
    const admin = await web.staff('admin')
    const { items } = (await admin('GET', '/api/staff/accounts')).json
    const editor = items.find((a: { username: string }) => a.username === 'editor')
    expect((await admin('POST', `/api/staff/accounts/${editor.id}/disabling`)).status).toBe(200)
    await busy
    expect(await look(clients)).toEqual(Array(8).fill(401))
    const again = await web.stranger('POST', '/api/staff/session', {
      username: 'editor',
      password: testPassword,
    })
    expect([again.status, again.json.code]).toEqual([401, 'sign_in_refused'])
  })

  it('all but the one that changed the password, and the old password opens nothing', async () => {
    const clients = await eight('auditor')
    const [own, ...others] = clients
    const change = { currentPassword: testPassword, newPassword: 'Another-Word-77' }
    expect((await own?.('PUT', '/api/staff/session/password', change))?.status).toBe(204)
    expect(await look(others)).toEqual(Array(7).fill(401))
    expect(await look(own ? [own] : [])).toEqual([200])
    await expect(web.staff('auditor')).rejects.toThrow('could not sign in')
    expect(await look([await web.staff('auditor', 'Another-Word-77')])).toEqual([200])
  })

  it('all of them when an administrator resets the password', async () => {
    const clients = await eight('office')
    const admin = await web.staff('admin')
    const { id } = await test.staff('office')
    expect(
      (await admin('PUT', `/api/staff/accounts/${id}/password`, { password: 'Reset-Word-2026' })).status,
    ).toBe(204)
    expect(await look(clients)).toEqual(Array(8).fill(401))
  })

  it('the one that signs out, and no other', async () => {
    const [first, second] = await times(2, () => web.staff('admin'))
    expect((await first?.('DELETE', '/api/staff/session'))?.status).toBe(204)
    expect(await look(first && second ? [first, second] : [])).toEqual([401, 200])
    const [a, b] = await times(2, async () => bearer((await signIn('sim:o-leaver')).json.token))
    expect((await a?.('DELETE', '/api/session'))?.status).toBe(204)
    expect([
      (await a?.('GET', '/api/me/ballots'))?.status,
      (await b?.('GET', '/api/me/ballots'))?.status,
    ]).toEqual([401, 200])
  })

  it('in another process within a second', async () => {
    const elsewhere = bearer((await signIn('sim:o-two-processes')).json.token)
    expect((await elsewhere('GET', '/api/me/ballots')).status).toBe(200)
    // The other process deletes the row; this one only sees the database.
    const me = await test.resident('o-two-processes')
    await test.office.database.transaction((tx) => tx.delete(Session, { holderId: me.id }))
    test.clock.advance(1_000)
    expect((await elsewhere('GET', '/api/me/ballots')).status).toBe(401)
  })
})
