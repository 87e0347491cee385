import { SubscriptionGrant } from '../../../src/modules/push'
import { counted, launch, pushWith, recount, registerResidents } from '../../support/push'
import { longTerm, oneTime, pushesToWechat } from '../../support/push.wechat'
import {
  grantsLeft,
  MINI_NOTICE,
  MINI_VOTE,
  oaApp,
  putGrants,
  putIdentities,
  type WechatTest,
  wechatPeople,
} from '../../support/wechat'

let test: WechatTest
const { runJobs, pushed, finish } = pushesToWechat((opened) => {
  test = opened
})

describe('a push through the mini-program', () => {
  it('reaches each of 150 who allowed it once, spends each grant once, and its numbers are WeChat’s', async () => {
    const { ids } = await wechatPeople(test, 150, { consent: oneTime })
    await wechatPeople(test, 20)
    const { campaign, counts, addsUp, id } = await finish()
    expect([campaign.state, campaign.size, counts, addsUp]).toEqual(['done', 150, { sent: 150 }, true])
    expect(await recount(test.office, id)).toEqual({ sent: 150 })
    const tally = test.fake.tally()
    expect([tally.accepted, tally.recipients, tally.mostPerRecipientAndTemplate]).toEqual([150, 150, 1])
    expect(tally.tokenCalls).toBe(1)
    expect([...(await grantsLeft(test.office, MINI_VOTE))].sort()).toEqual(ids.map((r) => [r, 0]).sort())
  })

  it('the same campaign’s second run and a second campaign find the one-time grants spent', async () => {
    await wechatPeople(test, 5, { consent: { ...oneTime, times: 2 } })
    await finish()
    const second = await finish()
    expect(second.counts).toEqual({ sent: 5 })
    const third = await finish()
    expect([third.campaign.size, third.campaign.state]).toEqual([0, 'done'])
    expect(test.fake.sendCount).toBe(10)
  })

  it('a long-term grant pays for every message until WeChat says 43101, which clears it', async () => {
    const { ids, openids } = await wechatPeople(test, 3, { consent: longTerm })
    const notice = { subjectKind: 'publication', channels: ['wechat_mini'] } as const
    expect((await finish({ ...notice, channels: ['wechat_mini'] })).counts).toEqual({ sent: 3 })
    test.fake.faults.refuse(openids[1]!, MINI_NOTICE)
    expect((await finish({ ...notice, channels: ['wechat_mini'] })).counts).toEqual({ sent: 2, refused: 1 })
    const grant = await test.office.database.reads.findOneByOrFail(SubscriptionGrant, {
      residentId: ids[1]!,
      templateId: MINI_NOTICE,
    })
    expect([grant.state, grant.claimed]).toEqual(['reject', 0])
    expect((await finish({ ...notice, channels: ['wechat_mini'] })).campaign.size).toBe(2)
  })

  it('long titles, emoji and line breaks are fitted before anything is queued', async () => {
    await wechatPeople(test, 1, { consent: longTerm })
    const title = `关于一起抽检不合格食品核查处置情况的通告👨‍👩‍👧‍👦${'长'.repeat(30)}`
    const { counts } = await finish({
      subjectKind: 'publication',
      title,
      summary: '第一行\n第二行\u0007',
      channels: ['wechat_mini'],
    })
    expect(counts).toEqual({ sent: 1 })
    const [message] = test.fake.inbox(test.fake.sends[0]!.openid)
    expect([...(message?.fields?.thing1 ?? '')].length).toBeLessThanOrEqual(20)
    expect(message?.fields?.thing2).toBe('第一行 第二行')
  })
})

describe('the 服务号', () => {
  it('one person known to both accounts gets one message, by the mini-program', async () => {
    const { ids, openids } = await wechatPeople(test, 4, { consent: oneTime })
    const oa = { templateId: 'demo-oa-vote-result', kind: 'one_time' as const }
    const oaOpenids = openids.map((o) => `oa${o}`)
    await putIdentities(test.office, oaApp.appId, ids, oaOpenids)
    await putGrants(test.office, oaApp.appId, ids, oa)
    const others = await wechatPeople(test, 2, { appId: oaApp.appId, prefix: 'oa-only-', consent: oa })
    for (const openid of others.openids) await test.fake.follow(openid)
    const { counts, campaign } = await finish({ channels: ['wechat_mini', 'wechat_oa'] })
    expect([campaign.size, counts]).toEqual([6, { sent: 6 }])
    expect(test.fake.tally().byApi).toEqual({ subscribe: 4, biz: 2 })
  })

  it('an urgent alert goes to followers unasked, who has unfollowed is refused; an ordinary one needs consent', async () => {
    const { openids } = await wechatPeople(test, 3, { appId: oaApp.appId, prefix: 'oa-' })
    for (const openid of openids) await test.fake.follow(openid)
    await test.fake.unfollow(openids[2]!)
    const urgent = await finish({ subjectKind: 'publication', level: 'urgent', channels: ['wechat_oa'] })
    expect(urgent.counts).toEqual({ sent: 2, refused: 1 })
    const info = await finish({ subjectKind: 'publication', level: 'info', channels: ['wechat_oa'] })
    expect(info.campaign.size).toBe(0)
    await expect(
      pushed({ subjectKind: 'publication', level: 'notice', channels: ['wechat_oa'] }),
    ).rejects.toMatchObject({ code: 'invalid_request', errors: [{ path: 'channels' }] })
  })
})

describe('what is urgent', () => {
  it('an alert launched in the middle of a bulk push overtakes it within the next few batches', async () => {
    await wechatPeople(test, 1_500, { consent: oneTime })
    await wechatPeople(test, 30, {
      prefix: 'u-',
      consent: { templateId: 'demo-mini-alert', kind: 'long_term' },
    })
    const bulk = await pushed()
    await test.office.jobs.runDue(1)
    const running = runJobs()
    while (test.fake.sendCount < 300) await new Promise((resolve) => setTimeout(resolve, 1))
    const urgent = await launch(test, { level: 'urgent', channels: ['wechat_mini'] })
    const before = test.fake.sendCount
    await running
    const order = test.fake.sends.map((s) => s.template)
    const [first, last] = [order.indexOf('demo-mini-alert'), order.lastIndexOf('demo-mini-alert')]
    expect(first - before).toBeLessThanOrEqual(4 * 64)
    expect(last).toBeLessThan(order.lastIndexOf(MINI_VOTE))
    expect((await counted(test.office, urgent)).counts).toEqual({ sent: 30 })
    expect((await counted(test.office, bulk)).counts).toEqual({ sent: 1_500 })
  })

  it('a few followers among many are found by the database, whatever signs their topic is written with', async () => {
    const topic = '100%_"食品"!\\'
    const [one] = await registerResidents(test, 1, () => ({ topics: ['别的', topic] }))
    await registerResidents(test, 40, () => ({ topics: ['100%食品', '100x_"食品"!\\'] }))
    const { reach } = pushWith(test.office, [])
    const page = await reach.page(test.office.database.reads, { kind: 'topic', topic }, '', 10)
    expect(page.map((r) => r.id)).toEqual([one])
  })
})
