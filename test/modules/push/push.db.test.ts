import { LedgerEntry } from '../../../src/modules/ledger'
import { Campaign, Delivery, InboxMessage, type Outcome } from '../../../src/modules/push'
import { createOffice, type Office } from '../../../src/office'
import { Job } from '../../../src/platform/jobs'
import { HOUR, openTestOffice, type TestOffice, testOfficeOptions } from '../../support/office'
import {
  CrashingInbox,
  counted,
  FakeOutside,
  launch,
  pushWith,
  recount,
  registerResidents,
} from '../../support/push'

let test: TestOffice
beforeEach(async () => {
  test = await openTestOffice()
})
afterEach(() => test.close())

/** How many messages of the campaign each of these residents has. */
async function messagesOf(campaignId: string): Promise<Map<string, number>> {
  const have = new Map<string, number>()
  for (const m of await test.office.database.reads.findBy(InboxMessage, { campaignId }))
    have.set(m.residentId, (have.get(m.residentId) ?? 0) + 1)
  return have
}
const exactlyOnce = (ids: string[]) => new Map(ids.map((id) => [id, 1]))
const sorted = (map: Map<string, number>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))

async function expectOnce(campaignId: string, ids: string[]): Promise<void> {
  expect(sorted(await messagesOf(campaignId))).toEqual(sorted(exactlyOnce(ids)))
}

const runJobs = async (office: Office) => {
  while ((await office.jobs.runDue()) > 0);
}

describe('a campaign to everybody', () => {
  it('1,500 residents get one message each from the jobs alone, and it is done', async () => {
    const ids = await registerResidents(test, 1_500)
    const id = await launch(test)
    await runJobs(test.office)
    await expectOnce(id, ids)
    const { campaign, counts, addsUp } = await counted(test.office, id)
    expect([campaign.state, campaign.size, counts, addsUp]).toEqual([
      'done',
      1_500,
      { delivered: 1_500 },
      true,
    ])
    expect(campaign.finishedAt).not.toBeNull()
    expect(await recount(test.office, id)).toEqual({ delivered: 1_500 })
    expect(await test.office.database.reads.countBy(Job, { state: 'failed' })).toBe(0)
  })

  it('1,500 residents get one message each though fan-out and send run three times in two workers at once', async () => {
    const ids = await registerResidents(test, 1_500)
    const id = await launch(test)
    // One process owns an SQLite file; on MariaDB the second worker is a process of its own.
    const isMysql = test.office.database.kind === 'mysql'
    const other = isMysql ? await createOffice(testOfficeOptions(test.databaseUrl, test.clock)) : test.office
    try {
      const channels = (office: Office) => pushWith(office, [new CrashingInbox(office.clock)], 200)
      const workers = [channels(test.office), channels(other)]
      const thrice = workers.flatMap((w) => [w, w, w])
      await Promise.all(thrice.flatMap((w) => [w.fanOut.run(id), w.sending.run(id)]))
      await Promise.all(thrice.map((w) => w.sending.run(id)))
      await Promise.all([runJobs(test.office), runJobs(other)])
    } finally {
      if (isMysql) await other.close()
    }
    await expectOnce(id, ids)
    expect(await counted(test.office, id)).toMatchObject({ counts: { delivered: 1_500 }, addsUp: true })
    expect(await recount(test.office, id)).toEqual({ delivered: 1_500 })
  })

  it('a worker that dies between message and mark loses nobody and doubles nobody', async () => {
    const ids = await registerResidents(test, 120)
    const inbox = new CrashingInbox(test.clock)
    const push = pushWith(test.office, [inbox], 50)
    const id = await launch(test, {}, push.campaigns)
    await push.fanOut.run(id)
    inbox.crashes = 2
    await expect(push.sending.run(id)).rejects.toThrow('died')
    await expect(push.sending.run(id)).rejects.toThrow('died')
    await push.sending.run(id)
    expect(await counted(test.office, id)).toMatchObject({
      campaign: { state: 'running' },
      counts: { delivered: 20, queued: 100 },
      addsUp: true,
    })
    expect((await push.sweep.sweep()).woken).toBe(0)
    test.clock.advance(60_000)
    expect((await push.sweep.sweep()).woken).toBe(1)
    await push.sending.run(id)
    await expectOnce(id, ids)
    expect(await counted(test.office, id)).toMatchObject({
      campaign: { state: 'done' },
      counts: { delivered: 120 },
      addsUp: true,
    })
  })

  it('a fan-out that dies goes on from its cursor', async () => {
    const ids = await registerResidents(test, 25)
    const push = pushWith(test.office, [new CrashingInbox(test.clock)], 10)
    const id = await launch(test)
    await push.fanOut.step(id)
    expect(await counted(test.office, id)).toMatchObject({ campaign: { size: 10, fannedTo: ids[9] } })
    // Even a cursor that was lost makes nobody's delivery twice.
    await test.office.database.transaction((tx) => tx.update(Campaign, { id }, { fannedTo: '' }))
    await push.fanOut.run(id)
    await push.sending.run(id)
    await expectOnce(id, ids)
    expect(await counted(test.office, id)).toMatchObject({
      campaign: { size: 25, state: 'done' },
      addsUp: true,
    })
  })

  it('a campaign that addresses nobody is done at once', async () => {
    const id = await launch(test, { audience: { kind: 'topic', topic: '没有人关注' } })
    await runJobs(test.office)
    expect(await counted(test.office, id)).toMatchObject({
      campaign: { size: 0, state: 'done' },
      addsUp: true,
    })
  })

  it('a launch whose transaction fails leaves neither campaign nor job', async () => {
    const leader = await test.staff('leader')
    const input = { publicationId: 'p', title: 't', summary: 's' }
    const failing = test.office.database.transaction(async (tx) => {
      await test.office.campaigns.launch(tx, leader, input)
      throw new Error('the publication could not be written')
    })
    await expect(failing).rejects.toThrow('could not be written')
    expect((await test.office.campaignReads.list({ limit: 10 })).items).toEqual([])
    expect(await test.office.database.reads.countBy(Job, { name: 'push.fan-out' })).toBe(0)
  })

  it('an unknown channel, an unknown division and an empty topic are refused by name', async () => {
    const cases = [
      [{ channels: ['pigeon'] }, 'channels'],
      [{ channels: [] }, 'channels'],
      [{ audience: { kind: 'division', divisionId: 'nowhere' } as const }, 'audience.divisionId'],
      [{ audience: { kind: 'topic', topic: '' } as const }, 'audience.topic'],
    ] as const
    for (const [over, path] of cases)
      await expect(launch(test, over as Parameters<typeof launch>[1])).rejects.toMatchObject({
        code: 'invalid_request',
        errors: [{ path }],
      })
  })
})

