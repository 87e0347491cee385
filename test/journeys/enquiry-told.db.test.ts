import { Campaign, InboxMessage } from '../../src/modules/push'
import { type HttpClient, serveOffice } from '../support/http'
import { DAY, HOUR } from '../support/office'
import { counted } from '../support/push'
import { miniApp, oaApp, openWechatOffice, type WechatTest } from '../support/wechat'

const MINI_ANSWER = 'demo-mini-enquiry-answer'

let test: WechatTest
let web: Awaited<ReturnType<typeof serveOffice>>
let office: HttpClient
beforeAll(async () => {
  test = await openWechatOffice()
  web = await serveOffice(test.office)
  await test.staff('office')
  office = await web.staff('office')
})
afterAll(async () => {
  await web.close()
  await test.close()
})
// Ten in the morning, and staff sign in anew.
beforeEach(async () => {
  test.clock.advance(DAY)
  test.fake.faults.calm()
  office = await web.staff('office')
})

const runJobs = async () => {
  while ((await test.office.jobs.runDue()) > 0);
}
const answer = (id: string) => office('POST', `/api/staff/enquiries/${id}/answer`, { answer: '结果合格。' })
const campaignOf = (id: string) => test.office.database.reads.findOneByOrFail(Campaign, { publicationId: id })
const inboxOf = (residentId: string) => test.office.database.reads.findBy(InboxMessage, { residentId })
let people = 0
/** Somebody known to both accounts who has asked. */
async function asker() {
  const n = ++people
  const [mini, oa, unionid] = [`m-asker-${n}`, `o-asker-${n}`, `u-asker-${n}`]
  await test.office.residents.residentOf(miniApp.appId, mini, unionid)
  const actor = await test.office.residents.residentOf(oaApp.appId, oa, unionid)
  test.fake.faults.calm()
  const enquiry = await test.office.enquiries.open(actor, '隔壁店 13800138000 的秤准不准？', 'wechat')
  return { ...actor, mini, oa, enquiryId: enquiry.id, number: enquiry.number }
}
/** As the bot does for a text of his. */
async function says(residentId: string, oa: string, hash: string) {
  await test.fake.message(oa, { MsgType: 'text', Content: '你好' }).catch(() => undefined)
  await test.office.chats.take(residentId, hash, test.clock.now())
  await test.office.chats.finish({ hash, residentId, answer: null, state: null, late: false })
}
const sentTo = (openid: string) => test.fake.sends.filter((s) => s.openid === openid).map((s) => s.api)

