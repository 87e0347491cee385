import type { Jobs } from '../../platform/jobs'
import type { FanOut } from './push.fan-out'
import type { Sending } from './push.sending'
import type { PushSweep } from './push.sweeping'

/** Job name → use case. */
export function handlePushJobs(jobs: Jobs, fanOut: FanOut, sending: Sending, sweep: PushSweep): void {
  jobs.handle('push.fan-out', ({ campaignId }) => fanOut.run(String(campaignId)))
  jobs.handle('push.send', ({ campaignId }) => sending.run(String(campaignId)))
  jobs.handle('push.clear', ({ campaignId }) => sweep.clear(String(campaignId)))
}
