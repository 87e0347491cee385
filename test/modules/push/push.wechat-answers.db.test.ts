import { Campaign, SubscriptionGrant } from '../../../src/modules/push'
import { DAY } from '../../support/office'
import { counted } from '../../support/push'
import { longTerm, oneTime, pushesToWechat } from '../../support/push.wechat'
import { grantsLeft, MINI_VOTE, miniApp, type WechatTest, wechatPeople } from '../../support/wechat'

let test: WechatTest
const { runJobs, untilOver, pushed, finish, reopen } = pushesToWechat((opened) => {
  test = opened
})

describe('what WeChat answers', () => {
  it('a token that ends at 37 % is fetched once more, and nobody is missed', async () => {
    await wechatPeople(test, 200, { consent: oneTime })
    test.fake.faults.rotateTokensAt(74)
    const { counts } = await finish()
    expect(counts).toEqual({ sent: 200 })
    const tally = test.fake.tally()
    expect([tally.accepted, tally.tokenCalls]).toEqual([200, 2])
  })

  it.each(['cut', 'hang'] as const)(
    'replies lost after acceptance (%s): unknown exactly there, listed, not sent again',
    async (kind) => {
      if (kind === 'hang') {
        await reopen(3_000)
      }
      await wechatPeople(test, 100, { consent: oneTime })
      test.fake.faults.loseReplies(0.05, kind)
      const { id, counts, addsUp, campaign } = await finish()
      const lost = test.fake.sends.filter((s) => s.replyLost).length
      expect(lost).toBeGreaterThan(0)
      expect([counts, addsUp, campaign.state]).toEqual([{ sent: 100 - lost, unknown: lost }, true, 'done'])
      const tally = test.fake.tally()
      expect([tally.accepted, tally.mostPerRecipientAndTemplate]).toEqual([100, 1])
      const listed = await test.office.campaignReads.unknown(id, { limit: 100 })
      expect(listed.items).toHaveLength(lost)
      expect((await test.office.campaignReads.unknown(null, { limit: 100 })).items).toHaveLength(lost)
    },
  )

  it('-1 from a send is never repeated: failed, not unknown, and the grants are given back', async () => {
    const { ids } = await wechatPeople(test, 300, { consent: oneTime })
    test.fake.faults.busy(40, '/cgi-bin/message')
    const { id, counts, addsUp } = await finish()
    expect([counts, addsUp]).toEqual([{ sent: 260, failed: 40 }, true])
    expect(test.fake.tally()).toMatchObject({ accepted: 260, mostPerRecipientAndTemplate: 1 })
    const left = [...(await grantsLeft(test.office, MINI_VOTE)).values()]
    expect([ids.length, left.filter((n) => n === 1).length]).toEqual([300, 40])
    expect((await test.office.campaignReads.unknown(id, { limit: 10 })).items).toEqual([])
  })

  it('a burst of -1 costs what was in the air; what waits is sent after a rest', async () => {
    await wechatPeople(test, 1_000, { consent: oneTime })
    test.fake.faults.busy(0.999_999, '/cgi-bin/message')
    const id = await pushed()
    await runJobs()
    const during = (await counted(test.office, id)).counts
    expect(during.failed).toBeLessThanOrEqual(128)
    expect((during.failed ?? 0) + (during.queued ?? 0)).toBe(1_000)
    test.fake.faults.calm()
    await untilOver(id)
    expect((await counted(test.office, id)).counts).toEqual({
      failed: during.failed,
      sent: 1_000 - (during.failed ?? 0),
    })
  })

  it('staff send again what WeChat was too busy for: once, in the ledger, and nothing else goes again', async () => {
    await wechatPeople(test, 60, { consent: oneTime })
    test.fake.faults.busy(8, '/cgi-bin/message')
    test.fake.faults.loseReplies(2)
    const { id } = await finish()
    const { resending, ledger } = test.office
    const leader = await test.staff('leader')
    await expect(resending.resend(await test.staff('editor'), id)).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await resending.resend(leader, id)).toBe(8)
    await expect(resending.resend(leader, id)).rejects.toMatchObject({ code: 'nothing_to_resend' })
    await untilOver(id)
    const { counts, addsUp, campaign } = await counted(test.office, id)
    expect([counts, addsUp, campaign.state]).toEqual([{ sent: 58, unknown: 2 }, true, 'done'])
    expect(test.fake.tally()).toMatchObject({ accepted: 60, mostPerRecipientAndTemplate: 1 })
    const entries = (await ledger.list({ limit: 10, subjectId: id })).items
    expect(entries.map((e) => [e.action, e.after])).toEqual([['push.resend', { queued: 8 }]])
  })

  it('a cancelled push, and one whose publication was withdrawn meanwhile, is not sent again', async () => {
    await wechatPeople(test, 20, { consent: oneTime })
    await wechatPeople(test, 20, { consent: longTerm })
    test.fake.faults.busy(4, '/cgi-bin/message')
    const { id } = await finish()
    const leader = await test.staff('leader')
    const { database, resending } = test.office
    await database.transaction((tx) => tx.update(Campaign, { id }, { state: 'cancelled' }))
    await expect(resending.resend(leader, id)).rejects.toMatchObject({ code: 'campaign_over' })
    test.fake.faults.calm()
    test.fake.faults.busy(4, '/cgi-bin/message')
    const gone = await finish({ subjectKind: 'publication' })
    expect(gone.counts.failed).toBeGreaterThan(0)
    await expect(resending.resend(leader, gone.id)).rejects.toMatchObject({ code: 'nothing_to_tell' })
    expect((await counted(test.office, gone.id)).counts).toEqual(gone.counts)
  })

  it('-1 although it was taken: WeChat’s event says so, the grant is spent, and it is not sent again', async () => {
    const { ids, openids } = await wechatPeople(test, 30, { consent: oneTime })
    test.fake.faults.loseReplies(1, 'busy')
    const { id, counts } = await finish()
    expect(counts).toEqual({ sent: 29, failed: 1 })
    const { openid, msgId } = test.fake.sends.find((s) => s.replyLost)!
    const residentId = ids[openids.indexOf(openid)]!
    expect((await grantsLeft(test.office, MINI_VOTE)).get(residentId)).toBe(1)
    const report = { msgId, templateId: MINI_VOTE, arrived: true }
    await test.office.deliveries.settled(miniApp.appId, openid, report)
    expect((await counted(test.office, id)).counts).toEqual({ sent: 29, delivered: 1 })
    expect((await grantsLeft(test.office, MINI_VOTE)).get(residentId)).toBe(0)
    await expect(test.office.resending.resend(await test.staff('leader'), id)).rejects.toMatchObject({
      code: 'nothing_to_resend',
    })
  })

  it('WeChat too busy for an hour: not thousands failed, but a rest that grows, then the rest is sent', async () => {
    await wechatPeople(test, 400, { consent: oneTime })
    test.fake.faults.busy(0.999_999, '/cgi-bin/message')
    const id = await pushed()
    for (let minute = 0; minute < 60; minute++) {
      await runJobs()
      test.clock.advance(60_000)
      await test.office.pushSweep.sweep()
    }
    const { counts } = await counted(test.office, id)
    expect(counts.failed).toBeLessThanOrEqual(10 + 4 * 12)
    test.fake.faults.calm()
    await untilOver(id)
    const end = await counted(test.office, id)
    expect(end.counts).toEqual({ failed: counts.failed, sent: 400 - (counts.failed ?? 0) })
  })

  it('no token to be had, so nothing left: busy, grants given back, tried again and sent', async () => {
    const { ids } = await wechatPeople(test, 6, { consent: oneTime })
    test.fake.faults.busy(6, '/cgi-bin/stable_token')
    const id = await pushed()
    await runJobs()
    const { counts, addsUp } = await counted(test.office, id)
    expect([counts, addsUp]).toEqual([{ busy: 6 }, true])
    expect([...(await grantsLeft(test.office, MINI_VOTE))].sort()).toEqual(ids.map((r) => [r, 1]).sort())
    await untilOver(id)
    expect((await counted(test.office, id)).counts).toEqual({ sent: 6 })
    expect(test.fake.tally()).toMatchObject({ accepted: 6, mostPerRecipientAndTemplate: 1 })
  })

  it('45009 gives the grants back and waits for tomorrow 9:00, not a minute less', async () => {
    const { ids } = await wechatPeople(test, 4, { consent: oneTime })
    test.fake.faults.exhausted(4, '/cgi-bin/message')
    const id = await pushed()
    await runJobs()
    expect((await counted(test.office, id)).counts).toEqual({ quota: 4 })
    expect([...(await grantsLeft(test.office, MINI_VOTE))].sort()).toEqual(ids.map((r) => [r, 1]).sort())
    test.clock.advance(DAY - 60_000)
    await test.office.pushSweep.sweep()
    await runJobs()
    expect((await counted(test.office, id)).counts).toEqual({ quota: 4 })
    test.clock.advance(60_000)
    await test.office.pushSweep.sweep()
    await untilOver(id)
    expect((await counted(test.office, id)).counts).toEqual({ sent: 4 })
  })

  it('the day’s quota in the middle of a campaign: the rest waits for the morning, and hardly anyone is asked in vain', async () => {
    await wechatPeople(test, 300, { consent: oneTime })
    test.fake.faults.quota('subscribe/send', 120)
    const id = await pushed()
    await runJobs()
    const { counts, addsUp } = await counted(test.office, id)
    expect([counts.sent, addsUp]).toEqual([120, true])
    expect(counts.quota).toBeLessThanOrEqual(128)
    test.clock.advance(DAY)
    test.fake.faults.quota('subscribe/send', 1_000)
    await test.office.pushSweep.sweep()
    await untilOver(id)
    expect((await counted(test.office, id)).counts).toEqual({ sent: 300 })
    expect(test.fake.tally()).toMatchObject({ accepted: 300, mostPerRecipientAndTemplate: 1 })
  })

  it('47003 stops the campaign after one batch, gives the grants back, and is in the ledger with its code', async () => {
    const { ids } = await wechatPeople(test, 100, { consent: oneTime })
    test.fake.faults.badPayload = 'thing1'
    const id = await pushed()
    await runJobs()
    const { campaign, counts, addsUp } = await counted(test.office, id)
    expect([campaign.state, counts, addsUp]).toEqual(['paused', { bad_payload: 10, queued: 90 }, true])
    expect([...(await grantsLeft(test.office, MINI_VOTE))].sort()).toEqual(ids.map((r) => [r, 1]).sort())
    const [entry] = (await test.office.ledger.list({ limit: 1, subjectId: id })).items
    expect(entry).toMatchObject({ action: 'push.pause', after: { errorCode: 47003, channel: 'wechat_mini' } })
  })

  it('whoever’s consent was used up meanwhile is refused here, without a call', async () => {
    const { ids } = await wechatPeople(test, 3, { consent: oneTime })
    const id = await pushed()
    await test.office.jobs.runDue(1)
    await test.office.database.transaction((tx) =>
      tx.update(SubscriptionGrant, { residentId: ids[0]! }, { spent: 1 }),
    )
    await untilOver(id)
    expect((await counted(test.office, id)).counts).toEqual({ sent: 2, refused: 1 })
    expect(test.fake.tally().refused).toEqual({})
  })
})
