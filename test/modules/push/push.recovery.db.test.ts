import { readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { Delivery, type Sent } from '../../../src/modules/push'
import { addCalendarDays, shanghaiDay, startOfShanghaiDay } from '../../../src/platform/calendar'
import { startWorker } from '../../../worker/main'
import { HOUR } from '../../support/office'
import { counted, recount } from '../../support/push'
import {
  claim,
  claimed,
  fates,
  folder,
  kill,
  meet,
  nothing,
  recover,
  reopen,
  test,
  withJournals,
  worker,
} from '../../support/push-recovery'
import { grantsLeft, MINI_VOTE } from '../../support/wechat'

withJournals()

it('each delivery of a killed worker goes where its journal says; grants, counters and WeChat agree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fates, { minLength: 1, maxLength: 12 }), async (fate) => {
      await reopen()
      const it = await claimed(fate.length)
      await meet(it, fate)
      expect(await recover()).toEqual(nothing)
      kill(it.its)
      const found = await recover()
      const is = (state: string) =>
        fate.filter((f) => (typeof f === 'string' ? f : f.outcome) === state).length
      expect(found).toEqual({
        unsent: is('claimed'),
        came: fate.filter((f) => typeof f !== 'string').length,
        astray: is('left'),
      })
      expect(await recover()).toEqual(nothing)

      const rows = await it.rows()
      const expected = fate.map((f) => {
        if (f === 'claimed') return ['queued', null, null]
        if (f === 'left') return ['unknown', null, null]
        return [f.outcome, f.msgId ?? null, f.errorCode ?? null]
      })
      expect(rows.map((d) => [d.state, d.msgId, d.errorCode])).toEqual(expected)
      expect(rows.map((d) => [d.leaseUntil, d.flightId])).toEqual(fate.map(() => [0, null]))
      const { counts, addsUp } = await counted(test.office, it.id)
      expect([await recount(test.office, it.id), addsUp]).toEqual([counts, true])
      const left = await grantsLeft(test.office, MINI_VOTE)
      const isPaid = (state: string) => state === 'sent' || state === 'unknown' || state === 'refused'
      expect(rows.map((d) => left.get(d.residentId))).toEqual(rows.map((d) => (isPaid(d.state) ? 0 : 1)))

      // What never left goes out now, without waiting for anything, and nothing else does.
      await worker().sending.run(it.id)
      const went = test.fake.sends.map((s) => s.openid).sort()
      const openidOf = new Map(it.ids.map((id, n) => [id, it.openids[n] ?? '']))
      const rest = (await counted(test.office, it.id)).campaign.rests?.wechat_mini
      const waiting = rows.filter((d) => d.state === 'queued').map((d) => openidOf.get(d.residentId) ?? '')
      expect(went).toEqual(rest ? [] : waiting.sort())
    }),
    { numRuns: 8 },
  )
})

it('two that settle at once settle once, and wake the sending', async () => {
  const it = await claimed(9)
  await meet(it, ['left', { outcome: 'sent', msgId: '1' }])
  kill(it.its)
  const both = await Promise.all([recover(), recover()])
  const sum = (key: keyof typeof nothing) => both.reduce((total, found) => total + found[key], 0)
  expect([sum('unsent'), sum('came'), sum('astray')]).toEqual([7, 1, 1])
  while ((await test.office.jobs.runDue()) > 0);
  expect(await counted(test.office, it.id)).toMatchObject({
    campaign: { state: 'done' },
    counts: { sent: 8, unknown: 1 },
    addsUp: true,
  })
  expect(test.fake.tally()).toMatchObject({ accepted: 7, mostPerRecipientAndTemplate: 1 })
})

it('a worker that starts settles what is there, and sends what never left', async () => {
  const it = await claimed(3)
  await meet(it, [{ outcome: 'sent', msgId: '1' }])
  kill(it.its)
  const started = startWorker(test.office)
  const states = async () => (await it.rows()).map((d) => d.state).join()
  for (let n = 0; n < 400 && (await states()) !== 'sent,sent,sent'; n++)
    await new Promise((resolve) => setTimeout(resolve, 25))
  await started.stop()
  expect(await states()).toBe('sent,sent,sent')
  expect(test.fake.tally()).toMatchObject({ accepted: 2, mostPerRecipientAndTemplate: 1 })
})

it.each([
  ['the machine has started anew', 'now', 'before'],
  ['nobody can tell when the machine started', null, null],
])('where %s, only what came is believed', async (_why, boot, then) => {
  const it = await claimed(3, worker(then))
  await meet(it, ['left', { outcome: 'sent', msgId: '1' }])
  kill(it.its)
  expect(await recover(boot)).toEqual({ unsent: 0, came: 1, astray: 2 })
  expect((await it.rows()).map((d) => d.state)).toEqual(['unknown', 'sent', 'unknown'])
})

