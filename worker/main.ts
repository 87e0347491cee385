import { scheduleJob } from 'node-schedule'
import type { Office } from '../src/office'
import { growReluctantly } from '../src/platform/memory'
import { JobLoop } from './job-loop'
import { schedule } from './schedule'

export interface Worker {
  stop(): Promise<void>
}

/** THE CLOCK: node-schedule only ticks; the jobs table remembers and workers claim. */
export function startWorker(office: Office): Worker {
  for (const tick of schedule) office.jobs.handle(tick.job, async () => void (await tick.run(office)))
  growReluctantly()
  const loop = new JobLoop(office.jobs, office.log)
  const ticks = schedule.map((tick) =>
    scheduleJob({ rule: tick.cron, tz: 'Asia/Shanghai' }, () => {
      const slot = String(Math.floor(office.clock.now() / tick.slotMs))
      office.jobs.tick(tick.job, slot).then(
        () => loop.wake(),
        (error: unknown) =>
          office.log.error({ job: tick.job, message: String((error as Error)?.message) }, 'tick failed'),
      )
    }),
  )
  loop.start()
  return {
    async stop() {
      for (const tick of ticks) tick.cancel()
      await loop.stop()
    },
  }
}
