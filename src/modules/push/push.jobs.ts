import type { Jobs } from '../../platform/jobs'
import type { FanOut } from './push.fan-out'
import type { Rush } from './push.rush'
import type { Sending } from './push.sending'
import type { PushSweep } from './push.sweeping'

/** Job name → use case. */
export function handlePushJobs(
  jobs: Jobs,
  fanOut: FanOut,
  sending: Sending,
  sweep: PushSweep,
  rush: Rush,
): void {
  const idOf = ({ campaignId }: Record<string, unknown>) => String(campaignId)
  jobs.handle('push.fan-out', (payload) => fanOut.run(idOf(payload), () => rush.before(idOf(payload))))
  jobs.handle('push.send', (payload) => sending.run(idOf(payload), () => rush.before(idOf(payload))))
  jobs.handle('push.clear', (payload) => sweep.clear(idOf(payload)))
}