it('a journal with a line of no sense, an empty one and a foreign file resend nothing', async () => {
  const it = await claimed(2)
  await meet(it, ['left'])
  kill(it.its)
  const [name = ''] = readdirSync(folder).filter((f) => f.endsWith('.open'))
  writeFileSync(join(folder, name), 'not a line\n', { flag: 'a' })
  writeFileSync(join(folder, name.replace(/-\w+\./, `-${it.id}.`)), '')
  writeFileSync(join(folder, 'notes.txt'), 'hello')
  expect(await recover()).toEqual({ unsent: 0, came: 0, astray: 2 })
})

it('what another flight has claimed since is its own, whatever an old journal does not say', async () => {
  const it = await claimed(3)
  kill(it.its)
  expect(await recover()).toEqual({ ...nothing, unsent: 3 })
  const next = worker()
  await claim(next, it.id)
  const before = await it.rows()
  expect(before.map((d) => d.state)).toEqual(['unknown', 'unknown', 'unknown'])
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.settled')))
    renameSync(join(folder, file), join(folder, file.replace('.settled', '.left')))
  // As if a claim that was rolled back had used the very number of this one.
  await test.office.database.transaction((tx) => tx.update(Delivery, { campaignId: it.id }, { attempts: 1 }))
  expect(await recover()).toEqual(nothing)
  expect((await it.rows()).map((d) => [d.state, d.flightId])).toEqual(
    before.map((d) => [d.state, d.flightId]),
  )
  kill(next)
})

it('what a person has settled stays settled, and is not paid back twice', async () => {
  const it = await claimed(1)
  const [row] = await it.rows()
  it.its.journals.last.leave(row as Delivery)
  it.its.journals.last.came(row as Delivery, { outcome: 'failed', errorCode: -1 })
  test.clock.advance(60_001)
  const leader = await test.staff('leader')
  await test.office.deliveries.settle(leader, (row as Delivery).id, 'not_delivered', '公众平台没有记录')
  kill(it.its)
  expect(await recover()).toEqual(nothing)
  expect((await it.rows()).map((d) => d.state)).toEqual(['undelivered'])
  expect([...(await grantsLeft(test.office, MINI_VOTE)).values()]).toEqual([1])
})

it('a quota used up yesterday, settled today, is no reason to wait until tomorrow', async () => {
  const it = await claimed(6)
  await meet(it, ['claimed', ...Array<Sent>(5).fill({ outcome: 'quota', errorCode: 45009 })])
  kill(it.its)
  test.clock.set(startOfShanghaiDay(addCalendarDays(shanghaiDay(test.clock.now()), 1)) + 9.5 * HOUR)
  expect(await recover()).toEqual({ unsent: 1, came: 5, astray: 0 })
  await test.office.pushSweep.sweep()
  while ((await test.office.jobs.runDue()) > 0);
  expect(await counted(test.office, it.id)).toMatchObject({
    campaign: { state: 'done' },
    counts: { sent: 6 },
  })
})

it('settled on the same day it keeps the channel closed until the morning', async () => {
  const it = await claimed(2)
  await meet(it, ['claimed', { outcome: 'quota', errorCode: 45009 }])
  kill(it.its)
  test.clock.advance(60_000)
  expect(await recover()).toEqual({ unsent: 1, came: 1, astray: 0 })
  await test.office.pushSweep.sweep()
  while ((await test.office.jobs.runDue()) > 0);
  expect((await counted(test.office, it.id)).counts).toEqual({ queued: 1, quota: 1 })
})

it('a campaign thought done goes on; a cancelled one ends what never left', async () => {
  const it = await claimed(2)
  await meet(it, ['left'])
  test.clock.advance(60_001)
  await test.office.pushSweep.sweep()
  expect((await counted(test.office, it.id)).campaign.state).toBe('done')
  kill(it.its)
  expect(await recover()).toEqual({ unsent: 1, came: 0, astray: 1 })
  expect((await counted(test.office, it.id)).campaign).toMatchObject({ state: 'running', finishedAt: null })
  await claim(it.its, it.id)
  await test.office.campaigns.cancel(await test.staff('leader'), it.id)
  kill(it.its)
  expect(await recover()).toEqual({ ...nothing, unsent: 1 })
  expect(await counted(test.office, it.id)).toMatchObject({
    campaign: { state: 'cancelled' },
    counts: { unknown: 1, cancelled: 1 },
    addsUp: true,
  })
})