describe('steering', () => {
  it('cancelling midway stops the rest, keeps what arrived, and the counts add up', async () => {
    await registerResidents(test, 100)
    const push = pushWith(test.office, [new CrashingInbox(test.clock)], 30)
    const id = await launch(test)
    await push.fanOut.run(id)
    await push.sending.step(id)
    await test.office.campaigns.cancel(await test.staff('leader'), id)
    expect(await counted(test.office, id)).toMatchObject({
      counts: { delivered: 30, queued: 70 },
      addsUp: true,
    })
    expect(await push.sending.step(id)).toBe(false)
    expect(await push.sweep.clearStep(id)).toBe(true)
    expect(await counted(test.office, id)).toMatchObject({
      counts: { delivered: 30, queued: 40, cancelled: 30 },
    })
    await runJobs(test.office)
    const { campaign, counts, addsUp } = await counted(test.office, id)
    expect([campaign.state, counts, addsUp]).toEqual(['cancelled', { delivered: 30, cancelled: 70 }, true])
    expect(campaign.finishedAt).not.toBeNull()
    expect((await messagesOf(id)).size).toBe(30)
  })

  it('a cancel that comes between claim and write wins', async () => {
    await registerResidents(test, 5)
    const leader = await test.staff('leader')
    const push = pushWith(test.office, [new CrashingInbox(test.clock)])
    const id = await launch(test)
    await push.fanOut.run(id)
    await Promise.all([test.office.campaigns.cancel(leader, id), push.sending.run(id)])
    const after = (await messagesOf(id)).size
    await runJobs(test.office)
    expect((await messagesOf(id)).size).toBe(after)
    const left = after === 0 ? { cancelled: 5 } : { delivered: 5 }
    expect(await recount(test.office, id)).toEqual(left)
  })

  it('a paused campaign rests, also its fan-out; resumed it goes on by itself', async () => {
    const ids = await registerResidents(test, 40)
    const leader = await test.staff('office')
    const push = pushWith(test.office, [new CrashingInbox(test.clock)], 15)
    const id = await launch(test)
    await push.fanOut.step(id)
    await test.office.campaigns.pause(leader, id)
    await runJobs(test.office)
    expect(await counted(test.office, id)).toMatchObject({ counts: { queued: 15 }, addsUp: true })
    await test.office.campaigns.resume(leader, id)
    await runJobs(test.office)
    await expectOnce(id, ids)
    expect(await counted(test.office, id)).toMatchObject({ campaign: { state: 'done' } })
  })

  it('withdrawing a publication cancels what is still being pushed of it, with no entry of its own', async () => {
    await registerResidents(test, 3)
    const id = await launch(test, { publicationId: 'pub1' })
    const other = await launch(test, { publicationId: 'pub2' })
    const entries = await test.office.database.reads.countBy(LedgerEntry, {})
    await test.office.database.transaction((tx) => test.office.campaigns.cancelOf(tx, 'pub1'))
    await runJobs(test.office)
    expect((await counted(test.office, id)).campaign.state).toBe('cancelled')
    expect((await counted(test.office, other)).campaign.state).toBe('done')
    expect((await messagesOf(id)).size).toBe(0)
    expect(await test.office.database.reads.countBy(LedgerEntry, {})).toBe(entries)
  })
})

