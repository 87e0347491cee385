import { systemActor } from '../src/modules/ledger'
import { actorOf, type StaffActor } from '../src/modules/staff'
import { createOffice, type Office } from '../src/office'
import { addCalendarDays, shanghaiDay, startOfShanghaiDay } from '../src/platform/calendar'
import { type Clock, systemClock } from '../src/platform/clock'
import { newId } from '../src/platform/ids'
import { createLog } from '../src/platform/log'
import { WechatClient } from '../src/platform/wechat/client'
import { testOfficeOptions, testPassword } from '../test/support/office'
import { startWorker } from '../worker/main'
import { type AskWorker, type Progress, urgent, wechatApp } from './push.people'

const HOUR = 3_600_000
const MIB = 1024 * 1024
const memory = () => {
  const { rss, heapUsed, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return {
    rssMiB: Math.round(rss / MIB),
    heapMiB: Math.round(heapUsed / MIB),
    externalMiB: Math.round(external / MIB),
    cpuMs: (user + system) / 1000,
  }
}

/** The office and its worker, on a clock that can be put forward. */
class Bench {
  private office!: Office
  private leader!: StaffActor
  private campaignId = ''
  private ahead = 0
  private urgentAt = 0
  private urgentMs: number | null = null
  private readonly clock: Clock = { now: () => systemClock.now() + this.ahead }

  async open(databaseUrl: string, apiBase: string, journalDir?: string): Promise<void> {
    this.toHour(23)
    const log = createLog('silent')
    const mini = new WechatClient({ apiBase, ...wechatApp, clock: this.clock, log })
    const send = mini.sendSubscribe.bind(mini)
    mini.sendSubscribe = async (message) => {
      const result = await send(message)
      if (message.templateId === urgent.templateId) this.urgentMs ??= systemClock.now() - this.urgentAt
      return result
    }
    const options = testOfficeOptions(databaseUrl, this.clock, { wechat: { mini }, journalDir })
    this.office = await createOffice(options)
    const { divisions, staff } = this.office
    const root = await divisions.create(systemActor, { parentId: null, name: '市局', kind: 'bureau' })
    const account = { username: 'leader', name: '测试', divisionId: root.id, password: testPassword }
    this.leader = actorOf(
      await staff.createStaff(systemActor, { ...account, roles: ['leader'], mustChangePassword: false }),
    )
    startWorker(this.office)
  }

  async launch(level: 'info' | 'urgent'): Promise<void> {
    const isUrgent = level === 'urgent'
    if (isUrgent) this.urgentAt = systemClock.now()
    const id = await this.office.database.transaction((tx) =>
      this.office.campaigns.launch(tx, this.leader, {
        publicationId: newId(this.clock.now()),
        subjectKind: isUrgent ? 'publication' : 'poll_outcome',
        title: '消费提示',
        summary: '一次摘要',
        level,
        channels: ['wechat_mini'],
      }),
    )
    if (!isUrgent) this.campaignId = id
  }

  async morning(): Promise<void> {
    this.toHour(24 + 9)
    await this.office.jobs.tick('push.sweep', `bench:${this.clock.now()}`)
  }

  async progress(): Promise<Progress> {
    if (this.campaignId === '') return { counts: {}, size: 0, fannedOut: false, ...memory(), urgentMs: null }
    const { campaign, counts } = await this.office.campaignReads.find(this.campaignId)
    const { size, fannedOutAt } = campaign
    return { counts, size, fannedOut: fannedOutAt !== null, ...memory(), urgentMs: this.urgentMs }
  }

  private toHour(hour: number): void {
    const tomorrow = startOfShanghaiDay(addCalendarDays(shanghaiDay(systemClock.now()), 1))
    this.ahead = tomorrow + hour * HOUR - systemClock.now()
  }
}

async function main([databaseUrl = '', apiBase = '', journalDir]: string[]): Promise<void> {
  const bench = new Bench()
  await bench.open(databaseUrl, apiBase, journalDir)
  const answer = async (ask: AskWorker): Promise<object> => {
    if (ask.ask === 'fanOut') await bench.launch('info')
    if (ask.ask === 'urgent') await bench.launch('urgent')
    if (ask.ask === 'send') await bench.morning()
    return bench.progress()
  }
  process.on('message', (ask: AskWorker) => {
    answer(ask).then(
      (reply) => process.send?.(reply),
      (error: unknown) => process.send?.({ failed: String(error) }),
    )
  })
  process.send?.({ ready: true })
  process.on('disconnect', () => process.exit(0))
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.send?.({ failed: error instanceof Error ? error.stack : String(error) })
  process.exit(1)
})
