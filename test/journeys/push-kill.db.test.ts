import { type ChildProcess, fork } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { type FakeWechat, startFakeWechat } from '../../fake-wechat'
import { Delivery } from '../../src/modules/push'
import { addCalendarDays, shanghaiDay, startOfShanghaiDay } from '../../src/platform/calendar'
import { systemClock } from '../../src/platform/clock'
import { HOUR, openTestOffice, type TestOffice } from '../support/office'
import { counted, launch, recount } from '../support/push'
import type { PushChildReport } from '../support/push-child'
import { MINI_VOTE, miniApp, type People, wechatClients, wechatPeople } from '../support/wechat'

const RECIPIENTS = Number(process.env.PUSH_RECIPIENTS ?? 2_000)
const KILLS = Number(process.env.PUSH_KILLS ?? 3)
/** Messages a worker may have in the air, and so leave unknown when it is killed. */
const IN_AIR = 128

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
/** 9:30 in Shanghai, `days` from today, as a distance from now. */
const morning = (days: number) =>
  startOfShanghaiDay(addCalendarDays(shanghaiDay(systemClock.now()), days)) + 9.5 * HOUR - systemClock.now()

let test: TestOffice
let fake: FakeWechat
let people: People
let campaignId: string
/** How far ahead of the machine's clock everyone's is; ms. */
let ahead = morning(1)
const workers = new Set<{ child: ChildProcess; last: PushChildReport | null }>()
let starts = 0

async function startOne(): Promise<void> {
  starts++
  const args = [test.databaseUrl, fake.url, campaignId, String(ahead)]
  const child = fork(join(__dirname, '..', 'support', 'push-child.ts'), args, {
    execArgv: ['-r', join(__dirname, '..', 'support', 'swc-register.js')],
  })
  const worker = { child, last: null as PushChildReport | null }
  workers.add(worker)
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    // One that is killed while it starts has not failed.
    child.once('exit', (code) =>
      code === null ? resolve() : reject(new Error(`The worker ended with ${code} before it worked`)),
    )
  })
  child.on('message', (report: PushChildReport) => {
    worker.last = report
  })
}

async function killOne(): Promise<void> {
  const all = [...workers]
  const worker = all[randomInt(all.length)]
  if (!worker) return
  workers.delete(worker)
  const gone = new Promise((resolve) => worker.child.once('exit', resolve))
  worker.child.kill('SIGKILL')
  await gone
}

async function killAll(): Promise<void> {
  while (workers.size > 0) await killOne()
}

const waiting = ({ counts }: PushChildReport) =>
  counts ? (counts.queued ?? 0) + (counts.busy ?? 0) + (counts.quota ?? 0) : RECIPIENTS

beforeAll(async () => {
  fake = await startFakeWechat({
    apps: [{ ...miniApp, kind: 'mini' }],
    now: () => systemClock.now() + ahead,
    seed: randomInt(1_000_000),
  })
  const clock = { now: () => systemClock.now() + ahead }
  test = await openTestOffice({ wechat: wechatClients(fake.url, clock) })
  test.clock.set(clock.now())
  const consent = { templateId: MINI_VOTE, kind: 'one_time' as const }
  people = await wechatPeople({ office: test.office, clock: test.clock }, RECIPIENTS, { consent })
  fake.populate(miniApp.appId, 'o-', consent)
  campaignId = await launch(test, { subjectKind: 'poll_outcome', channels: ['wechat_mini'] })
  await test.office.close()
}, 600_000)

afterAll(async () => {
  await killAll()
  await test.restart()
  await test.close()
  await fake.close()
})