describe('who is never addressed', () => {
  it('a topic reaches its followers, but not who switched such pushes off, nor who has left', async () => {
    const ids = await registerResidents(test, 6, (n) => ({
      topics: n === 0 ? ['特种设备'] : ['食品安全', '价格'],
      personalised: n !== 1,
      erasedAt: n === 2 ? 1 : null,
    }))
    const id = await launch(test, { audience: { kind: 'topic', topic: '食品安全' } })
    await runJobs(test.office)
    await expectOnce(id, ids.slice(3))
  })

  it('a division reaches those who chose it or one under it', async () => {
    const { divisions } = test.office
    const leader = await test.staff('leader')
    const make = (parentId: string, name: string) =>
      divisions.create(leader, { parentId, name, kind: 'county' })
    const county = await make(leader.divisionId, '云溪县局')
    const branch = await make(county.id, '城关所')
    const elsewhere = await make(leader.divisionId, '别处')
    const chosen = [county.id, branch.id, elsewhere.id, null]
    const ids = await registerResidents(test, 4, (n) => ({ divisionId: chosen[n] ?? null }))
    const id = await launch(test, { audience: { kind: 'division', divisionId: county.id } })
    await runJobs(test.office)
    await expectOnce(id, ids.slice(0, 2))
  })

  it('who leaves or switches off after the fan-out gets nothing; the counts still add up', async () => {
    const ids = await registerResidents(test, 3, () => ({ topics: ['食品'] }))
    const [left, off, stays] = ids.map((id) => ({ kind: 'resident' as const, id }))
    const push = pushWith(test.office, [new CrashingInbox(test.clock)])
    const id = await launch(test, { audience: { kind: 'topic', topic: '食品' } })
    await push.fanOut.run(id)
    await test.office.personalData.erase(left!)
    await test.office.residents.setPreferences(off!, { personalised: false })
    expect(await counted(test.office, id)).toMatchObject({
      counts: { queued: 2, cancelled: 1 },
      addsUp: true,
    })
    await runJobs(test.office)
    await expectOnce(id, [stays!.id])
    expect(await counted(test.office, id)).toMatchObject({
      campaign: { state: 'done', size: 3 },
      counts: { delivered: 1, cancelled: 2 },
      addsUp: true,
    })
  })

  it('an erasure takes the messages and leaves the counts; an export shows the own ones', async () => {
    const ids = await registerResidents(test, 2)
    const [mine, theirs] = ids.map((id) => ({ kind: 'resident' as const, id }))
    const id = await launch(test)
    await runJobs(test.office)
    const copy = await test.office.personalData.exportAll(mine!)
    expect(copy.messages).toMatchObject({
      messages: [{ residentId: mine!.id, title: '消费提示' }],
      deliveries: [{ campaignId: id, channel: 'inbox', state: 'delivered' }],
    })
    await test.office.personalData.erase(mine!)
    await expectOnce(id, [theirs!.id])
    expect(await counted(test.office, id)).toMatchObject({ counts: { delivered: 2 }, addsUp: true })
  })

  it('erasures during a send leave no message behind', async () => {
    const ids = await registerResidents(test, 60)
    const push = pushWith(test.office, [new CrashingInbox(test.clock)], 10)
    const id = await launch(test)
    await push.fanOut.run(id)
    const leaving = ids.filter((_, n) => n % 3 === 0)
    await Promise.all([
      push.sending.run(id),
      ...leaving.map((resident) => test.office.personalData.erase({ kind: 'resident', id: resident })),
    ])
    await runJobs(test.office)
    test.clock.advance(HOUR)
    await push.sweep.sweep()
    await runJobs(test.office)
    await expectOnce(
      id,
      ids.filter((r) => !leaving.includes(r)),
    )
    const { campaign, counts, addsUp } = await counted(test.office, id)
    expect([campaign.state, addsUp, counts]).toEqual(['done', true, await recount(test.office, id)])
  })
})

