import { Campaign, SubscriptionGrant } from '../../../src/modules/push'
import { DAY, HOUR } from '../../support/office'
import { counted, launch, pushWith, recount, registerResidents } from '../../support/push'
import {
  grantsLeft,
  MINI_NOTICE,
  MINI_VOTE,
  miniApp,
  oaApp,
  openWechatOffice,
  putGrants,
  putIdentities,
  type WechatTest,
  wechatPeople,
} from '../../support/wechat'

let test: WechatTest
beforeEach(async () => {
  test = await openWechatOffice()
})
afterEach(() => test.close())

const runJobs = async () => {
  while ((await test.office.jobs.runDue()) > 0);
}
/** Runs what is due, sweeps, and moves the clock on, until the campaign is over. */
async function untilOver(id: string, step = 60_000, most = 60): Promise<void> {
  for (let n = 0; n < most; n++) {
    await runJobs()
    if ((await counted(test.office, id)).campaign.finishedAt !== null) return
    test.clock.advance(step)
    await test.office.pushSweep.sweep()
  }
}
const oneTime = { templateId: MINI_VOTE, kind: 'one_time' } as const
const longTerm = { templateId: MINI_NOTICE, kind: 'long_term' } as const
const outcome = { subjectKind: 'poll_outcome', channels: ['wechat_mini'] } as const
const pushed = (over: Parameters<typeof launch>[1] = {}) =>
  launch(test, { ...outcome, channels: ['wechat_mini'], ...over })
const finish = async (over: Parameters<typeof launch>[1] = {}) => {
  const id = await pushed(over)
  await untilOver(id)
  return { id, ...(await counted(test.office, id)) }
}

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
        await test.close()
        test = await openWechatOffice(3_000)
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

