import { type Bot, startBot } from '../../bot/main'
import { oa as keys } from '../support/chat'
import { type HttpClient, serveOffice } from '../support/http'
import { openTestOffice } from '../support/office'
import { publishPublication } from '../support/publications'
import { miniApp, oaApp, openWechatOffice, type WechatTest } from '../support/wechat'

const PATH = '/api/staff/mass-sends'
let test: WechatTest
let web: Awaited<ReturnType<typeof serveOffice>>
let bot: Bot
let leader: HttpClient
beforeAll(async () => {
  test = await openWechatOffice()
  const wechat = {
    miniAppId: miniApp.appId,
    oaAppId: oaApp.appId,
    oaToken: keys.token,
    oaAesKey: keys.aesKey,
  }
  bot = startBot(test.office, { wechat, publicUrl: 'https://gt.example' })
  web = await serveOffice(test.office, { pages: [bot.middleware] })
  const url = `${web.base}/wechat/callback`
  test.fake.setCallback(oaApp.appId, { url, token: keys.token, aesKey: keys.aesKey })
  for (const role of ['leader', 'office', 'editor', 'auditor'] as const) await test.staff(role)
  for (const openid of ['o-1', 'o-2', 'o-3']) await test.fake.follow(openid)
})
afterAll(async () => {
  await web.close()
  await bot.stop()
  await test.close()
})

const runJobs = async () => {
  while ((await test.office.jobs.runDue()) > 0);
  await test.fake.settled()
}
/** To another month, at ten in the morning in Shanghai. */
async function goTo(instant: string) {
  test.clock.set(Date.parse(instant))
  test.fake.faults.calm()
  leader = await web.staff('leader')
}
const published = async () => (await publishPublication(test)).id
const order = async (publicationId?: string) =>
  leader('POST', PATH, { publicationId: publicationId ?? (await published()) })
const list = async (month: string) => (await leader('GET', `${PATH}?month=${month}`)).json
const received = (openid: string) => test.fake.inbox(openid).filter((m) => m.kind === 'mass')

