import fc from 'fast-check'
import { type HttpClient, serveOffice } from '../support/http'
import { openTestOffice, type TestOffice, testPassword } from '../support/office'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let admin: HttpClient
let rootId: string

beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
  await test.staff('admin')
  admin = await web.staff('admin')
  rootId = (await admin('GET', '/api/staff/divisions')).json.items[0].id
})
afterAll(async () => {
  await web.close()
  await test.close()
})

let made = 0
async function account(roles = ['editor'], divisionId = rootId) {
  const username = `member${++made}`
  const body = { username, name: '科员', divisionId, roles, password: testPassword }
  const { id } = (await admin('POST', '/api/staff/accounts', body)).json
  return { id: id as string, username }
}
const division = async (parentId: string | null, name: string) =>
  (await admin('POST', '/api/staff/divisions', { parentId, name, kind: 'section' })).json.id as string
const entries = async (work: () => Promise<unknown>) => {
  const before = await test.office.ledger.headSeq()
  await work()
  return (await test.office.ledger.headSeq()) - before
}

describe('an account', () => {
  it('gets another name, division and roles; its sessions end and the next one has them', async () => {
    const { id, username } = await account()
    const client = await web.staff(username)
    const section = await division(rootId, '食品科')
    const change = { name: '李科长', divisionId: section, roles: ['head', 'head'] }
    expect(await entries(() => admin('PUT', `/api/staff/accounts/${id}`, change))).toBe(1)
    expect((await client('GET', '/api/staff/session')).status).toBe(401)
    // The first password must be changed before anything else: who one is may be read.
    const { staff } = (await (await web.staff(username))('GET', '/api/staff/session')).json
    expect(staff).toMatchObject({ name: '李科长', division: { name: '食品科' }, roles: ['head'] })
  })

  it('an administrator keeps the own role and the own session', async () => {
    const me = (await admin('GET', '/api/staff/session')).json.staff
    const change = (roles: string[]) =>
      admin('PUT', `/api/staff/accounts/${me.id}`, { name: '管理员', divisionId: me.division.id, roles })
    expect((await change(['editor'])).json.code).toBe('own_account')
    expect((await change(['admin'])).status).toBe(200)
    expect((await admin('GET', '/api/staff/session')).json.staff.name).toBe('管理员')
  })

  it('names the field that is wrong, and changes nothing', async () => {
    const { id } = await account()
    const good = { name: '甲', divisionId: rootId, roles: ['editor'] }
    const put = (over: object) => admin('PUT', `/api/staff/accounts/${id}`, { ...good, ...over })
    expect(await entries(() => put({ divisionId: 'nowhere' }))).toBe(0)
    expect((await put({ divisionId: 'nowhere' })).json.errors[0].path).toBe('divisionId')
    expect((await put({ roles: ['king'] })).status).toBe(400)
    expect((await put({ username: 'other' })).status).toBe(400)
    expect((await admin('PUT', '/api/staff/accounts/nobody', good)).status).toBe(404)
  })

  it('is enabled again with the password it had', async () => {
    const { id, username } = await account()
    await admin('POST', `/api/staff/accounts/${id}/disabling`)
    await expect(web.staff(username)).rejects.toThrow()
    expect(await entries(() => admin('POST', `/api/staff/accounts/${id}/enabling`))).toBe(1)
    await web.staff(username)
  })
})

describe('sessions', () => {
  it('are listed to their owner and ended one by one, or all but this', async () => {
    const editor = await test.staff('editor')
    const [one, two, three] = [
      await web.staff('editor'),
      await web.staff('editor'),
      await web.staff('editor'),
    ]
    const list = async () =>
      (await one('GET', '/api/staff/sessions')).json.items as { id: string; current: boolean }[]
    expect(await list()).toHaveLength(3)
    expect((await list()).filter((s) => s.current)).toHaveLength(1)
    const [other] = (await list()).filter((s) => !s.current)
    expect((await one('DELETE', `/api/staff/sessions/${other?.id}`)).status).toBe(204)
    const alive = await Promise.all([two, three].map((c) => c('GET', '/api/staff/session')))
    expect(alive.map((r) => r.status).sort()).toEqual([200, 401])
    expect(await entries(() => one('DELETE', '/api/staff/sessions'))).toBe(1)
    expect(await list()).toEqual([expect.objectContaining({ current: true })])
    // Somebody else's is not there.
    const [mine] = (await admin('GET', '/api/staff/sessions')).json.items
    expect((await one('DELETE', `/api/staff/sessions/${mine.id}`)).status).toBe(404)
    expect((await admin('GET', `/api/staff/accounts/${editor.id}/sessions`)).json.items).toHaveLength(1)
    expect((await admin('DELETE', `/api/staff/accounts/${editor.id}/sessions`)).status).toBe(204)
    expect((await one('GET', '/api/staff/session')).status).toBe(401)
  })
})

describe('divisions', () => {
  it('any moves in any order leave a tree: everything hangs under a top, without a ring', async () => {
    const ids = [rootId]
    for (let i = 0; i < 5; i++) ids.push(await division(rootId, `科室${i}`))
    const moves = fc.array(fc.tuple(fc.nat(5), fc.option(fc.nat(5))), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(moves, async (tried) => {
        await Promise.all(
          tried.map(([what, where]) =>
            admin('PUT', `/api/staff/divisions/${ids[what]}`, {
              name: `科室${what}`,
              parentId: where === null ? null : ids[where],
            }),
          ),
        )
        const all = new Map((await test.office.divisions.list()).map((d) => [d.id, d]))
        for (const id of all.keys()) {
          let steps = 0
          for (let at = all.get(id); at; at = all.get(at.parentId ?? '')) steps++
          if (steps > all.size) return false
          if (steps > 50) return false
        }
        return true
      }),
      { numRuns: 15 },
    )
  })

  it('a closed one stays in the list, marked, and takes nobody new', async () => {
    const gone = await division(null, '价格科')
    const { id } = await account(['editor'], gone)
    const close = () => admin('POST', `/api/staff/divisions/${gone}/closing`)
    expect((await close()).json.code).toBe('division_in_use')
    await admin('POST', `/api/staff/accounts/${id}/disabling`)
    expect((await close()).json.closed).toBe(true)
    const { items } = (await admin('GET', '/api/staff/divisions')).json
    expect(items).toContainEqual(expect.objectContaining({ id: gone, name: '价格科', closed: true }))
    const body = { username: 'late', name: '迟', divisionId: gone, roles: ['editor'], password: testPassword }
    expect((await admin('POST', '/api/staff/accounts', body)).json.errors[0].path).toBe('divisionId')
    expect((await admin('POST', `/api/staff/accounts/${id}/enabling`)).status).toBe(400)
    const under = { parentId: gone, name: '下级', kind: 'section' }
    expect((await admin('POST', '/api/staff/divisions', under)).json.errors[0].path).toBe('parentId')
  })
})
