import { everyRole, signInAllRoles } from '../../support/everyone'
import { type HttpClient, type HttpReply, serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'
import { type Document, isStaffs, isWrite, type Operation, pathOf, readDocument } from '../../support/openapi'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let document: Document

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  document = await readDocument(web.stranger)
  for (const role of everyRole) await test.staff(role)
})
afterAll(async () => {
  await web.close()
  await test.close()
})

/** Ways to end one's own session: their callers sign in anew. */
const endsSession = (o: Operation) => o.method === 'DELETE' || /password|session/.test(o.path)

type Person = 'anonymous' | 'resident' | string

function expected({ access }: Operation, person: Person): 401 | 403 | 'admitted' {
  if (access === 'anyone' || access === 'guest') return 'admitted'
  if (access === 'resident') return person === 'resident' ? 'admitted' : 401
  if (person === 'anonymous' || person === 'resident') return 401
  return access === 'staff' || access.staff.includes(person) ? 'admitted' : 403
}

function verdict(reply: HttpReply): 401 | 403 | 'admitted' {
  if (reply.status === 401 && reply.json?.code === 'unauthenticated') return 401
  if (reply.status === 403 && reply.json?.code === 'forbidden') return 403
  return 'admitted'
}

describe('the matrix of who may do what, as openapi.json declares it', () => {
  it('declares for every operation who may use it, and every role stands somewhere', () => {
    expect(document.operations.length).toBeGreaterThan(20)
    const known = ['anyone', 'guest', 'resident', 'staff']
    const undeclared = document.operations.filter(
      ({ access }) =>
        !(typeof access === 'object'
          ? access.staff.length > 0 && access.staff.every((r) => everyRole.some((e) => e === r))
          : known.includes(access)),
    )
    expect(undeclared.map((o) => o.operationId)).toEqual([])
    const named = new Set(
      document.operations.flatMap(({ access }) => (typeof access === 'object' ? access.staff : [])),
    )
    expect(everyRole.filter((r) => !named.has(r) && r !== 'secrecy' && r !== 'head')).toEqual([])
  })

  it.each(['anonymous', 'resident', ...everyRole])('%s is let in exactly where declared', async (person) => {
    const signIn = (): Promise<HttpClient> | HttpClient =>
      person === 'anonymous'
        ? web.stranger
        : person === 'resident'
          ? web.resident('o-matrix')
          : web.staff(person)
    let client = await signIn()
    const differences: string[] = []
    for (const operation of document.operations) {
      // Access is judged before the body, so an empty one is refused with 400 where the person is admitted.
      const reply = await client(operation.method, pathOf(operation), isWrite(operation) ? {} : undefined)
      const [want, got] = [expected(operation, person), verdict(reply)]
      if (want !== got || reply.status >= 500)
        differences.push(
          `${operation.operationId}: declared ${want}, was ${reply.status} ${reply.json?.code}`,
        )
      if (endsSession(operation)) client = await signIn()
    }
    expect(differences).toEqual([])
  })
})

describe('tokens that are none', () => {
  it('twelve forged or misplaced tokens are nobody at either counter', async () => {
    const { token } = await test.resident('o-forger')
    const staffReply = await web.stranger('POST', '/api/staff/session', {
      username: 'auditor',
      password: 'Lanchuan-2026!',
    })
    const cookie = /staff=([\w-]+)/.exec(staffReply.headers.get('set-cookie') ?? '')?.[1] ?? ''
    expect(cookie).toHaveLength(43)
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const flipped = token.slice(0, -2) + (token.endsWith('A') ? 'BB' : 'AA')
    const forged = [
      '',
      'x',
      flipped,
      token.toLowerCase(),
      `${token}=`,
      `${token}x`,
      token.slice(1),
      `${none}.e30.`,
      'null',
      '0'.repeat(43),
      "' OR 1=1 --",
      cookie,
    ]
    for (const value of forged) {
      const reply = await web.stranger('GET', '/api/me/export', undefined, {
        authorization: `Bearer ${value}`,
      })
      expect([value, reply.status, reply.json.code]).toEqual([value, 401, 'unauthenticated'])
    }
    for (const scheme of [`bearer  ${token}`, `Basic ${token}`, token])
      expect((await web.stranger('GET', '/api/me/export', undefined, { authorization: scheme })).status).toBe(
        401,
      )
    for (const value of [...forged.slice(0, -1), token]) {
      const reply = await web.stranger('GET', '/api/staff/session', undefined, {
        cookie: `staff=${encodeURIComponent(value)}`,
      })
      expect([value, reply.status]).toEqual([value, 401])
    }
    // The genuine ones do work, each at its own counter.
    expect(
      (await web.stranger('GET', '/api/me/export', undefined, { authorization: `Bearer ${token}` })).status,
    ).toBe(200)
    expect(
      (await web.stranger('GET', '/api/staff/session', undefined, { cookie: `staff=${cookie}` })).status,
    ).toBe(200)
  })
})

