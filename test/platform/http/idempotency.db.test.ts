import { IdempotencyKey, KEY_LIFETIME_MS } from '../../../src/platform/http/idempotency'
import { type HttpClient, serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let admin: HttpClient

beforeAll(async () => {
  test = await openTestOffice()
  await test.staff('admin')
  await restartWeb()
})
afterAll(async () => {
  await web.close()
  await test.close()
})

async function restartWeb() {
  web = await serveOffice(test.office)
  admin = await web.staff('admin')
}

const division = (name: string) => ({ parentId: null, name, kind: 'section' })
let keys = 0
const newKey = () => `key-${++keys}`
const create = (client: HttpClient, key: string, body: unknown) =>
  client('POST', '/api/staff/divisions', body, { 'idempotency-key': key })
const named = async (name: string) =>
  (await admin('GET', '/api/staff/divisions')).json.items.filter((d: { name: string }) => d.name === name)
    .length

describe('a write repeated under its key', () => {
  it('is done once and answered byte for byte, three times and after a restart', async () => {
    const key = newKey()
    const replies = []
    for (let i = 0; i < 3; i++) replies.push(await create(admin, key, division('三次')))
    await web.close()
    await test.restart()
    await restartWeb()
    replies.push(await create(admin, key, division('三次')))
    expect(replies.map((r) => r.status)).toEqual([201, 201, 201, 201])
    expect(new Set(replies.map((r) => r.text)).size).toBe(1)
    expect(new Set(replies.map((r) => r.headers.get('content-type'))).size).toBe(1)
    expect(await named('三次')).toBe(1)
  })

  it('fifty times at once is done once', async () => {
    const key = newKey()
    const before = await test.office.ledger.headSeq()
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => create(admin, key, division('五十次'))),
    )
    expect(new Set(replies.map((r) => `${r.status} ${r.text}`)).size).toBe(1)
    expect(replies[0]?.status).toBe(201)
    expect(await test.office.ledger.headSeq()).toBe(before + 1)
  })

  it('with another body is refused, one after the other and at once', async () => {
    const key = newKey()
    await create(admin, key, division('原来'))
    const other = await create(admin, key, division('另外'))
    expect([other.status, other.json.code]).toEqual([409, 'idempotency_conflict'])
    const spaced = await create(admin, key, JSON.stringify(division('原来'), null, 1))
    expect(spaced.json.code).toBe('idempotency_conflict')
    const atOnce = newKey()
    const replies = await Promise.all(
      ['甲', '乙'].map((name) => create(admin, atOnce, division(`同时${name}`))),
    )
    expect(replies.map((r) => r.status).sort()).toEqual([201, 409])
  })

  it('at another operation or another id is another content', async () => {
    const key = newKey()
    const resident = await web.resident('o-other-operation')
    const put = (path: string, body: unknown) => resident('PUT', path, body, { 'idempotency-key': key })
    expect((await put('/api/me/preferences', { ageFriendly: true })).status).toBe(200)
    const ballot = await put('/api/polls/x/ballot', { answers: [] })
    expect([ballot.status, ballot.json.code]).toEqual([409, 'idempotency_conflict'])
  })

  it('by another person is theirs alone', async () => {
    const key = newKey()
    const [one, two] = [await web.resident('o-key-1'), await web.resident('o-key-2')]
    const put = (client: HttpClient, ageFriendly: boolean) =>
      client('PUT', '/api/me/preferences', { ageFriendly }, { 'idempotency-key': key })
    expect((await put(one, true)).json.ageFriendly).toBe(true)
    expect((await put(two, false)).json.ageFriendly).toBe(false)
    expect((await put(one, true)).json.ageFriendly).toBe(true)
  })

  it('after a refusal is a new try', async () => {
    const key = newKey()
    const body = (divisionId: string) => ({ divisionId })
    const resident = await web.resident('o-refused')
    const put = (divisionId: string) =>
      resident('PUT', '/api/me/preferences', body(divisionId), { 'idempotency-key': key })
    expect((await put('01ARZ3NDEKTSV4RRFFQ69G5FAV')).status).toBe(400)
    const [root] = await test.office.divisions.list()
    expect((await put(root?.id ?? '')).status).toBe(200)
    expect((await put(root?.id ?? '')).status).toBe(200)
    const again = await Promise.all(
      Array.from({ length: 10 }, () =>
        create(admin, 'refused at once', { ...division('无上级'), parentId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }),
      ),
    )
    expect(again.map((r) => r.status)).toEqual(Array(10).fill(400))
  })

  it('whose first try was cut off by a crash is answered 409, and not done a second time', async () => {
    const key = newKey()
    await create(admin, key, division('中断'))
    // As a crash between the claim of the key and the reply leaves it.
    const last = await test.office.database.reads.find(IdempotencyKey, { order: { createdAt: 'DESC' } })
    const mine = last.find((row) => row.reply?.includes('中断'))
    await test.office.database.transaction((tx) =>
      tx.update(IdempotencyKey, { hash: mine?.hash }, { reply: null }),
    )
    const reply = await create(admin, key, division('中断'))
    expect([reply.status, reply.json.code]).toEqual([409, 'idempotency_pending'])
    expect(await named('中断')).toBe(1)
  })

  it('under a key of 255 characters is served, of 256 refused', async () => {
    expect((await create(admin, 'k'.repeat(255), division('长'))).status).toBe(201)
    const reply = await create(admin, 'k'.repeat(256), division('更长'))
    expect([reply.status, reply.json.errors[0].path]).toEqual([400, 'Idempotency-Key'])
    expect(await named('更长')).toBe(0)
  })

  it('is forgotten after a week, not before', async () => {
    const key = newKey()
    await create(admin, key, division('一周'))
    const start = test.clock.now()
    for (const [after, left] of [
      [KEY_LIFETIME_MS, true],
      [KEY_LIFETIME_MS + 1, false],
    ] as const) {
      test.clock.set(start + after)
      await test.office.idempotency.sweep()
      const rows = await test.office.database.reads.find(IdempotencyKey)
      expect(rows.some((r) => r.reply?.includes('一周'))).toBe(left)
    }
    test.clock.set(start)
  })

  it('never gives a stranger’s reply to another stranger: sign-ins are not kept', async () => {
    const signIn = (code: string) =>
      web.stranger('POST', '/api/session', { code }, { 'idempotency-key': 'same' })
    const [one, two] = [await signIn('sim:o-key'), await signIn('sim:o-key')]
    expect([one.status, two.status]).toEqual([201, 201])
    expect(one.json.token).not.toBe(two.json.token)
    const rows = JSON.stringify(await test.office.database.reads.find(IdempotencyKey))
    expect(rows).not.toContain(one.json.token)
  })
})
