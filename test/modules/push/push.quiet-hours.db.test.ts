import { counted, launch } from '../../support/push'
import { longTerm, pushesToWechat } from '../../support/push.wechat'
import { MINI_NOTICE, type WechatTest, wechatPeople } from '../../support/wechat'

let test: WechatTest
const { runJobs } = pushesToWechat((opened) => {
  test = opened
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
