import { demoTemplates } from '../../src/modules/push'
import { type HttpClient, serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { counted, launch } from '../support/push'
import { MINI_NOTICE, miniApp, openWechatOffice, type WechatTest } from '../support/wechat'

const body = {
  home: 'mini',
  purpose: 'notice',
  kind: 'long_term',
  templateId: 'Tm-notice-2',
  page: 'pages/publications/read?id={id}',
  fields: [
    { key: 'thing4', from: 'summary' },
    { key: 'date5', from: 'day' },
  ],
}
const PATH = '/api/staff/message-templates'

describe('templates of a real account', () => {
  let test: TestOffice
  let web: Awaited<ReturnType<typeof serveOffice>>
  let admin: HttpClient
  beforeAll(async () => {
    test = await openTestOffice({ templates: [] })
    web = await serveOffice(test.office)
    for (const role of ['admin', 'office', 'editor'] as const) await test.staff(role)
    admin = await web.staff('admin')
  })
  afterAll(async () => {
    await web.close()
    await test.close()
  })
  const asked = async () => (await web.stranger('GET', '/api/templates')).json.items

  it('are none until the administrator writes them down: nobody is asked for anything', async () => {
    expect(await asked()).toEqual([])
    expect((await admin('GET', PATH)).json).toEqual({ items: [], nextCursor: null })
  })

  it('are registered by the administrator alone, with one line in the book, and asked for from then on', async () => {
    const office = await web.staff('office')
    expect((await office('POST', PATH, body)).status).toBe(403)
    expect((await (await web.staff('editor'))('GET', PATH)).status).toBe(403)
    const before = await test.office.ledger.headSeq()
    const made = await admin('POST', PATH, body)
    expect([made.status, made.json.version, made.json.current]).toEqual([201, 1, true])
    expect(made.json.fields[0]).toEqual({ key: 'thing4', kind: 'thing', from: 'summary' })
    expect(await test.office.ledger.headSeq()).toBe(before + 1)
    expect(await asked()).toEqual([{ templateId: 'Tm-notice-2', purpose: 'notice', kind: 'long_term' }])
  })

  it('refuses what WeChat would refuse, by field, and changes nothing', async () => {
    const before = await test.office.ledger.headSeq()
    const refused = async (over: object) => {
      const { status, json } = await admin('POST', PATH, { ...body, ...over })
      return [status, ...(json.errors ?? []).map((e: { path: string }) => e.path)]
    }
    expect(await refused({ templateId: 'not an id' })).toEqual([400, 'templateId'])
    expect(await refused({ fields: [] })).toEqual([400, 'fields'])
    expect(await refused({ fields: [{ key: 'phrase1', text: '六个字的短语' }] })).toEqual([
      400,
      'fields.0.text',
    ])
    expect(await refused({ purpose: 'vote_result' })).toEqual([400, 'templateId'])
    expect(await refused({ kind: 'one_time' })).toEqual([400, 'templateId'])
    expect(await refused({ kind: 'unsolicited', templateId: 'other' })).toEqual([400, 'kind'])
    expect(await test.office.ledger.headSeq()).toBe(before)
  })

  it('a changed mapping is the next version; two at once get two numbers; retiring goes back', async () => {
    const both = await Promise.all([admin('POST', PATH, body), admin('POST', PATH, body)])
    expect(both.map((r) => [r.status, r.json.version]).sort()).toEqual([
      [201, 2],
      [201, 3],
    ])
    const listed = (await admin('GET', PATH)).json.items
    expect(listed.map((t: { version: number; current: boolean }) => [t.version, t.current])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ])
    for (const t of listed)
      expect((await admin('POST', `${PATH}/${t.id}/retirement`)).json.retiredAt).not.toBeNull()
    expect((await admin('POST', `${PATH}/${listed[0].id}/retirement`)).json.code).toBe('template_retired')
    expect((await admin('POST', `${PATH}/nothing/retirement`)).status).toBe(404)
    expect([await asked(), (await admin('GET', PATH)).json.items]).toEqual([[], []])
    expect((await admin('GET', `${PATH}?retired=true`)).json.items).toHaveLength(3)
  })
})

describe('templates and campaigns', () => {
  let test: WechatTest
  beforeAll(async () => {
    test = await openWechatOffice()
  })
  afterAll(() => test.close())

  it('those of the demo stand in the same book once, also after a restart', async () => {
    await test.restart()
    const listed = await test.office.templateDesk.list()
    expect(listed.map((t) => t.templateId).sort()).toEqual(demoTemplates.map((t) => t.templateId).sort())
  })

  it('a campaign keeps the version it was launched with; the next one takes the new', async () => {
    const { grants, jobs, residents, templateDesk } = test.office
    const someone = await residents.residentOf(miniApp.appId, 'o-versions')
    await grants.record(someone, { [MINI_NOTICE]: 'accept' })
    test.fake.grant('o-versions', MINI_NOTICE, 'long_term', 1)
    const words = { title: '旧映射的标题', summary: '新映射的摘要', channels: ['wechat_mini'] }
    const first = await launch(test, words)
    await templateDesk.register(await test.staff('admin'), {
      home: 'mini',
      purpose: 'notice',
      kind: 'long_term',
      templateId: MINI_NOTICE,
      page: 'pages/publications/read?id={id}',
      fields: [{ key: 'thing9', from: 'summary' }],
    })
    const second = await launch(test, words)
    while ((await jobs.runDue()) > 0);
    for (const id of [first, second]) expect((await counted(test.office, id)).counts).toEqual({ sent: 1 })
    const got = test.fake.inbox('o-versions').map((m) => m.fields)
    expect(got[0]).toMatchObject({ thing1: '旧映射的标题' })
    expect(got[1]).toEqual({ thing9: '新映射的摘要' })
  })
})