describe('quiet hours', () => {
  const at = (hour: number, minute: number) => Date.UTC(2026, 10, 24, hour - 8, minute, 0)

  it.each([
    ['21:59 is day', at(21, 59), 'info', 3],
    ['22:00 is night', at(22, 0), 'info', 0],
    ['7:59 is night', at(7, 59), 'notice', 0],
    ['8:00 is day', at(8, 0), 'notice', 3],
    ['what is urgent goes out at 3:00', at(3, 0), 'urgent', 3],
  ] as const)('%s', async (_name, now, level, sent) => {
    const templateId = level === 'info' ? MINI_NOTICE : 'demo-mini-alert'
    await wechatPeople(test, 3, { consent: { templateId, kind: 'long_term' } })
    test.clock.set(now)
    const id = await launch(test, { level, channels: ['inbox', 'wechat_mini'] })
    await runJobs()
    const { counts } = await counted(test.office, id)
    expect([counts.delivered, counts.sent ?? 0]).toEqual([3, sent])
    test.clock.set(at(24 + 8, 0))
    await test.office.pushSweep.sweep()
    await runJobs()
    expect((await counted(test.office, id)).counts).toEqual({ delivered: 3, sent: 3 })
  })

  it('are the bureau’s own: what waits goes out as soon as it has shortened them', async () => {
    const admin = await test.staff('admin')
    await test.office.settings.change(admin, { quietHours: { from: '20:00', to: '06:30' } })
    await wechatPeople(test, 2, { consent: longTerm })
    test.clock.set(at(20, 0))
    const id = await launch(test, { level: 'info', channels: ['wechat_mini'] })
    await runJobs()
    expect((await counted(test.office, id)).counts).toEqual({ queued: 2 })
    await test.office.settings.change(admin, { quietHours: { from: '23:00', to: '06:30' } })
    await test.office.pushSweep.sweep()
    await runJobs()
    expect((await counted(test.office, id)).counts).toEqual({ sent: 2 })
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

describe('what WeChat says later', () => {
  const people = async (count: number) => {
    const made = []
    for (let n = 0; n < count; n++) {
      const openid = `o-later-${n}`
      const { id } = await test.office.residents.residentOf(miniApp.appId, openid)
      test.fake.grant(openid, MINI_VOTE, 'one_time')
      await test.office.grants.popup(miniApp.appId, openid, [{ templateId: MINI_VOTE, status: 'accept' }])
      made.push({ id, openid })
    }
    return made
  }

  it('an event settles a sent one by its number and a lost one by person and template, each once', async () => {
    await people(6)
    test.fake.faults.loseReplies(2)
    const { id, counts } = await finish()
    expect(counts).toEqual({ sent: 4, unknown: 2 })
    const report = (n: number, arrived: boolean) => {
      const { openid, msgId } = test.fake.sends[n]!
      return test.office.deliveries.settled(miniApp.appId, openid, { msgId, templateId: MINI_VOTE, arrived })
    }
    for (const n of [0, 1, 2, 3, 4]) await report(n, n !== 4)
    for (const n of [0, 1, 2, 3, 4]) await report(n, true)
    expect(await counted(test.office, id)).toMatchObject({
      counts: { delivered: 4, undelivered: 1, sent: 1 },
      addsUp: true,
    })
    expect(await recount(test.office, id)).toEqual({ delivered: 4, undelivered: 1, sent: 1 })
  })

  it('two unknown ones alike stay unknown, for nobody can tell which is meant', async () => {
    const [person] = await people(1)
    await test.office.grants.popup(miniApp.appId, person!.openid, [
      { templateId: MINI_VOTE, status: 'accept' },
    ])
    test.fake.grant(person!.openid, MINI_VOTE, 'one_time')
    test.fake.faults.loseReplies(2)
    const first = await finish()
    const second = await finish()
    expect([first.counts, second.counts]).toEqual([{ unknown: 1 }, { unknown: 1 }])
    const { openid, msgId } = test.fake.sends[0]!
    await test.office.deliveries.settled(miniApp.appId, openid, {
      msgId,
      templateId: MINI_VOTE,
      arrived: true,
    })
    expect((await counted(test.office, first.id)).counts).toEqual({ unknown: 1 })
  })

  it('a report about nobody’s message changes nothing', async () => {
    await people(1)
    const { id } = await finish()
    await test.office.deliveries.settled(miniApp.appId, 'o-later-0', {
      msgId: '42',
      templateId: MINI_NOTICE,
      arrived: false,
    })
    expect((await counted(test.office, id)).counts).toEqual({ sent: 1 })
  })

  it('staff settle what stays unknown, once, with a reason in the ledger; “not delivered” gives the grant back', async () => {
    const [one, two] = await people(2)
    test.fake.faults.loseReplies(2)
    const { id } = await finish()
    const leader = await test.staff('leader')
    const { items } = await test.office.campaignReads.unknown(id, { limit: 10 })
    const of = (who: { id: string }) => items.find((d) => d.residentId === who.id)!.id
    await test.office.deliveries.settle(leader, of(one!), 'delivered', '群众来电说收到了，电话 13812345678')
    await test.office.deliveries.settle(leader, of(two!), 'not_delivered', '微信后台查无此消息')
    await expect(
      test.office.deliveries.settle(leader, of(one!), 'not_delivered', '又想了想'),
    ).rejects.toMatchObject({ code: 'delivery_settled' })
    await expect(
      test.office.deliveries.settle(await test.staff('editor'), of(one!), 'delivered', '不该我管'),
    ).rejects.toMatchObject({ code: 'forbidden' })
    const left = await grantsLeft(test.office, MINI_VOTE)
    expect([left.get(one!.id), left.get(two!.id)]).toEqual([0, 1])
    expect((await counted(test.office, id)).counts).toEqual({ delivered: 1, undelivered: 1 })
    const entries = (await test.office.ledger.list({ limit: 5, subjectId: of(one!) })).items
    expect(entries).toHaveLength(1)
    expect(JSON.stringify(entries)).not.toContain('13812345678')
    test.clock.advance(3 * HOUR)
    await test.office.pushSweep.sweep()
    await runJobs()
    expect(test.fake.sendCount).toBe(2)
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