describe('the answer to a question', () => {
  it('is in the inbox of the one who asked and nobody else, once, and names no text', async () => {
    const [ada, bo] = [await asker(), await asker()]
    expect((await answer(ada.enquiryId)).status).toBe(200)
    await runJobs()
    await runJobs()
    const mine = await inboxOf(ada.id)
    expect(mine.map((m) => m.title)).toEqual([`留言 ${ada.number} 已答复`])
    expect(JSON.stringify([mine, await campaignOf(ada.enquiryId)])).not.toMatch(/合格|隔壁|1380013/)
    expect(await inboxOf(bo.id)).toEqual([])
    const page = await test.office.inbox.list(ada, { limit: 9 })
    expect(page.items[0]).toMatchObject({ subjectKind: 'enquiry_answer', publicationId: ada.enquiryId })
    const { campaign, counts, addsUp } = await counted(test.office, (await campaignOf(ada.enquiryId)).id)
    expect([campaign.state, counts, addsUp]).toEqual(['done', { delivered: 1 }, true])
    expect((await office('GET', '/api/staff/campaigns')).json.items).toEqual([])
  })

  it('refused a second time, it tells nobody a second time', async () => {
    const ada = await asker()
    const replies = await Promise.all([answer(ada.enquiryId), answer(ada.enquiryId)])
    expect(replies.map((r) => r.status).sort()).toEqual([200, 409])
    await runJobs()
    expect(await inboxOf(ada.id)).toHaveLength(1)
  })

  it('goes by the mini-program where that was agreed to, which is spent, and not into the chat too', async () => {
    const ada = await asker()
    await test.office.grants.record(ada, { [MINI_ANSWER]: 'accept' })
    test.fake.grant(ada.mini, MINI_ANSWER, 'one_time')
    await says(ada.id, ada.oa, 'hash-agreed')
    await answer(ada.enquiryId)
    await runJobs()
    expect([sentTo(ada.mini), sentTo(ada.oa)]).toEqual([['subscribe'], []])
    expect(test.fake.inbox(ada.mini).at(-1)?.fields).toMatchObject({
      thing1: `留言 ${ada.number} 已答复`,
      phrase2: '已答复',
    })
    expect(test.fake.inbox(ada.mini).at(-1)?.link).toBe(`pages/enquiries/read?id=${ada.enquiryId}`)
    expect(await inboxOf(ada.id)).toHaveLength(1)
  })

  it.each([
    ['47 hours', 47 * HOUR, ['custom']],
    ['48 hours', 48 * HOUR, []],
  ])('goes into the chat %s after the person wrote, or not at all', async (_, later, expected) => {
    const ada = await asker()
    test.clock.set(test.clock.now() + 2 * HOUR)
    await says(ada.id, ada.oa, `hash-${later}`)
    test.clock.advance(later)
    office = await web.staff('office')
    await answer(ada.enquiryId)
    await runJobs()
    expect(sentTo(ada.oa)).toEqual(expected)
    if (expected.length > 0) expect(test.fake.inbox(ada.oa).at(-1)?.text).toContain(ada.number)
    expect(await inboxOf(ada.id)).toHaveLength(1)
  })

  it('uses at most four of the five messages of one window; the person’s next word opens another', async () => {
    const ada = await asker()
    await says(ada.id, ada.oa, 'hash-many')
    const more = async () => {
      const { id } = await test.office.enquiries.open(ada, `还有一个问题 ${Math.random()}`, 'wechat')
      await answer(id)
      await runJobs()
    }
    for (let n = 0; n < 6; n++) await more()
    expect(sentTo(ada.oa)).toHaveLength(4)
    test.clock.advance(60_000)
    // The same message taken up again opens nothing, a new one does.
    await says(ada.id, ada.oa, 'hash-next')
    await more()
    expect(sentTo(ada.oa)).toHaveLength(5)
    expect(await inboxOf(ada.id)).toHaveLength(7)
  })

  it('a chat message whose reply is lost is unknown and never sent again; one that was refused costs no place', async () => {
    const ada = await asker()
    await says(ada.id, ada.oa, 'hash-lost')
    test.fake.faults.loseReplies(1)
    await answer(ada.enquiryId)
    await runJobs()
    test.clock.advance(10 * 60_000)
    await test.office.pushSweep.sweep()
    await runJobs()
    expect(sentTo(ada.oa)).toEqual(['custom'])
    expect((await counted(test.office, (await campaignOf(ada.enquiryId)).id)).counts).toEqual({
      delivered: 1,
      unknown: 1,
    })
    expect((await test.office.chats.find(ada.id))?.toldSince).toBe(1)
    const bo = await asker()
    // WeChat knows of no word of his.
    await test.office.chats.take(bo.id, 'hash-bo', test.clock.now())
    await test.office.chats.release(bo.id, 'hash-bo')
    await answer(bo.enquiryId)
    await runJobs()
    expect(sentTo(bo.oa)).toEqual([])
    expect((await test.office.chats.find(bo.id))?.toldSince).toBe(0)
  })

  it('whoever has left is told nothing, and a customer message is no way to push anything else', async () => {
    const ada = await asker()
    await test.office.personalData.erase(ada)
    expect((await answer(ada.enquiryId)).json.code).toBe('enquiry_answered')
    const order = { subject: { kind: 'enquiry_answer', id: ada.enquiryId }, channels: ['wechat_chat'] }
    expect((await office('POST', '/api/staff/campaigns', order)).status).toBe(400)
    const launched = test.office.database.transaction(async (tx) =>
      test.office.campaigns.launch(tx, await test.staff('office'), {
        publicationId: 'p1',
        title: '通知',
        summary: '通知',
        channels: ['wechat_chat'],
      }),
    )
    await expect(launched).rejects.toMatchObject({ code: 'invalid_request' })
  })
})