describe('writes of staff come from our own pages', () => {
  const writes = () => document.operations.filter((o) => isStaffs(o) && isWrite(o))

  it('without the right CSRF token every one of them is refused and changes nothing', async () => {
    const client = await signInAllRoles(test, web)
    const before = await test.office.ledger.headSeq()
    for (const operation of writes())
      for (const token of ['', 'wrong', 'x'.repeat(43)]) {
        const reply = await client(operation.method, pathOf(operation), {}, { 'x-csrf-token': token })
        expect([operation.operationId, reply.status, reply.json.code]).toEqual([
          operation.operationId,
          403,
          'forbidden',
        ])
      }
    expect(await test.office.ledger.headSeq()).toBe(before)
  })

  it('from a foreign page every one of them is refused, also with the token', async () => {
    const client = await web.staff('allroles')
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1.evil.example:${web.port}` },
      { origin: `http://127.0.0.1:${web.port + 1}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    const before = await test.office.ledger.headSeq()
    for (const operation of writes())
      for (const headers of foreign) {
        const reply = await client(operation.method, pathOf(operation), {}, headers)
        expect([operation.operationId, headers, reply.status]).toEqual([operation.operationId, headers, 403])
        expect(reply.headers.get('access-control-allow-origin')).toBeNull()
      }
    expect(await test.office.ledger.headSeq()).toBe(before)
  })

  it('from our own page they are heard, and a sign-in from a foreign page is not', async () => {
    const client = await web.staff('allroles')
    const own = { origin: web.base, 'sec-fetch-site': 'same-origin' }
    const made = await client(
      'POST',
      '/api/staff/divisions',
      { parentId: null, name: '本站', kind: 'section' },
      own,
    )
    expect(made.status).toBe(201)
    const body = { username: 'auditor', password: 'Lanchuan-2026!' }
    expect((await web.stranger('POST', '/api/staff/session', body, own)).status).toBe(201)
    const foreign = await web.stranger('POST', '/api/staff/session', body, { origin: 'https://evil.example' })
    expect([foreign.status, foreign.headers.get('set-cookie')]).toEqual([403, null])
  })

  it('what a plain form can send is refused with the token too', async () => {
    const client = await web.staff('allroles')
    const before = await test.office.ledger.headSeq()
    for (const operation of writes().filter((o) => o.body)) {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/jsonp',
        'text/json',
      ]) {
        const reply = await client(operation.method, pathOf(operation), '{"a":1}', { 'content-type': type })
        expect([operation.operationId, type, reply.status]).toEqual([operation.operationId, type, 400])
      }
    }
    expect(await test.office.ledger.headSeq()).toBe(before)
  })

  it('a preflight from anywhere is granted nothing', async () => {
    for (const operation of document.operations) {
      const reply = await web.stranger('OPTIONS', pathOf(operation), undefined, {
        origin: 'https://evil.example',
        'access-control-request-method': operation.method,
        'access-control-request-headers': 'x-csrf-token,content-type',
      })
      expect([...reply.headers.keys()].filter((h) => h.startsWith('access-control-'))).toEqual([])
    }
  })
})

describe('a first password', () => {
  it('opens only the session, the change of password and the sign-out', async () => {
    const admin = await web.staff('admin')
    const [root] = (await admin('GET', '/api/staff/divisions')).json.items
    const made = await admin('POST', '/api/staff/accounts', {
      username: 'newcomer',
      name: '新来的',
      divisionId: root.id,
      roles: everyRole,
      password: 'First-Word-2026',
    })
    expect(made.status).toBe(201)
    const client = await web.staff('newcomer', 'First-Word-2026')
    const free = ['readStaffSession', 'staffSignOut', 'changePassword']
    for (const operation of document.operations.filter((o) => isStaffs(o) && !free.includes(o.operationId))) {
      const reply = await client(operation.method, pathOf(operation), isWrite(operation) ? {} : undefined)
      expect([operation.operationId, reply.status, reply.json?.code]).toEqual([
        operation.operationId,
        403,
        'must_change_password',
      ])
    }
    expect((await client('GET', '/api/staff/session')).json.staff.mustChangePassword).toBe(true)
    const same = { currentPassword: 'First-Word-2026', newPassword: 'First-Word-2026' }
    expect((await client('PUT', '/api/staff/session/password', same)).status).toBe(400)
    const next = { currentPassword: 'First-Word-2026', newPassword: 'Second-Word-2026' }
    expect((await client('PUT', '/api/staff/session/password', next)).status).toBe(204)
    expect((await client('GET', '/api/staff/divisions')).status).toBe(200)
  })
})
