import type { Poll } from '../../src/modules/polls'
import { HOUR, type TestOffice } from './office'

/** A link for one tablet, as the office would issue it; every part may be replaced. */
export async function issueStall(
  test: TestOffice,
  poll: Poll,
  over: Partial<{ place: string; label: string; endsAt: number; ballotLimit: number }> = {},
) {
  return test.office.stalls.issue(await test.staff('office'), poll.id, {
    place: '南门农贸市场',
    label: '1号平板',
    endsAt: test.clock.now() + 8 * HOUR,
    ballotLimit: 2_000,
    ...over,
  })
}
