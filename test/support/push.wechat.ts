import { counted, launch } from './push'
import { MINI_NOTICE, MINI_VOTE, openWechatOffice, type WechatTest } from './wechat'

export const oneTime = { templateId: MINI_VOTE, kind: 'one_time' } as const
export const longTerm = { templateId: MINI_NOTICE, kind: 'long_term' } as const

type Pushed = Parameters<typeof launch>[1]

/**
 * An office with a fake WeChat for each test, and pushes through the mini-program that run to their end.
 * @param onOpen is handed each office
 */
export function pushesToWechat(onOpen: (test: WechatTest) => void) {
  let test: WechatTest
  const open = async (timeoutMs?: number) => {
    test = await openWechatOffice(timeoutMs)
    onOpen(test)
  }
  beforeEach(() => open())
  afterEach(() => test.close())

  const runJobs = async () => {
    while ((await test.office.jobs.runDue()) > 0);
  }
  /** Runs what is due, sweeps, and moves the clock on, until the campaign is over. */
  const untilOver = async (id: string, step = 60_000, most = 60): Promise<void> => {
    for (let n = 0; n < most; n++) {
      await runJobs()
      if ((await counted(test.office, id)).campaign.finishedAt !== null) return
      test.clock.advance(step)
      await test.office.pushSweep.sweep()
    }
  }
  const pushed = (over: Pushed = {}) =>
    launch(test, { subjectKind: 'poll_outcome', channels: ['wechat_mini'], ...over })
  const finish = async (over: Pushed = {}) => {
    const id = await pushed(over)
    await untilOver(id)
    return { id, ...(await counted(test.office, id)) }
  }
  /** An office that waits so long for a reply. */
  const reopen = async (timeoutMs: number) => {
    await test.close()
    await open(timeoutMs)
  }
  return { runJobs, untilOver, pushed, finish, reopen }
}