describe('a channel that leaves the house', () => {
  const outside = async (
    answer: (nth: number) => Outcome | Error,
    { size = 10, channels = ['fake', 'inbox'] } = {},
  ) => {
    const channel = new FakeOutside((_notice, nth) => answer(nth))
    const push = pushWith(test.office, [new CrashingInbox(test.clock), channel], size)
    return { channel, push, id: await launch(test, { channels }, push.campaigns) }
  }
  const work = async ({ push, id }: Awaited<ReturnType<typeof outside>>) => {
    await push.fanOut.run(id)
    await push.sending.run(id)
  }

  it('a send whose end nobody saw stays unknown, is listed, and is never sent again', async () => {
    const ids = await registerResidents(test, 12)
    const it = await outside((nth) => (nth % 4 === 1 ? new Error('timeout') : 'sent'))
    await work(it)
    test.clock.advance(2 * HOUR)
    await it.push.sweep.sweep()
    await it.push.sending.run(it.id)
    expect([...it.channel.received].sort()).toEqual([...ids].sort())
    expect(await counted(test.office, it.id)).toMatchObject({
      campaign: { size: 24, state: 'done' },
      counts: { sent: 9, unknown: 3, delivered: 12 },
      addsUp: true,
    })
    const listed = await test.office.campaignReads.unknown(it.id, { limit: 2 })
    expect(listed.items).toHaveLength(2)
    expect(
      (await test.office.campaignReads.unknown(it.id, { limit: 2, cursor: listed.nextCursor! })).items,
    ).toHaveLength(1)
  })

  it('a process that dies while sending leaves its batch unknown, not queued', async () => {
    await registerResidents(test, 8)
    const it = await outside(() => 'sent', { channels: ['fake'] })
    await it.push.fanOut.run(it.id)
    let seen: string[] = []
    it.channel.send = async () => {
      seen = (await test.office.database.reads.findBy(Delivery, { channel: 'fake' })).map((d) => d.state)
      return 'sent'
    }
    await it.push.sending.step(it.id)
    // What a crash at this moment would have left behind.
    expect(seen).toEqual(Array(8).fill('unknown'))
  })

  it('busy and quota wait for their time, and only then are tried again', async () => {
    await registerResidents(test, 4)
    let mood: Outcome = 'busy'
    const it = await outside(() => mood)
    await work(it)
    expect(await counted(test.office, it.id)).toMatchObject({
      counts: { busy: 4, delivered: 4 },
      addsUp: true,
    })
    test.clock.advance(59_999)
    await it.push.sweep.sweep()
    expect(await counted(test.office, it.id)).toMatchObject({
      counts: { busy: 4 },
      campaign: { state: 'running' },
    })
    test.clock.advance(1)
    await it.push.sweep.sweep()
    mood = 'quota'
    await it.push.sending.run(it.id)
    expect(await counted(test.office, it.id)).toMatchObject({ counts: { quota: 4 }, addsUp: true })
    test.clock.advance(24 * HOUR)
    await it.push.sweep.sweep()
    mood = 'refused'
    await it.push.sending.run(it.id)
    expect(await counted(test.office, it.id)).toMatchObject({
      counts: { refused: 4, delivered: 4 },
      campaign: { state: 'done' },
      addsUp: true,
    })
  })

  it('a worker that comes back after its lease: what it did not send is sent, or ended with a cancelled campaign', async () => {
    await registerResidents(test, 3)
    const leader = await test.staff('leader')
    const late = async (meanwhile: (id: string) => Promise<unknown>) => {
      const it = await outside(() => 'busy', { channels: ['fake'] })
      const busy = it.channel.send.bind(it.channel)
      let isFirst = true
      it.channel.send = async (notice) => {
        if (isFirst) {
          isFirst = false
          await meanwhile(it.id)
          test.clock.advance(300_001)
          await it.push.sweep.sweep()
        }
        return busy(notice)
      }
      await it.push.fanOut.run(it.id)
      await it.push.sending.step(it.id)
      return counted(test.office, it.id)
    }
    expect(await late(async () => undefined)).toMatchObject({
      campaign: { state: 'running', finishedAt: null },
      counts: { busy: 3 },
      addsUp: true,
    })
    expect(await late((id) => test.office.campaigns.cancel(leader, id))).toMatchObject({
      campaign: { state: 'cancelled' },
      counts: { cancelled: 3 },
      addsUp: true,
    })
  })

  it('a payload the platform refuses pauses the campaign for everyone, and is in the ledger', async () => {
    await registerResidents(test, 30)
    const it = await outside(() => 'bad_payload', { size: 10, channels: ['fake'] })
    await work(it)
    expect(await counted(test.office, it.id)).toMatchObject({
      campaign: { state: 'paused' },
      counts: { bad_payload: 10, queued: 20 },
      addsUp: true,
    })
    const entries = (await test.office.ledger.list({ limit: 5, subjectId: it.id })).items
    expect(entries).toMatchObject([
      { action: 'push.pause', actorKind: 'system', after: { reason: 'bad_payload' } },
    ])
  })
})
