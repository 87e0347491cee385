import { scheduleJob } from 'node-schedule'
import type { Office } from '../src/office'
import { growReluctantly } from '../src/platform/memory'
import { JobLoop } from './job-loop'
import { schedule, type Tick } from './schedule'

export interface Worker {
  stop(): Promise<void>
}

/** THE CLOCK: node-schedule only ticks; the jobs table remembers and workers claim. */
export function startWorker(office: Office): Worker {
  const queued = schedule.filter((tick) => !tick.aside)
  for (const tick of queued) office.jobs.handle(tick.job, async () => void (await tick.run(office)))
  growReluctantly()
  const loop = new JobLoop(office.jobs, office.log)
  const failed = (job: string) => (error: unknown) =>
    office.log.error({ job, message: String((error as Error)?.message) }, 'tick failed')
  const aside = new Map<string, Promise<unknown>>()
  const runAside = ({ job, run }: Tick) => {
    if (aside.has(job)) return
    const done = run(office)
      .catch(failed(job))
      .finally(() => aside.delete(job))
    aside.set(job, done)
  }
  const beside = schedule
    .filter((tick) => tick.aside)
    .map((tick) => scheduleJob({ rule: tick.cron, tz: 'Asia/Shanghai' }, () => runAside(tick)))
  for (const tick of schedule) if (tick.aside && tick.atStart) runAside(tick)
  const ticks = queued.map((tick) =>
    scheduleJob({ rule: tick.cron, tz: 'Asia/Shanghai' }, () => {
      const slot = String(Math.floor(office.clock.now() / tick.slotMs))
      office.jobs.tick(tick.job, slot).then(() => loop.wake(), failed(tick.job))
    }),
  )
  loop.start()
  return {
    async stop() {
      for (const tick of [...ticks, ...beside]) tick.cancel()
      await loop.stop()
      await Promise.all(aside.values())
    },
  }
}
