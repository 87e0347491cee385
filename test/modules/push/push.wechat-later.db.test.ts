import { HOUR } from '../../support/office'
import { counted, recount } from '../../support/push'
import { pushesToWechat } from '../../support/push.wechat'
import { grantsLeft, MINI_NOTICE, MINI_VOTE, miniApp, type WechatTest } from '../../support/wechat'

let test: WechatTest
const { runJobs, pushed, finish } = pushesToWechat((opened) => {
  test = opened
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

  it('an event that overtakes the reply “too busy” has the last word: the grant stays spent', async () => {
    const [person] = await people(1)
    const id = await pushed()
    test.fake.faults.loseReplies(1, 'busy')
    test.fake.faults.delayMs = 1_000
    const sending = runJobs()
    while (test.fake.sends.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    const { openid, msgId } = test.fake.sends[0]!
    await test.office.deliveries.settled(miniApp.appId, openid, {
      msgId,
      templateId: MINI_VOTE,
      arrived: true,
    })
    await sending
    expect(await counted(test.office, id)).toMatchObject({ counts: { delivered: 1 }, addsUp: true })
    expect((await grantsLeft(test.office, MINI_VOTE)).get(person!.id)).toBe(0)
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
