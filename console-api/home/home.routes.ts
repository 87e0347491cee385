import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { readHome } from './home.contract'

export function homeRoutes(
  counter: Counter,
  {
    homeWaiting,
    homeReads,
    pollsWithoutResults,
  }: Pick<Office, 'homeWaiting' | 'homeReads' | 'pollsWithoutResults'>,
): void {
  counter.serve(readHome, async ({ caller }) => {
    const [waiting, today, open, channels, alarms, failures] = await Promise.all([
      homeWaiting.list(caller),
      homeReads.today(),
      homeReads.open(),
      homeReads.channels(),
      pollsWithoutResults.list(),
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
      alarms: alarms.map(({ id, title, closedAt, days }) => ({
        kind: 'poll_without_results' as const,
        id,
        title,
        since: rfc3339(closedAt),
        days,
      })),
      failures: failures.map((f) => ({ ...f, at: rfc3339(f.at) })),
    }
  })
}