describe('群发 of the 服务号', () => {
  it('is ordered by office or leader, for what is public, with one line in the book', async () => {
    await goTo('2026-12-01T02:00:00.000Z')
    const editor = await web.staff('editor')
    expect((await editor('POST', PATH, { publicationId: 'p' })).status).toBe(403)
    expect((await order('nothing')).json.code).toBe('nothing_to_tell')
    expect((await leader('POST', PATH, {})).json.errors[0].path).toBe('publicationId')
    const id = await published()
    leader = await web.staff('leader')
    const before = await test.office.ledger.headSeq()
    const made = await order(id)
    expect([made.status, made.json.place, made.json.state]).toEqual([201, 1, 'waiting'])
    expect(await test.office.ledger.headSeq()).toBe(before + 1)
    expect((await order(id)).json.code).toBe('already_mass_sent')
  })

  it('reaches the followers once, and WeChat’s event brings the numbers', async () => {
    await runJobs()
    expect(received('o-1').map((m) => m.text)).toEqual([expect.stringContaining('/publications/')])
    const { items, remaining } = await list('2026-12')
    expect(remaining).toBe(3)
    expect(items).toMatchObject([
      { state: 'finished', report: { status: 'send success', total: 3, filtered: 3, sent: 3, failed: 0 } },
    ])
    expect((await (await web.staff('auditor'))('GET', PATH)).json.month).toBe('2026-12')
    expect((await leader('GET', `${PATH}?month=2026-13`)).json.errors[0].path).toBe('month')
  })

  it('a lost reply is unknown, repeated with the same id and then known as sent: never sent twice', async () => {
    await goTo('2026-12-02T02:00:00.000Z')
    test.fake.faults.loseReplies(1)
    await order()
    const before = received('o-1').length
    await runJobs()
    expect((await list('2026-12')).items[1]).toMatchObject({ state: 'unknown', report: null })
    expect(received('o-1')).toHaveLength(before + 1)
    // The event that came before anybody knew which message it was about is not lost.
    test.clock.advance(71_000)
    await runJobs()
    expect((await list('2026-12')).items[1]).toMatchObject({ state: 'finished', report: { sent: 3 } })
    expect(received('o-1')).toHaveLength(before + 1)
    expect(test.fake.tally().refused['45065']).toBe(1)
  })

  it('WeChat busy: tried again after a minute and more, sent once', async () => {
    await goTo('2026-12-03T02:00:00.000Z')
    test.fake.faults.busy(1, '/cgi-bin/message/mass/sendall')
    await order()
    const before = received('o-1').length
    await runJobs()
    expect((await list('2026-12')).items[2].state).toBe('unknown')
    await runJobs()
    expect(received('o-1')).toHaveLength(before)
    test.clock.advance(71_000)
    await runJobs()
    expect((await list('2026-12')).items[2].state).toBe('finished')
    expect(received('o-1')).toHaveLength(before + 1)
  })

  it('five ordered at once where one place is left: one gets it, the others are told why', async () => {
    await goTo('2026-12-04T02:00:00.000Z')
    const ids = []
    for (let n = 0; n < 5; n++) ids.push(await published())
    leader = await web.staff('leader')
    const replies = await Promise.all(ids.map((id) => order(id)))
    expect(replies.map((r) => r.status).sort()).toEqual([201, 409, 409, 409, 409])
    expect(new Set(replies.filter((r) => r.status === 409).map((r) => r.json.code))).toEqual(
      new Set(['month_used_up']),
    )
    expect((await list('2026-12')).remaining).toBe(0)
    await runJobs()
  })

  it('the month ends at midnight in Shanghai: a millisecond before it is used up, then there are four again', async () => {
    await goTo('2026-12-31T15:59:59.999Z')
    const id = await published()
    leader = await web.staff('leader')
    expect((await order(id)).json.code).toBe('month_used_up')
    test.clock.advance(1)
    const made = await order(id)
    expect([made.status, made.json.month, made.json.place]).toEqual([201, '2027-01', 1])
    await runJobs()
  })

  it('ordered in the last moment and sent in the next month, it takes a place there', async () => {
    await goTo('2027-01-31T15:59:59.999Z')
    const made = await order()
    expect(made.json.month).toBe('2027-01')
    test.clock.advance(2)
    await runJobs()
    expect((await list('2027-02')).items).toMatchObject([{ id: made.json.id, place: 1, state: 'finished' }])
    expect((await list('2027-01')).remaining).toBe(3)
  })

  it('withdrawn before it leaves, it does not leave, and its place is free', async () => {
    await goTo('2027-03-01T02:00:00.000Z')
    const id = await published()
    leader = await web.staff('leader')
    await order(id)
    await test.office.publishing.withdraw(await test.staff('leader'), id, '内容有误')
    await runJobs()
    const { items, remaining } = await list('2027-03')
    expect([items[0].state, items[0].place, remaining]).toEqual(['failed', null, 4])
  })

  it('still unknown after a day: never repeated, listed, and settled by a person, once', async () => {
    await goTo('2027-04-01T02:00:00.000Z')
    test.fake.faults.loseReplies(1)
    test.fake.faults.loseEvents = 1
    const made = await order()
    await runJobs()
    const before = received('o-2').length
    test.clock.advance(24 * 3_600_000)
    await runJobs()
    leader = await web.staff('leader')
    expect((await list('2027-04')).items[0].state).toBe('unknown')
    expect(received('o-2')).toHaveLength(before)
    const path = `${PATH}/${made.json.id}/settlement`
    expect((await leader('POST', path, { outcome: 'perhaps', reason: '不好说' })).status).toBe(400)
    const settled = await leader('POST', path, { outcome: 'sent', reason: '公众平台有发送记录' })
    expect([settled.status, settled.json.state]).toEqual([200, 'finished'])
    const again = await leader('POST', path, { outcome: 'not_sent', reason: '再点一次' })
    expect(again.json.code).toBe('mass_send_settled')
  })

  it('a worker that died with it in hand: the next asks WeChat with the same id', async () => {
    await goTo('2027-05-01T02:00:00.000Z')
    const made = await order()
    const client = jest.spyOn(test.office.massSending as never as { note: () => Promise<void> }, 'note')
    client.mockRejectedValueOnce(new Error('The worker died here'))
    const before = received('o-3').length
    await runJobs()
    client.mockRestore()
    test.clock.advance(120_000)
    await runJobs()
    expect((await list('2027-05')).items).toMatchObject([{ id: made.json.id, state: 'finished' }])
    expect(received('o-3')).toHaveLength(before + 1)
  })
})

it('an office without a 服务号 says so', async () => {
  const bare = await openTestOffice()
  const leader = await bare.staff('leader')
  await expect(bare.office.massSends.create(leader, 'p')).rejects.toMatchObject({
    code: 'no_service_account',
  })
  expect(await bare.office.massSends.list()).toMatchObject({ connected: false, remaining: 0, items: [] })
  await bare.close()
})