it(
  `${RECIPIENTS} recipients, kill -9 ${KILLS} times, a token that ends at 37 %, bursts of -1 and 45009, 1 % of replies lost`,
  async () => {
    const together = test.databaseUrl.startsWith('mysql:') ? 2 : 1
    fake.faults.rotateTokensAt(Math.floor(RECIPIENTS * 0.37))
    fake.faults.loseReplies(0.01)
    fake.faults.delayMs = [2, 20]
    const killAt = Array.from({ length: KILLS }, () => randomInt(1, Math.floor(RECIPIENTS * 0.95))).sort(
      (a, b) => a - b,
    )
    const bursts = [
      { at: Math.floor(RECIPIENTS * 0.2), strike: () => fake.faults.busy(20, '/cgi-bin/message') },
      { at: Math.floor(RECIPIENTS * 0.6), strike: () => fake.faults.exhausted(50, '/cgi-bin/message') },
    ]
    for (let n = 0; n < together; n++) await startOne()
    const failures: unknown[] = []
    let hadQuota = false
    let kills = 0
    for (const began = systemClock.now(); ; ) {
      await sleep(10)
      const sent = fake.sendCount
      if (bursts[0] && sent >= bursts[0].at) bursts.shift()?.strike()
      if (!hadQuota && bursts.length === 0 && fake.tally().refused['45009']) {
        // The platform's word: not before tomorrow. So tomorrow it is.
        hadQuota = true
        await sleep(300)
        await killAll()
        kills += together
        fake.faults.exhausted(0)
        ahead = morning(2)
        for (let n = 0; n < together; n++) await startOne()
      }
      if (killAt[0] !== undefined && sent >= killAt[0]) {
        killAt.shift()
        await killOne()
        kills++
        // A lone worker takes over what the dead one had leased: two minutes pass. Of two the other goes on meanwhile.
        if (together === 1) ahead += 120_000
        const started = startOne()
        if (together === 1) await started
        else started.catch((error: unknown) => failures.push(error))
      }
      const reports = [...workers].map((w) => w.last)
      if (killAt.length === 0 && hadQuota && reports.some((r) => r && waiting(r) === 0)) break
      if (failures.length > 0) throw failures[0]
      if (systemClock.now() - began > 300_000 + RECIPIENTS * 20)
        throw new Error(`Stuck: ${JSON.stringify(reports)}`)
    }
    await killAll()

    const office = await test.restart()
    test.clock.set(systemClock.now() + ahead + HOUR)
    await office.pushSweep.sweep()
    while ((await office.jobs.runDue()) > 0);
    const { campaign, counts, addsUp } = await counted(office, campaignId)
    const tally = fake.tally()
    const accepted = new Map(fake.sends.map((s) => [s.openid, s]))
    const residentOf = new Map(people.openids.map((openid, n) => [openid, people.ids[n] ?? '']))
    const stateOf = new Map<string, string>()
    for (const d of await office.database.reads.findBy(Delivery, { campaignId }))
      stateOf.set(d.residentId, d.state)

    // Each recipient at most one real delivery; the counters are the rows, and both are the audience.
    expect([tally.accepted, tally.recipients, tally.mostPerRecipientAndTemplate]).toEqual([
      accepted.size,
      accepted.size,
      1,
    ])
    expect([campaign.state, campaign.size, addsUp, await recount(office, campaignId)]).toEqual([
      'done',
      RECIPIENTS,
      true,
      counts,
    ])
    const { sent = 0, unknown = 0, ...failed } = counts as Record<string, number>
    expect([sent + unknown, failed]).toEqual([RECIPIENTS, {}])

    // What is called sent was really accepted; what was accepted is sent or unknown.
    const unsent = people.openids.filter(
      (o, n) => stateOf.get(people.ids[n] ?? '') === 'sent' && !accepted.has(o),
    )
    expect(unsent).toEqual([])
    const lost = [...accepted.values()].filter((s) => s.replyLost)
    for (const { openid } of lost) expect(stateOf.get(residentOf.get(openid) ?? '')).toBe('unknown')
    // Unknown only where the reply was lost: by the network, by a -1, or with the worker that waited for it.
    const busy = tally.refused['-1'] ?? 0
    const withWorker = unknown - lost.length - busy
    expect(withWorker).toBeGreaterThanOrEqual(0)
    expect(withWorker).toBeLessThanOrEqual(kills * IN_AIR)
    expect(tally.tokenCalls).toBeLessThanOrEqual(starts + 2)
    process.stdout.write(
      `${office.database.kind}: ${RECIPIENTS} recipients, ${kills} kills, ${tally.tokenCalls} token calls: ` +
        `sent ${sent}, unknown ${unknown} (reply lost ${lost.length}, -1 ${busy}, with a killed worker ${withWorker})\n`,
    )
  },
  600_000 + RECIPIENTS * 30,
)
