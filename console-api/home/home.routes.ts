import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { readHome } from './home.contract'

export function homeRoutes(
  counter: Counter,
  { homeWaiting, homeReads }: Pick<Office, 'homeWaiting' | 'homeReads'>,
): void {
  counter.serve(readHome, async ({ caller }) => {
    const [waiting, today, open, channels, failures] = await Promise.all([
      homeWaiting.list(caller),
      homeReads.today(),
      homeReads.open(),
      homeReads.channels(),
      homeReads.failures(),
    ])
    return {
      waiting: waiting.map((item) => ({ ...item, since: rfc3339(item.since) })),
      today,
      open: open.map((item) => ({ ...item, closesAt: rfc3339(item.closesAt) })),
      channels: channels.map((c) => ({
        ...c,
        lastPublishedAt: c.lastPublishedAt === null ? null : rfc3339(c.lastPublishedAt),
      })),
      failures: failures.map((f) => ({ ...f, at: rfc3339(f.at) })),
    }
  })
}
