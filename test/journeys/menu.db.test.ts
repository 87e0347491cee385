import { menu } from '../../bot/menu'
import { type HttpClient, serveOffice } from '../support/http'
import { openTestOffice } from '../support/office'
import { oaApp, openWechatOffice, type WechatTest, wechatClients } from '../support/wechat'

const PATH = '/api/staff/service-account/menu'
let test: WechatTest
let web: Awaited<ReturnType<typeof serveOffice>>
let admin: HttpClient
beforeAll(async () => {
  test = await openWechatOffice(undefined, { menu })
  web = await serveOffice(test.office)
  for (const role of ['admin', 'office', 'editor'] as const) await test.staff(role)
  admin = await web.staff('admin')
})
afterAll(async () => {
  await web.close()
  await test.close()
})
beforeEach(() => test.fake.faults.calm())

const head = () => test.office.ledger.headSeq()
const oa = () => wechatClients(test.fake.url, test.clock).oa

describe('the menu of the 服务号', () => {
  it('is not there before anybody put it up', async () => {
    expect((await admin('GET', PATH)).json).toEqual({ menu, shown: false })
  })

  it('is put up by the administrator alone, as the bot understands it, with one line in the book', async () => {
    expect((await (await web.staff('office'))('PUT', PATH)).status).toBe(403)
    const before = await head()
    const placed = await admin('PUT', PATH)
    expect([placed.status, placed.json]).toEqual([200, { menu, shown: true }])
    expect(await head()).toBe(before + 1)
    expect(await oa().readMenu()).toEqual(menu)
    expect((await (await web.staff('office'))('GET', PATH)).json.shown).toBe(true)
    expect((await (await web.staff('editor'))('GET', PATH)).status).toBe(403)
  })

  it('at a start is left alone where it is the same, and put right where somebody changed it', async () => {
    const before = await head()
    await test.office.accountMenu.placeAtStart()
    expect(await head()).toBe(before)
    await oa().createMenu({ button: [{ type: 'click', name: '别的', key: 'other' }] })
    expect((await admin('GET', PATH)).json.shown).toBe(false)
    await test.office.accountMenu.placeAtStart()
    expect(await oa().readMenu()).toEqual(menu)
    expect(await head()).toBe(before + 1)
  })

  it('what WeChat says against it is told plainly; with WeChat away nothing is written down', async () => {
    const before = await head()
    const wrong = await openTestOffice({
      wechat: wechatClients(test.fake.url, test.clock),
      menu: { button: [{ type: 'click', name: '一个长得放不下的名字', key: 'x' }] },
    })
    const refused = wrong.office.accountMenu.place(await wrong.staff('admin'))
    await expect(refused).rejects.toMatchObject({
      code: 'menu_refused',
      message: expect.stringMatching(/错误码 40018（invalid button name size/),
    })
    await wrong.office.accountMenu.placeAtStart()
    await wrong.close()
    test.fake.faults.busy(9)
    const away = await admin('PUT', PATH)
    expect([away.status, away.json.code]).toEqual([503, 'unavailable'])
    expect(away.text).not.toContain(oaApp.secret)
    expect(await head()).toBe(before)
  })

  it('an office without a 服务号 says so', async () => {
    const bare = await openTestOffice({ menu })
    await expect(bare.office.accountMenu.compare()).rejects.toMatchObject({ code: 'no_service_account' })
    await bare.office.accountMenu.placeAtStart()
    await bare.close()
  })
})
